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
pub(super) fn of_file(path: &str, body: &Body) -> String {
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
        "program_text".to_owned()
    } else {
        "text".to_owned()
    }
}

/// The sinks of a unit, one for each reference: `unit_word` for a tag outside quotes, where a blank would begin another word, else `unit_text`.
pub(super) fn of_unit(body: &Body) -> String {
    let mut sinks = match body {
        Body::Text(text, _) => of_references(text),
        Body::Bytes(..) => Vec::new(),
    };
    // The last one is for the rest as well.
    while let [.., before, last] = sinks.as_slice()
        && before == last
    {
        sinks.pop();
    }
    sinks.join(",")
}

fn of_references(text: &Text) -> Vec<&'static str> {
    let mut sinks = Vec::new();
    let mut line = String::new();
    for piece in &text.pieces {
        if let Piece::Literal(literal) = piece {
            line.push_str(literal);
            let joined = line.replace("\\\n", " ");
            line = joined.rsplit('\n').next().unwrap_or_default().to_owned();
            continue;
        }
        // The others are one word by their grammar.
        let is_free = matches!(
            piece,
            Piece::Instance(InstanceValue::Tag(_)) | Piece::Secret(_)
        );
        sinks.push(if is_free && !may_hold_blanks(&line) {
            "unit_word"
        } else {
            "unit_text"
        });
        line.push('x');
    }
    sinks
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
    use super::{may_hold_blanks, of_references};
    use crate::profile::node::{InstanceValue, Piece, Text};

    #[test]
    fn each_reference_has_its_own_sink() {
        let tag = || Piece::Instance(InstanceValue::Tag("Owner".to_owned()));
        let literal = |text: &str| Piece::Literal(text.to_owned());
        let text = Text {
            pieces: vec![
                literal("Description=of "),
                tag(),
                literal("\nExecStart=/bin/run \"of "),
                tag(),
                literal("\" \\\n --id "),
                Piece::Instance(InstanceValue::Id),
                literal(" --owner "),
                tag(),
                literal("\n"),
            ],
        };
        let sinks = ["unit_text", "unit_text", "unit_text", "unit_word"];
        assert_eq!(of_references(&text), sinks);
    }

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
