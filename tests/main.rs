//! The integration tests, one binary.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests do input and output, and a panic is how they fail"
)]

mod cli;
mod support;
