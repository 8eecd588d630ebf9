//! Turns the catalogues under schemas/ into static tables, so that nothing is parsed at run time.
//!
//! One module per catalogue: it declares the row as it stands in the TOML and writes the same row as
//! a Rust literal. A mistake in a catalogue ends the build with the file and the place in it.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a build script reads files, writes files and ends with a message"
)]

#[path = "build/base.rs"]
mod base;
#[path = "build/docker.rs"]
mod docker;
#[path = "build/ecs.rs"]
mod ecs;
#[path = "build/identity.rs"]
mod identity;
#[path = "build/literal.rs"]
mod literal;
#[path = "build/logrotate.rs"]
mod logrotate;
#[path = "build/types.rs"]
mod types;

use std::path::{Path, PathBuf};

fn main() {
    println!("cargo:rerun-if-changed=schemas");
    println!("cargo:rerun-if-changed=compiler/build");
    let schemas = Path::new("schemas");
    write("ecs.rs", &ecs::generate(&schemas.join("ecs-agent.toml")));
    write(
        "docker.rs",
        &docker::generate(&schemas.join("docker-daemon.toml")),
    );
    write(
        "logrotate.rs",
        &logrotate::generate(&schemas.join("logrotate.toml")),
    );
    write(
        "identity.rs",
        &identity::generate(&schemas.join("identity.toml")),
    );
    write("base.rs", &base::generate(&schemas.join("bases")));
}

/// Writes one generated file where `include!` finds it.
fn write(name: &str, text: &str) {
    let path = PathBuf::from(std::env::var("OUT_DIR").expect("cargo sets OUT_DIR")).join(name);
    std::fs::write(&path, text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}
