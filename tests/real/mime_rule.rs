//! The byte rule for user-data: what Go's parsers, Python's parser and cloud-init 19.3 all read alike.
//!
//! Written for the tests alone, from RFC 2045/2046 and Go's net/textproto and mime/multipart; it shares no line with
//! the encoder. Runs at both levels.

use crate::support::bundles;

/// One part as its headers declare it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Declared {
    pub(super) kind: String,
    pub(super) name: String,
}

/// Reads user-data strictly.
///
/// # Errors
/// The first rule that is broken.
pub(super) fn declared_parts(user_data: &[u8]) -> Result<Vec<Declared>, String> {
    if !user_data.is_ascii() || user_data.contains(&b'\r') || user_data.contains(&0) {
        return Err("not plain ASCII with LF line ends".to_owned());
    }
    let text = std::str::from_utf8(user_data).map_err(|e| e.to_string())?;
    let (head, body) = split_headers(text)?;
    let at = head.find("MIME-Version: 1.0").ok_or("no MIME-Version")?;
    if at > 512 {
        return Err("MIME-Version stands too late".to_owned());
    }
    let boundary = boundary(head)?;
    let delimiter = format!("--{boundary}");
    let mut pieces = pieces(body, &delimiter)?;
    let epilogue = pieces.pop().ok_or("no closing delimiter")?;
    if !epilogue.trim().is_empty() {
        return Err("text after the closing delimiter".to_owned());
    }
    let parts: Vec<Declared> = pieces
        .iter()
        .map(|piece| part(piece))
        .collect::<Result<_, String>>()?;
    unique_names(&parts)?;
    Ok(parts)
}

/// Header lines end at the first empty line, which must be there; each has a name, a colon and a blank.
fn split_headers(text: &str) -> Result<(&str, &str), String> {
    let (head, body) = text
        .split_once("\n\n")
        .ok_or("no empty line after the headers")?;
    for line in head.lines() {
        let (name, value) = line
            .split_once(": ")
            .ok_or_else(|| format!("not a header: {line:?}"))?;
        let token = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if !token || name.is_empty() || value.trim() != value || value.is_empty() {
            return Err(format!("not a header: {line:?}"));
        }
        if line.len() > 998 {
            return Err("a header line is over 998 bytes".to_owned());
        }
    }
    Ok((head, body))
}

fn header<'a>(head: &'a str, name: &str) -> Result<&'a str, String> {
    let mut found = head.lines().filter_map(|line| line.strip_prefix(name));
    let value = found.next().ok_or_else(|| format!("no {name}"))?;
    match found.next() {
        Some(_) => Err(format!("{name} twice")),
        None => Ok(value),
    }
}

fn boundary(head: &str) -> Result<&str, String> {
    let boundary = header(head, "Content-Type: ")?
        .strip_prefix("multipart/mixed; boundary=\"")
        .and_then(|rest| rest.strip_suffix('"'))
        .ok_or("the outer type is not multipart/mixed with a quoted boundary")?;
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b"'()+_,-./:=?".contains(&b);
    if boundary.is_empty() || boundary.len() > 70 || !boundary.bytes().all(allowed) {
        return Err(format!("not a boundary: {boundary:?}"));
    }
    Ok(boundary)
}

/// The text of each part, and at the end what follows the closing delimiter.
fn pieces(body: &str, delimiter: &str) -> Result<Vec<String>, String> {
    let close = format!("{delimiter}--");
    let mut pieces: Vec<String> = Vec::new();
    let mut closed = false;
    for line in body.split_inclusive('\n') {
        let bare = line.trim_end_matches('\n');
        if !closed && (bare == delimiter || bare == close) {
            closed = bare == close;
            pieces.push(String::new());
        } else if !closed && line.starts_with(delimiter) {
            return Err(format!("looks like a delimiter: {bare:?}"));
        } else if let Some(piece) = pieces.last_mut() {
            piece.push_str(line);
        } else if !bare.is_empty() {
            return Err("text before the first delimiter".to_owned());
        }
    }
    if closed {
        return Ok(pieces);
    }
    Err("no closing delimiter".to_owned())
}

fn part(piece: &str) -> Result<Declared, String> {
    let (head, _) = split_headers(piece)?;
    let kind = header(head, "Content-Type: ")?;
    let kind = kind.split(';').next().unwrap_or(kind).to_owned();
    let encoding = header(head, "Content-Transfer-Encoding: ")?;
    if !matches!(encoding, "7bit" | "quoted-printable") {
        return Err(format!("encoding {encoding}"));
    }
    let name = header(head, "Content-Disposition: ")?
        .strip_prefix("attachment; filename=\"")
        .and_then(|rest| rest.strip_suffix('"'))
        .ok_or("no quoted file name")?;
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b"_-.()".contains(&b);
    if name.is_empty() || !name.bytes().all(allowed) {
        return Err(format!("cloud-init would change the name {name:?}"));
    }
    let name = name.to_owned();
    Ok(Declared { kind, name })
}

fn unique_names(parts: &[Declared]) -> Result<(), String> {
    let mut names: Vec<&str> = parts.iter().map(|part| part.name.as_str()).collect();
    names.sort_unstable();
    match names.windows(2).find(|pair| pair.first() == pair.last()) {
        Some(pair) => Err(format!("two parts are named {:?}", pair.first())),
        None => Ok(()),
    }
}

/// A user-data of two parts that every reader takes.
pub(super) const GOOD: &str = "MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=\"parbake\"

--parbake
Content-Type: text/cloud-boothook; charset=\"us-ascii\"
Content-Transfer-Encoding: 7bit
Content-Disposition: attachment; filename=\"hook.sh\"

#cloud-boothook
#!/bin/sh
echo hook

--parbake
Content-Type: text/cloud-config; charset=\"utf-8\"
Content-Transfer-Encoding: quoted-printable
Content-Disposition: attachment; filename=\"site.cfg\"

#cloud-config
final_message: \"caf=C3=A9\"

--parbake--
";

#[test]
fn good_user_data_is_read() {
    let parts = declared_parts(GOOD.as_bytes()).unwrap();
    let seen: Vec<(&str, &str)> = parts.iter().map(|p| (&*p.kind, &*p.name)).collect();
    assert_eq!(
        seen,
        [
            ("text/cloud-boothook", "hook.sh"),
            ("text/cloud-config", "site.cfg")
        ]
    );
}

#[test]
fn bad_user_data_is_refused() {
    let bad = [
        ("mime-version", GOOD.replace("MIME-Version: 1.0\n", "")),
        ("no empty line", GOOD.replacen("\n\n--", "\n--", 1)),
        ("leading line", format!("\n{GOOD}")),
        ("CRLF", GOOD.replace('\n', "\r\n")),
        ("8bit", GOOD.replace("echo hook", "echo h\u{f6}\u{f6}k")),
        ("base64", GOOD.replace("7bit", "base64")),
        ("folded header", GOOD.replace("; charset", ";\n charset")),
        ("same names", GOOD.replace("site.cfg", "hook.sh")),
        ("name with a slash", GOOD.replace("hook.sh", "a/b")),
        ("cut", GOOD.replace("--parbake--\n", "")),
        (
            "look-alike",
            GOOD.replace("echo hook", "--parbake is our name"),
        ),
        (
            "type without a file name",
            GOOD.replace("attachment; filename=\"hook.sh\"", "attachment"),
        ),
    ];
    for (name, text) in bad {
        assert!(declared_parts(text.as_bytes()).is_err(), "{name} was taken");
    }
}

#[test]
fn bundles_keep_the_byte_rule() {
    for bundle in bundles() {
        for (_, launch) in bundle.launches() {
            let path = launch.join("user-data");
            let parts = declared_parts(&std::fs::read(&path).unwrap());
            assert!(parts.is_ok(), "{}: {parts:?}", path.display());
        }
    }
}
