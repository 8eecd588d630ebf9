//! What a signal makes of a launch: the pieces of the program that it brings along, and nothing else.

use std::fs;

use crate::support::Workspace;

/// The boothook of a host without an image, with these lines of its profile.
fn boothook(lines: &str) -> String {
    let workspace = Workspace::new();
    let head = "edition = \"2026\"\nname = \"web\"\nimage.strategy = \"none\"\n";
    workspace.write("profile.toml", &format!("{head}{lines}\n"));
    let run = workspace.run(["build", "profile.toml", "--out", "out"]);
    assert_eq!(run.status, Some(0), "{}", run.stderr);
    let path = workspace.path("out/web/launch/default/parts/boothook.sh");
    fs::read_to_string(path).expect("the part")
}

/// The functions of asking AWS and of signals that a launch carries.
fn pieces(lines: &str) -> Vec<&'static str> {
    const PIECES: &[&str] = &[
        "send_signal",
        "signal_stack",
        "complete_lifecycle_action",
        "tell_aws",
        "ask_aws",
        "signed_request",
        "run_aws",
        "secret_value",
    ];
    let text = boothook(lines);
    let is_defined = |name: &&&str| text.contains(&format!("\n{name}() "));
    PIECES.iter().filter(is_defined).copied().collect()
}

const STACK: &str = r#"boot.signal = { stack = "web", resource = "Hosts" }"#;
const HOOK: &str =
    r#"boot.signal = { auto-scaling-group = "a'b$(id)", lifecycle-hook = "booted" }"#;

#[test]
fn a_launch_carries_only_what_its_signal_calls() {
    let by_curl = "host.base = \"debian-12\"\n";
    assert_eq!(pieces(by_curl), [""; 0]);
    let command = format!("{by_curl}boot.signal.command = \"true\"");
    assert_eq!(pieces(&command), ["send_signal"]);
    let common = ["tell_aws", "ask_aws"];
    let stack = pieces(&format!("{by_curl}{STACK}"));
    let wanted = [
        &["send_signal", "signal_stack"],
        &common[..],
        &["signed_request"],
    ]
    .concat();
    assert_eq!(stack, wanted);
    let hook = pieces(&format!("host.base = \"ubuntu-22.04\"\n{HOOK}"));
    let wanted = [
        &["send_signal", "complete_lifecycle_action"],
        &common[..],
        &["run_aws"],
    ]
    .concat();
    assert_eq!(hook, wanted);
}

#[test]
fn where_the_command_line_asks_its_package_comes_along() {
    let base = "host.base = \"ubuntu-22.04\"\n";
    let with = boothook(&format!("{base}{STACK}"));
    assert!(
        with.contains("install_packages docker.io awscli\n"),
        "{with}"
    );
    let without = boothook(&format!("{base}boot.signal.command = \"true\""));
    assert!(!without.contains("awscli"), "{without}");
}

#[test]
fn names_are_words_of_the_shell() {
    let text = boothook(&format!("host.base = \"debian-12\"\n{HOOK}"));
    let words = r"SIGNAL=(complete_lifecycle_action 'a'\''b$(id)' booted)";
    assert!(text.contains(words), "{text}");
}
