//! Input of a size that nobody writes by hand.

use std::fmt::Write as _;
use std::time::Instant;

use super::{GOOD, expect, with};
use crate::support::{judged, judged_files};

/// Seconds that any of these may take in a build without optimisation.
const PATIENCE: u64 = 60;

fn in_time<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let done = work();
    let took = start.elapsed();
    assert!(took.as_secs() < PATIENCE, "{what} took {took:?}");
    done
}

#[test]
fn fifty_megabytes_are_refused_or_read() {
    let compiled = in_time("a comment of 50 MB", || {
        judged(format!("{GOOD}# {}\n", "x".repeat(50 << 20)))
    });
    assert!(
        compiled
            .diagnostics
            .iter()
            .all(|found| found.message.len() < 10_000)
    );
    let entry = format!("{GOOD}[files.\"/a\"]\nsource = \"a.bin\"\n");
    // Without optimisation it is the hashing that takes long.
    let is_full = std::env::var_os("PARBAKE_FULL").is_some();
    let big = vec![0; if is_full { 50 << 20 } else { 5 << 20 }];
    in_time("a large source", || {
        judged_files(&[("profile.toml", entry.as_bytes()), ("a.bin", &big)])
    });
}

#[test]
fn ten_thousand_keys_are_all_read() {
    let mut lines = String::from("[sysctl]\n");
    for number in 0..10_000 {
        writeln!(lines, "\"net.a.k{number}\" = {number}").unwrap();
    }
    let compiled = in_time("10,000 kernel parameters", || with(&lines));
    expect(&compiled, &["component-too-large:2"], "");
    let bundle = compiled.bundle.expect("no error was found");
    let text = &bundle.files["image/rootfs/etc/sysctl.d/60-parbake.conf"].bytes;
    assert!(text.windows(9).any(|window| window == b"k9999 = 9"));
}

#[test]
fn ten_thousand_unknown_keys_are_ten_thousand_findings() {
    let mut lines = String::new();
    for number in 0..10_000 {
        writeln!(lines, "k{number} = {number}").unwrap();
    }
    let compiled = in_time("10,000 unknown keys", || with(&lines));
    assert_eq!(compiled.diagnostics.len(), 10_000);
}

#[test]
fn deep_nesting_is_an_error_and_no_overflow() {
    for text in [
        format!("a = {}{}\n", "[".repeat(10_000), "]".repeat(10_000)),
        format!("a = {}\n", "[".repeat(10_000)),
        format!("a = {}1{}\n", "{ a = ".repeat(10_000), " }".repeat(10_000)),
        format!("a = {}\n", "{ a = ".repeat(10_000)),
        format!("{}x = 1\n", "a.".repeat(10_000)),
        format!("[{}x]\n", "a.".repeat(10_000)),
        format!("[vars]\n{}x = 1\n", "a.".repeat(10_000)),
        format!("[docker.daemon-extra]\n{}x = 1\n", "a.".repeat(10_000)),
        format!("[cloud-config]\nntp.{}x = 1\n", "a.".repeat(3_000)),
    ] {
        let compiled = in_time("a deep nesting", || judged(&text));
        assert!(compiled.bundle.is_none(), "{:.60}", text);
    }
}

#[test]
fn a_very_long_line_is_a_line() {
    let long = "x".repeat(1 << 20);
    let compiled = in_time("a line of 1 MB", || {
        with(&format!("[files.\"/a\"]\ncontent = \"{long}\"\n"))
    });
    expect(&compiled, &[], "");
    let compiled = in_time("a key of 1 MB", || with(&format!("[host.{long}]\n")));
    assert!(compiled.bundle.is_none());
    assert!(
        compiled
            .diagnostics
            .iter()
            .all(|found| found.span.is_some())
    );
}

#[test]
fn user_data_that_is_too_large_names_what_costs() {
    let mut noise = String::new();
    let mut state = 1_u64;
    for _ in 0..4000 {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        writeln!(noise, "{state:x}").unwrap();
    }
    let compiled = with(&format!(
        "[files.\"/big\"]\ncontent = '''\n{noise}${{instance.id}}\n'''\n"
    ));
    expect(
        &compiled,
        &["user-data-too-large:2"],
        "EC2 takes 16384 bytes",
    );
    let note = compiled.diagnostics[0].note.as_deref().unwrap_or_default();
    assert!(note.contains("files.\"/big\""), "{note}");
}
