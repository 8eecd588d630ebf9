//! `parbake schema`: the JSON Schema of the profile.

use crate::failure::Failure;
use crate::outcome::Output;

/// Prints the schema.
pub(crate) fn run() -> Result<Output, Failure> {
    Ok(Output::text(parbake::schema::profile_schema()))
}
