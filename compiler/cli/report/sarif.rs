//! Diagnostics as SARIF 2.1.0, for code scanning.
//!
//! Source: OASIS "Static Analysis Results Interchange Format (SARIF) Version 2.1.0".

use std::collections::BTreeMap;
use std::path::Path;

use parbake::diagnostic::Code;
use serde_json::{Value, json};

use super::{Finding, Place, severity};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// Renders the log, with a line feed at its end.
pub(crate) fn render(findings: &[Finding<'_>]) -> String {
    let codes = findings.iter().map(|finding| finding.diagnostic.code);
    let codes: BTreeMap<&str, &Code> = codes.map(|code| (code.id, code)).collect();
    let rules: Vec<Value> = codes.values().map(|code| rule(code)).collect();
    let index = |id| codes.keys().position(|known| *known == id);
    let results: Vec<Value> = findings
        .iter()
        .map(|finding| result(finding, index(finding.diagnostic.code.id)))
        .collect();
    let driver = json!({
        "name": "parbake", "version": env!("CARGO_PKG_VERSION"),
        "semanticVersion": env!("CARGO_PKG_VERSION"), "rules": rules,
    });
    let log = json!({
        "$schema": SCHEMA, "version": "2.1.0",
        "runs": [{
            "tool": { "driver": driver }, "columnKind": "unicodeCodePoints", "results": results,
        }],
    });
    format!("{log:#}\n")
}

/// Renders the rule behind a code: its first paragraph in short, its doc as help.
fn rule(code: &Code) -> Value {
    let short = code.doc.split("\n\n").next().unwrap_or(code.doc);
    json!({
        "id": code.id, "name": code.name,
        "shortDescription": { "text": short },
        "help": { "text": code.doc, "markdown": code.doc },
    })
}

/// Renders one finding.
fn result(finding: &Finding<'_>, rule_index: Option<usize>) -> Value {
    let found = finding.diagnostic;
    let mut result = json!({
        "ruleId": found.code.id, "ruleIndex": rule_index, "level": severity(found.severity),
        "message": { "text": message(finding) },
        "locations": finding.place.iter().map(location).collect::<Vec<_>>(),
    });
    let related: Vec<Value> = finding.related().iter().enumerate().map(related).collect();
    let fixes: Vec<Value> = finding.fix().iter().map(fix).collect();
    let Some(fields) = result.as_object_mut() else {
        return result;
    };
    for (name, values) in [("relatedLocations", related), ("fixes", fixes)] {
        if !values.is_empty() {
            fields.insert(name.to_owned(), Value::Array(values));
        }
    }
    result
}

/// Returns the text of a result; consumers show nothing of the source, so the label is part of it.
fn message(finding: &Finding<'_>) -> String {
    let found = finding.diagnostic;
    let mut text = found.message.clone();
    if !found.label.is_empty() {
        text = format!("{text}: {}", found.label);
    }
    for more in [&found.note, &found.help].into_iter().flatten() {
        text = format!("{text}\n{more}");
    }
    text
}

/// Renders another place that matters.
fn related((index, (place, label)): (usize, &(Place, &str))) -> Value {
    let mut location = location(place);
    if let Some(fields) = location.as_object_mut() {
        fields.insert("id".to_owned(), json!(index + 1));
        fields.insert("message".to_owned(), json!({ "text": label }));
    }
    location
}

/// Renders a mechanical repair.
fn fix((place, replacement): &(Place, &str)) -> Value {
    json!({
        "description": { "text": format!("write `{replacement}`") },
        "artifactChanges": [{
            "artifactLocation": artifact(place),
            "replacements": [{
                "deletedRegion": region(place), "insertedContent": { "text": replacement },
            }],
        }],
    })
}

/// Renders a place.
fn location(place: &Place) -> Value {
    json!({
        "physicalLocation": { "artifactLocation": artifact(place), "region": region(place) },
    })
}

/// Renders a range; SARIF counts as parbake does.
fn region(place: &Place) -> Value {
    json!({
        "startLine": place.start.line, "startColumn": place.start.column,
        "endLine": place.end.line, "endColumn": place.end.column,
    })
}

/// Renders a file: relative to the current directory where it is below it.
fn artifact(place: &Place) -> Value {
    let path = Path::new(&place.file);
    let here = std::env::current_dir().unwrap_or_default();
    let relative = path.strip_prefix(&here).unwrap_or(path);
    let relative = relative.strip_prefix(".").unwrap_or(relative);
    let uri = percent_encode(&relative.to_string_lossy());
    if relative.is_absolute() {
        return json!({ "uri": format!("file://{uri}") });
    }
    if relative.starts_with("..") {
        return json!({ "uri": uri });
    }
    json!({ "uri": uri, "uriBaseId": "%SRCROOT%" })
}

/// Encodes a path as the path of a URI (RFC 3986: unreserved characters and `/` stay).
fn percent_encode(path: &str) -> String {
    let encode = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
            char::from(byte).to_string()
        }
        _ => format!("%{byte:02X}"),
    };
    path.bytes().map(encode).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{findings, sample};

    fn log(directory: &str) -> Value {
        let compilations = [sample::compilation(directory)];
        serde_json::from_str(&render(&findings(&compilations))).unwrap()
    }

    #[test]
    fn results_point_at_rules_and_places() {
        let log = log("my hosts");
        let run = &log["runs"][0];
        assert_eq!(run["tool"]["driver"]["rules"][0]["id"], "P9999");
        let short = &run["tool"]["driver"]["rules"][0]["shortDescription"]["text"];
        assert_eq!(short, "A made-up mistake.");
        let result = &run["results"][0];
        assert_eq!(result["ruleIndex"], 0);
        let physical = &result["locations"][0]["physicalLocation"];
        assert_eq!(
            physical["artifactLocation"]["uri"],
            "my%20hosts/profile.toml"
        );
        let region = json!({ "startLine": 3, "startColumn": 10, "endLine": 3, "endColumn": 15 });
        assert_eq!(physical["region"], region);
        assert_eq!(
            result["relatedLocations"][0]["message"]["text"],
            "replaces this"
        );
        let change = &result["fixes"][0]["artifactChanges"][0]["replacements"][0];
        assert_eq!(change["insertedContent"]["text"], "65535");
        assert_eq!(run["results"][2]["locations"], json!([]));
    }

    #[test]
    fn an_absolute_path_below_the_current_directory_becomes_relative() {
        let here = std::env::current_dir().unwrap();
        let uri = |log: Value| {
            log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
                ["uri"]
                .clone()
        };
        let below = here.join("hosts");
        assert_eq!(uri(log(below.to_str().unwrap())), "hosts/profile.toml");
        assert_eq!(uri(log("/elsewhere")), "file:///elsewhere/profile.toml");
        assert_eq!(uri(log(".")), "profile.toml");
    }
}
