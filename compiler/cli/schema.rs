//! `parbake schema`: the JSON Schema of the profile.

use crate::failure::Failure;
use crate::outcome::Output;

/// Prints the schema.
pub(crate) fn run() -> Result<Output, Failure> {
    match document() {
        Some(text) => Ok(Output::text(text)),
        None => Err(Failure::new("this build of parbake carries no schema")),
    }
}

/// Returns the schema that the library generates.
fn document() -> Option<String> {
    None
}
