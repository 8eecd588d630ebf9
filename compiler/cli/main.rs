//! The command: the only part that touches disk, clock, environment and terminal.

fn main() {}
