//! taplo, which editors embed, checks every profile against the committed schema.

use std::fs;
use std::path::Path;

use super::reader::Real;
use crate::support::{Program, Report, package_root, profiles, show};

pub(super) fn run(real: &Real, report: &mut Report) {
    prove(real, report);
    let schema = package_root().join("schemas/profile.schema.json");
    for (_, path) in profiles() {
        report.takes(&show(&path), check(real, &schema, &path));
    }
}

fn prove(real: &Real, report: &mut Report) {
    let home = tempfile::tempdir().unwrap();
    let schema = home.path().join("schema.json");
    let text = r#"{"$schema": "http://json-schema.org/draft-07/schema#", "type": "object",
        "properties": {"name": {"type": "string"}}, "required": ["name"], "additionalProperties": false}"#;
    fs::write(&schema, text).unwrap();
    let profile = home.path().join("profile.toml");
    fs::write(&profile, "name = \"web\"\n").unwrap();
    report.takes("a good profile", check(real, &schema, &profile));
    for text in [
        "name = 1\n",
        "name = \"web\"\nnaem = \"x\"\n",
        "",
        "name = \n",
    ] {
        fs::write(&profile, text).unwrap();
        report.refuses(text, check(real, &schema, &profile));
    }
    fs::write(&profile, "name = \"web\"\n").unwrap();
    let absent = home.path().join("absent.json");
    report.refuses("an absent schema", check(real, &absent, &profile));
}

/// The schema is named on the command line, so that no `#:schema` line can lead elsewhere.
fn check(real: &Real, schema: &Path, profile: &Path) -> Result<(), String> {
    if !schema.is_file() {
        return Err(format!("{} is missing", show(schema)));
    }
    let home = tempfile::tempdir().unwrap();
    Program::new("unshare")
        .args(["--net", "--"])
        .arg(real.path("python/bin/taplo"))
        .args(["check", "--no-auto-config", "--schema"])
        .arg(format!("file://{}", schema.display()))
        .arg(profile)
        .env("HOME", home.path())
        .dir(home.path())
        .run()?
        .output()?;
    Ok(())
}
