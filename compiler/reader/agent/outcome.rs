//! What becomes of a value.

/// What the agent makes of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome<V> {
    /// The value as written.
    Taken(V),
    /// Another value than written.
    Changed {
        /// The value it goes on with.
        value: V,
        /// A warning is logged.
        warned: bool,
    },
    /// The built-in default, as if nothing had been written.
    Default {
        /// A warning or error is logged.
        warned: bool,
    },
    /// The agent exits with 1 and is started again for ever.
    Fatal,
    /// The log set-up fails: no log file, every level on the console.
    LogBroken,
}

impl<V> Outcome<V> {
    pub(super) const SILENT: Self = Self::Default { warned: false };
    pub(super) const WARNED: Self = Self::Default { warned: true };

    pub(super) fn map<W>(self, with: impl Fn(V) -> W) -> Outcome<W> {
        match self {
            Self::Taken(value) => Outcome::Taken(with(value)),
            Self::Changed { value, warned } => Outcome::Changed {
                value: with(value),
                warned,
            },
            Self::Default { warned } => Outcome::Default { warned },
            Self::Fatal => Outcome::Fatal,
            Self::LogBroken => Outcome::LogBroken,
        }
    }
}
