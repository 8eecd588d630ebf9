//! Random valid profiles over all sections, and the theorems that every one of them must keep.
//!
//! A profile is made from the language's own tables. Each name and each text in it holds a mark of its
//! own (`mk17q`), so that a search for the mark tells where the leaf went. What should have gone where is
//! worked out from the profile alone, by [`meaning`], which shares no code with the compiler.

mod bytes;
pub(crate) mod drawn;
mod host_state;
mod hostile;
mod marks;
mod meaning;
mod overlay;
mod placed;
mod profile;
mod reach;
mod readers;
mod scopes;
mod sections;
mod settings;
mod steps;
mod toml_text;
mod values;

use parbake::source::MemoryWorld;
use parbake::{Compiled, Options, compile};
use proptest::prelude::ProptestConfig;
use proptest::test_runner::FileFailurePersistence;

use crate::support::{judge, messages};

/// Number of profiles that each theorem is tried on, in a quick run and in a full one.
fn config(quick: u32) -> ProptestConfig {
    let is_full = std::env::var_os("PARBAKE_FULL").is_some();
    ProptestConfig {
        cases: if is_full { quick * 10 } else { quick },
        max_shrink_iters: 500,
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(
            "tests/property/failing.seeds",
        ))),
        ..ProptestConfig::default()
    }
}

/// Compiles files that must compile.
fn compiled(files: &MemoryWorld) -> Compiled {
    let compiled = compile(files, "profile.toml", &Options::default());
    judge(&compiled);
    assert!(
        compiled.bundle.is_some(),
        "a valid profile does not compile: {:#?}\n{}",
        messages(&compiled),
        toml_text::show(files)
    );
    compiled
}
