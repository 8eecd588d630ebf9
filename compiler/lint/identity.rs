//! Lints of identity: what every clone of an image would share, and what makes a clone start over.

pub(super) mod first_boot_again;
pub(super) mod host_key_in_user_data;
pub(super) mod shared_identity;

use super::{Finding, subject};
