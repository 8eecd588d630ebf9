//! docs/reference, made from the same tables and doc comments that the compiler uses.
//!
//! Written by `PARBAKE_BLESS=1 cargo test --test main docs`; a page that is stale fails.

mod bundle;
mod page;
mod settings;

use std::fs;

use parbake::grammar::credential;
use parbake::lint::LINTS;
use parbake::reference::{self, Listed};

use crate::support::{Run, package_root, parbake};
use page::Page;

const AGAIN: &str = "PARBAKE_BLESS=1 cargo test --test main docs";

/// Every page with its name.
fn pages() -> Vec<(&'static str, String)> {
    let pages = vec![
        ("profile.md", settings::profile()),
        ("settings-ecs.md", settings::ecs()),
        ("settings-docker.md", settings::docker()),
        ("settings-logrotate.md", settings::logrotate()),
        ("lints.md", lints()),
        ("diagnostics.md", diagnostics()),
        ("commands.md", commands()),
        ("bundle.md", bundle::page()),
        ("identity.md", settings::identity()),
        ("bases.md", settings::bases()),
    ];
    let index = index(&pages);
    std::iter::once(("README.md", index)).chain(pages).collect()
}

#[test]
fn the_reference_is_what_the_tables_say() {
    let directory = package_root().join("docs/reference");
    let pages = pages();
    if std::env::var_os("PARBAKE_BLESS").is_some() {
        fs::create_dir_all(&directory).unwrap();
        for (name, text) in &pages {
            fs::write(directory.join(name), text).unwrap();
        }
    }
    let entries =
        fs::read_dir(&directory).unwrap_or_else(|_| panic!("there is none; run: {AGAIN}"));
    for entry in entries {
        let name = entry.unwrap().file_name();
        let is_known = pages.iter().any(|(page, _)| name == *page);
        assert!(is_known, "{name:?} is no page of the reference");
    }
    for (name, text) in &pages {
        let found = fs::read_to_string(directory.join(name)).unwrap_or_default();
        assert!(
            found == *text,
            "docs/reference/{name} is stale; run: {AGAIN}"
        );
    }
}

/// A link to a place of the reference leads to one.
#[test]
fn every_link_of_the_reference_has_its_place() {
    let pages = pages();
    let text = |name: &str| {
        let page = pages.iter().find(|(page, _)| *page == name);
        page.map(|(_, text)| text.as_str())
    };
    for (name, page) in &pages {
        for link in page.split("](").skip(1) {
            let link = link.split(')').next().unwrap();
            if link.starts_with("https://") || link.starts_with("../") {
                continue;
            }
            let (file, place) = link.split_once('#').unwrap_or((link, ""));
            let target = if file.is_empty() {
                Some(page.as_str())
            } else {
                text(file)
            };
            let target = target.unwrap_or_else(|| panic!("{name}: no page {file}"));
            let id = format!("<a id=\"{place}\"></a>");
            assert!(
                place.is_empty() || target.contains(&id),
                "{name}: no place {link}"
            );
        }
    }
}

fn index(pages: &[(&str, String)]) -> String {
    let mut page = Page::new(
        "Reference",
        "What parbake knows, setting by setting. Each page is made from the tables and the doc comments that the compiler itself uses; `parbake explain WORD` prints the same.",
    );
    for (name, text) in pages {
        let mut lines = text.lines();
        let title = lines.next().unwrap_or_default().trim_start_matches("# ");
        let what = lines.find(|line| !line.is_empty() && !line.starts_with('<'));
        let what = what.unwrap_or_default();
        let first = what.split_once(". ").map_or(what, |(first, _)| first);
        page.item(&format!(
            "[{title}]({name}): {}",
            first.trim_end_matches('.')
        ));
    }
    page.text
}

fn lints() -> String {
    let mut page = Page::new(
        "Lints",
        "What compiles and would still surprise. `[lints]` sets a level: for the whole profile, or only `at` some key paths. A security lint is turned down only at a place and with a reason; `--deny-warnings` makes an error of every warning.",
    );
    page.contents(LINTS.iter().map(|lint| lint.code.name));
    for lint in LINTS {
        let row = reference::listed(&lint.code);
        code(&mut page, &row, &lint.code.text());
        if row.name == "credential" {
            formats(&mut page);
        }
    }
    page.text
}

/// The formats that the lint of credentials knows.
fn formats(page: &mut Page) {
    page.paragraph("Beside private keys, passwords in URLs and behind telling names, registry logins and words drawn at random it knows these formats. A bare word as source is a rule of [gitleaks 8.30](https://github.com/gitleaks/gitleaks/blob/v8.30.0/config/gitleaks.toml).");
    page.line("| begins with | is | source |\n|---|---|---|");
    for (prefix, kind, source) in credential::formats() {
        page.line(&format!("| `{prefix}` | {kind} | {source} |"));
    }
    page.line("");
}

fn diagnostics() -> String {
    let codes: Vec<_> = reference::codes()
        .filter(|code| !code.id.starts_with('L'))
        .collect();
    let mut page = Page::new(
        "Diagnostics",
        "What a profile cannot say (`P`), and what an output cannot hold (`O`). The lints have [a page of their own](lints.md). All mistakes of a run are reported; `parbake check --fix` mends those whose right text is certain.",
    );
    page.contents(codes.iter().map(|code| code.name));
    for found in codes {
        code(&mut page, &reference::listed(found), &found.text());
    }
    page.text
}

fn code(page: &mut Page, row: &Listed, doc: &str) {
    page.heading(row.name, row.name);
    page.line(&format!("{} · {} · {}\n", row.code, row.kind, row.level));
    for paragraph in doc.split("\n\n") {
        page.paragraph(&paragraph.replace('\n', " "));
    }
    if !row.set.is_empty() {
        page.line(&format!("```toml\n{}\n```\n", setting(row)));
    }
}

/// How a lint is set, as lines of a profile.
fn setting(row: &Listed) -> String {
    if row.kind == "security lint" {
        return format!(
            "[lints]\n{} = {{ level = \"allow\", at = [\"key.path\"], reason = \"...\" }}",
            row.name
        );
    }
    let other = if row.level == "error" { "warn" } else { "deny" };
    format!("[lints]\n{} = \"{other}\"", row.name)
}

fn commands() -> String {
    let help = |arguments: &[&str]| {
        let run = Run::from(parbake(&package_root(), arguments).output().unwrap());
        assert_eq!(run.status, Some(0), "{arguments:?}");
        run.stdout
    };
    let whole = help(&["--help"]);
    let names: Vec<&str> = whole
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .collect();
    assert!(names.len() > 5, "{names:?}");
    let mut page = Page::new(
        "Commands",
        "What `parbake COMMAND --help` prints. Diagnostics go to standard error and results to standard output; with `--format json`, `github` or `sarif` both go to standard output.",
    );
    page.contents(names.iter().copied());
    page.line(&format!("```text\n{}\n```\n", whole.trim_end()));
    for name in names {
        page.heading(name, name);
        page.line(&format!(
            "```text\n{}\n```\n",
            help(&[name, "--help"]).trim_end()
        ));
    }
    page.text
}
