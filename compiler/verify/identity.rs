//! Looks for the whole catalogue of identity, whatever the bake did.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::judge::is_left;
use super::manifest::Manifest;
use super::root::{Kind, Sight};
use super::search::{Layers, matches};
use super::{Verdict, diags};
use crate::catalog::identity::{IDENTITY_ITEMS, IdentityAction, Left};

/// Reports each path once, by the first item that it falls to.
pub(super) fn look(sight: &Sight<'_>, manifest: &Manifest, verdict: &mut Verdict) {
    let layers = Layers {
        data_root: Path::new(manifest.data_root()),
    };
    let without_run = is_run_volatile(sight);
    let mut seen = BTreeSet::new();
    for item in IDENTITY_ITEMS {
        if item.action == IdentityAction::Keep || manifest.keeps(item.id) {
            continue;
        }
        for pattern in item.patterns(manifest.data_root(), manifest.pid_file()) {
            if without_run && is_in_run(&pattern) {
                continue;
            }
            // What must be an empty file is looked at even where it is missing.
            let found = match item.left {
                Left::NotEmpty => vec![PathBuf::from(&pattern)],
                Left::Files
                | Left::Unlisted
                | Left::Filled
                | Left::OwnFile
                | Left::Password
                | Left::Hosts
                | Left::Lines => matches(sight, &pattern, &layers),
            };
            for path in found {
                let spared = manifest.spares(&path) || seen.contains(&path);
                if !spared && is_left(sight, item, &path, manifest) {
                    verdict.push(&path, diags::left(item));
                    seen.insert(path);
                }
            }
        }
    }
}

fn is_in_run(pattern: &str) -> bool {
    ["/run/", "/var/run/"]
        .iter()
        .any(|start| pattern.starts_with(start))
}

/// Says whether /run is a file system of its own, or that of a running host: then no image holds it.
fn is_run_volatile(sight: &Sight<'_>) -> bool {
    let device = |path: &str| sight.entry(Path::new(path)).map(|entry| entry.device);
    device("/run") != device("/")
        || sight.kind(Path::new("/run/systemd/system")) == Some(Kind::Directory)
}
