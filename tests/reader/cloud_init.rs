//! cloud-init's decisions. Each row was run on 19.3, 20.4.1, 22.2.2, 22.4.2, 24.1.4, 25.1.4 and 26.2.

use parbake::reader::ReadPart;
use parbake::reader::cloud_init::{
    Handling, Version, clean_filename, effective_type, handle, is_mime, run_order, sniff,
};

const V19_3: Version = Version(19, 3);
const V20_4: Version = Version(20, 4);
const V22_2: Version = Version(22, 2);
const V22_4: Version = Version(22, 4);
const V24_1: Version = Version(24, 1);
const V25_1: Version = Version(25, 1);
const ALL: [Version; 7] = [V19_3, V20_4, V22_2, V22_4, V24_1, V25_1, Version(26, 2)];

fn part(content_type: &str, content: &str) -> ReadPart {
    ReadPart {
        content_type: content_type.to_owned(),
        filename: None,
        bytes: content.as_bytes().to_vec(),
    }
}

#[test]
fn mime_is_a_mark_in_the_first_4096_bytes() {
    assert!(is_mime(b"Mime-VERSION: 1.0\n"));
    assert!(is_mime(b"#!/bin/sh\n# MIME-Version: of a script\n"));
    assert!(!is_mime(b"Content-Type: multipart/mixed\n\n"));
    let at = |position: usize| [vec![b'x'; position], b"MIME-Version:".to_vec()].concat();
    assert!(is_mime(&at(4096 - 13)));
    assert!(!is_mime(&at(4096 - 12)));
}

#[test]
fn beginnings_are_prefixes_without_case() {
    for (content, kind) in [
        ("#!/bin/sh", Some("text/x-shellscript")),
        ("#cloud-config\n", Some("text/cloud-config")),
        ("#cloud-configuration of host", Some("text/cloud-config")),
        ("#Cloud-Config", Some("text/cloud-config")),
        ("\n\n #cloud-boothook", Some("text/cloud-boothook")),
        ("#cloud-config-archive", Some("text/cloud-config-archive")),
        ("#cloud-config-jsonp", Some("text/cloud-config-jsonp")),
        ("#include-once\n", Some("text/x-include-once-url")),
        ("## template: jinja\n", Some("text/jinja2")),
        ("##template: jinja\n", None),
        ("\u{feff}#cloud-config", None),
        ("hello", None),
        ("", None),
    ] {
        assert_eq!(sniff(content.as_bytes(), V22_4), kind, "{content:?}");
    }
    assert_eq!(sniff(b"#upstart-job", V20_4), Some("text/upstart-job"));
    assert_eq!(sniff(b"#upstart-job", V22_2), None);
}

#[test]
fn declared_types_win_but_for_three() {
    for version in ALL {
        assert_eq!(
            effective_type("text/cloud-config", b"#!/bin/sh", version),
            "text/cloud-config"
        );
        assert_eq!(
            effective_type("text/plain", b"#cloud-boothook", version),
            "text/cloud-boothook"
        );
        assert_eq!(effective_type("", b"hello", version), "text/plain");
    }
    let over = |version| effective_type("text/x-shellscript", b"#cloud-config", version);
    assert_eq!(over(V19_3), "text/x-shellscript");
    assert_eq!(over(V20_4), "text/cloud-config");
}

#[test]
fn per_boot_types_are_ignored_before_22_1() {
    let part = part("text/x-shellscript-per-boot", "#!/bin/sh");
    assert_eq!(handle(&part, V19_3), Handling::Ignored);
    assert_eq!(handle(&part, V20_4), Handling::Ignored);
    assert_eq!(handle(&part, V22_2), Handling::ScriptPerBoot);
}

#[test]
fn jinja_boothooks_are_ignored_before_24_4() {
    let hook = part("text/plain", "## template: jinja\n#cloud-boothook\n");
    assert_eq!(handle(&hook, V24_1), Handling::Ignored);
    assert_eq!(handle(&hook, V25_1), Handling::Jinja);
    let config = part("text/jinja2", "## template: jinja\n#cloud-config\n");
    assert!(
        ALL.iter()
            .all(|version| handle(&config, *version) == Handling::Jinja)
    );
    let declared = part(
        "text/cloud-boothook",
        "## template: jinja\n#cloud-boothook\n",
    );
    assert!(
        ALL.iter()
            .all(|version| handle(&declared, *version) == Handling::Boothook)
    );
}

#[test]
fn unknown_types_are_ignored_everywhere() {
    for version in ALL {
        assert_eq!(
            handle(&part("text/x-shelscript", "#!/bin/sh"), version),
            Handling::Ignored
        );
        assert_eq!(
            handle(&part("text/plain", "hello"), version),
            Handling::Ignored
        );
    }
}

#[test]
fn names_are_cleaned_and_run_in_byte_order() {
    for (name, cleaned) in [
        ("a/b c.sh", "a_bc.sh"),
        ("naïve.sh", "nave.sh"),
        ("***", ""),
        ("../../etc/x", ".._.._etc_x"),
    ] {
        assert_eq!(clean_filename(name), cleaned);
    }
    let order = run_order([
        "setup.sh", "runcmd", "9-x", "part-001", "10-x", "Zed", "***", "9-x",
    ]);
    assert_eq!(
        order,
        ["10-x", "9-x", "Zed", "part-001", "runcmd", "setup.sh"]
    );
}
