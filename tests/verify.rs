//! `parbake verify` over root directories, and its verdict beside that of bake.sh's own audit.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use parbake::catalog::identity::Weight;
use serde_json::Value;

use crate::support::{
    Plant, Run, Workspace, files_under, findings_of_audit, findings_of_verify, package_root,
    parbake, plants,
};

/// The sample whose image is planted over: it has an agent, Docker and packages.
const BUNDLE: &str = "samples/bundles/ubuntu-2404-ecs";
const DATA_ROOT: &str = "/var/lib/docker";

/// A root as a bake leaves it: the placed files with mode and owner, and what no image lacks.
struct Image {
    workspace: Workspace,
}

impl Image {
    fn baked() -> Self {
        let image = Self {
            workspace: Workspace::new(),
        };
        let rootfs = package_root().join(BUNDLE).join("image/rootfs");
        for file in files_under(&rootfs) {
            let to = image.root().join(file.strip_prefix(&rootfs).unwrap());
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::copy(&file, &to).unwrap();
        }
        for line in image.text("usr/lib/parbake/manifest").lines() {
            let words: Vec<&str> = line.splitn(5, ' ').collect();
            if let [_, mode, _, _, path] = words.as_slice() {
                let mode = u32::from_str_radix(mode, 8).unwrap();
                let path = image.root().join(path.trim_start_matches('/'));
                fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
            }
        }
        image.write("etc/machine-id", "");
        image.write("etc/os-release", "ID=ubuntu\nVERSION_ID=\"24.04\"\n");
        let manifest: Value = serde_json::from_str(
            &fs::read_to_string(package_root().join(BUNDLE).join("manifest.json")).unwrap(),
        )
        .unwrap();
        let record = serde_json::json!({
            "name": manifest["name"], "digest": manifest["image"]["digest"], "images": {}, "kept": {},
        });
        image.write("etc/parbake/image.json", &record.to_string());
        image
    }

    fn root(&self) -> PathBuf {
        self.workspace.path("root")
    }

    fn write(&self, path: &str, text: &str) {
        self.workspace.write(&format!("root/{path}"), text);
    }

    fn text(&self, path: &str) -> String {
        fs::read_to_string(self.root().join(path)).unwrap()
    }

    fn remove(&self, path: &str) {
        fs::remove_file(self.root().join(path)).unwrap();
    }

    fn verify(&self, more: &[&str]) -> Run {
        let root = self.root();
        let arguments = ["verify", root.to_str().unwrap()];
        as_root(
            Path::new(env!("CARGO_BIN_EXE_parbake")),
            arguments.iter().chain(more),
            "",
        )
    }

    /// Runs the emitted script over the root, in a name space where we are root. There is no Docker to ask for images.
    fn bake(&self, arguments: &[&str]) -> Run {
        let text = script();
        let images = text
            .lines()
            .find(|line| line.starts_with("IMAGES=("))
            .unwrap();
        self.workspace
            .write("bake.sh", &text.replace(images, "IMAGES=()"));
        let words = ["bash", self.workspace.path("bake.sh").to_str().unwrap()].map(str::to_owned);
        let words = words
            .iter()
            .map(String::as_str)
            .chain(arguments.iter().copied());
        as_root(Path::new("env"), words, self.root().to_str().unwrap())
    }

    fn says(&self, more: &[&str], status: i32, code: &str, words: &str) {
        let run = self.verify(more);
        assert_eq!(run.status, Some(status), "{code}: {run:?}");
        let line = format!("[{code}]: {words}");
        assert!(run.stderr.contains(&line), "{line}\n{}", run.stderr);
    }
}

/// Runs a program in a name space where we are root, and the placed files are root's.
fn as_root<S: AsRef<OsStr>>(
    program: &Path,
    arguments: impl IntoIterator<Item = S>,
    parbake_root: &str,
) -> Run {
    let mut command = Command::new("unshare");
    command.arg("--map-root-user").arg(program).args(arguments);
    command.current_dir(package_root()).env_clear();
    command.env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    command.env("PARBAKE_ROOT", parbake_root);
    Run::from(command.output().unwrap())
}

fn script() -> String {
    fs::read_to_string(package_root().join(BUNDLE).join("image/bake.sh")).unwrap()
}

/// The residue that a root without a /run of its own can have.
fn residue() -> Vec<Plant> {
    let mut residue = plants(DATA_ROOT);
    // These two would be the same file, as file and as directory.
    residue.retain(|plant| !plant.path.starts_with("/var/lib/cloud/instance/"));
    residue
}

#[test]
fn a_clean_image_is_clean_and_says_so() {
    let image = Image::baked();
    for more in [&[][..], &["--bundle", BUNDLE], &["--deny-warnings"]] {
        let run = image.verify(more);
        assert_eq!((run.status, run.stderr.as_str()), (Some(0), ""), "{more:?}");
        assert!(
            run.stdout.contains(": clean, 84 items of identity and "),
            "{run:?}"
        );
    }
}

/// Every pattern of the catalogue: planted, found by both with the same words, taken away by the clean-up where this bake
/// makes the item, and found again by nobody.
#[test]
fn the_audit_of_the_bake_and_verify_come_to_the_same_verdict() {
    let image = Image::baked();
    let residue = residue();
    residue.iter().for_each(|plant| plant.put(&image.root()));
    let both = |what: &str| {
        let audit = image.bake(&["--audit"]);
        let verify = image.verify(&["--format", "json"]);
        let audited = findings_of_audit(&audit.stderr);
        let verified = findings_of_verify(&verify.stdout, &image.root());
        assert_eq!(audited, verified, "{what}");
        assert_eq!(audit.status, verify.status, "{what}: {audit:?}");
        audited
    };
    let found = both("planted");
    for plant in &residue {
        let hit = found
            .iter()
            .any(|(_, path)| plant.path == *path || plant.path.starts_with(&format!("{path}/")));
        let in_run = plant.path.starts_with("/run/") || plant.path.starts_with("/var/run/");
        assert!(
            hit || in_run,
            "{} is not found: {}",
            plant.item.id,
            plant.path
        );
    }
    // The rows that this bake does not do are left, and still found.
    let sealed = image.bake(&["--from", "audit"]);
    assert_eq!(sealed.status, Some(1), "{sealed:?}");
    let left = both("sealed");
    let rows = script();
    let is_cleaned = |item: &str| {
        let row = |line: &str| {
            let words: Vec<&str> = line.trim().trim_matches('\'').split(' ').collect();
            words.len() > 5 && words[4] == item && words[1] != "-"
        };
        rows.lines().any(row)
    };
    let undone: Vec<_> = left.iter().filter(|(item, _)| is_cleaned(item)).collect();
    assert!(undone.is_empty(), "not cleaned: {undone:?}");
    assert!(left.len() < found.len() && left.len() > 20, "{left:?}");
    println!(
        "{} planted, {} left to scripts and people",
        residue.len(),
        left.len()
    );
}

#[test]
fn drift_is_found_from_the_own_manifest_and_from_the_bundle() {
    let image = Image::baked();
    let files = image.text("usr/lib/parbake/manifest");
    let path = files
        .lines()
        .find_map(|line| line.splitn(5, ' ').nth(4))
        .unwrap();
    let path = path.trim_start_matches('/');
    let before = image.text(path);
    for more in [&[][..], &["--bundle", BUNDLE]] {
        image.write(path, "other\n");
        image.says(more, 1, "V0007", "a baked file has another content");
        image.write(path, &before);
        let file = image.root().join(path);
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        image.says(more, 1, "V0008", "a baked file has mode 0600, not 0644");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
        image.remove(path);
        image.says(more, 1, "V0006", "a baked file is missing");
        // A link to the right content is not the file.
        symlink("/etc/os-release", &file).unwrap();
        image.says(more, 1, "V0006", "a baked file is missing");
        image.remove(path);
        image.write(path, &before);
    }
    image.write("etc/passwd", "root:x:4242:4242::/root:/bin/sh\n");
    let run = image.verify(&[]);
    assert_eq!(run.stderr, "", "root is 0, whatever a file says first");
}

#[test]
fn the_record_is_held_against_the_bundle_and_against_what_was_kept() {
    let image = Image::baked();
    let record = image.text("etc/parbake/image.json");
    image.write(
        "etc/parbake/image.json",
        &record.replace("sha256:", "sha256:0"),
    );
    image.says(&["--bundle", BUNDLE], 1, "V0010", "the digest is sha256:0");
    assert_eq!(image.verify(&[]).status, Some(0));
    image.remove("etc/parbake/image.json");
    image.says(
        &["--bundle", BUNDLE],
        1,
        "V0010",
        "there is no record of a finished bake",
    );
    let kept = r#"{"name": "x", "kept": {"/srv/kept": "sha256:00"}}"#;
    image.write("etc/parbake/image.json", kept);
    image.says(&[], 1, "V0009", "what the bake kept on purpose is missing");
    image.write("srv/kept", "x");
    image.says(
        &[],
        1,
        "V0009",
        "what the bake kept on purpose has another content",
    );
}

#[test]
fn each_class_has_its_code_and_each_level_its_weight() {
    let image = Image::baked();
    image.write("etc/ssh/ssh_host_rsa_key", "x");
    image.says(&[], 1, "V0001", "`ssh-host-keys` is still there");
    image.write("root/.aws/credentials", "x");
    image.says(&[], 1, "V0002", "`aws-credentials` is still there");
    image.write("etc/machine-info", "x");
    image.says(&[], 1, "V0003", "`machine-info` is still there");
    for path in [
        "etc/ssh/ssh_host_rsa_key",
        "root/.aws/credentials",
        "etc/machine-info",
    ] {
        image.remove(path);
    }
    image.write("var/cache/man/index.db", "x");
    image.says(&[], 0, "V0004", "`man-font-caches` is still there");
    assert_eq!(image.verify(&["--deny-warnings"]).status, Some(1));
    let levels = residue().into_iter().map(|plant| plant.item.level);
    assert!(levels.filter(|level| *level == Weight::Error).count() > 100);
}

#[test]
fn every_format_names_the_path() {
    let image = Image::baked();
    image.write("etc/ssh/ssh_host_rsa_key", "x");
    let path = image.root().join("etc/ssh/ssh_host_rsa_key");
    let path = path.to_str().unwrap();
    let human = image.verify(&[]);
    assert!(
        human.stderr.contains(&format!("--> {path}\n")),
        "{}",
        human.stderr
    );
    assert!(
        human.stderr.contains("= note: same host key on all clones"),
        "{}",
        human.stderr
    );
    assert!(
        human.stderr.ends_with("error: 1 error in 1 root\n"),
        "{}",
        human.stderr
    );
    let json: Value = serde_json::from_str(&image.verify(&["--format", "json"]).stdout).unwrap();
    assert_eq!(json["diagnostics"][0]["file"], path);
    assert_eq!(json["outputs"][0]["clean"], false);
    let sarif: Value = serde_json::from_str(&image.verify(&["--format", "sarif"]).stdout).unwrap();
    let place = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], format!("file://{path}"));
    let github = image.verify(&["--format", "github"]).stdout;
    assert!(
        github.starts_with(&format!("::error file={path},line=1")),
        "{github}"
    );
}

#[test]
fn what_cannot_be_looked_at_is_status_2() {
    let image = Image::baked();
    let run = Run::from(
        parbake(&package_root(), ["verify", "/no/such/root"])
            .output()
            .unwrap(),
    );
    assert_eq!(run.status, Some(2), "{run:?}");
    let run = image.verify(&["--bundle", "/no/such/bundle"]);
    assert_eq!(run.status, Some(2), "{run:?}");
    let run = image.verify(&["--bundle", "samples/bundles/no-image"]);
    assert!(run.stderr.contains("is no bundle with an image"), "{run:?}");
    // A file that is too large to be what it should be.
    let hosts = fs::File::create(image.root().join("etc/hosts")).unwrap();
    hosts.set_len(17 << 20).unwrap();
    let run = image.verify(&[]);
    assert_eq!(run.status, Some(2), "{run:?}");
    assert!(
        run.stderr.contains("etc/hosts: it is over 16 MiB"),
        "{run:?}"
    );
    let empty = Workspace::new();
    let run = empty.run(["verify", "."]);
    assert_eq!(run.status, Some(1));
    assert!(
        run.stderr
            .contains("[V0005]: this root has no manifest of a bake"),
        "{run:?}"
    );
}

/// Whoever made the root may have put anything there.
#[test]
fn a_hostile_root_leads_nowhere() {
    let image = Image::baked();
    let outside = Workspace::new();
    outside.write("ssh_host_rsa_key", "x");
    outside.write("shadow", "root::1:\n");
    fs::create_dir_all(image.root().join("etc")).unwrap();
    symlink(outside.path(""), image.root().join("etc/ssh")).unwrap();
    symlink(outside.path("shadow"), image.root().join("etc/shadow")).unwrap();
    symlink("/", image.root().join("home")).unwrap();
    let run = image.verify(&[]);
    assert_eq!((run.status, run.stderr.as_str()), (Some(0), ""));
    image.write("root/.ssh/id_\u{1b}[31mred", "x");
    let run = image.verify(&[]);
    assert!(run.stderr.contains("id_␛[31mred"), "{run:?}");
    image.write("tmp/a\nb", "x");
    assert_eq!(image.verify(&[]).status, Some(1));
}
