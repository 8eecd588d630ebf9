//! `check --fix`: what is certain is mended, and nothing else moves.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use serde_json::Value;

use crate::support::Workspace;

/// Each mistake once, with comments and a layout of its own.
const BROKEN: &str = r#"# The web hosts.
edition = 2026   # of the language
nmae = "web"

[host]
base = "al2023-esc" # misspelt
arch = 'amd64'

[image]
late = ["docker.daemon.lables"]

[vars]
stage = "dev"

[ecs]
cluster = "${var.stgae}"
reserved-memory = "256"
enable-spot-instance-draining = "true" # yes, please
image-pull-behavior = "Always"
available-logging-drivers = [
  "json-file", # the default
  "awslogs",
  "json-file",
]

[docker.daemon]
labels = [ "a=1",  "b=2", "a=1" ]
log-opts = { max-size = "10m", max-file = 3 }

[packages]
install = "jq"
"#;

const MENDED: &str = r#"# The web hosts.
edition = "2026"   # of the language
name = "web"

[host]
base = "al2023-ecs" # misspelt
arch = "x86_64"

[image]
late = ["docker.daemon.labels"]

[vars]
stage = "dev"

[ecs]
cluster = "${var.stage}"
reserved-memory = 256
enable-spot-instance-draining = true # yes, please
image-pull-behavior = "always"
available-logging-drivers = [
  "json-file", # the default
  "awslogs",
]

[docker.daemon]
labels = [ "a=1",  "b=2" ]
log-opts = { max-size = "10m", max-file = "3" }

[packages]
install = ["jq"]
"#;

fn fixable(workspace: &Workspace, profile: &str) -> usize {
    let run = workspace.run(["check", profile, "--format", "json"]);
    let document: Value = serde_json::from_str(&run.stdout).unwrap();
    let found = document["diagnostics"].as_array().unwrap();
    found.iter().filter(|found| !found["fix"].is_null()).count()
}

#[test]
fn what_is_certain_is_mended_in_its_layout() {
    for (text, mended) in [
        (BROKEN.to_owned(), MENDED.to_owned()),
        (BROKEN.replace('\n', "\r\n"), MENDED.replace('\n', "\r\n")),
    ] {
        let workspace = Workspace::new();
        workspace.write("web.toml", &text);
        assert!(fixable(&workspace, "web.toml") >= 9);
        let run = workspace.run(["check", "--fix", "web.toml"]);
        let left = fs::read_to_string(workspace.path("web.toml")).unwrap();
        assert_eq!(left, mended, "{run:?}");
        assert!(run.stdout.starts_with("web.toml: mended "), "{run:?}");
        assert_eq!(run.status, Some(0), "{run:?}");
        assert_eq!(fixable(&workspace, "web.toml"), 0);
    }
}

#[test]
fn every_case_has_no_repair_left_after_one_run() {
    for profile in glob_cases() {
        let workspace = Workspace::new();
        let directory = profile.parent().unwrap();
        for entry in fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                fs::copy(&path, workspace.path(path.file_name().unwrap())).unwrap();
            }
        }
        let before = fixable(&workspace, "profile.toml");
        let text = fs::read(&profile).unwrap();
        workspace.run(["check", "--fix", "profile.toml"]);
        assert_eq!(
            fixable(&workspace, "profile.toml"),
            0,
            "{}",
            profile.display()
        );
        if before == 0 {
            let left = fs::read(workspace.path("profile.toml")).unwrap();
            assert_eq!(left, text, "{}", profile.display());
        }
    }
}

fn glob_cases() -> Vec<std::path::PathBuf> {
    let cases = crate::support::package_root().join("tests/cases");
    let files = crate::support::files_under(&cases).into_iter();
    let profiles: Vec<_> = files
        .filter(|path| path.ends_with("profile.toml"))
        .collect();
    assert!(profiles.len() > 100, "{}", profiles.len());
    profiles
}

#[test]
fn a_file_without_repairs_is_not_touched() {
    let workspace = Workspace::new();
    workspace.write(
        "base.toml",
        "\u{feff}# odd, and fine\r\nhost.base = \"al2023\"\n\n\n",
    );
    workspace.write(
        "web.toml",
        "extends = [\"base.toml\"]\nedition = \"2026\"\nname = \"web\"\ndescription = 3\n",
    );
    let before = fs::metadata(workspace.path("base.toml"))
        .unwrap()
        .modified()
        .unwrap();
    let text = fs::read(workspace.path("base.toml")).unwrap();
    let run = workspace.run(["check", "--fix", "web.toml"]);
    assert_eq!(
        fs::read(workspace.path("base.toml")).unwrap(),
        text,
        "{run:?}"
    );
    let after = fs::metadata(workspace.path("base.toml"))
        .unwrap()
        .modified()
        .unwrap();
    assert_eq!(before, after);
    assert!(
        fs::read_to_string(workspace.path("web.toml"))
            .unwrap()
            .contains("description = \"3\"")
    );
}

#[test]
fn a_file_that_profiles_extend_is_mended_where_it_is() {
    let workspace = Workspace::new();
    workspace.write("base/common.toml", "[host]\nbase = \"al2023-esc\"\n");
    let profile = |name: &str| {
        format!(
            "edition = \"2026\"\nname = \"{name}\"\nextends = [\"base/common.toml\"]\necs.clustr = \"web\"\n"
        )
    };
    workspace.write("web.toml", &profile("web"));
    workspace.write("api.toml", &profile("api"));
    let run = workspace.run(["check", "--fix", "web.toml", "api.toml"]);
    assert_eq!(run.status, Some(0), "{run:?}");
    assert_eq!(
        run.stdout
            .matches("base/common.toml: mended 1 mistake\n")
            .count(),
        1,
        "{run:?}"
    );
    let base = fs::read_to_string(workspace.path("base/common.toml")).unwrap();
    assert_eq!(base, "[host]\nbase = \"al2023-ecs\"\n");
}

#[test]
fn a_read_only_file_is_status_2_and_stays() {
    let workspace = Workspace::new();
    workspace.write("web.toml", BROKEN);
    let path = workspace.path("web.toml");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
    let run = workspace.run(["check", "--fix", "web.toml"]);
    assert_eq!(run.status, Some(2));
    let expected = "error: cannot write web.toml: it is read-only; nothing was mended in it\n";
    assert!(run.stderr.ends_with(expected), "{run:?}");
    assert_eq!(fs::read_to_string(&path).unwrap(), BROKEN);
}

/// A value that a variable gave is mended where the variable is, if at all; a comment in a list stays.
#[test]
fn what_is_not_certain_is_left_alone() {
    let text = "edition = \"2026\"\nname = \"web\"\nhost.base = \"al2023-ecs\"\nvars.memory = \"256\"\nvars.level = \"inf0\"\n\
                [ecs]\ncluster = \"web\"\nreserved-memory = \"${var.memory}\"\nloglevel = \"${var.level}\"\n\
                image-cleanup-interval = \"30\"\nenable-spot-instance-draining = \"yes\"\n\
                [files.\"/a\"]\ncontent = \"x\"\nmode = 0o644\n\
                [packages]\ninstall = [\n  \"jq\", # the tool\n  \"jq\",\n]\n";
    let workspace = Workspace::new();
    workspace.write("web.toml", text);
    let run = workspace.run(["check", "--fix", "web.toml"]);
    assert_eq!(run.status, Some(1));
    assert_eq!(
        fs::read_to_string(workspace.path("web.toml")).unwrap(),
        text,
        "{run:?}"
    );
}
