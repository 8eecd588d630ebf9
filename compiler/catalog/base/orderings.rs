//! Which unit of a base comes before which.

use super::{Base, Fact};

/// What one unit of a base says about its place in the boot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ordering {
    /// Name of the unit.
    pub unit: &'static str,
    /// What it says; of the names that a unit has, only those that parbake's order depends on.
    pub rules: Fact<Rules>,
}

/// The settings of a unit that order it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// `After=`.
    pub after: &'static [&'static str],
    /// `Before=`.
    pub before: &'static [&'static str],
    /// The target that wants it, as the package or the image enables it; a target comes after what it wants.
    pub wanted_by: Option<&'static str>,
    /// `DefaultDependencies=`; the default is yes.
    pub default_dependencies: bool,
}

/// Says which of the two settings orders a unit by another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// `After=`.
    After,
    /// `Before=`.
    Before,
}

impl Key {
    /// The setting's name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::After => "After",
            Self::Before => "Before",
        }
    }
}

impl Base {
    /// Finds what a unit says.
    #[must_use]
    pub fn ordering(&self, unit: &str) -> Option<&Ordering> {
        self.orderings.iter().find(|row| row.unit == unit)
    }

    /// Says whether a unit orders itself by another.
    #[must_use]
    pub fn orders(&self, unit: &str, key: Key, other: &str) -> bool {
        let Some(row) = self.ordering(unit) else {
            return false;
        };
        let others = match key {
            Key::After => row.rules.value.after,
            Key::Before => row.rules.value.before,
        };
        others.contains(&other)
    }

    /// Says whether the final stage is ordered after multi-user.target, so that no unit of that target may wait for it.
    #[must_use]
    pub fn final_stage_is_last(&self) -> bool {
        self.orders(
            self.cloud_init.final_unit.value,
            Key::After,
            "multi-user.target",
        )
    }
}
