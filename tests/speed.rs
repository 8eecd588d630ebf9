//! Nothing is quadratic: four times as many things take about four times as long, never sixteen.
//!
//! No seconds are asserted; `cargo bench --bench growth` prints them for 1,000 and 10,000.

use std::time::{Duration, Instant};

use parbake::source::MemoryWorld;
use parbake::{Options, compile};

#[path = "../benches/growth/profiles.rs"]
mod profiles;

/// Things of the smaller profile; the other has four times as many.
const FEW: usize = 1000;

/// Four is linear, sixteen quadratic. The best of some runs is taken, so that a busy machine does not count.
const MOST: u32 = 8;

const RUNS: usize = 3;

#[test]
fn time_grows_with_the_number_of_things_and_not_with_its_square() {
    let mut steep = Vec::new();
    for (kind, make) in profiles::KINDS {
        let few = best(&make(FEW), kind);
        let many = best(&make(4 * FEW), kind);
        if many > few * MOST {
            steep.push(format!(
                "{kind}: {few:?} for {FEW}, {many:?} for four times as many"
            ));
        }
    }
    assert!(steep.is_empty(), "{}", steep.join("\n"));
}

fn best(profile: &str, kind: &str) -> Duration {
    let files = [("profile.toml".to_owned(), profile.as_bytes().to_vec())];
    let world = MemoryWorld(files.into_iter().collect());
    let run = |_| {
        let started = Instant::now();
        let compiled = compile(&world, "profile.toml", &Options::default());
        let took = started.elapsed();
        assert!(
            compiled.bundle.is_some(),
            "{kind}: {:?}",
            compiled.diagnostics.first()
        );
        took
    };
    (0..RUNS).map(run).min().unwrap()
}
