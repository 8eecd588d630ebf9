//! Go's mail and multi-part parsers, as nodeadm (EKS on Amazon Linux 2023) uses them.
//!
//! Stricter than Python's: headers end at an empty line, between parts stands nothing, the last part
//! needs its closing delimiter. Quoted-printable is undone and its header removed; base64 is not undone.
//!
//! Source: awslabs/amazon-eks-ami `nodeadm/internal/configprovider/mime.go`; Go 1.22
//! `net/mail/message.go`, `mime/multipart/multipart.go`, `mime/quotedprintable/reader.go`.

use super::ReadPart;
use super::mime_header::{HeaderValue, parse as parse_header};

/// What the reader stumbles over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Not a message with headers, or not multi-part: nodeadm reads the whole as one NodeConfig.
    NotMultipart,
    /// A line between parts that is no delimiter: the whole is an error.
    UnexpectedLine(String),
    /// A part without headers that end in an empty line.
    MalformedPartHeader,
    /// The text ends inside a part.
    UnexpectedEnd,
    /// A body that is not quoted-printable although its header says so.
    QuotedPrintable,
}

/// Reads a multi-part message into its parts, in order; a part in a part is not opened.
///
/// # Errors
/// [`Refused`].
pub fn read(message: &[u8]) -> Result<Vec<ReadPart>, Refused> {
    let (headers, body) = read_headers(message).ok_or(Refused::NotMultipart)?;
    let content_type = headers.header_value("content-type").unwrap_or_default();
    let boundary = content_type
        .parameter("boundary")
        .filter(|_| content_type.value.starts_with("multipart/"))
        .ok_or(Refused::NotMultipart)?;
    read_parts(body, format!("--{boundary}").as_bytes())
}

fn read_parts(body: &[u8], delimiter: &[u8]) -> Result<Vec<ReadPart>, Refused> {
    let mut parts = Vec::new();
    let mut rest = body;
    let mut wants_part = false;
    while let Some((line, after)) = split_line(rest) {
        rest = after;
        match delimiter_line(line, delimiter) {
            Some(Delimiter::Part) => {
                let (part, after) = read_part(after, delimiter)?;
                parts.push(part);
                rest = after;
                wants_part = false;
            }
            Some(Delimiter::End) => return Ok(parts),
            None if parts.is_empty() && !wants_part => {}
            None if trim_end(line).is_empty() && !wants_part => wants_part = true,
            None => {
                let line = String::from_utf8_lossy(line).into_owned();
                return Err(Refused::UnexpectedLine(line));
            }
        }
    }
    Err(Refused::UnexpectedEnd)
}

enum Delimiter {
    Part,
    End,
}

/// Only blanks may follow the delimiter on its line.
fn delimiter_line(line: &[u8], delimiter: &[u8]) -> Option<Delimiter> {
    let rest = line.strip_prefix(delimiter)?;
    match trim_end(rest) {
        b"" => Some(Delimiter::Part),
        b"--" => Some(Delimiter::End),
        _ => None,
    }
}

fn read_part<'a>(text: &'a [u8], delimiter: &[u8]) -> Result<(ReadPart, &'a [u8]), Refused> {
    let (headers, body) = read_headers(text).ok_or(Refused::MalformedPartHeader)?;
    let (raw, rest) = split_body(body, delimiter).ok_or(Refused::UnexpectedEnd)?;
    let encoding = headers.get("content-transfer-encoding").unwrap_or_default();
    let bytes = if encoding.eq_ignore_ascii_case("quoted-printable") {
        decode_quoted_printable(raw).ok_or(Refused::QuotedPrintable)?
    } else {
        raw.to_vec()
    };
    let disposition = headers.header_value("content-disposition");
    let part = ReadPart {
        content_type: headers
            .header_value("content-type")
            .map(|found| found.value)
            .unwrap_or_default(),
        filename: disposition.and_then(|found| found.parameter("filename").map(str::to_owned)),
        bytes,
    };
    Ok((part, rest))
}

/// Finds the delimiter that ends a body; the line feed before it (and a carriage return) is its own.
///
/// A delimiter counts where a blank, a line end or a dash follows; whether its line is right is looked
/// at later.
fn split_body<'a>(body: &'a [u8], delimiter: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    if is_delimiter(body, delimiter) {
        return Some((&[], body));
    }
    let ends = body.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
    for (at, _) in ends {
        let (raw, rest) = body.split_at(at);
        let rest = rest.strip_prefix(b"\n").unwrap_or(rest);
        if is_delimiter(rest, delimiter) {
            return Some((raw.strip_suffix(b"\r").unwrap_or(raw), rest));
        }
    }
    None
}

fn is_delimiter(text: &[u8], delimiter: &[u8]) -> bool {
    text.strip_prefix(delimiter)
        .is_some_and(|rest| matches!(rest, [] | [b' ' | b'\t' | b'\r' | b'\n' | b'-', ..]))
}

struct Headers(Vec<(String, String)>);

impl Headers {
    fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(found, _)| found == name)
            .map(|(_, value)| value.as_str())
    }

    fn header_value(&self, name: &str) -> Option<HeaderValue> {
        self.get(name).map(parse_header)
    }
}

/// Reads headers up to their empty line; a line without a colon, or a blank before the first, is an
/// error.
fn read_headers(text: &[u8]) -> Option<(Headers, &[u8])> {
    let mut headers: Vec<(String, String)> = Vec::new();
    let mut rest = text;
    while let Some((line, after)) = split_line(rest) {
        rest = after;
        let line = std::str::from_utf8(trim_end(line)).ok()?;
        if line.is_empty() {
            return Some((Headers(headers), rest));
        }
        if line.starts_with([' ', '\t']) {
            let (_, value) = headers.last_mut()?;
            value.push(' ');
            value.push_str(line.trim());
            continue;
        }
        let (name, value) = line.split_once(':')?;
        if name.is_empty() || !name.bytes().all(is_of_token) {
            return None;
        }
        headers.push((name.to_lowercase(), value.trim().to_owned()));
    }
    None
}

/// What may stand in the name of a header; a name with a blank is none to us either.
///
/// Source: Go 1.24 `net/textproto/reader.go`, `validHeaderFieldByte` (RFC 9110, `token`).
const fn is_of_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'!' | b'#'
                | b'$'
                | b'%'
                | b'&'
                | b'\''
                | b'*'
                | b'+'
                | b'-'
                | b'.'
                | b'^'
                | b'_'
                | b'`'
                | b'|'
                | b'~'
        )
}

/// Splits the first line off, its line feed with it.
fn split_line(text: &[u8]) -> Option<(&[u8], &[u8])> {
    if text.is_empty() {
        return None;
    }
    let end = text
        .iter()
        .position(|&byte| byte == b'\n')
        .map_or(text.len(), |at| at + 1);
    text.split_at_checked(end)
}

const fn trim_end(text: &[u8]) -> &[u8] {
    text.trim_ascii_end()
}

/// Blanks at the end of a line are taken off; what follows an `=` at a line's end is an error.
fn decode_quoted_printable(text: &[u8]) -> Option<Vec<u8>> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((whole, after)) = split_line(rest) {
        rest = after;
        let line = trim_end(whole);
        if let Some(soft) = line.strip_suffix(b"=") {
            let ending = whole.strip_prefix(line)?;
            let is_clean = ending.starts_with(b"\n")
                || ending.starts_with(b"\r\n")
                || (ending.is_empty() && !soft.is_empty());
            if !is_clean {
                return None;
            }
            decode_line(soft, &mut decoded)?;
            continue;
        }
        decode_line(line, &mut decoded)?;
        if whole.ends_with(b"\r\n") {
            decoded.extend(b"\r\n");
        } else if whole.ends_with(b"\n") {
            decoded.push(b'\n');
        }
    }
    Some(decoded)
}

fn decode_line(line: &[u8], decoded: &mut Vec<u8>) -> Option<()> {
    let mut rest = line;
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if byte != b'=' {
            let is_fine = matches!(byte, b'\t' | b'\r' | b' '..=b'~' | 0x80..);
            decoded.push(is_fine.then_some(byte)?);
            continue;
        }
        let [high, low, tail @ ..] = after else {
            return None;
        };
        if let (Some(high), Some(low)) = (hex(*high), hex(*low)) {
            decoded.push(high * 16 + low);
            rest = tail;
        } else {
            // Go passes an `=` through where no two digits follow it.
            decoded.push(b'=');
        }
    }
    Some(())
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit)
        .to_digit(16)
        .and_then(|value| u8::try_from(value).ok())
}
