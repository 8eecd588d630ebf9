//! The patterns of the catalogue of identity: `*`, `?` and `[...]` within a name, `**` across directories.
//!
//! As bash expands them with dotglob: a star takes a leading dot too.

/// Matches a path against a pattern; a pattern that matches a directory takes all below it.
#[must_use]
pub fn matches_path(pattern: &str, path: &str) -> bool {
    // Nearly every pattern differs before its first star, which costs nothing to see.
    let literal = pattern.find(is_wild).unwrap_or(pattern.len());
    let (literal, _) = pattern.split_at(literal);
    path.starts_with(literal) && matches_parts(pattern, path)
}

/// Says whether a character begins a wild card.
#[must_use]
pub const fn is_wild(letter: char) -> bool {
    matches!(letter, '*' | '?' | '[')
}

fn matches_parts(pattern: &str, path: &str) -> bool {
    let (first, rest) = pattern
        .split_once('/')
        .map_or((pattern, None), |(first, rest)| (first, Some(rest)));
    let (name, below) = path
        .split_once('/')
        .map_or((path, None), |(name, below)| (name, Some(below)));
    if first == "**" {
        let here = rest.is_none_or(|rest| matches_parts(rest, path));
        return here || below.is_some_and(|below| matches_parts(pattern, below));
    }
    if !matches_name(first, name) {
        return false;
    }
    match (rest, below) {
        (None, _) => true,
        (Some(rest), Some(below)) => matches_parts(rest, below),
        (Some(_), None) => false,
    }
}

/// Matches one name against one part of a pattern.
#[must_use]
pub fn matches_name(pattern: &str, name: &str) -> bool {
    let mut letters = pattern.chars();
    match letters.next() {
        None => name.is_empty(),
        Some('*') => {
            let rest = letters.as_str();
            let ends = name.char_indices().map(|(at, _)| at).chain([name.len()]);
            let mut tails = ends.filter_map(|at| name.get(at..));
            tails.any(|tail| matches_name(rest, tail))
        }
        Some('[') => bracket(letters.as_str(), name),
        Some(letter) => {
            let mut name = name.chars();
            let first = name.next();
            let fits = first.is_some_and(|first| letter == '?' || first == letter);
            fits && matches_name(letters.as_str(), name.as_str())
        }
    }
}

/// Matches what follows a `[`: single characters, perhaps negated by `!`.
fn bracket(pattern: &str, name: &str) -> bool {
    let Some((set, rest)) = pattern.split_once(']') else {
        return false;
    };
    let mut name = name.chars();
    let Some(first) = name.next() else {
        return false;
    };
    let fits = match set.strip_prefix('!') {
        Some(others) => !others.contains(first),
        None => set.contains(first),
    };
    fits && matches_name(rest, name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_as_bash_expands_them() {
        for (pattern, path, matches) in [
            ("/root/.aws", "/root/.aws/config", true),
            ("/root/.aws", "/root/.awsome", false),
            ("/home/*/.aws", "/home/a/.aws", true),
            ("/home/*/.aws", "/home/a/b/.aws", false),
            ("/etc/**/*~", "/etc/a~", true),
            ("/etc/**/*~", "/etc/a/b/c~", true),
            ("/etc/**/*~", "/etc/a/b/c", false),
            ("/var/log/**", "/var/log/a/b", true),
            ("/var/spool/cron/[!.]*", "/var/spool/cron/root", true),
            ("/var/spool/cron/[!.]*", "/var/spool/cron/.SEQ", false),
            ("/tmp/*", "/tmp/.x", true),
            ("/tmp/*", "/tmp", false),
            ("/a/?é", "/a/xé", true),
        ] {
            assert_eq!(matches_path(pattern, path), matches, "{pattern} {path}");
        }
    }
}
