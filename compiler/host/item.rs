//! A named thing of the host with its state in every launch.

use std::sync::Arc;

use super::leaf::{Cause, Deciding, Scope};
use super::tree::Tree;
use crate::profile::node::{Entry, Node};
use crate::source::Span;

/// A name of the profile with its place and its key path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The name: a path, a unit, a user.
    pub text: String,
    /// Where it was first written.
    pub span: Span,
    /// Key path of the whole thing.
    pub leaf: Arc<str>,
}

impl Named {
    /// The place of the name as the cause of a line.
    #[must_use]
    pub fn cause(&self) -> Cause {
        Cause {
            span: self.span,
            leaf: Arc::clone(&self.leaf),
        }
    }
}

/// A thing of the host: its name, its state in each launch, and the leaf that decides its scope.
#[derive(Clone, Debug, PartialEq)]
pub struct Item<T> {
    /// The name.
    pub name: Named,
    /// One state for each launch; `None` where the launch does not have it.
    pub states: Vec<Option<T>>,
    /// The leaf that decides.
    pub deciding: Deciding,
}

impl<T> Item<T> {
    /// The states of all launches, each once: mostly it is one.
    pub(crate) fn distinct(&self) -> Vec<&T>
    where
        T: PartialEq,
    {
        let mut seen: Vec<&T> = Vec::new();
        for state in self.states.iter().flatten() {
            if !seen.contains(&state) {
                seen.push(state);
            }
        }
        seen
    }

    /// Returns the state in a launch.
    #[must_use]
    pub fn at(&self, launch: usize) -> Option<&T> {
        self.states.get(launch).and_then(Option::as_ref)
    }

    /// Returns the first state there is: the state, where the thing is fixed.
    #[must_use]
    pub fn first(&self) -> Option<&T> {
        self.states.iter().flatten().next()
    }

    /// Says whether the image can have it.
    #[must_use]
    pub fn is_fixed(&self) -> bool {
        self.deciding.scope == Scope::Fixed
    }
}

/// Makes an item of every entry of a section, each launch's state from its own value.
pub(crate) fn items<T>(
    section: Option<&Tree>,
    path: &[&str],
    count: usize,
    mut lower: impl FnMut(&Entry) -> Option<T>,
) -> Vec<Item<T>> {
    let entries = section.map(Tree::entries).unwrap_or_default();
    let item = |(key, tree): &(crate::source::Spanned<String>, Tree)| {
        let full = crate::profile::keypath::KeyPath::from(path).child(&key.value);
        let mut state = |launch: usize| {
            let node = tree.value_at(launch)?;
            lower(&Entry {
                key: key.value.clone(),
                key_span: key.span,
                node,
            })
        };
        Item {
            name: Named {
                text: key.value.clone(),
                span: key.span,
                leaf: Arc::from(full.to_string()),
            },
            states: (0..count).map(&mut state).collect(),
            deciding: tree.deciding(),
        }
    };
    entries.iter().map(item).collect()
}

/// The place of a value inside an item as the cause of a line.
pub(crate) fn cause(node: &Node, leaf: impl Into<Arc<str>>) -> Cause {
    Cause {
        span: node.span,
        leaf: leaf.into(),
    }
}
