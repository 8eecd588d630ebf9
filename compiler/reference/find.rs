//! From a word to its entry, and to words near it.

use super::{Reference, base, docker, ecs, identity, language, limits, logrotate, storage, units};
use crate::catalog::{BASES, DIRECTIVES, ECS_VARIABLES, IDENTITY_ITEMS};
use crate::diagnostic::{CODES, Code};
use crate::lint;

/// The ways to find a word; the first that does gives the entry, the others are named in it.
const FINDERS: &[fn(&str) -> Option<Reference>] = &[
    logrotate::find_without_rule,
    language::find,
    docker::find_key,
    ecs::find,
    docker::find_flag,
    docker::find_ignored,
    logrotate::find,
    docker::find_log_option,
    docker::find_log_driver,
    docker::find_storage_option,
    storage::find_driver,
    limits::find,
    base::find,
    identity::find,
    units::find,
];

/// Says what is known about a word: a variable, a key or key path, a flag, a log option or driver, a
/// directive, a base, an item of identity; or the last keys of a path that no other path ends with.
#[must_use]
pub fn lookup(word: &str) -> Option<Reference> {
    let mut found = FINDERS.iter().filter_map(|find| find(word));
    let Some(mut first) = found.next() else {
        return find_last_key(word);
    };
    for other in found {
        let name = if other.key.is_empty() {
            other.title
        } else {
            other.key
        };
        if name != first.key && name != word {
            first.also.push(name);
        }
    }
    Some(first)
}

/// Finds the one path of the language that ends with some keys: `hop-limit`, `gc.volumes`.
fn find_last_key(word: &str) -> Option<Reference> {
    let keys = language::keys_of_the_language();
    let ends = |key: &&String| {
        let before = key.strip_suffix(word);
        before.is_some_and(|before| before.ends_with('.'))
    };
    let mut ending = keys.iter().filter(ends);
    let one = ending.next()?;
    ending.next().is_none().then(|| language::find(one))?
}

/// Lists every code: the language's and the outputs', then those of the lints.
pub fn codes() -> impl Iterator<Item = &'static Code> {
    CODES.iter().copied().chain(lint::codes())
}

/// Finds a code by its id or its name.
#[must_use]
pub fn code(word: &str) -> Option<&'static Code> {
    codes().find(|code| code.is_called(word))
}

/// Returns up to three known words that look like one, the most alike first.
#[must_use]
pub fn suggest(word: &str) -> Vec<String> {
    let mut near: Vec<_> = all()
        .into_iter()
        .map(|known| (likeness(word, &known), known))
        .filter(|(likeness, _)| *likeness > 0.8)
        .collect();
    near.sort_by(|(a, left), (b, right)| b.total_cmp(a).then_with(|| left.cmp(right)));
    near.dedup();
    near.into_iter().take(3).map(|(_, known)| known).collect()
}

/// Says how alike two words are; the last key of a path is as good as the path.
fn likeness(word: &str, known: &str) -> f64 {
    let last = known.rsplit_once('.').map(|(_, last)| last);
    if last == Some(word) {
        return 1.0;
    }
    strsim::jaro_winkler(word, known)
}

/// Lists every word that has an entry of its own.
fn all() -> Vec<String> {
    let variables = ECS_VARIABLES
        .iter()
        .flat_map(|row| [row.name, row.field.key]);
    let words = DIRECTIVES
        .iter()
        .flat_map(|row| [Some(row.field.key), row.off])
        .flatten();
    let rest = BASES
        .iter()
        .map(|base| base.name)
        .chain(IDENTITY_ITEMS.iter().map(|item| item.id));
    let mut all = language::keys_of_the_language();
    all.extend(
        variables
            .chain(docker::all())
            .chain(storage::drivers())
            .chain(limits::all())
            .chain(words)
            .chain(rest)
            .chain(units::all())
            .map(str::to_owned),
    );
    all
}
