//! A leaf: one setting of the profile with its value for every launch, its scope, and why.

use std::fmt::{self, Display};
use std::sync::Arc;

use crate::profile::keypath::KeyPath;
use crate::source::{Span, Spanned};

/// When the value behind a leaf is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// When the image is made.
    Fixed,
    /// When the user-data is made.
    Launch,
    /// Only on the running host.
    Host,
}

impl Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Fixed => "fixed",
            Self::Launch => "launch",
            Self::Host => "host",
        })
    }
}

/// Why a leaf has its scope.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// Every launch has the same value.
    Same,
    /// The launches named have different values, or only some have one.
    Differs(String, String),
    /// `image.late` names it.
    Late,
    /// It uses a variable of launch scope.
    LaunchVar(String),
    /// It holds `${instance.…}`.
    HostValue(String),
    /// A script says its phase itself.
    ScriptPhase,
    /// There is no image.
    NoImage,
    /// It is made of the host's own disks or its own chance.
    HostOnly,
    /// It needs a step that runs at boot.
    Needs(String),
}

impl Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Same => f.write_str("the same for every launch"),
            Self::Differs(a, b) => write!(f, "differs between {a} and {b}"),
            Self::Late => f.write_str("named in image.late"),
            Self::LaunchVar(name) => write!(f, "var.{name} has launch scope"),
            Self::HostValue(reference) => write!(f, "holds {reference}"),
            Self::ScriptPhase => f.write_str("the script says phase = \"boot\""),
            Self::HostOnly => f.write_str("made on each host"),
            Self::NoImage => f.write_str("image.strategy is none"),
            Self::Needs(step) => write!(f, "needs the boot step `{step}`"),
        }
    }
}

/// The place of the profile that caused a line of output, with the key path of the leaf.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cause {
    /// The place.
    pub span: Span,
    /// Key path of the leaf, in TOML's dotted syntax.
    pub leaf: Arc<str>,
}

/// A leaf with its value for every launch.
#[derive(Clone, Debug, PartialEq)]
pub struct Leaf<T> {
    /// Where it stands in the profile.
    pub path: KeyPath,
    /// When its value is known.
    pub scope: Scope,
    /// Why that scope.
    pub reason: Reason,
    /// One element for each launch; `None` where the launch does not have it.
    pub held: Vec<Option<Spanned<T>>>,
}

impl<T> Leaf<T> {
    /// Returns the value of a launch.
    #[must_use]
    pub fn at(&self, launch: usize) -> Option<&T> {
        self.spanned_at(launch).map(|held| &held.value)
    }

    /// Returns the value of a launch with its place.
    #[must_use]
    pub fn spanned_at(&self, launch: usize) -> Option<&Spanned<T>> {
        self.held.get(launch).and_then(Option::as_ref)
    }

    /// Returns the first value there is, with its place: the value, where the leaf is fixed.
    #[must_use]
    pub fn first(&self) -> Option<&Spanned<T>> {
        self.held.iter().flatten().next()
    }

    /// Returns every value, each launch's in turn.
    pub fn values(&self) -> impl Iterator<Item = &Spanned<T>> {
        self.held.iter().flatten()
    }

    /// Returns the place that caused the value of a launch.
    #[must_use]
    pub fn cause(&self, launch: usize) -> Option<Cause> {
        let held = self.spanned_at(launch)?;
        Some(Cause {
            span: held.span,
            leaf: Arc::from(self.path.to_string()),
        })
    }

    /// Says why and since where the leaf has its scope.
    #[must_use]
    pub fn deciding(&self) -> Deciding {
        Deciding {
            scope: self.scope,
            reason: self.reason.clone(),
            leaf: Arc::from(self.path.to_string()),
            span: self.first().map(|held| held.span),
        }
    }

    /// Turns the values into another type; a value for which `turn` has no answer is dropped.
    #[must_use]
    pub fn map<U>(&self, turn: impl Fn(&T) -> Option<U>) -> Leaf<U> {
        let spanned = |held: &Spanned<T>| Some(Spanned::new(turn(&held.value)?, held.span));
        Leaf {
            path: self.path.clone(),
            scope: self.scope,
            reason: self.reason.clone(),
            held: self
                .held
                .iter()
                .map(|held| held.as_ref().and_then(spanned))
                .collect(),
        }
    }
}

/// The leaf that decided the phase of a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deciding {
    /// Its scope.
    pub scope: Scope,
    /// Why that scope.
    pub reason: Reason,
    /// Its key path.
    pub leaf: Arc<str>,
    /// Its place.
    pub span: Option<Span>,
}

impl Deciding {
    /// Returns the one with the wider scope; of two alike, the first.
    #[must_use]
    pub fn widest(self, other: Self) -> Self {
        if other.scope > self.scope {
            other
        } else {
            self
        }
    }
}
