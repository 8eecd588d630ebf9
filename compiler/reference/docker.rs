//! Entries of dockerd's settings: keys, flags, log options and drivers, storage options.

use super::{Reference, example, words};
use crate::catalog::daemon_key;
use crate::catalog::docker::{
    DAEMON_KEYS, DaemonKey, FLAGS_ONLY, FlagOnly, IgnoredName, InFile, LOG_DRIVERS, LOG_OPTIONS,
    LogDriver, LogOption, STORAGE_OPTIONS, StorageOption, ignored_flag_name, keys_of_flag,
    log_driver, log_options,
};
use crate::profile::keypath::KeyPath;

/// Finds a key of daemon.json by its name.
pub(super) fn find_key(word: &str) -> Option<Reference> {
    daemon_key(word).map(entry)
}

/// Finds the key of a flag, or a flag that has none.
pub(super) fn find_flag(word: &str) -> Option<Reference> {
    let only = || FLAGS_ONLY.iter().find(|flag| flag.field.key == word);
    keys_of_flag(word)
        .next()
        .map(entry)
        .or_else(|| only().map(flag_only))
}

/// Finds a flag's name without dashes that daemon.json takes and ignores.
pub(super) fn find_ignored(word: &str) -> Option<Reference> {
    ignored_flag_name(word).map(ignored)
}

/// Finds an option of any log driver.
pub(super) fn find_log_option(word: &str) -> Option<Reference> {
    LOG_OPTIONS
        .iter()
        .find(|option| option.field.key == word)
        .map(log_option)
}

/// Finds a log driver.
pub(super) fn find_log_driver(word: &str) -> Option<Reference> {
    log_driver(word).map(driver)
}

/// Finds an option of any storage driver.
pub(super) fn find_storage_option(word: &str) -> Option<Reference> {
    STORAGE_OPTIONS
        .iter()
        .find(|option| option.field.key == word)
        .map(storage_option)
}

/// Writes the entry of a key.
pub(super) fn entry(key: &DaemonKey) -> Reference {
    let field = &key.field;
    let path = daemon_path(field.key);
    let refused = key.refused.unwrap_or_default();
    Reference {
        title: field.key.to_owned(),
        kind: "key of daemon.json",
        doc: field.doc.to_owned(),
        ty: words::kind(&field.ty, field.unit),
        required: field.required,
        default: field.default.to_owned(),
        bad_value: words::checked_at(key.checked_at).to_owned(),
        read_by: "dockerd".to_owned(),
        flag: flag(key),
        versions: words::lifetime("dockerd", key.lifetime()).unwrap_or_default(),
        refused: refused.to_owned(),
        conflicts: said([key.rule]),
        notes: key_notes(key),
        sources: vec![key.source.to_owned()],
        example: if refused.is_empty() {
            example::of_key(&path, &field.ty, field.default)
        } else {
            String::new()
        },
        key: path.to_string(),
        ..Reference::default()
    }
}

fn daemon_path(key: &str) -> KeyPath {
    KeyPath::from(["docker", "daemon", key].as_slice())
}

fn flag(key: &DaemonKey) -> String {
    key.flag.map_or_else(String::new, |flag| match flag.short {
        Some(short) => format!("{}, {short}", flag.name),
        None => flag.name.to_owned(),
    })
}

fn key_notes(key: &DaemonKey) -> Vec<String> {
    let say = |holds: bool, text| if holds { text } else { "" };
    said([
        key.note,
        if key.reload {
            "SIGHUP applies it"
        } else {
            "wants a restart of dockerd"
        },
        say(
            key.bake_boot_match,
            "must be the same at bake and at boot, or baked images are not seen",
        ),
        say(
            key.conflicts_with_unit,
            "units of distributions pass its flag already, so that any value in the file stops dockerd",
        ),
    ])
}

fn ignored(name: &IgnoredName) -> Reference {
    let instead = name.instead.and_then(daemon_key);
    let mut found = instead.map(entry).unwrap_or_default();
    let key = name.instead.map_or("only the flag does".to_owned(), |key| {
        format!("`{key}` does")
    });
    found.notes.insert(
        0,
        format!(
            "`{}` in daemon.json has no effect; {key}: {}",
            name.name, name.note
        ),
    );
    if instead.is_none() {
        found.title = name.name.to_owned();
        found.kind = "name of a flag that daemon.json takes and ignores";
        found.sources.push(name.source.to_owned());
    }
    found
}

fn flag_only(flag: &FlagOnly) -> Reference {
    let field = &flag.field;
    let in_file = match flag.in_file {
        InFile::Refused => "dockerd refuses its name in daemon.json",
        InFile::Ignored => "dockerd takes its name in daemon.json and ignores it",
    };
    Reference {
        title: field.key.to_owned(),
        kind: "flag of dockerd that is no setting",
        doc: field.doc.to_owned(),
        ty: words::kind(&field.ty, field.unit),
        default: field.default.to_owned(),
        read_by: "dockerd".to_owned(),
        versions: format!("Known to dockerd from {} on.", flag.since),
        notes: said([in_file, flag.note]),
        sources: vec![flag.source.to_owned()],
        ..Reference::default()
    }
}

/// Writes the entry of a log option; the other drivers that have one of the name are in its notes.
pub(super) fn log_option(option: &'static LogOption) -> Reference {
    let field = &option.field;
    let path = daemon_path("log-opts").child(field.key);
    Reference {
        title: field.key.to_owned(),
        kind: "log option of dockerd",
        doc: field.doc.to_owned(),
        ty: format!("text; {}", words::kind(&field.ty, field.unit)),
        required: field.required,
        default: field.default.to_owned(),
        read_by: format!("dockerd's log driver {}", drivers(field.key).join(", ")),
        versions: words::lifetime("dockerd", option.lifetime()).unwrap_or_default(),
        conflicts: said([option.rule]),
        notes: said([
            option.note,
            if option.secret { "holds a secret" } else { "" },
        ]),
        sources: vec![option.source.to_owned()],
        example: example::of_log_option(option),
        key: path.to_string(),
        ..Reference::default()
    }
}

fn drivers(option: &str) -> Vec<&'static str> {
    let drivers = LOG_OPTIONS.iter().filter(|row| row.field.key == option);
    let mut drivers: Vec<_> = drivers
        .map(|row| {
            if row.driver == "*" {
                "(any)"
            } else {
                row.driver
            }
        })
        .collect();
    drivers.dedup();
    drivers
}

fn driver(driver: &LogDriver) -> Reference {
    let options = log_options(driver.name).map(|option| option.field.key.to_owned());
    Reference {
        title: driver.name.to_owned(),
        kind: "log driver of dockerd",
        doc: driver.doc.to_owned(),
        versions: words::lifetime("dockerd", driver.lifetime()).unwrap_or_default(),
        notes: said([driver.note]),
        keys: options.collect(),
        sources: vec![driver.source.to_owned()],
        example: format!("[docker.daemon]\nlog-driver = \"{}\"\n", driver.name),
        ..Reference::default()
    }
}

fn storage_option(option: &StorageOption) -> Reference {
    let field = &option.field;
    let pair = example::quote(&format!(
        "{}={}",
        field.key,
        example::of_storage_option(field)
    ));
    Reference {
        title: field.key.to_owned(),
        kind: "storage option of dockerd",
        doc: field.doc.to_owned(),
        ty: words::kind(&field.ty, field.unit),
        read_by: format!("dockerd's storage driver {}", option.driver),
        versions: words::lifetime("dockerd", option.lifetime()).unwrap_or_default(),
        conflicts: said([option.rule]),
        notes: said([option.note]),
        sources: vec![option.source.to_owned()],
        example: format!(
            "[docker.daemon]\nstorage-driver = \"{}\"\nstorage-opts = [{pair}]\n",
            option.driver
        ),
        ..Reference::default()
    }
}

/// Lists every word of dockerd's settings.
pub(super) fn all() -> impl Iterator<Item = &'static str> {
    let keys = DAEMON_KEYS.iter().map(|key| key.field.key);
    let flags = DAEMON_KEYS.iter().filter_map(|key| Some(key.flag?.name));
    let only = FLAGS_ONLY.iter().map(|flag| flag.field.key);
    let options = LOG_OPTIONS.iter().map(|option| option.field.key);
    let drivers = LOG_DRIVERS.iter().map(|driver| driver.name);
    let storage = STORAGE_OPTIONS.iter().map(|option| option.field.key);
    keys.chain(flags)
        .chain(only)
        .chain(options)
        .chain(drivers)
        .chain(storage)
}

/// Keeps the texts that say something.
fn said<const N: usize>(texts: [&str; N]) -> Vec<String> {
    let said = texts.into_iter().filter(|text| !text.is_empty());
    said.map(str::to_owned).collect()
}
