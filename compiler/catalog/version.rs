//! Versions of programs, as far as the catalogues compare them.

use std::fmt;

/// A version of one to three numbers; what is left out is zero.
///
/// Epochs, revisions and suffixes of distributions are no part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    /// First number.
    pub major: u32,
    /// Second number.
    pub minor: u32,
    /// Third number.
    pub patch: u32,
}

impl Version {
    /// Makes a version of its three numbers.
    #[must_use]
    pub const fn new(major: u32, minor: u32, patch: u32) -> Self {
        Self {
            major,
            minor,
            patch,
        }
    }

    /// Reads `29`, `29.2` or `29.2.1`; anything else is `None`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut numbers = text.split('.').map(number);
        let major = numbers.next()??;
        let minor = numbers.next().unwrap_or(Some(0))?;
        let patch = numbers.next().unwrap_or(Some(0))?;
        numbers
            .next()
            .is_none()
            .then(|| Self::new(major, minor, patch))
    }
}

/// Reads digits only: `u32::from_str` also takes a sign.
fn number(text: &str) -> Option<u32> {
    text.bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| text.parse().ok())?
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

/// The time in which a program knows a name: from `since` on, before `removed`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifetime {
    /// First version that knows it; `None` where that is not recorded.
    pub since: Option<Version>,
    /// First version that no longer knows it.
    pub removed: Option<Version>,
}

/// How a version relates to a [`Lifetime`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// The version knows the name.
    Yes,
    /// The name came later, with this version.
    NotBefore(Version),
    /// The name is gone since this version.
    NotSince(Version),
}

impl Lifetime {
    /// Says whether a program of `version` knows the name.
    #[must_use]
    pub fn at(&self, version: Version) -> Known {
        if let Some(since) = self.since.filter(|since| version < *since) {
            return Known::NotBefore(since);
        }
        match self.removed.filter(|removed| version >= *removed) {
            Some(removed) => Known::NotSince(removed),
            None => Known::Yes,
        }
    }
}
