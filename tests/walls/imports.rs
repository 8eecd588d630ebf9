//! Who may import whom.

use super::{Module, modules, none};

/// The stages and leaves, each with what it may name of the others.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    // Leaves: they know no profile and no plan.
    ("source", &[]),
    ("bundle", &[]),
    ("reader", &[]),
    ("catalog", &[]),
    ("grammar", &["catalog"]),
    ("format", &[]),
    ("template", &["format"]),
    // The stages, each on top of the one before.
    ("diagnostic", &["source"]),
    (
        "profile",
        &["source", "diagnostic", "catalog", "grammar", "reader"],
    ),
    (
        "host",
        &[
            "source",
            "diagnostic",
            "catalog",
            "grammar",
            "reader",
            "profile",
            "format",
        ],
    ),
    (
        "plan",
        &[
            "source",
            "diagnostic",
            "catalog",
            "reader",
            "host",
            "profile",
        ],
    ),
    (
        "artifact",
        &[
            "source",
            "diagnostic",
            "catalog",
            "grammar",
            "reader",
            "profile",
            "host",
            "plan",
            "format",
            "template",
            "bundle",
        ],
    ),
    (
        "lint",
        &[
            "source",
            "diagnostic",
            "catalog",
            "reader",
            "profile",
            "host",
            "plan",
            "bundle",
            "grammar",
        ],
    ),
    // Looks at an image from outside; knows what was baked from the image and the bundle alone.
    ("verify", &["source", "diagnostic", "catalog"]),
    // What people read about the language: the words of the catalogues, and the schema made of them.
    (
        "reference",
        &[
            "catalog",
            "diagnostic",
            "grammar",
            "lint",
            "profile",
            "reader",
        ],
    ),
    (
        "schema",
        &[
            "catalog",
            "format",
            "grammar",
            "profile",
            "reader",
            "reference",
        ],
    ),
    ("pack", &["source", "artifact", "bundle", "host"]),
    (
        "lib",
        &[
            "artifact",
            "bundle",
            "diagnostic",
            "host",
            "lint",
            "pack",
            "plan",
            "profile",
            "source",
        ],
    ),
];

/// Names that follow `crate::` in the code of a module, with their lines.
fn imports(module: &Module) -> Vec<(usize, String)> {
    let code: Vec<(usize, &str)> = module.code().collect();
    let mut found = Vec::new();
    for (at, (number, line)) in code.iter().enumerate() {
        for (place, _) in line.match_indices("crate::") {
            let rest: String = line[place + 7..].to_owned();
            if let Some(group) = rest.strip_prefix('{') {
                let more = code[at + 1..].iter().map(|(_, line)| *line);
                found.extend(
                    group_names(group, more)
                        .into_iter()
                        .map(|name| (*number, name)),
                );
            } else {
                found.push((*number, first_word(&rest)));
            }
        }
    }
    found
}

/// The first words of a group `{a, b::c}`, which may go on over lines.
fn group_names<'a>(first: &'a str, more: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut depth = 1;
    let mut names = Vec::new();
    let mut word = String::new();
    for character in first.chars().chain(more.flat_map(str::chars)) {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 1 => names.push(std::mem::take(&mut word)),
            _ if depth == 1 => word.push(character),
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    names.push(word);
    let names = names.iter().map(|name| first_word(name.trim()));
    names.filter(|name| !name.is_empty()).collect()
}

fn first_word(text: &str) -> String {
    let part = |c: &char| c.is_ascii_alphanumeric() || *c == '_';
    text.chars().take_while(part).collect()
}

#[test]
fn groups_are_read() {
    let text = "use crate::{\n    a::{b, c},\n    d,\n};\nfn f(x: &crate::e::E) {}\n// crate::no\n";
    let module = Module {
        path: "x.rs".to_owned(),
        text: text.to_owned(),
    };
    let names: Vec<String> = imports(&module).into_iter().map(|(_, name)| name).collect();
    assert_eq!(names, ["a", "d", "e"]);
}

#[test]
fn every_module_imports_what_its_stage_may() {
    let mut wrong = Vec::new();
    for module in modules() {
        let stage = module.stage();
        if ["cli", "build"].contains(&stage) {
            continue;
        }
        let Some((_, allowed)) = MAY_IMPORT.iter().find(|(name, _)| *name == stage) else {
            wrong.push(format!(
                "{}: `{stage}` is no stage of the list",
                module.path
            ));
            continue;
        };
        for (line, name) in imports(&module) {
            let stage_named = MAY_IMPORT.iter().any(|(stage, _)| *stage == name) || name == "cli";
            if name != stage && stage_named && !allowed.contains(&name.as_str()) {
                wrong.push(format!("{}:{line} names crate::{name}", module.path));
            }
        }
    }
    none("imports against the walls", &wrong);
}

#[test]
fn the_library_names_no_stage_above() {
    // lib.rs declares the modules; it has no `crate::` of its own, so its `use` lines are read.
    let modules = modules();
    let lib = modules
        .iter()
        .find(|module| module.path == "lib.rs")
        .expect("there is a lib.rs");
    let used: Vec<String> = lib
        .code()
        .filter_map(|(_, line)| line.strip_prefix("use "))
        .map(first_word)
        .collect();
    let (_, allowed) = MAY_IMPORT.last().expect("lib is the last row");
    let strange = used.iter().filter(|name| !allowed.contains(&name.as_str()));
    none("lib.rs uses", &strange.cloned().collect::<Vec<_>>());
}

/// Finds a word of the code outside some modules.
fn outside(word: &str, homes: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for module in modules() {
        if homes.iter().any(|home| module.path.starts_with(home)) {
            continue;
        }
        for (line, text) in module.code() {
            if text.contains(word) {
                found.push(format!("{}:{line} {}", module.path, text.trim()));
            }
        }
    }
    found
}

#[test]
fn only_the_profile_sees_toml() {
    // The build script reads the catalogues, before there is a compiler.
    none(
        "TOML outside profile/",
        &outside("toml::", &["profile", "build"]),
    );
}

#[test]
fn only_the_templates_see_handlebars() {
    none(
        "handlebars outside template",
        &outside("handlebars", &["template"]),
    );
}

#[test]
fn nothing_but_the_command_touches_the_outside() {
    for word in [
        "std::fs",
        "std::env::",
        "std::process",
        "std::time",
        "println!",
        "eprintln!",
        "std::net::Tcp",
    ] {
        none(word, &outside(word, &["cli", "build"]));
    }
}

#[test]
fn the_formats_never_see_a_span() {
    let formats = modules();
    let formats = formats.iter().filter(|module| module.stage() == "format");
    let with_span = formats.filter(|module| module.code().any(|(_, line)| line.contains("Span")));
    let found: Vec<String> = with_span.map(|module| module.path.clone()).collect();
    none("spans in format/", &found);
}

#[test]
fn the_compiler_keeps_no_order_of_chance() {
    for word in ["HashMap", "HashSet", "SystemTime", "Instant::"] {
        none(word, &outside(word, &["cli", "build"]));
    }
}
