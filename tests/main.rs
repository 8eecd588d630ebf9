//! The integration tests, one binary.

#![allow(
    clippy::disallowed_methods,
    reason = "tests run the real readers; the bans are the library's"
)]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a test stops at the first surprise and says what it skipped"
)]

mod acceptance;
mod bad_input;
mod cases;
mod catalog;
mod cli;
mod coverage;
mod docs;
mod feeds;
mod fix;
mod format;
mod grammar;
mod mistakes;
mod oracle;
mod origins;
mod policies;
mod property;
mod reader;
mod real;
mod reference;
mod samples;
mod schema;
mod secrets;
mod shell;
mod shown;
mod signals;
mod speed;
mod support;
mod verify;
mod walls;
