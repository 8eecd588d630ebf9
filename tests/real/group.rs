//! The control groups of one machine, see group.sh.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::support::{Program, package_root};

/// A machine's name, which no other machine has meanwhile; its control groups have the same, and go when this goes.
pub(super) struct Group(String);

impl Group {
    pub(super) fn of(machine: &str) -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        Self(format!("parbake-{}-{number}-{machine}", std::process::id()))
    }

    pub(super) fn name(&self) -> &str {
        &self.0
    }

    /// What a machine's script sources to enter its group.
    pub(super) fn script() -> PathBuf {
        package_root().join("tests/real/group.sh")
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        // What is left of a machine that could not be ended is no reason to fail.
        let _ = Program::new("bash").arg(Self::script()).arg(&self.0).run();
    }
}
