//! shellcheck reads every script, and its shell parses it.
//!
//! Every script is parsed whole by its shell. shellcheck gets each script without what it cannot judge or has judged:
//! the functions of the library, which are the same text in all of them, and the literal lines of here-documents. The
//! steps, settings and rows of tables are taken out and read many together, each text once. Some scripts it gets whole. Texts that differ in the
//! numbers of their marks are one.

use std::collections::BTreeSet;

use super::super::reader::Real;
use super::super::scripts::{check_all, is_script, parse_all};
use super::drawn;
use crate::support::{Report, files_under, package_root};

/// Scripts that shellcheck reads with the whole library.
const WHOLE: usize = 40;

/// Pieces that stand in one script.
const PIECES: usize = 50;

/// What the library's functions would have used.
const OF_A_FRAGMENT: &str = "SC2034,SC2153,SC2154,SC2317";

pub(in super::super) fn run(real: &Real, report: &mut Report) {
    let scripts = scripts();
    report.says(&format!("{} different scripts", scripts.len()));
    for (text, outcome) in scripts.iter().zip(parse_all(real, &scripts)) {
        report.takes(&shown(text), outcome);
    }
    let library = library();
    let mut own = BTreeSet::new();
    let mut pieces = BTreeSet::new();
    for text in &scripts {
        let text = plain(&emptied(&without(text, &library)));
        own.insert(without_pieces(&text, &mut pieces));
    }
    report.says(&format!(
        "they differ in {} pieces and in {} texts around them",
        pieces.len(),
        own.len()
    ));
    let pieces: Vec<String> = pieces.into_iter().collect();
    let together = pieces.chunks(PIECES);
    let mut own: Vec<String> = own.into_iter().collect();
    own.extend(together.map(|pieces| format!("#!/bin/bash\n{}", pieces.concat())));
    for (text, outcome) in own.iter().zip(check_all(real, &own, OF_A_FRAGMENT)) {
        report.takes(text, outcome);
    }
    let step = (scripts.len() / WHOLE).max(1);
    let whole: Vec<String> = scripts.into_iter().step_by(step).collect();
    for (text, outcome) in whole.iter().zip(check_all(real, &whole, "")) {
        report.takes(&shown(text), outcome);
    }
}

/// The scripts of the bundles and those that the profiles bring, each once, without cloud-init's own first line.
fn scripts() -> Vec<String> {
    let mut found = BTreeSet::new();
    for drawn in &drawn().drawn {
        for (path, file) in &drawn.bundle.files {
            let text = String::from_utf8_lossy(&file.bytes);
            let body = text.strip_prefix("#cloud-boothook\n").unwrap_or(&text);
            if is_script(path, body) {
                found.insert(body.to_owned());
            }
        }
    }
    found.into_iter().collect()
}

/// The functions of the templates.
fn library() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for path in files_under(&package_root().join("templates")) {
        let text = std::fs::read_to_string(path).unwrap();
        found.extend(functions(&text).map(|(start, end)| text[start..end].to_owned()));
    }
    found
}

/// Where the functions of many lines stand.
fn functions(text: &str) -> impl Iterator<Item = (usize, usize)> {
    let starts = text
        .match_indices("() {\n")
        .map(|(at, _)| text[..at].rfind('\n').map_or(0, |line| line + 1));
    starts.filter_map(|start| {
        let end = text[start..].find("\n}\n")?;
        Some((start, start + end + 3))
    })
}

fn without(text: &str, library: &BTreeSet<String>) -> String {
    let mut kept = String::new();
    let mut done = 0;
    for (start, end) in functions(text) {
        if start >= done && library.contains(&text[start..end]) {
            kept.push_str(&text[done..start]);
            done = end;
        }
    }
    kept.push_str(&text[done..]);
    kept
}

/// The text without what is a command of its own, which goes to the pieces: the functions of steps, with the comments
/// that name their places, what a boot script hands over, settings, and the rows of tables.
fn without_pieces(text: &str, pieces: &mut BTreeSet<String>) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let mut lines = text.split_inclusive('\n');
    while let Some(line) = lines.next() {
        if line.starts_with("step_") && line.ends_with("() {\n") {
            kept.pop_if(|above| above.starts_with("# "));
            pieces.insert(format!("step() {{\n{}", up_to("}\n", &mut lines)));
        } else if line.starts_with("put ")
            && let Some((_, mark)) = line.rsplit_once("<<'")
        {
            let mark = mark.replace('\'', "");
            pieces.insert(format!("{line}{}", up_to(&mark, &mut lines)));
        } else if line.ends_with("=(\n") {
            kept.extend([line, ")\n"]);
            let rows = up_to(")\n", &mut lines);
            let rows = rows.split_inclusive('\n').filter(|row| *row != ")\n");
            pieces.extend(rows.map(|row| format!("rows=(\n{row})\n")));
        } else if is_setting(line) && !kept.last().is_some_and(|above| above.starts_with('#')) {
            pieces.insert(line.to_owned());
        } else {
            kept.push(line);
        }
    }
    kept.concat()
}

/// The lines to the one that ends them.
fn up_to<'t>(end: &str, lines: &mut impl Iterator<Item = &'t str>) -> String {
    let mut taken = String::new();
    for line in lines {
        taken.push_str(line);
        if line == end {
            break;
        }
    }
    taken
}

/// Whether a line is an assignment to a name in capitals.
fn is_setting(line: &str) -> bool {
    line.split_once('=').is_some_and(|(name, _)| {
        name.bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte == b'_')
    })
}

/// The text with only those lines of here-documents that could be taken for their end.
fn emptied(text: &str) -> String {
    let mut kept = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        kept.push_str(line);
        kept.push('\n');
        let Some((_, mark)) = line.rsplit_once("<<'") else {
            continue;
        };
        let mark = mark.trim_end_matches('\'');
        for line in lines.by_ref() {
            if line.contains("PARBAKE_EOF") || line == mark {
                kept.push_str(line);
                kept.push('\n');
            }
            if line == mark {
                break;
            }
        }
    }
    kept
}

/// Marks without their numbers, and digests as one.
fn plain(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, from) = rest.split_at(at);
        plain.push_str(before);
        let behind = from.trim_start_matches(|c: char| c.is_ascii_digit());
        let is_mark = behind.starts_with(['q', 'Q']) && before.ends_with(['k', 'K']);
        plain.push_str(if is_mark {
            "0"
        } else {
            &from[..from.len() - behind.len()]
        });
        rest = behind;
    }
    plain.push_str(rest);
    let digest = |word: &str| word.len() >= 64 && word.bytes().all(|b| b.is_ascii_hexdigit());
    let words = plain.split_inclusive(|c: char| !c.is_ascii_alphanumeric());
    words
        .map(|word| {
            let bare = word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
            if digest(bare) {
                word.replace(bare, "digest")
            } else {
                word.to_owned()
            }
        })
        .collect()
}

fn shown(text: &str) -> String {
    text.chars().take(2000).collect()
}
