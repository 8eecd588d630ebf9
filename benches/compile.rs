//! The stages on the largest sample, from memory: `cargo bench`. Times are for reading, not asserted.

#![allow(
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a bench reads its sample from the disk, once"
)]
#![allow(missing_docs, reason = "a bench has no readers of its docs")]

use std::fs;
use std::path::Path;

use divan::Bencher;
use parbake::diagnostic::Report;
use parbake::format::Lines;
use parbake::format::mime::{Part, encode};
use parbake::host::Host;
use parbake::plan::Plan;
use parbake::profile::Profile;
use parbake::source::{MemoryWorld, Sources};
use parbake::{Options, compile};

/// The sample and what it extends, under the names by which it asks for files.
const SAMPLE: &str = "samples/al2023-ecs-web";

fn main() {
    divan::main();
}

/// From text to spanned leaves, extended files included.
#[divan::bench]
fn parse(bencher: Bencher<'_, '_>) {
    let world = world();
    bencher.bench_local(|| {
        let (mut sources, mut report) = (Sources::default(), Report::default());
        Profile::read(&world, "profile.toml", &mut sources, &mut report).unwrap()
    });
}

/// From leaves to steps in order.
#[divan::bench]
fn resolve_and_plan(bencher: Bencher<'_, '_>) {
    let world = world();
    let (mut sources, mut report) = (Sources::default(), Report::default());
    let profile = Profile::read(&world, "profile.toml", &mut sources, &mut report).unwrap();
    bencher.bench_local(|| {
        let mut report = Report::default();
        let host = Host::resolve(&profile, &[], &world, &mut sources, &mut report).unwrap();
        Plan::of(&host, &mut report)
    });
}

/// The user-data of one launch from its parts.
#[divan::bench]
fn encode_mime(bencher: Bencher<'_, '_>) {
    let bundle = compile(&world(), "profile.toml", &Options::default())
        .bundle
        .unwrap();
    let part = |name: &str, kind: &str| {
        let bytes = &bundle.files[&format!("launch/prod/parts/{name}")].bytes;
        let mut body: Lines<()> = Lines::new();
        for line in std::str::from_utf8(bytes).unwrap().lines() {
            body.push_plain(line);
        }
        Part {
            content_type: kind.parse().unwrap(),
            filename: name.to_owned(),
            body,
            cause: None,
        }
    };
    let parts = [
        part("boothook.sh", "text/cloud-boothook"),
        part("cloud-config.yaml", "text/cloud-config"),
    ];
    bencher.bench_local(|| encode(&parts).unwrap());
}

/// From text to all bytes of the bundle.
#[divan::bench]
fn whole_compile(bencher: Bencher<'_, '_>) {
    let world = world();
    bencher.bench_local(|| {
        let compiled = compile(&world, "profile.toml", &Options::default());
        compiled.bundle.unwrap()
    });
}

fn world() -> MemoryWorld {
    let home = Path::new(env!("CARGO_MANIFEST_DIR")).join(SAMPLE);
    let mut world = MemoryWorld::default();
    let mut take = |name: &str| {
        let bytes = fs::read(home.join(name)).unwrap();
        world.0.insert(name.to_owned(), bytes);
    };
    take("profile.toml");
    take("../base/common.toml");
    for entry in fs::read_dir(home.join("files")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        take(&format!("files/{name}"));
    }
    world
}
