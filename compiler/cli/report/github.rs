//! Diagnostics as workflow commands, which GitHub Actions shows at the line of a pull request.
//!
//! Source: docs.github.com, "Workflow commands for GitHub Actions"; escaping as in
//! actions/toolkit, packages/core/src/command.ts.

use parbake::diagnostic::Severity;
use sha2::{Digest, Sha256};

use super::{Finding, Place};

/// Renders one command per finding.
pub(crate) fn render(findings: &[Finding<'_>]) -> String {
    findings.iter().map(command).collect()
}

/// Keeps the runner from reading a text as commands.
///
/// A line of a result (a difference, say) may look like a command; the runner ignores everything
/// between `stop-commands` and a token that the text cannot contain.
pub(crate) fn quote(text: &[u8]) -> Vec<u8> {
    if !text.windows(2).any(|pair| pair == b"::") {
        return text.to_owned();
    }
    let digest = Sha256::digest(text);
    let token: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    let (before, after) = (
        format!("::stop-commands::{token}\n"),
        format!("::{token}::\n"),
    );
    let line_feed: &[u8] = if text.ends_with(b"\n") { b"" } else { b"\n" };
    [before.as_bytes(), text, line_feed, after.as_bytes()].concat()
}

/// Renders one command.
fn command(finding: &Finding<'_>) -> String {
    let found = finding.diagnostic;
    let kind = match found.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let mut properties: Vec<(&str, String)> = Vec::new();
    if let Some(place) = &finding.place {
        properties.extend(position(place));
    }
    let title = format!("parbake {} {}", found.code.id, found.code.name);
    properties.push(("title", title));
    let properties: Vec<String> = properties
        .iter()
        .map(|(name, value)| format!("{name}={}", escape_property(value)))
        .collect();
    format!(
        "::{kind} {}::{}\n",
        properties.join(","),
        escape(&message(finding))
    )
}

/// Returns the properties of a place; columns have a meaning only within one line.
fn position(place: &Place) -> Vec<(&'static str, String)> {
    let mut properties = vec![
        ("file", place.file.trim_start_matches("./").to_owned()),
        ("line", place.start.line.to_string()),
        ("endLine", place.end.line.to_string()),
    ];
    if place.start.line == place.end.line {
        properties.push(("col", place.start.column.to_string()));
        properties.push(("endColumn", place.end.column.to_string()));
    }
    properties
}

/// Returns the text of an annotation: the message, then what else there is, a line each.
fn message(finding: &Finding<'_>) -> String {
    let found = finding.diagnostic;
    let mut text = found.message.clone();
    if !found.label.is_empty() {
        text = format!("{text}: {}", found.label);
    }
    for (place, label) in finding.related() {
        text = format!("{text}\n{}:{}: {label}", place.file, place.start.line);
    }
    if let Some(note) = &found.note {
        text = format!("{text}\nnote: {note}");
    }
    if let Some(help) = &found.help {
        text = format!("{text}\nhelp: {help}");
    }
    text
}

/// Escapes the message of a command.
fn escape(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// Escapes a property of a command.
fn escape_property(text: &str) -> String {
    escape(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{findings, sample};

    #[test]
    fn commands_are_escaped() {
        let compilations = [sample::compilation("a,b")];
        let text = render(&findings(&compilations));
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(
            lines,
            [
                "::error file=a%2Cb/profile.toml,line=3,endLine=3,col=10,endColumn=15,\
                 title=parbake P9999 made-up::`memory` is too large: largest is 65535%0A\
                 a,b/base.toml:2: replaces this%0Anote: the agent would wrap it, 100%25%0A\
                 silently%0Ahelp: leave it out",
                "::warning file=a%2Cb/profile.toml,line=2,endLine=2,col=12,endColumn=16,\
                 title=parbake P9999 made-up::odd name",
                "::notice title=parbake P9999 made-up::nothing declares `x`",
            ]
        );
    }

    #[test]
    fn a_result_cannot_give_commands() {
        let text = String::from_utf8(quote(b" ::error::gotcha")).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        let token = lines[0].strip_prefix("::stop-commands::").unwrap();
        assert_eq!(lines[1..], [" ::error::gotcha", &format!("::{token}::")]);
        assert_eq!(quote(b"plain\n"), b"plain\n");
    }
}
