//! Nothing is quadratic: four times as many things take about four times as long, never sixteen.
//!
//! No seconds are asserted; `cargo bench --bench growth` prints them for 1,000 and 10,000.

use std::fs;
use std::time::{Duration, Instant};

use parbake::source::MemoryWorld;
use parbake::{Options, compile};

#[path = "../benches/growth/profiles.rs"]
mod profiles;

/// Things of the smaller profile; the other has four times as many.
const FEW: usize = 1000;

/// Four is linear, sixteen quadratic. Of some runs the best counts, and of that the time that the processor gave to it: a machine
/// that has other work to do is not slower by that.
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
        let started = Clock::start();
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

/// The time that this thread has run, where the system tells it; else the time of the wall.
enum Clock {
    Processor(Duration),
    Wall(Instant),
}

impl Clock {
    fn start() -> Self {
        processor_time().map_or_else(|| Self::Wall(Instant::now()), Self::Processor)
    }

    fn elapsed(&self) -> Duration {
        match self {
            Self::Processor(before) => processor_time().unwrap_or_default() - *before,
            Self::Wall(before) => before.elapsed(),
        }
    }
}

/// Source: Linux `Documentation/scheduler/sched-stats.rst`, `/proc/<pid>/schedstat`: first the time on the processor, in nanoseconds.
fn processor_time() -> Option<Duration> {
    let text = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds = text.split_whitespace().next()?.parse().ok()?;
    Some(Duration::from_nanos(nanoseconds))
}
