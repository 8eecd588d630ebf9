//! Which paths a pattern of logrotate covers.

/// Says whether a pattern covers a path: `*` and `?` stop at a slash, `[...]` is a set.
///
/// Source: glob(7); logrotate calls glob(3) without further braces.
pub(super) fn covers(pattern: &str, path: &str) -> bool {
    let (mut patterns, mut names) = (pattern.split('/'), path.split('/'));
    loop {
        match (patterns.next(), names.next()) {
            (None, None) => return true,
            (Some(pattern), Some(name)) if fits(pattern, name) => {}
            (Some(_) | None, Some(_) | None) => return false,
        }
    }
}

/// Says whether a text has a character that globs read.
pub(super) fn is_pattern(text: &str) -> bool {
    text.contains(['*', '?', '['])
}

/// Holds one part of a path against one part of a pattern; a star is tried again one character further on.
fn fits(pattern: &str, name: &str) -> bool {
    if name.starts_with('.') && !pattern.starts_with('.') {
        return false;
    }
    let (mut pattern, mut name) = (pattern, name);
    let mut star: Option<(&str, &str)> = None;
    loop {
        let mut left = name.chars();
        if let Some(rest) = pattern.strip_prefix('*') {
            star = Some((rest, name));
            pattern = rest;
        } else if let Some((rest, true)) = left.next().and_then(|first| one(pattern, first)) {
            (pattern, name) = (rest, left.as_str());
        } else if pattern.is_empty() && name.is_empty() {
            return true;
        } else {
            let Some((after, from)) = star else {
                return false;
            };
            let mut further = from.chars();
            if further.next().is_none() {
                return false;
            }
            star = Some((after, further.as_str()));
            (pattern, name) = (after, further.as_str());
        }
    }
}

/// Takes one element off a pattern and says whether it fits a character.
fn one(pattern: &str, found: char) -> Option<(&str, bool)> {
    let mut left = pattern.chars();
    match left.next()? {
        '?' => Some((left.as_str(), true)),
        '[' => {
            let (set, rest) = left.as_str().split_once(']')?;
            let (set, wanted) = match set.strip_prefix(['!', '^']) {
                Some(set) => (set, false),
                None => (set, true),
            };
            Some((rest, holds(set, found) == wanted))
        }
        first => Some((left.as_str(), first == found)),
    }
}

fn holds(set: &str, found: char) -> bool {
    let characters: Vec<char> = set.chars().collect();
    let in_range =
        |three: &[char]| matches!(three, [from, '-', to] if (from..=to).contains(&&found));
    characters.contains(&found) || characters.windows(3).any(in_range)
}
