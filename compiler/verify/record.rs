//! /etc/parbake/image.json: which image this is, and what was kept in it.

use std::path::Path;

use serde_json::Value;

use super::root::{Kind, Sight};
use super::{Expected, Verdict, diags};

const RECORD: &str = "/etc/parbake/image.json";

/// Holds what was kept against its recorded content, and the record against a bundle.
pub(super) fn compare(sight: &Sight<'_>, bundle: Option<&Expected>, verdict: &mut Verdict) {
    let path = Path::new(RECORD);
    let text = sight.text(path);
    let record: Option<Value> = text
        .as_deref()
        .and_then(|text| serde_json::from_str(text).ok());
    if let Some(record) = &record {
        compare_kept(sight, record, verdict);
    }
    let Some(bundle) = bundle else { return };
    let Some(record) = record else {
        verdict.push(path, diags::no_record());
        return;
    };
    for (key, expected) in [("name", &bundle.name), ("digest", &bundle.digest)] {
        let word = record.get(key).and_then(Value::as_str);
        if word != Some(expected) {
            verdict.push(path, diags::other_image(key, word, expected));
        }
    }
}

fn compare_kept(sight: &Sight<'_>, record: &Value, verdict: &mut Verdict) {
    let kept = record.get("kept").and_then(Value::as_object);
    for (name, digest) in kept.into_iter().flatten() {
        let path = Path::new(name);
        if sight.kind(path) != Some(Kind::File) {
            verdict.push(path, diags::kept_missing());
            continue;
        }
        let now = sight.digest(path).map(|digest| format!("sha256:{digest}"));
        if now.is_some_and(|now| digest.as_str() != Some(&now)) {
            verdict.push(path, diags::kept_changed());
        }
    }
}
