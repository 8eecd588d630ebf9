//! What the first issue promises, through the command.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use serde_json::Value;

use crate::support::{Run, Workspace, package_root, parbake};

mod mistakes;

const WEB: &str = "\
edition = \"2026\"
name = \"web\"
[vars]
stage = \"dev\"
zone = { scope = \"launch\", type = \"string\", default = \"a\" }
[host]
base = \"debian-12\"
[files.\"/etc/stage\"]
content = \"${var.stage} ${var.zone}\\n\"
[variants.dev]
[variants.prod.vars]
stage = \"prod\"
";

#[test]
fn the_plan_shows_what_differs_between_variants_as_boot_steps_and_all_else_as_bake() {
    let profile = "samples/al2023-ecs-web/profile.toml";
    let mut command = parbake(&package_root(), ["plan", profile, "--format", "json"]);
    let run = Run::from(command.output().unwrap());
    let document: Value = serde_json::from_str(&run.stdout).unwrap();
    let steps = document["outputs"].as_array().unwrap();
    assert!(steps.len() > 20, "{document:#}");
    for step in steps {
        let (scope, phase) = (step["scope"].as_str(), step["phase"].as_str());
        let is_boot = scope != Some("fixed");
        assert_eq!(phase == Some("boot"), is_boot, "{step:#}");
        let has_reason = |key: &str| step[key].as_str().is_some_and(|text| !text.is_empty());
        assert!(has_reason("reason") && has_reason("leaf"), "{step:#}");
    }
    let motd = steps
        .iter()
        .find(|step| step["step"] == "file /etc/motd")
        .unwrap();
    assert_eq!(motd["reason"], "differs between prod and staging");
}

#[test]
fn a_build_writes_the_bundle_and_the_next_one_leaves_it_alone() {
    let workspace = Workspace::new();
    workspace.write("web.toml", WEB);
    let build = || workspace.run(["build", "web.toml", "--out", "out dir"]);
    let run = build();
    assert_eq!((run.status, run.stderr.as_str()), (Some(0), ""));
    assert!(run.stdout.starts_with("out dir/web: written, "), "{run:?}");
    for path in [
        "manifest.json",
        "image/bake.sh",
        "launch/prod/user-data",
        "launch/dev/user-data",
    ] {
        assert!(workspace.path("out dir/web").join(path).is_file(), "{path}");
    }
    let run = build();
    assert!(
        run.stdout.starts_with("out dir/web: unchanged, "),
        "{run:?}"
    );
    let check = ["build", "web.toml", "--out", "out dir", "--check"];
    let run = workspace.run(check);
    assert_eq!(
        (run.status, run.stdout.as_str(), run.stderr.as_str()),
        (Some(0), "", "")
    );
    workspace.write("web.toml", &WEB.replace("\"prod\"", "\"production\""));
    let run = workspace.run(check);
    assert_eq!(run.status, Some(1), "{run:?}");
    assert!(run.stdout.contains("production"), "{run:?}");
}

#[test]
fn a_foreign_file_stops_the_build_before_anything_is_touched() {
    let workspace = Workspace::new();
    workspace.write("web.toml", WEB);
    assert_eq!(workspace.run(["build", "web.toml"]).status, Some(0));
    workspace.write("bundle/web/notes.txt", "mine\n");
    workspace.write("web.toml", &WEB.replace("\"prod\"", "\"production\""));
    let before = fs::read(workspace.path("bundle/web/launch/prod/user-data")).unwrap();
    let run = workspace.run(["build", "web.toml"]);
    assert_eq!((run.status, run.stdout.as_str()), (Some(2), ""));
    assert_eq!(run.stderr.lines().count(), 1, "{run:?}");
    assert!(run.stderr.contains("notes.txt"), "{run:?}");
    let after = fs::read(workspace.path("bundle/web/launch/prod/user-data")).unwrap();
    assert_eq!(before, after);
    assert!(workspace.path("bundle/web/notes.txt").is_file());
}

#[test]
fn a_directory_that_cannot_be_written_is_one_line_and_status_2() {
    let workspace = Workspace::new();
    workspace.write("web.toml", WEB);
    workspace.write("out/keep", "");
    workspace.write("file", "");
    fs::set_permissions(workspace.path("out"), fs::Permissions::from_mode(0o555)).unwrap();
    // Root writes where the mode forbids it; a file system that takes nothing stops root too.
    for out in ["file", "file/below", "/proc/parbake", "/sys/parbake", "out"] {
        let run = workspace.run(["build", "web.toml", "--out", out]);
        if out == "out" && run.status == Some(0) {
            println!("skipped: the mode of a directory does not stop this user");
            continue;
        }
        assert_eq!(
            (run.status, run.stdout.as_str()),
            (Some(2), ""),
            "{out}: {run:?}"
        );
        assert_eq!(run.stderr.lines().count(), 1, "{out}: {run:?}");
        assert!(run.stderr.starts_with("error: "), "{out}: {run:?}");
    }
    fs::set_permissions(workspace.path("out"), fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn a_reader_that_goes_away_ends_the_run_without_a_word() {
    let workspace = Workspace::new();
    workspace.write("web.toml", WEB);
    for arguments in [
        "plan web.toml",
        "show web.toml image/bake.sh",
        "check broken.toml --format json",
    ] {
        workspace.write("broken.toml", &"x = 1\n".repeat(2000));
        let line = format!("{} {arguments} | head -n 1", env!("CARGO_BIN_EXE_parbake"));
        let mut shell = Command::new("bash");
        let script = format!("set -o pipefail; {line}; echo \"${{PIPESTATUS[0]}}\" >&2");
        shell.args(["-c", &script]).current_dir(workspace.path(""));
        let run = Run::from(shell.output().unwrap());
        assert_eq!(run.stdout.lines().count(), 1, "{arguments}: {run:?}");
        let status = run.stderr.trim();
        let expected = if arguments.starts_with("check") {
            "1"
        } else {
            "0"
        };
        assert_eq!(status, expected, "{arguments}: {run:?}");
    }
}

#[test]
fn a_variable_of_the_command_line_reaches_every_launch() {
    let workspace = Workspace::new();
    workspace.write("web.toml", WEB);
    let show = |variant, var| {
        workspace.run([
            "show",
            "web.toml",
            "boothook.sh",
            "--variant",
            variant,
            "--var",
            var,
        ])
    };
    let run = show("prod", "zone=b");
    assert_eq!((run.status, run.stderr.as_str()), (Some(0), ""));
    assert!(run.stdout.contains("\nprod b\n"), "{run:?}");
    assert!(show("dev", "zone=b").stdout.contains("\ndev b\n"));
    let run = show("prod", "stage=test");
    assert_eq!(run.status, Some(0));
    assert!(run.stderr.contains("warning[P0207]"), "{run:?}");
    let strict = [
        "check",
        "web.toml",
        "--var",
        "stage=test",
        "--deny-warnings",
    ];
    assert_eq!(workspace.run(strict).status, Some(1));
    let run = workspace.run(["check", "web.toml", "--var", "stag=test"]);
    assert_eq!(run.status, Some(1));
    assert!(run.stderr.contains("did you mean `stage`?"), "{run:?}");
}

#[test]
fn a_variant_is_chosen_by_its_name() {
    let workspace = Workspace::new();
    workspace.write("web.toml", WEB);
    let run = workspace.run(["show", "web.toml", "user-data"]);
    assert_eq!((run.status, run.stdout.as_str()), (Some(2), ""));
    assert!(run.stderr.contains("--variant"), "{run:?}");
    let run = workspace.run(["plan", "web.toml", "--variant", "prd"]);
    assert_eq!(run.status, Some(2));
    assert!(run.stderr.contains("did you mean `prod`?"), "{run:?}");
    let run = workspace.run(["plan", "web.toml", "--variant", "prod"]);
    assert_eq!((run.status, run.stderr.as_str()), (Some(0), ""));
}

#[test]
fn denied_warnings_are_errors_of_the_exit_status() {
    let workspace = Workspace::new();
    let old = WEB.replace("debian-12", "al2-ecs") + "[ecs]\ncluster = \"web\"\n";
    workspace.write("web.toml", &old);
    assert_eq!(workspace.run(["check", "web.toml"]).status, Some(0));
    let run = workspace.run(["check", "web.toml", "--deny-warnings"]);
    assert_eq!(run.status, Some(1));
    assert!(run.stderr.contains("[L0001]"), "{run:?}");
    assert_eq!(
        workspace
            .run(["build", "web.toml", "--deny-warnings"])
            .status,
        Some(1)
    );
    assert!(!workspace.path("bundle").exists());
}
