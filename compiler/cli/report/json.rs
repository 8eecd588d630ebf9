//! Diagnostics and results as one JSON document.

use serde_json::{Map, Value, json};

use super::{Finding, Place, severity};

/// Renders the document, with a line feed at its end.
pub(crate) fn render(findings: &[Finding<'_>], outputs: Vec<Value>) -> String {
    let diagnostics: Vec<Value> = findings.iter().map(diagnostic).collect();
    let document = json!({ "diagnostics": diagnostics, "outputs": outputs });
    format!("{document:#}\n")
}

/// Renders one diagnostic; what it always has is always there, as `null` where it is not known.
fn diagnostic(finding: &Finding<'_>) -> Value {
    let found = finding.diagnostic;
    let mut fields = Map::new();
    fields.insert("code".to_owned(), json!(found.code.id));
    fields.insert("name".to_owned(), json!(found.code.name));
    fields.insert("severity".to_owned(), json!(severity(found.severity)));
    fields.insert("message".to_owned(), json!(found.message));
    fields.insert("help".to_owned(), json!(found.help));
    insert_place(&mut fields, finding.place.as_ref());
    if !found.label.is_empty() {
        fields.insert("label".to_owned(), json!(found.label));
    }
    if let Some(note) = &found.note {
        fields.insert("note".to_owned(), json!(note));
    }
    let related: Vec<Value> = finding.related().iter().map(related).collect();
    if !related.is_empty() {
        fields.insert("related".to_owned(), Value::Array(related));
    }
    if let Some((place, replacement)) = finding.fix() {
        let mut fix = Map::new();
        insert_place(&mut fix, Some(&place));
        fix.insert("replacement".to_owned(), json!(replacement));
        fields.insert("fix".to_owned(), Value::Object(fix));
    }
    Value::Object(fields)
}

/// Renders another place that matters.
fn related((place, label): &(Place, &str)) -> Value {
    let mut fields = Map::new();
    insert_place(&mut fields, Some(place));
    fields.insert("label".to_owned(), json!(label));
    Value::Object(fields)
}

/// Adds the file and the range.
pub(crate) fn insert_place(fields: &mut Map<String, Value>, place: Option<&Place>) {
    let numbers = place.map(|place| (place.start, place.end));
    fields.insert("file".to_owned(), json!(place.map(|place| &place.file)));
    fields.insert(
        "line".to_owned(),
        json!(numbers.map(|(start, _)| start.line)),
    );
    fields.insert(
        "column".to_owned(),
        json!(numbers.map(|(start, _)| start.column)),
    );
    fields.insert(
        "end_line".to_owned(),
        json!(numbers.map(|(_, end)| end.line)),
    );
    fields.insert(
        "end_column".to_owned(),
        json!(numbers.map(|(_, end)| end.column)),
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{findings, sample};

    #[test]
    fn the_document_says_everything() {
        let compilations = [sample::compilation("hosts")];
        let text = render(&findings(&compilations), vec![json!({ "bundle": "x" })]);
        let document: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(document["outputs"], json!([{ "bundle": "x" }]));
        let expected = json!({
            "code": "P9999", "name": "made-up", "severity": "error",
            "message": "`memory` is too large", "help": "leave it out",
            "file": "hosts/profile.toml", "line": 3, "column": 10, "end_line": 3, "end_column": 15,
            "label": "largest is 65535", "note": "the agent would wrap it, 100%\nsilently",
            "related": [{ "file": "hosts/base.toml", "line": 2, "column": 10, "end_line": 2,
                "end_column": 11, "label": "replaces this" }],
            "fix": { "file": "hosts/profile.toml", "line": 3, "column": 10, "end_line": 3,
                "end_column": 15, "replacement": "65535" },
        });
        assert_eq!(document["diagnostics"][0], expected);
    }

    #[test]
    fn columns_are_characters_and_a_diagnostic_without_a_place_has_nulls() {
        let compilations = [sample::compilation("")];
        let document: Value =
            serde_json::from_str(&render(&findings(&compilations), Vec::new())).unwrap();
        assert_eq!(document["diagnostics"][1]["column"], 12);
        assert_eq!(document["diagnostics"][1]["end_column"], 16);
        assert_eq!(document["diagnostics"][2]["file"], Value::Null);
        assert_eq!(document["diagnostics"][2]["line"], Value::Null);
    }
}
