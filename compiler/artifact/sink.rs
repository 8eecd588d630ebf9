//! What reads a text, which says what a value of the host may not be there. templates/lib/template.sh holds the values against it.

use crate::host::Body;
use crate::profile::node::{InstanceValue, Piece, Text};
use crate::reader::systemd_unit;

/// Directories whose files a shell runs, or that say who may run what.
const RUN: &[&str] = &[
    "/etc/cron",
    "/var/spool/cron",
    "/etc/profile",
    "/etc/bash",
    "/etc/rc",
    "/etc/sudoers",
];

/// Directories of systemd's units.
const UNITS: &[&str] = &[
    "/etc/systemd/system/",
    "/usr/lib/systemd/system/",
    "/lib/systemd/system/",
    "/usr/local/lib/systemd/system/",
];

/// The sink of a file: a script is a program, and a tag must not become a part of it.
pub(super) fn of_file(path: &str, body: &Body) -> &'static str {
    let is_in = |directories: &[&str]| {
        directories
            .iter()
            .any(|directory| path.starts_with(directory))
    };
    let is_script = matches!(body, Body::Text(text, _)
        if matches!(text.pieces.first(), Some(Piece::Literal(first)) if first.starts_with("#!")));
    if is_in(UNITS) {
        of_unit(body)
    } else if is_script || is_in(RUN) {
        "shell_text"
    } else {
        "text"
    }
}

/// The sink of a unit: `unit_text` where every tag stands in quotes or in a description, `unit_word` where a blank in one would begin another word.
pub(super) fn of_unit(body: &Body) -> &'static str {
    let Body::Text(text, _) = body else {
        return "unit_text";
    };
    if has_bare_tag(text) {
        "unit_word"
    } else {
        "unit_text"
    }
}

/// Says whether a value that can hold a blank stands outside quotes, or where a command's program stands.
fn has_bare_tag(text: &Text) -> bool {
    let mut line = String::new();
    for piece in &text.pieces {
        match piece {
            Piece::Literal(literal) => {
                line.push_str(literal);
                let joined = line.replace("\\\n", " ");
                line = joined.rsplit('\n').next().unwrap_or_default().to_owned();
            }
            Piece::Instance(InstanceValue::Tag(_)) | Piece::Secret(_)
                if !may_hold_blanks(&line) =>
            {
                return true;
            }
            // Whatever else is put in there is one word.
            Piece::Instance(_) | Piece::Secret(_) | Piece::Var { .. } => line.push('x'),
        }
    }
    false
}

/// Whether a blank at the end of this beginning of a line stays within what it is in.
///
/// Source: systemd.syntax(7), "Quoting"; systemd.service(5), "Command lines": prefixes such as `+` are read off the program.
fn may_hold_blanks(line: &str) -> bool {
    if line.trim_start().starts_with(['#', ';']) {
        return true;
    }
    let Some((key, value)) = line.split_once('=') else {
        return false;
    };
    if key.trim() == "Description" {
        return true;
    }
    let read = systemd_unit::words(value);
    let is_program = key.trim().starts_with("Exec") && read.words.len() < 2;
    read.is_open && !is_program
}

#[cfg(test)]
mod tests {
    use super::may_hold_blanks;

    #[test]
    fn a_value_in_quotes_stays_one_word() {
        for (line, expected) in [
            ("Description=host ", true),
            ("Environment=\"ROLE=", true),
            ("Environment=ROLE=", false),
            ("Environment=ROLE='", true),
            ("Environment=\"A=1\" B=", false),
            ("Environment=\"A=\\\"1 ", true),
            ("ExecStart=/usr/bin/logger ", false),
            ("ExecStart=/usr/bin/logger \"host is ", true),
            ("ExecStart=/usr/bin/logger \"a\" ", false),
            ("ExecStart=\"", false),
            ("[Service", false),
            ("# of ", true),
        ] {
            assert_eq!(may_hold_blanks(line), expected, "{line}");
        }
    }
}
