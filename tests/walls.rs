//! The walls of the house: who imports whom, how long a file is, what each code has.

mod codes;
mod imports;
mod shape;

use std::fs;

use crate::support::{files_under, package_root};

/// One file of the compiler.
struct Module {
    /// Its path below compiler/, `host/sections/ecs.rs`.
    path: String,
    text: String,
}

impl Module {
    /// The stage or leaf it belongs to: its first directory, or its own name.
    fn stage(&self) -> &str {
        let first = self.path.split('/').next().unwrap_or_default();
        first.strip_suffix(".rs").unwrap_or(first)
    }

    /// The lines before the unit tests, comments left out.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().enumerate();
        lines
            .take_while(|(_, line)| line.trim() != "#[cfg(test)]")
            .filter(|(_, line)| !line.trim_start().starts_with("//"))
            .map(|(at, line)| (at + 1, line))
    }
}

/// Every module of the compiler.
fn modules() -> Vec<Module> {
    let home = package_root().join("compiler");
    let mut found = Vec::new();
    for path in files_under(&home) {
        if path.extension().is_some_and(|extension| extension == "rs") {
            let below = path.strip_prefix(&home).expect("it is below compiler/");
            found.push(Module {
                path: below.display().to_string(),
                text: fs::read_to_string(&path).expect("a module is text"),
            });
        }
    }
    assert!(found.len() > 50, "the compiler is there");
    found
}

/// Fails with all that was found, one a line.
fn none(what: &str, found: &[String]) {
    assert!(found.is_empty(), "{what}:\n{}", found.join("\n"));
}
