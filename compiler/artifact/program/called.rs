//! The functions of a library that a launch calls: what nobody calls need not travel in user-data.
//!
//! Knows no more of the shell than how the files of templates/lib are laid out: a function begins with `name() {` or `name() (`
//! at the start of a line, and ends on that line or with the next lone bracket there.

use std::collections::{BTreeMap, BTreeSet};

/// A piece of a library: a function, or what stands between two of them.
struct Item<'t> {
    /// The name, where it is a function.
    name: Option<&'t str>,
    text: &'t str,
}

/// Leaves out every function that neither `callers` nor anything kept names.
///
/// A name counts wherever it stands as a word, also in a text or as an argument: too many are kept rather than too few. No
/// function of the library is called by a name that is put together.
pub(super) fn called(library: &str, callers: &str) -> String {
    let items = items(library);
    let functions: BTreeMap<&str, &str> = items
        .iter()
        .filter_map(|item| Some((item.name?, item.text)))
        .collect();
    let outside = items.iter().filter(|item| item.name.is_none());
    let mut open: Vec<&str> = outside.map(|item| item.text).collect();
    open.push(callers);
    let mut kept: BTreeSet<&str> = BTreeSet::new();
    while let Some(text) = open.pop() {
        for word in words(text) {
            if let Some((name, body)) = functions.get_key_value(word).filter(|_| kept.insert(word))
            {
                open.push(body.strip_prefix(name).unwrap_or(body));
            }
        }
    }
    let is_kept = |item: &&Item<'_>| item.name.is_none_or(|name| kept.contains(name));
    items.iter().filter(is_kept).map(|item| item.text).collect()
}

fn items(library: &str) -> Vec<Item<'_>> {
    let mut items = Vec::new();
    let mut rest = library;
    while !rest.is_empty() {
        let name = function_name(rest);
        let length = match name {
            Some(_) => end_of_function(rest),
            None => end_of_line(rest),
        };
        let (text, behind) = rest.split_at_checked(length).unwrap_or((rest, ""));
        items.push(Item { name, text });
        rest = behind;
    }
    items
}

/// The name of the function that begins here.
fn function_name(text: &str) -> Option<&str> {
    let (name, body) = text.split_once("() ")?;
    let is_name = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    (is_name && !name.is_empty() && body.starts_with(['{', '('])).then_some(name)
}

fn end_of_function(text: &str) -> usize {
    let first = end_of_line(text);
    let line = text.get(..first).unwrap_or(text).trim_end();
    if line.ends_with(['}', ')']) {
        return first;
    }
    let mut end = first;
    for line in text.get(first..).unwrap_or_default().split_inclusive('\n') {
        end += line.len();
        if matches!(line.trim_end(), "}" | ")") {
            break;
        }
    }
    end
}

fn end_of_line(text: &str) -> usize {
    text.find('\n').map_or(text.len(), |at| at + 1)
}

/// The words of the lines that are no comments.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let code = text
        .lines()
        .filter(|line| !line.trim_start().starts_with('#'));
    code.flat_map(|line| line.split(|c: char| !c.is_ascii_alphanumeric() && c != '_'))
}

#[cfg(test)]
mod tests {
    use super::{called, items};
    use crate::template::Library;

    #[test]
    fn what_nobody_calls_stays_behind() {
        let library = "set -e\na() { b; }\n# b: says x.\nb() {\n  echo \"c\"\n}\nc() (\n  :\n)\nd() { a; }\nX=1\n";
        let kept = called(library, "step 'file x' a \\\n");
        assert_eq!(
            kept,
            "set -e\na() { b; }\n# b: says x.\nb() {\n  echo \"c\"\n}\nc() (\n  :\n)\nX=1\n"
        );
        assert_eq!(called(library, ""), "set -e\n# b: says x.\nX=1\n");
    }

    /// Every function of the library is seen, with its end.
    #[test]
    fn the_library_is_read_whole() {
        for file in Library::ALL {
            let text = file.text();
            let items = items(text);
            let joined: String = items.iter().map(|item| item.text).collect();
            assert_eq!(joined, text, "{file:?}");
            let seen = items.iter().filter(|item| item.name.is_some()).count();
            let defined = text.lines().filter(|line| {
                let name = line.split_once("()").map(|(name, _)| name);
                name.is_some_and(|name| !name.is_empty() && !name.contains([' ', '#', '$', '\'']))
            });
            assert_eq!(seen, defined.count(), "{file:?}");
            for item in items.iter().filter(|item| item.name.is_none()) {
                let line = item.text;
                assert!(
                    !line.starts_with([' ', '\t', '}', ')']),
                    "{file:?}: {line:?} is of no function"
                );
            }
        }
    }
}
