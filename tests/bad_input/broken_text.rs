//! Files that are no text, no TOML, or not there.

use super::{GOOD, expect, with};
use crate::support::{judged, judged_files};

#[test]
fn bytes_that_are_not_utf8_are_placed() {
    let mut bytes = GOOD.as_bytes().to_vec();
    bytes.extend_from_slice(b"# caf\xe9\n");
    let compiled = judged(bytes);
    expect(&compiled, &["not-utf8:7"], "is not UTF-8");
    let compiled = judged_files(&[
        (
            "profile.toml",
            b"extends = [\"base.toml\"]\nedition = \"2026\"\nname = \"web\"\n",
        ),
        ("base.toml", b"# \xff\xfe\n"),
    ]);
    assert!(
        compiled
            .diagnostics
            .iter()
            .any(|found| found.code.name == "not-utf8")
    );
}

#[test]
fn a_nul_byte_is_no_toml() {
    for text in ["name = \"a\0b\"\n", "\0", "# \0\n", "a\0 = 1\n"] {
        let compiled = judged(text);
        let codes: Vec<_> = compiled.diagnostics.iter().map(|d| d.code.name).collect();
        assert!(codes.contains(&"syntax"), "{text:?}: {codes:?}");
    }
}

#[test]
fn a_nul_written_as_an_escape_is_a_control_character() {
    expect(
        &with("[files.\"/a\"]\ncontent = \"a\\u0000b\"\n"),
        &["control-character:8"],
        "U+0000",
    );
}

#[test]
fn an_empty_file_lacks_what_every_profile_has() {
    for text in ["", "\n", "# nothing\n", "\u{feff}"] {
        let compiled = judged(text);
        let codes: Vec<_> = compiled.diagnostics.iter().map(|d| d.code.name).collect();
        assert!(codes.contains(&"missing-key"), "{text:?}: {codes:?}");
    }
}

#[test]
fn a_byte_order_mark_and_carriage_returns_change_nothing() {
    let plain = judged(GOOD).bundle.expect("the good profile compiles");
    for text in [
        format!("\u{feff}{GOOD}"),
        GOOD.replace('\n', "\r\n"),
        format!("\u{feff}{}", GOOD.replace('\n', "\r\n")),
    ] {
        let compiled = judged(&text);
        expect(&compiled, &[], "");
        let bundle = compiled.bundle.expect("no error was found");
        for (path, file) in &plain.files {
            let same = bundle.files.get(path).map(|file| &file.bytes) == Some(&file.bytes);
            let of_the_text = ["SHA256SUMS", "manifest.json", "origins.json"];
            assert!(
                same || of_the_text.contains(&path.as_str()),
                "{path}: {text:?}"
            );
        }
    }
}

#[test]
fn carriage_returns_of_the_editor_do_not_reach_the_host() {
    let lines = "[files.\"/etc/motd\"]\ncontent = \"\"\"\none\ntwo\n\"\"\"\n";
    let compiled = judged(format!("{GOOD}{lines}").replace('\n', "\r\n"));
    expect(&compiled, &[], "");
    let bundle = compiled.bundle.expect("no error was found");
    assert_eq!(
        bundle.files["image/rootfs/etc/motd"].bytes,
        b"one\ntwo\n".to_vec()
    );
}

#[test]
fn a_cycle_of_files_is_shown_where_it_closes() {
    let compiled = judged(format!("extends = [\"profile.toml\"]\n{GOOD}"));
    expect(&compiled, &["extends-cycle:1"], "profile.toml");
    let entry = format!("extends = [\"a.toml\"]\n{GOOD}");
    let compiled = judged_files(&[
        ("profile.toml", entry.as_bytes()),
        ("a.toml", b"# first\nextends = [\"b.toml\"]\n"),
        ("b.toml", b"\n\nextends = [\"./profile.toml\"]\n"),
    ]);
    expect(&compiled, &["extends-cycle:3"], "profile.toml");
}

#[test]
fn a_file_that_is_not_there_is_named_where_it_was_asked_for() {
    let compiled = judged(format!("extends = [\"../common.toml\"]\n{GOOD}"));
    expect(&compiled, &["file-missing:1"], "common.toml");
    let compiled = with(
        "[files.\"/a\"]\nsource = \"a.bin\"\n[scripts.b]\nphase = \"boot\"\nsource = \"b.sh\"\n",
    );
    expect(&compiled, &["file-missing:8", "file-missing:11"], "a.bin");
}

#[test]
fn a_source_may_be_anything_and_is_not_read_as_a_profile() {
    let bytes: Vec<u8> = (0..=255).collect();
    let entry = format!("{GOOD}[files.\"/a\"]\nsource = \"a.bin\"\n");
    let compiled = judged_files(&[("profile.toml", entry.as_bytes()), ("a.bin", &bytes)]);
    expect(&compiled, &[], "");
    let bundle = compiled.bundle.expect("no error was found");
    assert_eq!(bundle.files["image/rootfs/a"].bytes, bytes);
}
