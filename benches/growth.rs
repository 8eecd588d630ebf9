//! Many things of one kind: 1,000 and 10,000 take times that are ten apart: `cargo bench --bench growth`.

#![allow(missing_docs, reason = "a bench has no readers of its docs")]
#![allow(clippy::unwrap_used, reason = "a bench stops at the first surprise")]

use divan::Bencher;
use parbake::source::MemoryWorld;
use parbake::{Options, compile};

#[path = "growth/profiles.rs"]
mod profiles;

fn main() {
    divan::main();
}

#[divan::bench(args = kinds(), consts = [1_000, 10_000], sample_count = 5)]
fn whole_compile<const COUNT: usize>(bencher: Bencher<'_, '_>, kind: &str) {
    let (_, make) = profiles::KINDS
        .iter()
        .find(|(name, _)| *name == kind)
        .unwrap();
    let files = [("profile.toml".to_owned(), make(COUNT).into_bytes())];
    let world = MemoryWorld(files.into_iter().collect());
    bencher.bench_local(|| {
        let compiled = compile(&world, "profile.toml", &Options::default());
        assert!(compiled.bundle.is_some());
        compiled
    });
}

fn kinds() -> impl Iterator<Item = &'static str> {
    profiles::KINDS.iter().map(|(name, _)| *name)
}
