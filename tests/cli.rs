//! The command line: usage, streams, exit status.

use std::fs::{File, OpenOptions};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::support::Workspace;

#[test]
fn usage_errors_are_status_2_on_standard_error() {
    let workspace = Workspace::new();
    for arguments in [
        &["frobnicate"][..],
        &["check"],
        &["check", "a.toml", "--format", "xml"],
        &["check", "a.toml", "--var", "x"],
        &["check", "a.toml", "--variant", "prod"],
        &["show", "a.toml", "user-data", "--format", "sarif"],
        &["completions", "cobol"],
        &["man", "frobnicate"],
        &["explain", "P9998"],
        &["explain", "missing.sh:3"],
    ] {
        let run = workspace.run(arguments);
        assert_eq!(run.status, Some(2), "{arguments:?}: {run:?}");
        assert_eq!(run.stdout, "", "{arguments:?}");
        assert!(run.stderr.starts_with("error: "), "{arguments:?}: {run:?}");
    }
}

#[test]
fn help_and_version_are_results() {
    let workspace = Workspace::new();
    for arguments in [&["--help"][..], &["build", "--help"], &["explain", "-h"]] {
        let run = workspace.run(arguments);
        assert_eq!((run.status, run.stderr.as_str()), (Some(0), ""));
        assert!(run.stdout.contains("Usage: parbake"), "{run:?}");
        assert!(run.stdout.contains("parbake ") && !run.stdout.contains('\x1b'));
    }
    let version = format!("parbake {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(workspace.run(["--version"]).stdout, version);
}

#[test]
fn every_command_has_an_example_and_a_manual_page() {
    let workspace = Workspace::new();
    for command in [
        "new",
        "check",
        "build",
        "show",
        "plan",
        "verify",
        "explain",
        "schema",
        "completions",
    ] {
        let help = workspace.run([command, "--help"]).stdout;
        assert!(help.contains("Example"), "{command}: {help}");
        let page = workspace.run(["man", command]).stdout;
        assert!(
            page.contains(&format!(".TH parbake-{command} 1")),
            "{command}: {page}"
        );
    }
    assert!(workspace.run(["man"]).stdout.contains(".TH parbake 1"));
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let run = workspace.run(["completions", shell]);
        assert_eq!(run.status, Some(0));
        assert!(run.stdout.contains("deny-warnings"), "{shell}");
    }
}

#[test]
fn a_profile_that_cannot_be_read_is_one_line_and_status_2() {
    let workspace = Workspace::new();
    workspace.write("hosts/notes.txt", "");
    let run = workspace.run(["check", "hosts/missing.toml"]);
    let expected = "error: cannot read hosts/missing.toml: there is no such file\n";
    assert_eq!((run.status, run.stderr.as_str()), (Some(2), expected));
    let run = workspace.run(["build", "hosts"]);
    let expected = "error: cannot read hosts: it is a directory\n";
    assert_eq!((run.status, run.stderr.as_str()), (Some(2), expected));
    assert!(!workspace.path("bundle").exists());
    let run = workspace.run(["check", "/dev/zero"]);
    let expected = "error: cannot read /dev/zero: it is not a regular file\n";
    assert_eq!((run.status, run.stderr.as_str()), (Some(2), expected));
}

#[test]
fn every_profile_that_cannot_be_read_is_named_in_the_order_of_the_arguments() {
    let workspace = Workspace::new();
    let names: Vec<String> = (0..12).map(|number| format!("{number}.toml")).collect();
    let run = workspace.run(std::iter::once("check").chain(names.iter().map(String::as_str)));
    let expected: String = names
        .iter()
        .map(|name| format!("error: cannot read {name}: there is no such file\n"))
        .collect();
    assert_eq!(run.stderr, expected);
}

#[test]
fn a_new_profile_is_written_once() {
    let workspace = Workspace::new();
    let run = workspace.run(["new", "hosts/My Web"]);
    assert_eq!((run.status, run.stderr.as_str()), (Some(0), ""));
    assert!(
        run.stdout
            .contains("parbake check 'hosts/My Web/profile.toml'"),
        "{run:?}"
    );
    let text = std::fs::read_to_string(workspace.path("hosts/My Web/profile.toml")).unwrap();
    assert!(text.contains("name = \"my-web\""), "{text}");
    let run = workspace.run(["new", "hosts/My Web"]);
    let expected = "error: hosts/My Web/profile.toml is there already\n";
    assert_eq!((run.status, run.stderr.as_str()), (Some(2), expected));
    let run = workspace.run(["check", "hosts/My Web/profile.toml"]);
    assert_eq!((run.status, run.stderr.as_str()), (Some(0), ""));
}

#[test]
fn each_format_has_its_form_when_there_is_nothing_to_say() {
    let workspace = Workspace::new();
    workspace.run(["new", "web"]);
    let check = |format| workspace.run(["check", "web/profile.toml", "--format", format]);
    assert_eq!(check("human").stdout, "");
    assert_eq!(check("github").stdout, "");
    let document: Value = serde_json::from_str(&check("json").stdout).unwrap();
    assert_eq!(document, json!({ "diagnostics": [], "outputs": [] }));
    let log: Value = serde_json::from_str(&check("sarif").stdout).unwrap();
    assert_eq!(log["version"], "2.1.0");
    assert_eq!(log["runs"][0]["results"], json!([]));
}

#[test]
fn a_code_is_explained() {
    let workspace = Workspace::new();
    let run = workspace.run(["explain", "p0001"]);
    assert_eq!((run.status, run.stderr.as_str()), (Some(0), ""));
    assert!(
        run.stdout.starts_with("P0001 syntax (mistake, error)\n\n"),
        "{run:?}"
    );
    let run = workspace.run(["explain", "--format", "json", "syntax"]);
    let document: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(document["outputs"][0]["code"], "P0001");
    let run = workspace.run(["explain", "syntaxx"]);
    assert!(run.stderr.ends_with("did you mean `syntax`?\n"), "{run:?}");
}

#[test]
fn a_line_of_a_bundle_is_traced_to_the_profile() {
    let workspace = Workspace::new();
    workspace.write("out/web/image/bake.sh", "#!/bin/sh\none\ntwo\n");
    let origins = r#"{"version":1,"sources":["profile.toml","../base.toml"],"files":
        {"image/bake.sh":[[2,3,0,7,19,"docker.daemon.log-driver"],[3,3,1,2,1,"sysctl"]]}}"#;
    workspace.write("out/web/origins.json", origins);
    let explain = |subject: &str| workspace.run(["explain", subject]);
    let run = explain("out/web/image/bake.sh:2");
    let expected = "out/web/image/bake.sh: line 2 comes from profile.toml:7:19 \
                    (docker.daemon.log-driver)\n  | one\n";
    assert_eq!((run.status, run.stdout.as_str()), (Some(0), expected));
    assert!(
        explain("out/web/image/bake.sh:3")
            .stdout
            .contains("../base.toml:2:1 (sysctl)")
    );
    assert!(
        explain("out/web/image/bake.sh:1")
            .stdout
            .contains("parbake's own")
    );
    let run = explain("out/web/image/bake.sh:4");
    let expected = "error: out/web/image/bake.sh has 3 lines, no line 4\n";
    assert_eq!((run.status, run.stderr.as_str()), (Some(2), expected));
    let run = workspace.run(["explain", "--format", "json", "out/web/image/bake.sh:2"]);
    let document: Value = serde_json::from_str(&run.stdout).unwrap();
    let origin = json!({ "file": "profile.toml", "line": 7, "column": 19,
        "key": "docker.daemon.log-driver" });
    assert_eq!(document["outputs"][0]["origins"], json!([origin]));
}

#[test]
fn a_file_outside_of_a_bundle_and_broken_origins_are_status_2() {
    let workspace = Workspace::new();
    workspace.write("a", "x\n");
    let run = workspace.run(["explain", "a:1"]);
    let expected = "error: a is in no bundle: there is no origins.json above it\n";
    assert_eq!((run.status, run.stderr.as_str()), (Some(2), expected));
    for origins in ["", "{}", r#"{"version":2,"sources":[],"files":{}}"#] {
        workspace.write("origins.json", origins);
        let run = workspace.run(["explain", "a:1"]);
        assert_eq!(run.status, Some(2), "{run:?}");
        assert_eq!(run.stderr.lines().count(), 1, "{run:?}");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let workspace = Workspace::new();
    for arguments in [
        &["completions", "bash"][..],
        &["explain", "P0001"],
        &["--help"],
    ] {
        let mut head = Command::new("true").stdin(Stdio::piped()).spawn().unwrap();
        let pipe = head.stdin.take().unwrap();
        head.wait().unwrap();
        let run = workspace
            .command(arguments)
            .stdout(pipe)
            .stderr(Stdio::piped())
            .output();
        let run = crate::support::Run::from(run.unwrap());
        assert_eq!(
            (run.status, run.stderr.as_str()),
            (Some(0), ""),
            "{arguments:?}"
        );
    }
}

#[test]
fn a_full_standard_output_is_an_error() {
    let workspace = Workspace::new();
    let full: File = OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = workspace
        .command(["explain", "P0001"])
        .stdout(full)
        .output();
    let run = crate::support::Run::from(output.unwrap());
    let expected = "error: cannot write to standard output: No space left on device\n";
    assert_eq!((run.status, run.stderr.as_str()), (Some(2), expected));
}

/// A script of the image may make what one of the boot leans on, and ecs.config reads alike, image or not.
#[test]
fn the_order_of_a_host_does_not_depend_on_the_strategy() {
    let workspace = Workspace::new();
    let text = |strategy: &str| {
        format!(
            r##"
edition = "2026"
name = "{strategy}"
host.base = "al2023-ecs"
image.strategy = "{strategy}"
ecs.instance-attributes = {{ zone = "${{instance.availability-zone}}" }}
ecs.cluster = "web"
scripts.a = {{ phase = "boot", order = "before-docker", run = '#!/bin/sh' }}
scripts.b = {{ phase = "bake", run = '#!/bin/sh' }}
"##
        )
    };
    for strategy in ["bake", "none"] {
        let profile = format!("{strategy}.toml");
        workspace.write(&profile, &text(strategy));
        let plan = workspace.run(["plan", &profile]);
        let place = |name: &str| plan.stdout.find(name);
        assert!(place("script b") < place("script a"), "{plan:?}");
        let shown = workspace.run(["show", &profile, "user-data"]).stdout;
        let zone = shown.find("ECS_INSTANCE_ATTRIBUTES=").unwrap();
        let cluster = shown.find("ECS_CLUSTER=");
        assert!(cluster.is_none_or(|cluster| cluster < zone), "{shown}");
    }
}
