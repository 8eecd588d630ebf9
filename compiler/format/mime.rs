//! The MIME multi-part writer for user-data.
//!
//! Line feeds only, ASCII only, never base64: 7bit where a body allows it, else quoted-printable. A
//! body arrives byte for byte, in Python's parser (cloud-init) and in Go's (nodeadm).
//!
//! Source: RFC 2046, section 5.1; cloud-init 22.4.2 `user_data.py:384` (`mime-version:` in the first
//! 4096 bytes makes it MIME), CPython 3.11 `email/feedparser.py`, Go 1.22 `mime/multipart`.

use ::mime::Mime;
use thiserror::Error;

use super::Lines;
use super::quoted_printable::encode_line;

/// The boundary, unless a body line looks like it.
const BOUNDARY: &str = "==parbake==";

/// Longest line of a 7bit body, in bytes (RFC 5322, section 2.1.1).
const LONGEST: usize = 998;

/// One part of the message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part<T> {
    /// Its type; a charset is added to `text/*` where it has none.
    pub content_type: Mime,
    /// Its name, `[A-Za-z0-9_.()-]+`, which is what cloud-init leaves of a name (`util.py:61`).
    pub filename: String,
    /// Its text.
    pub body: Lines<T>,
    /// What caused the part's headers; `None` where the name is ours.
    pub cause: Option<T>,
}

/// A message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message<T> {
    /// Its lines; the text ends with one line feed.
    pub lines: Lines<T>,
    /// The boundary that it uses, without the dashes.
    pub boundary: String,
}

/// Parts that cannot be written.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum MimeError {
    /// Two parts of one name: cloud-init would keep the second only, without a word.
    #[error("two parts are called `{0}`")]
    DuplicateName(String),
    /// A name that cloud-init would change.
    #[error("`{0}` is not a name for a part")]
    Name(String),
    /// A type that readers descend into, so that the body would not arrive as it is.
    #[error("`{0}` is not a type for a part")]
    ContentType(String),
}

/// Encodes parts in the order given.
///
/// # Errors
/// [`MimeError`], for the first part at fault.
pub fn encode<T: Clone>(parts: &[Part<T>]) -> Result<Message<T>, MimeError> {
    check(parts)?;
    let bodies: Vec<Body<T>> = parts.iter().map(|part| encode_body(&part.body)).collect();
    let boundary = pick_boundary(&bodies);
    let mut lines = Lines::new();
    lines.push_plain("MIME-Version: 1.0");
    lines.push_plain(format!(
        "Content-Type: multipart/mixed; boundary=\"{boundary}\""
    ));
    lines.push_plain("");
    for (part, body) in parts.iter().zip(bodies) {
        lines.push_plain(format!("--{boundary}"));
        push_part(&mut lines, part, body);
    }
    lines.push_plain(format!("--{boundary}--"));
    Ok(Message { lines, boundary })
}

struct Body<T> {
    encoding: &'static str,
    lines: Lines<T>,
}

fn check<T>(parts: &[Part<T>]) -> Result<(), MimeError> {
    for (at, part) in parts.iter().enumerate() {
        let name = &part.filename;
        if !is_filename(name) {
            return Err(MimeError::Name(name.clone()));
        }
        if parts.iter().take(at).any(|other| other.filename == *name) {
            return Err(MimeError::DuplicateName(name.clone()));
        }
        let kind = &part.content_type;
        if ["multipart", "message"].contains(&kind.type_().as_str()) {
            return Err(MimeError::ContentType(kind.to_string()));
        }
    }
    Ok(())
}

fn is_filename(name: &str) -> bool {
    !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_-.()".contains(&byte))
}

fn encode_body<T: Clone>(body: &Lines<T>) -> Body<T> {
    if body.lines.iter().all(|(line, _)| is_seven_bit(line)) {
        return Body {
            encoding: "7bit",
            lines: body.clone(),
        };
    }
    let mut lines = Lines::new();
    for (line, cause) in &body.lines {
        for encoded in encode_line(line) {
            lines.lines.push((encoded, cause.clone()));
        }
    }
    Body {
        encoding: "quoted-printable",
        lines,
    }
}

fn is_seven_bit(line: &str) -> bool {
    line.len() <= LONGEST && line.bytes().all(|byte| matches!(byte, b'\t' | b' '..=b'~'))
}

/// A line that begins like a delimiter line is enough to be avoided: readers differ in what may follow.
fn pick_boundary<T>(bodies: &[Body<T>]) -> String {
    let collides = |candidate: &str| {
        let delimiter = format!("--{candidate}");
        bodies
            .iter()
            .flat_map(|body| &body.lines.lines)
            .any(|(line, _)| line.starts_with(&delimiter))
    };
    let mut boundary = BOUNDARY.to_owned();
    let mut number = 1;
    while collides(&boundary) {
        number += 1;
        boundary = format!("==parbake-{number}==");
    }
    boundary
}

fn push_part<T: Clone>(lines: &mut Lines<T>, part: &Part<T>, body: Body<T>) {
    lines.push_plain(format!(
        "Content-Type: {}",
        content_type(&part.content_type)
    ));
    lines.push_plain(format!("Content-Transfer-Encoding: {}", body.encoding));
    let disposition = format!(
        "Content-Disposition: attachment; filename=\"{}\"",
        part.filename
    );
    lines.lines.push((disposition, part.cause.clone()));
    lines.push_plain("");
    lines.append(body.lines);
    // The line feed before a delimiter belongs to the delimiter, so the body gets one more.
    lines.push_plain("");
}

fn content_type(kind: &Mime) -> String {
    if kind.type_() == ::mime::TEXT && kind.get_param(::mime::CHARSET).is_none() {
        return format!("{kind}; charset=\"utf-8\"");
    }
    kind.to_string()
}
