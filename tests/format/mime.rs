//! MIME: every part arrives byte for byte, in both models and in the real Python parser.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use parbake::format::mime::{Message, MimeError, Part, encode};
use parbake::reader::{ReadPart, cloud_init, mime_go, mime_python};
use proptest::prelude::*;

use super::numbered;
use crate::oracle;

fn part<S: AsRef<str>>(content_type: &str, filename: &str, lines: &[S]) -> Part<usize> {
    Part {
        content_type: content_type.parse().unwrap(),
        filename: filename.to_owned(),
        body: numbered(lines),
        cause: None,
    }
}

fn message(bodies: &[Vec<String>]) -> (Message<usize>, Vec<ReadPart>) {
    let mut parts = Vec::new();
    let mut expected = Vec::new();
    for (number, lines) in bodies.iter().enumerate() {
        let part = part("text/x-shellscript", &format!("{number}.sh"), lines);
        expected.push(ReadPart {
            content_type: "text/x-shellscript".to_owned(),
            filename: Some(part.filename.clone()),
            bytes: part.body.text().into_bytes(),
        });
        parts.push(part);
    }
    (encode(&parts).unwrap(), expected)
}

const PYTHON: &str = r"
import base64
def leaves(text):
    for part in email.message_from_string(text).walk():
        if part.get_content_maintype() != 'multipart':
            body = base64.b64encode(part.get_payload(decode=True)).decode()
            yield [part.get_content_type(), part.get_filename(), body]
json.dump([list(leaves(text)) for text in document], sys.stdout)
";

/// Gives the parts that the real parser makes of each text.
fn python_parts(texts: &[String]) -> Option<Vec<Vec<ReadPart>>> {
    let answer = oracle::python("email", PYTHON, &serde_json::json!(texts))?;
    let answer: Vec<Vec<(String, Option<String>, String)>> =
        serde_json::from_value(answer).unwrap();
    let read = |(content_type, filename, body): (String, Option<String>, String)| ReadPart {
        content_type,
        filename,
        bytes: STANDARD.decode(body).unwrap(),
    };
    Some(
        answer
            .into_iter()
            .map(|parts| parts.into_iter().map(read).collect())
            .collect(),
    )
}

#[test]
fn a_message_looks_like_this() {
    let parts = [
        part(
            "text/cloud-boothook",
            "hook",
            &["#cloud-boothook", "#!/bin/sh", "echo hi"],
        ),
        part(
            "text/cloud-config; charset=us-ascii",
            "config",
            &["#cloud-config", "{}"],
        ),
        part(
            "text/x-shellscript",
            "accent.sh",
            &["#!/bin/sh", "echo é = \r", "tail "],
        ),
    ];
    insta::assert_snapshot!(encode(&parts).unwrap().lines.text(), @r#"
    MIME-Version: 1.0
    Content-Type: multipart/mixed; boundary="==parbake=="

    --==parbake==
    Content-Type: text/cloud-boothook; charset="utf-8"
    Content-Transfer-Encoding: 7bit
    Content-Disposition: attachment; filename="hook"

    #cloud-boothook
    #!/bin/sh
    echo hi

    --==parbake==
    Content-Type: text/cloud-config; charset=us-ascii
    Content-Transfer-Encoding: 7bit
    Content-Disposition: attachment; filename="config"

    #cloud-config
    {}

    --==parbake==
    Content-Type: text/x-shellscript; charset="utf-8"
    Content-Transfer-Encoding: quoted-printable
    Content-Disposition: attachment; filename="accent.sh"

    #!/bin/sh
    echo =C3=A9 =3D =0D
    tail=20

    --==parbake==--
    "#);
}

#[test]
fn an_empty_message_has_no_parts() {
    let (message, _) = message(&[]);
    let text = message.lines.text();
    assert!(mime_python::read(text.as_bytes()).unwrap().is_empty());
    assert!(mime_go::read(text.as_bytes()).unwrap().is_empty());
}

#[test]
fn a_body_line_like_the_boundary_moves_the_boundary() {
    let body = vec!["--==parbake==".to_owned(), "--==parbake-2==--".to_owned()];
    let (message, expected) = message(&[body]);
    assert_eq!(message.boundary, "==parbake-3==");
    let text = message.lines.text();
    assert_eq!(mime_python::read(text.as_bytes()).unwrap(), expected);
}

#[test]
fn soft_broken_lines_keep_their_cause() {
    let (message, _) = message(&[vec!["é".repeat(60), "x".to_owned()]]);
    let causes: Vec<usize> = message
        .lines
        .lines
        .iter()
        .filter_map(|(_, cause)| *cause)
        .collect();
    assert_eq!(causes, [0, 0, 0, 0, 0, 1]);
}

#[test]
fn parts_that_would_get_lost_are_refused() {
    let twice = [
        part("text/plain", "a", &["x"]),
        part("text/plain", "a", &["y"]),
    ];
    assert_eq!(
        encode(&twice),
        Err(MimeError::DuplicateName("a".to_owned()))
    );
    for name in ["", "a b", "a/b", "é", "a\"b"] {
        let refused = encode(&[part("text/plain", name, &["x"])]);
        assert_eq!(refused, Err(MimeError::Name(name.to_owned())));
    }
    for kind in ["multipart/mixed", "message/rfc822"] {
        let refused = encode(&[part(kind, "a", &["x"])]);
        assert_eq!(refused, Err(MimeError::ContentType(kind.to_owned())));
    }
}

fn any_line() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[ -~]{0,40}",
        2 => "[ -~é😀\t\r=.]{0,30}",
        2 => "(--)?==parbake(-[2-4])?==(--)?[ \t]?",
        1 => "[ -~]{70,160}",
        1 => "[ =é\t]{60,90}",
        1 => Just("x".repeat(998)),
        1 => Just("x".repeat(999)),
        1 => "(From |\\.|=|=3D|Content-Type: x|MIME-Version: 1.0)[ \t]{0,2}",
        1 => "[^\n]{0,20}",
    ]
}

fn any_bodies() -> impl Strategy<Value = Vec<Vec<String>>> {
    proptest::collection::vec(proptest::collection::vec(any_line(), 0..6), 1..4)
}

fn check_shape(text: &str) {
    assert!(text.starts_with("MIME-Version: 1.0\n"));
    assert!(cloud_init::is_mime(text.as_bytes()));
    assert!(text.is_ascii() && !text.contains('\r') && !text.contains("base64"));
    assert!(text.lines().all(|line| line.len() <= 998));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]
    #[test]
    fn both_models_read_every_part_back(bodies in any_bodies()) {
        let (message, expected) = message(&bodies);
        let text = message.lines.text();
        check_shape(&text.replace("base64", ""));
        prop_assert_eq!(&mime_python::read(text.as_bytes()).unwrap(), &expected);
        prop_assert_eq!(&mime_go::read(text.as_bytes()).unwrap(), &expected);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]
    #[test]
    fn python_reads_every_part_back(messages in proptest::collection::vec(any_bodies(), 40)) {
        let (texts, expected): (Vec<String>, Vec<Vec<ReadPart>>) = messages
            .iter()
            .map(|bodies| message(bodies))
            .map(|(message, expected)| (message.lines.text(), expected))
            .unzip();
        if let Some(parts) = python_parts(&texts) {
            prop_assert_eq!(parts, expected);
        }
    }

    /// The model against the real parser, on texts that nobody would write on purpose.
    #[test]
    fn the_model_is_the_real_parser(
        texts in proptest::collection::vec(proptest::collection::vec(any_message_line(), 0..16), 60)
    ) {
        let texts: Vec<String> = texts.iter().map(|lines| lines.concat()).collect();
        if let Some(parts) = python_parts(&texts) {
            for (text, real) in texts.iter().zip(parts) {
                prop_assert_eq!(mime_python::read(text.as_bytes()).unwrap(), real, "{:?}", text);
            }
        }
    }
}

fn any_message_line() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        2 => Just("Content-Type: multipart/mixed; boundary=\"b\"".to_owned()),
        1 => Just("Content-Type: multipart/mixed; boundary=c".to_owned()),
        2 => Just("content-type: text/x-shellscript; name=n".to_owned()),
        1 => Just("Content-Disposition: attachment; filename=\"f g\"".to_owned()),
        2 => Just("Content-Transfer-Encoding: quoted-printable".to_owned()),
        1 => Just("Content-Transfer-Encoding: 7bit".to_owned()),
        4 => Just(String::new()),
        4 => Just("--b".to_owned()),
        1 => Just("--b \t".to_owned()),
        2 => Just("--b--".to_owned()),
        1 => Just("--c".to_owned()),
        1 => Just("--c--".to_owned()),
        2 => "[a-zé=0-9A-F ]{0,8}",
        1 => Just("a=".to_owned()),
    ];
    (
        line,
        prop_oneof![8 => Just("\n"), 1 => Just("\r\n"), 1 => Just("\r")],
    )
        .prop_map(|(line, end)| format!("{line}{end}"))
}
