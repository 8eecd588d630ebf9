//! The quoted-printable encoder.
//!
//! Source: RFC 2045, section 6.7. Read back by Python's `binascii.a2b_qp`, which keeps blanks at the
//! end of a line, and by Go's `mime/quotedprintable`, which takes them off: they are escaped.

/// Longest line of the encoded text, in characters, with the `=` of a soft break.
const LONGEST: usize = 76;

/// Encodes one line of a text, without its line feed, into one or more lines.
///
/// All lines but the last end in a soft break. A carriage return is escaped, so that no reader takes
/// it for a line end.
#[must_use]
pub fn encode_line(line: &str) -> Vec<String> {
    let mut encoded = Vec::new();
    let mut current = String::new();
    let end = line.len();
    for (at, byte) in line.bytes().enumerate() {
        let is_last = at + 1 == end;
        let unit = encode_byte(byte, is_last);
        let room = if is_last { LONGEST } else { LONGEST - 1 };
        if current.len() + unit.len() > room {
            current.push('=');
            encoded.push(std::mem::take(&mut current));
        }
        current.push_str(&unit);
    }
    encoded.push(current);
    encoded
}

fn encode_byte(byte: u8, is_last: bool) -> String {
    let is_plain = match byte {
        b'=' => false,
        b' ' | b'\t' => !is_last,
        other => other.is_ascii_graphic(),
    };
    if is_plain {
        char::from(byte).to_string()
    } else {
        format!("={byte:02X}")
    }
}
