//! Entries of storage drivers.

use super::{Reference, words};
use crate::catalog::docker::{STORAGE_DRIVERS, STORAGE_OPTIONS, StorageDriver};
use crate::catalog::version::Lifetime;

/// Finds a storage driver.
pub(super) fn find_driver(word: &str) -> Option<Reference> {
    STORAGE_DRIVERS
        .iter()
        .find(|driver| driver.name == word)
        .map(entry)
}

fn entry(driver: &StorageDriver) -> Reference {
    let lifetime = Lifetime {
        since: Some(driver.since),
        removed: driver.removed,
    };
    let options = STORAGE_OPTIONS
        .iter()
        .filter(|option| option.driver == driver.name);
    Reference {
        title: driver.name.to_owned(),
        kind: "storage driver of dockerd",
        doc: driver.doc.to_owned(),
        read_by: "dockerd".to_owned(),
        versions: words::lifetime("dockerd", lifetime).unwrap_or_default(),
        notes: vec![
            "must be the same at bake and at boot, or baked images are not seen".to_owned(),
        ],
        keys: options.map(|option| option.field.key.to_owned()).collect(),
        sources: vec![driver.source.to_owned()],
        example: format!("[docker.daemon]\nstorage-driver = \"{}\"\n", driver.name),
        ..Reference::default()
    }
}

/// Lists the drivers.
pub(super) fn drivers() -> impl Iterator<Item = &'static str> {
    STORAGE_DRIVERS.iter().map(|driver| driver.name)
}
