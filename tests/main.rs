//! The integration tests, one binary.
#![allow(
    clippy::disallowed_methods,
    reason = "tests run the real readers; the bans are the library's"
)]

mod format;
mod grammar;
