//! The shell that parbake ships, run: each test is a script under tests/shell with a root directory of its own.
//!
//! Knows nothing of the compiler: the scripts put the templates together the way the contract of templates/ says.
#![allow(clippy::disallowed_methods, reason = "tests run programs")]

use std::path::Path;
use std::process::Command;

/// Runs one script; what it prints is shown when it fails.
fn check(script: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let output = Command::new("bash")
        .arg(root.join("tests/shell").join(script))
        .output()
        .expect("bash is installed");
    let text = [output.stdout, output.stderr].concat();
    let text = String::from_utf8_lossy(&text);
    assert!(output.status.success(), "{script}:\n{text}");
    eprint!("{text}");
}

#[test]
fn every_template_is_clean_shell() {
    check("lint.sh");
}

#[test]
fn files_change_only_when_they_must() {
    check("files.sh");
}

#[test]
fn instance_values_are_asked_checked_and_kept() {
    check("instance.sh");
}

#[test]
fn a_start_that_would_wait_for_its_script_is_refused() {
    check("guard.sh");
}

#[test]
fn references_fit_their_reader() {
    check("template.sh");
}

#[test]
fn secrets_are_fetched_signed_and_nowhere_but_in_their_file() {
    check("secrets.sh");
}

#[test]
fn the_command_line_is_asked_where_curl_cannot_sign() {
    check("secrets_cli.sh");
}

#[test]
fn the_end_of_a_boot_is_told_to_who_waits_for_it() {
    check("signals.sh");
}

#[test]
fn a_host_joins_its_swarm_once() {
    check("swarm.sh");
}

#[test]
fn a_component_runs_the_bake_that_it_was_made_for() {
    check("component.sh");
}

#[test]
fn images_are_held_against_their_digest() {
    check("docker.sh");
}

#[test]
fn a_boot_runs_its_steps_and_opens_its_gates() {
    check("boot.sh");
}

#[test]
fn what_follows_from_a_failure() {
    check("failure.sh");
}

#[test]
fn without_an_image_the_program_comes_along() {
    check("none.sh");
}

#[test]
fn keys_are_made_once_and_never_part_from_their_certificates() {
    check("certificates.sh");
}

#[test]
fn disks_are_found_and_only_empty_ones_are_formatted() {
    check("volumes.sh");
}

#[test]
fn units_have_no_cycle_on_any_base() {
    check("units.sh");
}

#[test]
fn a_bake_cleans_audits_and_only_then_says_so() {
    check("bake.sh");
}
