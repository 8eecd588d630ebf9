//! The integration tests, one binary.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "tests do input and output, and a panic is how they fail"
)]

mod catalog;
mod cli;
mod format;
mod grammar;
mod reference;
mod schema;
mod shell;
mod support;
