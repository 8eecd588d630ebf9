//! Lints of identity: what every clone of an image would share, and what makes a clone start over.

mod first_boot_again;
mod host_key_in_user_data;
mod shared_identity;

use super::Lint;

/// Its lints, by id.
pub(super) const LINTS: &[&Lint] = &[
    &first_boot_again::LINT,
    &shared_identity::LINT,
    &host_key_in_user_data::LINT,
];

use super::{Finding, subject};
