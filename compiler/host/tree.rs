//! The trees of all launches laid over each other: one tree whose leaves know every launch.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::leaf::{Deciding, Leaf, Reason, Scope};
use crate::catalog::{ListKind, Type};
use crate::profile::keypath::KeyPath;
use crate::profile::node::{Entry, Node, Table, Value};
use crate::source::{Span, Spanned};

/// A tree over all launches.
#[derive(Clone, Debug)]
pub(crate) enum Tree {
    /// One value, or a list that is replaced whole.
    Leaf(Leaf<Node>),
    /// A list whose elements are leaves of their own.
    Set(Vec<Leaf<Node>>),
    /// A table.
    Table(Branch),
}

/// A table over all launches.
#[derive(Clone, Debug)]
pub(crate) struct Branch {
    /// The keys, each with the place of its first mention.
    entries: Vec<(Spanned<String>, Tree)>,
    /// Where the table stands in each launch; `None` where the launch does not have it.
    spans: Vec<Option<Span>>,
}

/// The keys of all launches' tables in the order of first mention, each with its value in every launch.
fn rows<'n>(tables: &[Option<(&'n Table, Span)>]) -> Vec<(Spanned<String>, Vec<Option<&'n Node>>)> {
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    let mut rows: Vec<(Spanned<String>, Vec<Option<&Node>>)> = Vec::new();
    for (launch, table) in tables.iter().enumerate() {
        for entry in table.iter().flat_map(|(table, _)| &table.entries) {
            let at = *places.entry(&entry.key).or_insert_with(|| {
                let key = Spanned::new(entry.key.clone(), entry.key_span);
                rows.push((key, vec![None; tables.len()]));
                rows.len() - 1
            });
            let slot = rows
                .get_mut(at)
                .and_then(|(_, nodes)| nodes.get_mut(launch));
            if let Some(slot) = slot {
                *slot = Some(&entry.node);
            }
        }
    }
    rows
}

/// The elements of a set over all launches, in one order: a list whose places do not move.
#[derive(Default)]
struct Elements {
    /// Each element's node in every launch.
    held: Vec<Vec<Option<Node>>>,
    /// The element before each in the order.
    previous: Vec<Option<usize>>,
    last: Option<usize>,
    /// The elements by what they mean.
    places: BTreeMap<String, usize>,
}

impl Elements {
    /// Finds an element, or puts it before another; before none is at the end.
    fn before(&mut self, next: Option<usize>, item: &Node, launches: usize) -> usize {
        let new = self.held.len();
        let at = *self.places.entry(item.value.meaning()).or_insert(new);
        if at == new {
            self.held.push(vec![None; launches]);
            let slot = match next {
                Some(next) => self.previous.get_mut(next),
                None => Some(&mut self.last),
            };
            let previous = slot.and_then(|slot| slot.replace(new));
            self.previous.push(previous);
        }
        at
    }

    fn in_order(mut self) -> Vec<Vec<Option<Node>>> {
        let mut ordered = Vec::new();
        let mut next = self.last;
        while let Some(at) = next {
            ordered.extend(self.held.get_mut(at).map(std::mem::take));
            next = self.previous.get(at).copied().flatten();
        }
        ordered.reverse();
        ordered
    }
}

/// What decides the scope beside the values.
pub(crate) struct Overlay<'a> {
    /// Names of the launches.
    pub(crate) launches: &'a [String],
    /// The paths of `image.late`.
    pub(crate) late: &'a [KeyPath],
}

impl Overlay<'_> {
    /// Lays one table of each launch over the others. `ty` is the type of all.
    pub(crate) fn tables(
        &self,
        tables: &[Option<(&Table, Span)>],
        ty: &Type,
        path: &KeyPath,
    ) -> Tree {
        let spans: Vec<Option<Span>> = tables
            .iter()
            .map(|table| table.map(|(_, span)| span))
            .collect();
        let below = |(key, nodes): (Spanned<String>, Vec<Option<&Node>>)| {
            let path = path.child(&key.value);
            let tree = self.nodes(&nodes, ty.below(&key.value).as_ref(), &path);
            (key, tree)
        };
        let entries = rows(tables).into_iter().map(below).collect();
        Tree::Table(Branch { entries, spans })
    }

    fn nodes(&self, nodes: &[Option<&Node>], ty: Option<&Type>, path: &KeyPath) -> Tree {
        let tables = || nodes.iter().flatten().map(|node| node.as_table());
        // A table that is empty in every launch is a leaf: `users.deploy = {}` may be in one of them only.
        let all_empty = tables().all(|table| table.is_some_and(|table| table.entries.is_empty()));
        let all_tables = tables().all(|table| table.is_some()) && !all_empty;
        let table_type = ty.and_then(table_type);
        if let Some(ty) = table_type.filter(|_| all_tables) {
            let tables: Vec<_> = nodes
                .iter()
                .map(|node| node.and_then(|node| Some((node.as_table()?, node.span))))
                .collect();
            return self.tables(&tables, &ty, path);
        }
        let is_set = matches!(
            ty,
            Some(Type::List {
                kind: ListKind::Set,
                ..
            })
        );
        // An empty list says something: it is not the same as none.
        let is_empty = |node: &Node| node.as_list().is_some_and(<[Node]>::is_empty);
        if is_set && !nodes.iter().flatten().all(|node| is_empty(node)) {
            return Tree::Set(self.set(nodes, path));
        }
        Tree::Leaf(self.leaf(nodes.iter().map(|node| node.cloned()).collect(), path))
    }

    fn set(&self, nodes: &[Option<&Node>], path: &KeyPath) -> Vec<Leaf<Node>> {
        let mut elements = Elements::default();
        for (launch, node) in nodes.iter().enumerate() {
            // From the end, so that a new element goes before what follows it in its own launch.
            let mut next = None;
            let items = node.and_then(Node::as_list).unwrap_or_default();
            for item in items.iter().rev() {
                let at = elements.before(next, item, nodes.len());
                let held = elements.held.get_mut(at);
                if let Some(slot) = held.and_then(|held| held.get_mut(launch)) {
                    *slot = Some(item.clone());
                }
                next = Some(at);
            }
        }
        let held = elements.in_order().into_iter();
        held.map(|held| self.leaf(held, path)).collect()
    }

    fn leaf(&self, nodes: Vec<Option<Node>>, path: &KeyPath) -> Leaf<Node> {
        let (scope, reason) = self.scope(&nodes, path);
        let spanned = |node: Node| Spanned::new(node.clone(), node.span);
        Leaf {
            path: path.clone(),
            scope,
            reason,
            held: nodes.into_iter().map(|node| node.map(spanned)).collect(),
        }
    }

    /// The widest of what speaks: the host, `image.late`, a launch variable, a difference.
    fn scope(&self, nodes: &[Option<Node>], path: &KeyPath) -> (Scope, Reason) {
        if let Some(reference) = nodes.iter().flatten().find_map(host_reference) {
            return (Scope::Host, Reason::HostValue(reference));
        }
        if let Some(name) = nodes.iter().flatten().find_map(launch_var) {
            return (Scope::Launch, Reason::LaunchVar(name));
        }
        if let Some((a, b)) = self.difference(nodes) {
            return (Scope::Launch, Reason::Differs(a, b));
        }
        if self.late.iter().any(|late| path.is_within(late)) {
            return (Scope::Launch, Reason::Late);
        }
        (Scope::Fixed, Reason::Same)
    }

    fn difference(&self, nodes: &[Option<Node>]) -> Option<(String, String)> {
        let first = nodes.first()?;
        let same = |node: &Option<Node>| match (first, node) {
            (Some(a), Some(b)) => a.value.same(&b.value),
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        };
        let at = nodes.iter().position(|node| !same(node))?;
        Some((
            self.launches.first()?.clone(),
            self.launches.get(at)?.clone(),
        ))
    }
}

/// Returns the type as one of a table; of several the first that is.
fn table_type(ty: &Type) -> Option<Type> {
    match ty {
        Type::Table(_) | Type::Map { .. } => Some(*ty),
        Type::OneOf(types) => types.iter().find_map(table_type),
        Type::Bool
        | Type::Integer { .. }
        | Type::Float { .. }
        | Type::Text(_)
        | Type::Multiline
        | Type::Verbatim
        | Type::Enum(_)
        | Type::Duration { .. }
        | Type::List { .. }
        | Type::Any => None,
    }
}

/// Finds the first value in a tree that only the host knows.
pub(crate) fn host_reference(node: &Node) -> Option<String> {
    match &node.value {
        Value::Text(text) => text.host_references().next(),
        Value::List(items) => items.iter().find_map(host_reference),
        Value::Table(table) => table
            .entries
            .iter()
            .find_map(|entry| host_reference(&entry.node)),
        Value::Bool(_) | Value::Integer(_) | Value::Float(_) => None,
    }
}

fn collect_references(node: &Node, found: &mut Vec<String>) {
    match &node.value {
        Value::Text(text) => found.extend(text.host_references()),
        Value::List(items) => items
            .iter()
            .for_each(|item| collect_references(item, found)),
        Value::Table(table) => table
            .entries
            .iter()
            .for_each(|entry| collect_references(&entry.node, found)),
        Value::Bool(_) | Value::Integer(_) | Value::Float(_) => {}
    }
}

/// Finds the first launch-scoped variable in a value.
fn launch_var(node: &Node) -> Option<String> {
    if node.launch_var.is_some() {
        return node.launch_var.clone();
    }
    match &node.value {
        Value::List(items) => items.iter().find_map(launch_var),
        Value::Table(table) => table
            .entries
            .iter()
            .find_map(|entry| launch_var(&entry.node)),
        Value::Bool(_) | Value::Integer(_) | Value::Float(_) | Value::Text(_) => None,
    }
}

impl Tree {
    /// Returns what stands under a key.
    pub(crate) fn get(&self, key: &str) -> Option<&Self> {
        self.entries()
            .iter()
            .find(|(name, _)| name.value == key)
            .map(|(_, tree)| tree)
    }

    /// Returns what stands under a path of keys.
    pub(crate) fn at(&self, keys: &[&str]) -> Option<&Self> {
        keys.iter().try_fold(self, |tree, key| tree.get(key))
    }

    /// Returns the entries where this is a table.
    pub(crate) fn entries(&self) -> &[(Spanned<String>, Self)] {
        match self {
            Self::Table(branch) => &branch.entries,
            Self::Leaf(_) | Self::Set(_) => &[],
        }
    }

    /// Returns the leaf under a key.
    pub(crate) fn leaf(&self, key: &str) -> Option<&Leaf<Node>> {
        match self.get(key)? {
            Self::Leaf(leaf) => Some(leaf),
            Self::Set(_) | Self::Table(_) => None,
        }
    }

    /// Returns the elements of the set under a key; none where it is not given.
    pub(crate) fn set(&self, key: &str) -> &[Leaf<Node>] {
        match self.get(key) {
            Some(Self::Set(elements)) => elements,
            Some(Self::Leaf(_) | Self::Table(_)) | None => &[],
        }
    }

    /// Lists what the values from here down ask the host for, each once, sorted.
    pub(crate) fn host_references(&self) -> Vec<String> {
        let mut found = Vec::new();
        for held in self.leaves().into_iter().flat_map(|leaf| leaf.values()) {
            collect_references(&held.value, &mut found);
        }
        found.sort();
        found.dedup();
        found
    }

    /// Lists every leaf from here down.
    pub(crate) fn leaves(&self) -> Vec<&Leaf<Node>> {
        match self {
            Self::Leaf(leaf) => vec![leaf],
            Self::Set(elements) => elements.iter().collect(),
            Self::Table(branch) => branch
                .entries
                .iter()
                .flat_map(|(_, tree)| tree.leaves())
                .collect(),
        }
    }

    /// Returns the leaf where this is one.
    pub(crate) fn as_leaf(&self) -> Option<&Leaf<Node>> {
        match self {
            Self::Leaf(leaf) => Some(leaf),
            Self::Set(_) | Self::Table(_) => None,
        }
    }

    /// Returns the string under a key in one launch.
    pub(crate) fn text(&self, key: &str, launch: usize) -> Option<String> {
        self.leaf(key)?.at(launch)?.as_str().map(str::to_owned)
    }

    /// Puts the value of one launch together again.
    pub(crate) fn value_at(&self, launch: usize) -> Option<Node> {
        match self {
            Self::Leaf(leaf) => leaf.at(launch).cloned(),
            Self::Set(elements) => {
                let items: Vec<Node> = elements
                    .iter()
                    .filter_map(|leaf| leaf.at(launch).cloned())
                    .collect();
                let span = items.first()?.span;
                Some(Node::new(Value::List(items), span))
            }
            Self::Table(branch) => {
                let span = branch.spans.get(launch).copied().flatten()?;
                let entry = |(key, tree): &(Spanned<String>, Self)| {
                    let node = tree.value_at(launch)?;
                    Some(Entry {
                        key: key.value.clone(),
                        key_span: key.span,
                        node,
                    })
                };
                let entries = branch.entries.iter().filter_map(entry).collect();
                Some(Node::new(Value::Table(Table { entries }), span))
            }
        }
    }

    /// Returns what decides with the widest scope below; of several, the first.
    pub(crate) fn deciding(&self) -> Deciding {
        let nothing = Deciding {
            scope: Scope::Fixed,
            reason: Reason::Same,
            leaf: Arc::from(""),
            span: None,
        };
        let leaves = self.leaves().into_iter().map(Leaf::deciding);
        leaves.reduce(Deciding::widest).unwrap_or(nothing)
    }

    /// Returns a place that stands for all below: the first there is.
    pub(crate) fn span(&self) -> Option<Span> {
        self.leaves()
            .iter()
            .find_map(|leaf| leaf.first())
            .map(|held| held.span)
    }
}
