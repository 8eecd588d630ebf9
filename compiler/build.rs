//! Turns the catalogues under schemas/ into static tables.
fn main() {}
