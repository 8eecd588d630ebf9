//! The image's manifest: what the profile placed, with digest, mode and owner, and what it keeps.

use std::collections::BTreeMap;
use std::path::Path;

use super::root::{Kind, Sight};
use super::{MANIFEST, Verdict, diags};

/// A file as it was placed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// SHA-256 of its content.
    pub digest: String,
    /// Permission bits.
    pub mode: u32,
    /// Owner, by name or number.
    pub owner: String,
    /// Group, by name or number.
    pub group: String,
}

/// What was placed by path, and what stays on purpose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifest {
    files: BTreeMap<String, Placed>,
    keep: Vec<String>,
    data_root: Option<String>,
    pid_file: Option<String>,
}

impl Manifest {
    /// Reads `SHA256 MODE OWNER GROUP PATH`, `data-root PATH`, `pid-file PATH` and `keep ITEM-OR-PATH`, a line each; any
    /// other line is passed over.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut manifest = Self::default();
        for line in text.lines() {
            let Some((word, rest)) = line.split_once(' ') else {
                continue;
            };
            match word {
                "keep" => manifest.keep.push(rest.to_owned()),
                "data-root" => manifest.data_root = Some(rest.to_owned()),
                "pid-file" => manifest.pid_file = Some(rest.to_owned()),
                digest if digest.len() == 64 => {
                    if let Some((path, placed)) = placed(digest, rest) {
                        manifest.files.insert(path, placed);
                    }
                }
                _ => {}
            }
        }
        manifest
    }

    /// The manifest that the root itself has.
    pub(super) fn of(sight: &Sight<'_>) -> Option<Self> {
        Some(Self::parse(&sight.text(Path::new(MANIFEST))?))
    }

    /// Where Docker keeps its images.
    #[must_use]
    pub fn data_root(&self) -> &str {
        self.data_root.as_deref().unwrap_or("/var/lib/docker")
    }

    pub(super) fn pid_file(&self) -> Option<&str> {
        self.pid_file.as_deref()
    }

    /// Says whether the profile placed the path.
    pub(super) fn places(&self, path: &Path) -> bool {
        path.to_str()
            .is_some_and(|path| self.files.contains_key(path))
    }

    /// Says whether an item stays on purpose.
    pub(super) fn keeps(&self, item: &str) -> bool {
        self.keep.iter().any(|kept| kept == item)
    }

    /// Says whether a path stays on purpose, itself or with a directory above it.
    pub(super) fn spares(&self, path: &Path) -> bool {
        let mut paths = self.keep.iter().filter(|kept| kept.starts_with('/'));
        paths.any(|kept| path.starts_with(kept))
    }
}

fn placed(digest: &str, rest: &str) -> Option<(String, Placed)> {
    let mut words = rest.splitn(4, ' ');
    let mode = u32::from_str_radix(words.next()?, 8).ok()?;
    let (owner, group) = (words.next()?.to_owned(), words.next()?.to_owned());
    let digest = digest.to_owned();
    let placed = Placed {
        digest,
        mode,
        owner,
        group,
    };
    Some((words.next()?.to_owned(), placed))
}

/// Reports every file that is not as it was placed.
pub(super) fn compare(sight: &Sight<'_>, manifest: &Manifest, verdict: &mut Verdict) {
    let users = names(sight, "/etc/passwd");
    let groups = names(sight, "/etc/group");
    for (name, placed) in &manifest.files {
        let path = Path::new(name);
        verdict.files += 1;
        let Some(entry) = sight.entry(path).filter(|entry| entry.kind == Kind::File) else {
            verdict.push(path, diags::missing());
            continue;
        };
        if sight
            .digest(path)
            .is_some_and(|digest| digest != placed.digest)
        {
            verdict.push(path, diags::changed());
        }
        if entry.mode != placed.mode {
            verdict.push(path, diags::mode(entry.mode, placed.mode));
        }
        let is = |id: u32, name: &str, names: &BTreeMap<String, u32>| {
            names.get(name) == Some(&id) || id.to_string() == name
        };
        if !is(entry.user, &placed.owner, &users) || !is(entry.group, &placed.group, &groups) {
            verdict.push(path, diags::owner(entry.user, entry.group, placed));
        }
    }
}

/// Names with their numbers, from a file of the form of /etc/passwd; the first line of a name counts.
fn names(sight: &Sight<'_>, path: &str) -> BTreeMap<String, u32> {
    let text = sight.text(Path::new(path)).unwrap_or_default();
    let mut names = BTreeMap::from([("root".to_owned(), 0)]);
    for line in text.lines() {
        let mut fields = line.split(':');
        let (name, number) = (fields.next(), fields.nth(1));
        if let (Some(name), Some(Ok(number))) = (name, number.map(str::parse)) {
            names.entry(name.to_owned()).or_insert(number);
        }
    }
    names
}
