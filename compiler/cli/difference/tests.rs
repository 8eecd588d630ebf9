//! Differences between hand-made bundles.

use std::collections::BTreeMap;
use std::io::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;

use super::*;
use crate::write::Disk;

fn bundle(files: &[(&str, &[u8])]) -> Bundle {
    let file = |path: &str, bytes: &[u8]| BundleFile {
        bytes: bytes.to_vec(),
        executable: path.ends_with(".sh"),
    };
    let files = files
        .iter()
        .map(|(path, bytes)| ((*path).to_owned(), file(path, bytes)));
    Bundle {
        name: "web".to_owned(),
        files: files.collect::<BTreeMap<_, _>>(),
    }
}

/// Compares two bundles, the old one as if it were on disk under `out/web`.
fn difference(old: &[(&str, &[u8])], new: &[(&str, &[u8])]) -> String {
    let files = bundle(old).files.into_iter();
    let tree = Tree(
        files
            .map(|(path, file)| (path, DiskFile::Regular(file)))
            .collect(),
    );
    let found = compare_tree(Path::new("out/web"), &tree, &bundle(new));
    found.iter().map(Difference::plain).collect()
}

fn gzip(text: &str, level: u32) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::new(level));
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn equal_bundles_have_no_difference() {
    let files: &[(&str, &[u8])] = &[("a", b"1\n"), ("b.sh", b"2\n")];
    assert_eq!(difference(files, files), "");
}

#[test]
fn changed_missing_and_extra_files_are_named() {
    let old: &[(&str, &[u8])] = &[("a", b"one\ntwo\nthree\n"), ("gone", b"")];
    let new: &[(&str, &[u8])] = &[("a", b"one\n2\nthree\n"), ("added", b"")];
    let expected = "\
--- out/web/a
+++ out/web/a (built)
@@ -1,3 +1,3 @@
 one
-two
+2
 three
missing: out/web/added
extra: out/web/gone
";
    assert_eq!(difference(old, new), expected);
}

#[test]
fn a_changed_mode_is_said() {
    let mut tree = Tree::default();
    let mut file = bundle(&[("a.sh", b"")]).files.remove("a.sh").unwrap();
    file.executable = false;
    tree.0.insert("a.sh".to_owned(), DiskFile::Regular(file));
    let found = compare_tree(Path::new("web"), &tree, &bundle(&[("a.sh", b"")]));
    assert_eq!(found[0].plain(), "mode: web/a.sh is 644, should be 755\n");
}

#[test]
fn gzip_is_compared_as_text() {
    let old = gzip("one\ntwo\n", 6);
    let text = difference(
        &[("user-data.gz", &old)],
        &[("user-data.gz", &gzip("one\n2\n", 6))],
    );
    assert!(
        text.starts_with("--- out/web/user-data.gz (unpacked)\n"),
        "{text}"
    );
    assert!(text.ends_with(" one\n-two\n+2\n"), "{text}");
    let mut header = old.clone();
    header[9] = 0x0b;
    let text = difference(&[("x.gz", &old)], &[("x.gz", &header)]);
    assert!(text.starts_with("encoding: "), "{text}");
    let text = difference(&[("x.gz", b"\x1f\x8bbroken")], &[("x.gz", &old)]);
    assert!(text.starts_with("binary: "), "{text}");
}

#[test]
fn user_data_in_json_is_compared_decoded() {
    let template = |text: &str, kind: &str| {
        let encoded = STANDARD.encode(gzip(text, 6));
        format!("{{\n  \"InstanceType\": \"{kind}\",\n  \"UserData\": \"{encoded}\"\n}}\n")
    };
    let path = "launch/prod/launch-template.json";
    let (old, new) = (template("one\ntwo\n", "a"), template("one\n2\n", "b"));
    let text = difference(&[(path, old.as_bytes())], &[(path, new.as_bytes())]);
    let title = format!("--- out/web/{path} (UserData, decoded)\n");
    assert!(
        text.contains(&title) && text.contains("-two\n+2\n"),
        "{text}"
    );
    assert!(text.contains("-  \"InstanceType\": \"a\",\n"), "{text}");
    assert!(!text.contains("H4sI"), "{text}");

    let variables = |text: &str| {
        let encoded = STANDARD.encode(text);
        format!(
            "{{\"parbake\":{{\"launches\":{{\"prod\":{{\"user_data_base64\":\"{encoded}\"}}}}}}}}"
        )
    };
    let path = "terraform.tfvars.json";
    let (old, new) = (variables("one\n"), variables("two\n"));
    let text = difference(&[(path, old.as_bytes())], &[(path, new.as_bytes())]);
    let title = "(parbake.launches.prod.user_data_base64, decoded)";
    assert!(
        text.contains(title) && text.contains("-one\n+two\n"),
        "{text}"
    );
}

#[test]
fn colour_marks_lines_and_control_characters_are_shown() {
    let difference = Difference {
        path: "a".to_owned(),
        lines: vec!["--- a\n".to_owned(), "-x\n".to_owned(), " y\n".to_owned()],
    };
    let expected = "\x1b[1m--- a\x1b[0m\n\x1b[31m-x\x1b[0m\n y\n";
    assert_eq!(difference.colored(), expected);
    let text = self::difference(&[("a", b"\x1b[31m\n")], &[("a", b"\n")]);
    assert!(text.contains("-␛[31m\n"), "{text}");
}

#[test]
fn a_bundle_that_is_not_there_is_one_line() {
    let out = tempfile::tempdir().unwrap();
    let directory = out.path().join("web");
    let found = compare(&Disk, &directory, &bundle(&[("a", b"")])).unwrap();
    let plain: String = found.iter().map(Difference::plain).collect();
    assert_eq!(plain, format!("missing: {}\n", directory.display()));
}
