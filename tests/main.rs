//! The integration tests, one binary.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "tests do I/O"
)]

mod catalog;
mod format;
mod grammar;
