//! Encoders of the formats that have a grammar. Each is a leaf: it knows no span, no profile.
//!
//! An encoder is generic over the tag that says what caused a line; it carries the tag along and
//! never looks at it. Text that a format cannot carry is an error value, never a panic.

pub mod apt_conf;
pub mod dot;
pub mod env_file;
pub mod gzip;
pub mod hosts;
pub mod json;
pub mod lines;
pub mod logrotate;
pub mod mime;
pub mod openssl_config;
pub mod quoted_printable;
pub mod shell;
pub mod sysctl;
pub mod tree;
pub mod unwritable;
pub mod yaml;

pub use lines::Lines;
pub use tree::{Node, Value};
pub use unwritable::Unwritable;
