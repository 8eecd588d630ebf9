//! Two MIME parsers that disagree: Python 3.11's `email` and Go 1.22's `net/mail` with `mime/multipart`.

use parbake::reader::mime_go::{self, Refused};
use parbake::reader::mime_python;

const HEAD: &str = "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"b\"\n";

fn python(text: &str) -> Vec<(String, Vec<u8>)> {
    let parts = mime_python::read(text.as_bytes()).unwrap();
    parts
        .into_iter()
        .map(|part| (part.content_type, part.bytes))
        .collect()
}

fn go(text: &str) -> Result<Vec<(String, Vec<u8>)>, Refused> {
    let parts = mime_go::read(text.as_bytes())?;
    Ok(parts
        .into_iter()
        .map(|part| (part.content_type, part.bytes))
        .collect())
}

fn body(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    vec![("text/plain".to_owned(), bytes.to_vec())]
}

#[test]
fn the_last_line_feed_belongs_to_the_boundary() {
    for (written, arrives) in [("echo hi", "echo hi"), ("echo hi\n", "echo hi\n"), ("", "")] {
        let text = format!("{HEAD}\n--b\nContent-Type: text/plain\n\n{written}\n--b--\n");
        assert_eq!(python(&text), body(arrives.as_bytes()));
        assert_eq!(go(&text), Ok(body(arrives.as_bytes())));
    }
}

#[test]
fn without_an_empty_line_behind_the_headers_only_python_goes_on() {
    let text = format!("{HEAD}--b\nContent-Type: text/plain\n\nx\n--b--\n");
    assert_eq!(python(&text), body(b"x"));
    assert_eq!(go(&text), Err(Refused::NotMultipart));
}

#[test]
fn without_a_closing_delimiter_only_python_goes_on() {
    let text = format!("{HEAD}\n--b\nContent-Type: text/plain\n\nx\n");
    assert_eq!(python(&text), body(b"x"));
    assert_eq!(go(&text), Err(Refused::UnexpectedEnd));
}

/// canonical/cloud-init, all seven versions: a script with an é in a 7bit part is destroyed.
#[test]
fn non_ascii_without_an_encoding_is_destroyed_by_python() {
    let text = format!("{HEAD}\n--b\nContent-Type: text/plain\n\né→\n--b--\n");
    assert_eq!(python(&text), body(b"\xe9\\u2192"));
    assert_eq!(go(&text), Ok(body("é→".as_bytes())));
    assert_eq!(
        mime_python::read(b"\xe9"),
        Err(mime_python::Refused::InvalidUtf8)
    );
}

#[test]
fn a_body_line_like_the_delimiter_cuts_the_part() {
    let text = format!("{HEAD}\n--b\nContent-Type: text/plain\n\nx\n--b \ny\n--b--\n");
    assert_eq!(python(&text).len(), 2);
    assert_eq!(go(&text), Err(Refused::MalformedPartHeader));
}

#[test]
fn base64_is_undone_by_python_only() {
    let text = format!(
        "{HEAD}\n--b\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\nZWNobyBo\naQ==\n--b--\n"
    );
    assert_eq!(python(&text), body(b"echo hi"));
    assert_eq!(go(&text), Ok(body(b"ZWNobyBo\naQ==")));
}

#[test]
fn quoted_printable_blanks_at_a_line_end_are_dropped_by_go_only() {
    let text = format!(
        "{HEAD}\n--b\nContent-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n\na \n=C3=A9=\nb=20\n--b--\n"
    );
    assert_eq!(python(&text), body("a \néb ".as_bytes()));
    assert_eq!(go(&text), Ok(body("a\néb ".as_bytes())));
}

#[test]
fn nested_parts_are_flattened_by_python() {
    let inner =
        "Content-Type: multipart/mixed; boundary=c\n\n--c\nContent-Type: text/plain\n\nx\n--c--\n";
    let text = format!("{HEAD}\n--b\n{inner}\n--b\nContent-Type: text/plain\n\ny\n--b--\n");
    assert_eq!(python(&text), [body(b"x"), body(b"y")].concat());
}

#[test]
fn a_text_that_is_no_message_is_one_part_for_python() {
    assert_eq!(
        python("#!/bin/sh\n# MIME-Version: x\n"),
        body(b"#!/bin/sh\n# MIME-Version: x\n")
    );
    assert_eq!(go("#!/bin/sh\n"), Err(Refused::NotMultipart));
    assert_eq!(
        go("apiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\n"),
        Err(Refused::NotMultipart)
    );
}
