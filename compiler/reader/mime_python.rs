//! Python's mail parser, as cloud-init uses it: the text of the whole, every leaf part with
//! `get_payload(decode=True)`.
//!
//! Source: CPython 3.11 `email/feedparser.py`, `email/message.py`, `Lib/quopri.py` (`binascii.a2b_qp`);
//! cloud-init 22.4.2 `user_data.py:95-205` and `:384`.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::ReadPart;
use super::mime_header::{HeaderValue, parse as parse_header};

/// Deepest nesting that the model follows; deeper containers are taken as empty.
const DEEPEST: usize = 32;

/// Why the text cannot be read at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Not UTF-8: cloud-init's stage `init` fails, no part is handled.
    InvalidUtf8,
}

/// Reads a message into its leaf parts, in order.
///
/// Whether cloud-init takes the bytes for MIME at all is [`super::cloud_init::is_mime`]'s to say.
///
/// # Errors
/// [`Refused`]; everything else that is wrong is passed over by this parser.
pub fn read(message: &[u8]) -> Result<Vec<ReadPart>, Refused> {
    let text = std::str::from_utf8(message).map_err(|_| Refused::InvalidUtf8)?;
    let lines = split_lines(text);
    let mut parts = Vec::new();
    read_entity(&lines, 0, Ending::Kept, &mut parts);
    Ok(parts)
}

/// Whether the last line end belongs to the boundary that follows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ending {
    Kept,
    Boundary,
}

fn read_entity(lines: &[&str], depth: usize, ending: Ending, parts: &mut Vec<ReadPart>) {
    let (headers, body) = split_headers(lines);
    let content_type = headers.get("content-type").map(parse_header);
    let media_type = media_type(content_type.as_ref());
    let boundary = content_type
        .as_ref()
        .and_then(|found| found.parameter("boundary"));
    match boundary {
        Some(boundary) if media_type.starts_with("multipart/") => {
            if depth < DEEPEST {
                for entity in split_entities(body, boundary.trim_end()) {
                    read_entity(&entity, depth + 1, Ending::Boundary, parts);
                }
            }
        }
        // cloud-init passes every container over, one without a boundary too.
        _ if media_type.starts_with("multipart/") => {}
        _ => {
            let mut payload: String = body.concat();
            if ending == Ending::Boundary {
                payload.truncate(without_line_end(&payload).len());
            }
            parts.push(ReadPart {
                filename: filename(&headers, content_type.as_ref()),
                bytes: decode(&payload, headers.get("content-transfer-encoding")),
                content_type: media_type,
            });
        }
    }
}

/// Lines with their ends; a lone carriage return ends one too.
fn split_lines(text: &str) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let end = match rest.find(['\r', '\n']) {
            None => rest.len(),
            Some(at) if rest.split_at(at).1.starts_with("\r\n") => at + 2,
            Some(at) => at + 1,
        };
        let (line, after) = rest.split_at(end);
        lines.push(line);
        rest = after;
    }
    lines
}

fn without_line_end(text: &str) -> &str {
    text.strip_suffix("\r\n")
        .or_else(|| text.strip_suffix(['\r', '\n']))
        .unwrap_or(text)
}

/// Names in lower case; a value keeps the line ends inside it.
struct Headers(Vec<(String, String)>);

impl Headers {
    fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(found, _)| found == name)
            .map(|(_, value)| value.trim_end_matches(['\r', '\n']))
    }
}

/// The headers end at the first line that is none; only an empty line is thrown away.
fn split_headers<'a, 'b>(lines: &'a [&'b str]) -> (Headers, &'a [&'b str]) {
    let mut headers: Vec<(String, String)> = Vec::new();
    for (count, line) in lines.iter().enumerate() {
        let text = without_line_end(line);
        if text.starts_with([' ', '\t']) {
            if let Some((_, value)) = headers.last_mut() {
                value.push_str(line);
            }
        } else if let Some((name, value)) = header(line) {
            let value = value.trim_start_matches([' ', '\t']);
            headers.push((name.to_lowercase(), value.to_owned()));
        } else if !text.starts_with("From ") {
            let skip = usize::from(text.is_empty());
            return (Headers(headers), lines.split_at(count + skip).1);
        }
    }
    (Headers(headers), &[])
}

fn header(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.split_once(':')?;
    name.bytes()
        .all(|byte| byte.is_ascii_graphic())
        .then_some((name, value))
}

/// `get_content_type`: a value that is not `a/b` counts as text/plain.
fn media_type(header: Option<&HeaderValue>) -> String {
    header
        .filter(|found| found.value.matches('/').count() == 1)
        .map_or_else(|| "text/plain".to_owned(), |found| found.value.clone())
}

fn filename(headers: &Headers, content_type: Option<&HeaderValue>) -> Option<String> {
    let disposition = headers.get("content-disposition").map(parse_header);
    disposition
        .as_ref()
        .and_then(|found| found.parameter("filename"))
        .or_else(|| content_type.and_then(|found| found.parameter("name")))
        .map(str::to_owned)
}

/// Cuts a body at its boundary lines. What stands before the first and behind the last is dropped;
/// boundary lines that follow each other make no part, and a closing one among them closes nothing.
fn split_entities<'a>(body: &[&'a str], boundary: &str) -> Vec<Vec<&'a str>> {
    let delimiter = format!("--{boundary}");
    let mut entities: Vec<Vec<&str>> = Vec::new();
    let mut current: Option<Vec<&str>> = None;
    for line in body {
        let end = line
            .strip_prefix(delimiter.as_str())
            .and_then(delimiter_end);
        match (end, &mut current) {
            (None, Some(entity)) => entity.push(line),
            (Some(_), Some(entity)) if entity.is_empty() => {}
            (Some(DelimiterEnd::Closing), _) => {
                entities.extend(current);
                return entities;
            }
            (Some(DelimiterEnd::Opening), _) => entities.extend(current.replace(Vec::new())),
            (None, None) => {}
        }
    }
    entities.extend(current);
    entities
}

enum DelimiterEnd {
    Opening,
    Closing,
}

/// Looks at what follows the boundary on its line: blanks only, two dashes before them.
fn delimiter_end(after: &str) -> Option<DelimiterEnd> {
    let (kind, after) = match after.strip_prefix("--") {
        Some(after) => (DelimiterEnd::Closing, after),
        None => (DelimiterEnd::Opening, after),
    };
    let blanks = without_line_end(after);
    blanks.trim_matches([' ', '\t']).is_empty().then_some(kind)
}

/// `get_payload(decode=True)`: non-ASCII text outside of an encoding is destroyed first.
fn decode(payload: &str, encoding: Option<&str>) -> Vec<u8> {
    let raw = raw_unicode_escape(payload);
    let encoding = encoding.unwrap_or_default().trim().to_lowercase();
    match encoding.as_str() {
        "quoted-printable" => decode_quoted_printable(&raw),
        "base64" => {
            let compact: Vec<u8> = raw
                .iter()
                .copied()
                .filter(|byte| !byte.is_ascii_whitespace())
                .collect();
            STANDARD.decode(compact).unwrap_or(raw)
        }
        _ => raw,
    }
}

/// Python's codec `raw-unicode-escape`: up to U+00FF one byte each, above that `\uXXXX`.
fn raw_unicode_escape(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    for character in text.chars() {
        match u32::from(character) {
            code @ 0..=0xff => bytes.extend(u8::try_from(code)),
            code @ 0x100..=0xffff => bytes.extend(format!("\\u{code:04x}").bytes()),
            code @ 0x1_0000.. => bytes.extend(format!("\\U{code:08x}").bytes()),
        }
    }
    bytes
}

/// `binascii.a2b_qp`: an `=` before a line end joins, before two digits is a byte, else stays.
/// Blanks at the end of a line stay.
fn decode_quoted_printable(text: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if byte != b'=' {
            decoded.push(byte);
            continue;
        }
        match after {
            [] => {}
            [b'=', tail @ ..] => {
                decoded.push(b'=');
                rest = tail;
            }
            [b'\n' | b'\r', ..] => {
                let end = after.iter().position(|&next| next == b'\n');
                rest = end.map_or(&[], |at| after.split_at(at + 1).1);
            }
            [high, low, tail @ ..] => match (hex(*high), hex(*low)) {
                (Some(high), Some(low)) => {
                    decoded.push(high * 16 + low);
                    rest = tail;
                }
                _ => decoded.push(b'='),
            },
            [_] => decoded.push(b'='),
        }
    }
    decoded
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit)
        .to_digit(16)
        .and_then(|value| u8::try_from(value).ok())
}
