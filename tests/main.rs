//! The integration tests, one binary.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "tests do input and output, and a panic is how they fail"
)]

mod cli;
mod real;
mod shell;
mod support;
