//! Entries of logrotate's directives.

use super::{Reference, example, words};
use crate::catalog::logrotate::{Argument, Directive, DirectiveScope, directive, directive_of_off};
use crate::profile::keypath::KeyPath;

/// Finds a directive by its word or by its negative form.
pub(super) fn find(word: &str) -> Option<Reference> {
    directive(word)
        .or_else(|| directive_of_off(word))
        .map(|found| entry(found, "NAME"))
}

/// Finds a directive that is written as a path without the rule's name.
pub(super) fn find_without_rule(word: &str) -> Option<Reference> {
    find(word.strip_prefix("logrotate.")?)
}

/// Writes the entry of a directive in the rule `rule`.
pub(super) fn entry(word: &Directive, rule: &str) -> Reference {
    let field = &word.field;
    let path = KeyPath::from(["logrotate", rule, field.key].as_slice());
    let shown = if rule == "NAME" { "app" } else { rule };
    let shown = KeyPath::from(["logrotate", shown, field.key].as_slice());
    let refused = word.refused.unwrap_or_default();
    Reference {
        title: field.key.to_owned(),
        kind: "directive of logrotate",
        doc: field.doc.to_owned(),
        ty: words::kind(&field.ty, field.unit),
        default: field.default.to_owned(),
        bad_value: bad_value(word).to_owned(),
        read_by: "logrotate".to_owned(),
        versions: words::lifetime("logrotate", word.lifetime()).unwrap_or_default(),
        refused: refused.to_owned(),
        conflicts: texts([word.conflicts]),
        notes: notes(word),
        sources: vec![word.source.to_owned()],
        example: if refused.is_empty() {
            example::of_key(&shown, &field.ty, field.default)
        } else {
            String::new()
        },
        key: path.to_string(),
        ..Reference::default()
    }
}

/// Says what becomes of a bad argument.
///
/// Source: logrotate 3.21.0, run: `size 10m`, `rotate -2`, `maxage 7d`, `weekly 8`, `postrotate` without `endscript`.
fn bad_value(word: &Directive) -> &'static str {
    match word.argument {
        Argument::None => "A word behind it: read as a line of its own.",
        Argument::Optional | Argument::Required => {
            "A bad value: logrotate reports it, drops the whole rule and ends with 1."
        }
        Argument::Script => "Without `endscript`: logrotate drops the whole file and ends with 1.",
    }
}

fn notes(word: &Directive) -> Vec<String> {
    let argument = match word.argument {
        Argument::None | Argument::Required => "",
        Argument::Optional => "`true` writes the word alone",
        Argument::Script => "written as lines up to `endscript`",
    };
    let place = match word.scope {
        DirectiveScope::Both => "",
        DirectiveScope::Stanza => "inside stanzas only",
        DirectiveScope::Global => "outside stanzas only",
    };
    let off = match word.off {
        Some(off) => format!("`false` writes `{off}`"),
        None => String::new(),
    };
    texts([word.note, argument, place, off.as_str()])
}

/// Keeps the texts that say something.
fn texts<const N: usize>(texts: [&str; N]) -> Vec<String> {
    let said = texts.into_iter().filter(|text| !text.is_empty());
    said.map(str::to_owned).collect()
}
