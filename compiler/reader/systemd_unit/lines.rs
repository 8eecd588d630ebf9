//! The lines of a unit, those that continue one put together.
//!
//! Source: systemd.syntax(7); systemd v252 `src/shared/conf-parser.c` (`config_parse`).

/// One `Key=value` of a unit or drop-in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// Its section, without brackets; empty before the first.
    pub section: String,
    /// The word before `=`.
    pub key: String,
    /// What stands behind it, continued lines put together.
    pub value: String,
    /// The line on which it begins, from 0.
    pub line: usize,
}

/// Lists the settings of a unit or drop-in in order, without a look at what systemd makes of them.
#[must_use]
pub fn settings(text: &str) -> Vec<Setting> {
    let mut found = Vec::new();
    let mut section = String::new();
    for line in logical_lines(text) {
        if let Some(name) = line.whole.strip_prefix('[') {
            name.trim_end_matches(']').clone_into(&mut section);
        } else if let Some((key, value)) = line.whole.split_once('=') {
            found.push(Setting {
                section: section.clone(),
                key: key.trim_end().to_owned(),
                value: value.trim_start().to_owned(),
                line: line.number,
            });
        }
    }
    found
}

/// A line with those that continue it.
pub(super) struct Line<'a> {
    /// Its number, from 0.
    pub(super) number: usize,
    /// The first of its lines, blanks at both ends taken off.
    pub(super) first: &'a str,
    /// Where that begins.
    pub(super) start: usize,
    /// All of it, each continuation joined by a blank.
    pub(super) whole: String,
}

/// A backslash at the end of a line joins the next one; comments in between are left out.
pub(super) fn logical_lines(text: &str) -> Vec<Line<'_>> {
    let mut lines: Vec<Line<'_>> = Vec::new();
    let mut goes_on = false;
    for (number, raw) in text.split('\n').enumerate() {
        let trimmed = raw.trim();
        if trimmed.starts_with(['#', ';']) {
            continue;
        }
        let (content, more) = match raw.strip_suffix('\\') {
            Some(content) => (content, true),
            None => (raw, false),
        };
        match lines.last_mut().filter(|_| goes_on) {
            Some(line) => {
                line.whole.push(' ');
                line.whole.push_str(content.trim());
            }
            None => lines.push(Line {
                number,
                first: content.trim(),
                start: raw.len() - raw.trim_start().len(),
                whole: content.trim().to_owned(),
            }),
        }
        goes_on = more;
    }
    lines.retain(|line| !line.whole.is_empty());
    lines
}
