//! Encoders of the formats that have a grammar. Each is a leaf: it knows no span, no profile.

pub mod lines;
