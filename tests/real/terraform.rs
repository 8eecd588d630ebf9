//! `terraform test` in samples/terraform. Terraform comes in no package: where it is absent, that is counted as skipped.

use std::fs;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::cloud_init::hex;
use super::reader::Real;
use crate::support::{Program, Report, bundles, package_root};

/// The sample whose bundle samples/terraform reads.
const SAMPLE: &str = "al2023-ecs-web";

const FAILING_TEST: &str = "run \"wrong\" {
  assert {
    condition     = output.launches[\"prod\"].size == 0
    error_message = \"as it must\"
  }
}
";

pub(super) fn run(_: &Real, report: &mut Report) {
    let sample = package_root().join("samples/terraform");
    if Program::new("terraform").arg("version").run().is_err() {
        return report.skips("samples/terraform", "no terraform on this machine");
    }
    let home = tempfile::tempdir().unwrap();
    let by_hand = home.path().join("bundle");
    write_bundle(&by_hand, "staging\n");
    report.takes("a bundle by hand", test(&sample, &by_hand, ""));
    report.refuses("a test that fails", test(&sample, &by_hand, FAILING_TEST));
    // Equal user-data for both variants is against what the sample's test says.
    write_bundle(&by_hand, "prod\n");
    report.refuses("equal variants", test(&sample, &by_hand, ""));
    let bundles = bundles();
    match bundles.iter().find(|bundle| bundle.name == SAMPLE) {
        Some(bundle) => report.takes(SAMPLE, test(&sample, &bundle.dir, "")),
        None => report.skips(SAMPLE, "no such sample yet"),
    }
}

fn write_bundle(dir: &Path, staging: &str) {
    let mut launches = serde_json::Map::new();
    for (name, user_data) in [("prod", "prod\n"), ("staging", staging)] {
        let launch = dir.join("launch").join(name);
        fs::create_dir_all(&launch).unwrap();
        fs::write(launch.join("user-data"), user_data).unwrap();
        let entry = json!({
            "user_data_base64": STANDARD.encode(user_data),
            "user_data_sha256": hex(&Sha256::digest(user_data)),
        });
        launches.insert(name.to_owned(), entry);
    }
    let parbake = json!({ "name": SAMPLE, "image_digest": "", "launches": launches });
    let text = json!({ "parbake": parbake }).to_string();
    fs::write(dir.join("terraform.tfvars.json"), text).unwrap();
}

/// Runs a copy, so that nothing is left in the tree; `more` is a further test file.
fn test(sample: &Path, bundle: &Path, more: &str) -> Result<(), String> {
    let home = tempfile::tempdir().unwrap();
    let copy = |from: &Path, to: &str| {
        let to = home.path().join(to);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        Program::new("cp")
            .arg("-r")
            .arg(from)
            .arg(to)
            .run()?
            .output()
    };
    copy(sample, "terraform")?;
    copy(bundle, "bundles/al2023-ecs-web")?;
    let dir = home.path().join("terraform");
    if !more.is_empty() {
        fs::write(dir.join("more.tftest.hcl"), more).unwrap();
    }
    let ran = Program::new("unshare")
        .args(["--net", "--", "terraform", "test", "-no-color"])
        .env("CHECKPOINT_DISABLE", "1")
        .dir(&dir)
        .run()?;
    ran.output().map(drop)
}
