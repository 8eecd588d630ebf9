//! Residue to plant in a root, one for each pattern of the catalogue, and what the two audits say of a root, in one form.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use parbake::catalog::identity::{IDENTITY_ITEMS, IdentityAction, IdentityItem, Left};
use serde_json::Value;

/// A path that an item names, with what makes it count.
#[derive(Clone, Debug)]
pub(crate) struct Plant {
    pub(crate) item: &'static IdentityItem,
    /// Absolute within the root.
    pub(crate) path: String,
    pub(crate) text: String,
}

/// One plant for each pattern that is looked for; `/run` is none of an image's.
pub(crate) fn plants(data_root: &str) -> Vec<Plant> {
    let mut found = Vec::new();
    for item in IDENTITY_ITEMS {
        if item.action == IdentityAction::Keep {
            continue;
        }
        for pattern in item.patterns(data_root, None) {
            found.push(Plant {
                item,
                path: example(&pattern),
                text: text(item),
            });
        }
    }
    found
}

/// A path that a pattern matches; what may be a directory or a file is a file in a directory.
fn example(pattern: &str) -> String {
    let path = pattern
        .replace("**/", "some/where/")
        .replace("**", "some/where");
    let path = path.replace("[!.]", "p");
    let path = path.replace('*', "planted");
    let is_directory = path.rsplit('/').next().is_some_and(|name| {
        [
            "swarm",
            "builder",
            "instances",
            "data",
            "sem",
            "handlers",
            "ssl",
            ".aws",
        ]
        .contains(&name)
    });
    if is_directory {
        path + "/planted"
    } else {
        path
    }
}

fn text(item: &IdentityItem) -> String {
    match item.left {
        Left::Files | Left::Unlisted | Left::Filled | Left::OwnFile => "planted\n".to_owned(),
        Left::NotEmpty => "0123456789abcdef0123456789abcdef\n".to_owned(),
        Left::Password => "root:$6$planted$hash:19000:0:99999:7:::\n".to_owned(),
        Left::Hosts => "127.0.0.1 localhost\n10.0.0.7 builder\n".to_owned(),
        Left::Lines => {
            let line = item.lines.first().unwrap_or(&"").trim_start_matches('^');
            format!("# a comment\n{line}planted\n")
        }
    }
}

impl Plant {
    /// Puts it into a root; what is there already gets the text added at its end.
    pub(crate) fn put(&self, root: &Path) {
        let path = root.join(self.path.trim_start_matches('/'));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        if self.item.id == "hostname" {
            let _ = fs::remove_file(&path);
            return symlink("gone", &path).unwrap();
        }
        fs::write(&path, &self.text).unwrap();
    }
}

/// What an audit found: item or kind, and path.
pub(crate) type Findings = BTreeSet<(String, String)>;

/// The lines of `bake.sh --audit`: `parbake: audit: LEVEL: ITEM: PATH words`.
pub(crate) fn findings_of_audit(said: &str) -> Findings {
    let lines = said
        .lines()
        .filter_map(|line| line.strip_prefix("parbake: audit: "));
    lines
        .filter_map(|line| {
            let (_, rest) = line.split_once(": ")?;
            let (item, rest) = rest.split_once(": ")?;
            let path = rest.split(' ').next()?;
            Some((item.to_owned(), path.to_owned()))
        })
        .collect()
}

/// The document of `parbake verify --format json`.
pub(crate) fn findings_of_verify(document: &str, root: &Path) -> Findings {
    let document: Value = serde_json::from_str(document).unwrap();
    let found = document["diagnostics"].as_array().unwrap().iter();
    found
        .map(|found| {
            let message = found["message"].as_str().unwrap();
            let item = match message.strip_prefix('`') {
                Some(rest) => rest.split('`').next().unwrap(),
                None if message.starts_with("what the bake kept") => "kept",
                None => "manifest",
            };
            let path = Path::new(found["file"].as_str().unwrap());
            let path = path.strip_prefix(root).unwrap();
            (item.to_owned(), format!("/{}", path.display()))
        })
        .collect()
}
