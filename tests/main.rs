//! The integration tests, one binary.

mod shell;
