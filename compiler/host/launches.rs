//! One tree per launch: the profile, the variant on top, the variables put in, all of it checked.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::leaf::{Cause, Scope};
use super::tree::{Overlay, Tree};
use super::vars::{Variables, Variant};
use crate::diagnostic::Report;
use crate::profile::check::{Checker, Stage};
use crate::profile::keypath::KeyPath;
use crate::profile::node::{Entry, Node, Table, Value};
use crate::profile::{Profile, diags, find, merge, shape};
use crate::source::Spanned;

/// Name of the launch of a profile without variants.
pub(crate) const DEFAULT_LAUNCH: &str = "default";

/// The launches of a profile, laid over each other.
pub(crate) struct Launches {
    /// Their names.
    pub(crate) names: Vec<Spanned<String>>,
    /// Their trees, as one.
    pub(crate) tree: Tree,
}

impl Launches {
    /// The place of each launch's name: the variant's key, or the profile's name where there are no variants.
    pub(crate) fn causes(&self) -> Vec<Cause> {
        let named = self.tree.leaf("name").and_then(|leaf| leaf.cause(0));
        let cause = |name: &Spanned<String>| match &named {
            Some(named) if name.span.start == name.span.end => named.clone(),
            Some(_) | None => {
                let leaf = KeyPath::from(["variants", name.value.as_str()].as_slice());
                Cause {
                    span: name.span,
                    leaf: leaf.to_string().into(),
                }
            }
        };
        self.names.iter().map(cause).collect()
    }
}

/// Makes the tree of each launch and lays them over each other.
pub(crate) fn lay_over(
    profile: &Profile,
    given: &[(String, String)],
    report: &mut Report,
) -> Launches {
    let set_by_any = Arc::new(set_by_any(profile));
    let mut names = Vec::new();
    let mut roots = Vec::new();
    if profile.variants.is_empty() {
        names.push(Spanned::new(DEFAULT_LAUNCH.to_owned(), profile.start()));
        roots.push(root(profile, None, given, &set_by_any, report));
    }
    for variant in &profile.variants {
        names.push(Spanned::new(variant.key.clone(), variant.key_span));
        roots.push(root(profile, Some(variant), given, &set_by_any, report));
    }
    let late = late_paths(roots.first());
    let words: Vec<String> = names.iter().map(|name| name.value.clone()).collect();
    let overlay = Overlay {
        launches: &words,
        late: &late,
    };
    let tables: Vec<_> = roots
        .iter()
        .map(|root| Some((root, profile.start())))
        .collect();
    let tree = overlay.tables(&tables, &shape::PROFILE, &KeyPath::default());
    refuse_late_image(profile, &tree, report);
    Launches { names, tree }
}

/// One image serves all launches: what it is made of must not hang on one of them, not by a variable either.
fn refuse_late_image(profile: &Profile, tree: &Tree, report: &mut Report) {
    for keys in shape::NOT_OVERLAYABLE {
        let mut variants = profile.variants.iter();
        let is_said = variants.any(|variant| find(&variant.node, keys).is_some());
        // A variant that says it itself has been refused already.
        let Some(below) = tree.at(keys).filter(|_| !is_said) else {
            continue;
        };
        for leaf in below.leaves() {
            if let Some(held) = leaf.first().filter(|_| leaf.scope != Scope::Fixed) {
                report.push(diags::late_image(held.span, &leaf.path, &leaf.reason));
            }
        }
    }
}

/// The names of all variables, declared by the profile or by a variant.
pub(crate) fn variables(profile: &Profile) -> BTreeSet<String> {
    let declared = profile.root.get("vars").and_then(Node::as_table);
    let entries = declared.iter().flat_map(|table| &table.entries);
    let mut names = set_by_any(profile);
    names.extend(entries.map(|entry| entry.key.clone()));
    names
}

/// The names of the variables that some variant sets.
fn set_by_any(profile: &Profile) -> BTreeSet<String> {
    let overlays = profile
        .variants
        .iter()
        .filter_map(|entry| entry.node.as_table());
    let vars = overlays.filter_map(|table| table.get("vars")?.as_table());
    let entries = vars.flat_map(|table| &table.entries);
    entries.map(|entry| entry.key.clone()).collect()
}

fn root(
    profile: &Profile,
    variant: Option<&Entry>,
    given: &[(String, String)],
    set_by_any: &Arc<BTreeSet<String>>,
    report: &mut Report,
) -> Table {
    let mut root = profile.root.clone();
    if let Some((entry, overlay)) =
        variant.and_then(|entry| Some((entry, entry.node.as_table()?.clone())))
    {
        lay_on(&mut root, overlay, report);
        warn_of_hidden_variables(profile, entry, given, report);
    }
    let vars = root.remove("vars").map(|entry| entry.node);
    let named = variant.map(|entry| Variant {
        name: entry.key.clone(),
        set_by_any: Arc::clone(set_by_any),
    });
    let variables = Variables::settle(vars.as_ref(), given, named, report);
    variables.put_into(&mut root, report);
    let mut checker = Checker {
        stage: Stage::Whole,
        report,
    };
    let whole = Node::new(Value::Table(root), profile.start());
    checker.node(&whole, &shape::PROFILE, &KeyPath::default(), "");
    match whole.value {
        Value::Table(root) => root,
        Value::Bool(_) | Value::Integer(_) | Value::Float(_) | Value::Text(_) | Value::List(_) => {
            Table::default()
        }
    }
}

fn lay_on(root: &mut Table, mut overlay: Table, report: &mut Report) {
    if let Some(unset) = overlay.remove("unset") {
        merge::unset(root, &unset.node, report);
    }
    if let Some(vars) = overlay.remove("vars") {
        lay_vars(root, vars);
    }
    merge::table(root, overlay, &shape::PROFILE);
}

/// Gives variables other values; one that was declared keeps its type and scope.
fn lay_vars(root: &mut Table, vars: Entry) {
    let Some(over) = vars.node.as_table().cloned() else {
        return;
    };
    let Some(declared) = root.entry_mut("vars") else {
        root.entries.push(vars);
        return;
    };
    let Value::Table(declared) = &mut declared.node.value else {
        return;
    };
    for entry in over.entries {
        match declared.entry_mut(&entry.key).map(|slot| &mut slot.node) {
            Some(Node {
                value: Value::Table(inner),
                ..
            }) if entry.node.as_table().is_none() => {
                inner.remove("default");
                inner.entries.push(Entry {
                    key: "default".to_owned(),
                    ..entry
                });
            }
            Some(node) => *node = entry.node,
            None => declared.entries.push(entry),
        }
    }
}

/// `--var` is stronger than a variant: say so where it makes the variants alike.
fn warn_of_hidden_variables(
    profile: &Profile,
    variant: &Entry,
    given: &[(String, String)],
    report: &mut Report,
) {
    let vars = variant
        .node
        .as_table()
        .and_then(|table| table.get("vars"))
        .and_then(Node::as_table);
    let declared = profile.root.get("vars").and_then(Node::as_table);
    for (name, _) in given {
        let hidden = vars.and_then(|vars| vars.entry(name));
        if let Some(hidden) = hidden {
            let first = declared
                .and_then(|declared| declared.entry(name))
                .map_or(hidden.key_span, |entry| entry.key_span);
            report.push(diags::flattened_variable(name, hidden.key_span, first));
        }
    }
}

fn late_paths(root: Option<&Table>) -> Vec<KeyPath> {
    let image = root
        .and_then(|root| root.get("image"))
        .and_then(Node::as_table);
    let late = image
        .and_then(|image| image.get("late"))
        .and_then(Node::as_list)
        .unwrap_or_default();
    late.iter()
        .filter_map(Node::as_str)
        .filter_map(KeyPath::parse)
        .collect()
}
