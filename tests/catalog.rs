//! The catalogues hold what they promise: unique, sorted, documented, sourced, and of one mind with
//! themselves.

use std::collections::BTreeSet;

use parbake::catalog::base::{BASES, Role};
use parbake::catalog::docker::{
    DAEMON_KEYS, DAEMON_RULES, DAEMON_UNITS, ENV_FILE_FACTS, FLAGS_ONLY, IGNORED_FLAG_NAMES,
    LOG_DRIVERS, LOG_OPTIONS, STORAGE_DRIVERS, STORAGE_OPTIONS, daemon_key,
};
use parbake::catalog::ecs::{Advice, ECS_VARIABLES, Encoding, Platform, by_name, ecs_variable};
use parbake::catalog::identity::{
    EFFECTS, IDENTITY_ITEMS, IdentityAction, Left, effect, identity_item,
};
use parbake::catalog::logrotate::{
    Argument, DIRECTIVES, DirectiveScope, HOST_LOGS, LOGROTATE_RULES, directive, directive_of_off,
};
use parbake::catalog::types::{Field, ListKind, Type};

mod docker;
mod facts;
mod values;

/// Fails where two names are the same without regard to case.
fn unique<'a>(what: &str, names: impl IntoIterator<Item = &'a str>) {
    let mut seen = BTreeSet::new();
    for name in names {
        assert!(
            seen.insert(name.to_lowercase()),
            "{what}: `{name}` is there twice"
        );
    }
}

/// Fails where names do not rise.
fn sorted<'a>(what: &str, names: impl IntoIterator<Item = &'a str>) {
    let names: Vec<&str> = names.into_iter().collect();
    for (before, after) in names.iter().zip(names.iter().skip(1)) {
        assert!(before < after, "{what}: `{before}` stands before `{after}`");
    }
}

/// Fails where a text that `parbake explain` prints is missing or not a sentence.
fn documented(field: &Field) {
    let first = field.doc.chars().next().unwrap_or(' ');
    assert!(
        field.doc.ends_with('.') && !first.is_lowercase(),
        "`{}`: `{}` is no sentence",
        field.key,
        field.doc
    );
    if let Type::Table(fields) = field.ty {
        fields.iter().for_each(documented);
    }
}

/// Fails where a reason is empty.
fn reason(key: &str, why: &str) {
    assert!(why.len() > 10, "`{key}` is refused without a reason");
}

#[test]
fn counts_are_those_of_the_sources() {
    assert_eq!(ECS_VARIABLES.len(), 119);
    assert_eq!(DAEMON_KEYS.len(), 106);
    assert_eq!(LOG_DRIVERS.len(), 12);
    assert_eq!(LOG_OPTIONS.len(), 115);
    assert_eq!(STORAGE_DRIVERS.len(), 8);
    assert_eq!(DAEMON_RULES.len(), 19);
    assert_eq!(DIRECTIVES.len(), 50);
    assert_eq!(
        DIRECTIVES.iter().filter(|row| row.off.is_some()).count(),
        15
    );
    assert_eq!(LOGROTATE_RULES.len(), 18);
    assert_eq!(IDENTITY_ITEMS.len(), 84);
    assert_eq!(EFFECTS.len(), 20);
    assert_eq!(BASES.len(), 7);
}

#[test]
fn names_are_unique_and_sorted() {
    let keys = || ECS_VARIABLES.iter().map(|row| row.field.key);
    unique("ECS keys", keys());
    sorted("ECS keys", keys());
    let names = ECS_VARIABLES
        .iter()
        .flat_map(|row| row.aliases.iter().chain([&row.name]));
    assert_eq!(names.clone().count(), names.collect::<BTreeSet<_>>().len());
    unique("daemon keys", DAEMON_KEYS.iter().map(|row| row.field.key));
    sorted("daemon keys", DAEMON_KEYS.iter().map(|row| row.field.key));
    unique("log drivers", LOG_DRIVERS.iter().map(|row| row.name));
    unique(
        "storage drivers",
        STORAGE_DRIVERS.iter().map(|row| row.name),
    );
    unique("rules", DAEMON_RULES.iter().map(|row| row.id));
    unique(
        "ignored names",
        IGNORED_FLAG_NAMES.iter().map(|row| row.name),
    );
    unique("directives", DIRECTIVES.iter().map(|row| row.field.key));
    sorted("directives", DIRECTIVES.iter().map(|row| row.field.key));
    unique("rules", LOGROTATE_RULES.iter().map(|row| row.id));
    unique("identity", IDENTITY_ITEMS.iter().map(|row| row.id));
    sorted("bases", BASES.iter().map(|base| base.name));
    let options: Vec<String> = LOG_OPTIONS
        .iter()
        .map(|row| format!("{} {}", row.driver, row.field.key))
        .collect();
    unique("log options", options.iter().map(String::as_str));
}

#[test]
fn rows_are_documented_and_sourced() {
    let fields = (ECS_VARIABLES.iter().map(|row| (&row.field, row.source)))
        .chain(DAEMON_KEYS.iter().map(|row| (&row.field, row.source)))
        .chain(LOG_OPTIONS.iter().map(|row| (&row.field, row.source)))
        .chain(STORAGE_OPTIONS.iter().map(|row| (&row.field, row.source)))
        .chain(FLAGS_ONLY.iter().map(|row| (&row.field, row.source)))
        .chain(DIRECTIVES.iter().map(|row| (&row.field, row.source)));
    for (field, source) in fields {
        documented(field);
        assert!(!source.is_empty(), "`{}` has no source", field.key);
    }
    let sources = (IGNORED_FLAG_NAMES.iter().map(|row| row.source))
        .chain(LOG_DRIVERS.iter().map(|row| row.source))
        .chain(STORAGE_DRIVERS.iter().map(|row| row.source))
        .chain(DAEMON_RULES.iter().map(|row| row.source))
        .chain(DAEMON_UNITS.iter().map(|row| row.source))
        .chain(ENV_FILE_FACTS.iter().map(|row| row.source))
        .chain(HOST_LOGS.iter().map(|row| row.source))
        .chain(LOGROTATE_RULES.iter().map(|row| row.source));
    for source in sources {
        assert!(!source.is_empty());
    }
    for item in IDENTITY_ITEMS {
        assert!(
            !item.src.is_empty() && !item.if_left.is_empty(),
            "`{}`",
            item.id
        );
    }
}

#[test]
fn refused_keys_say_why() {
    for row in ECS_VARIABLES {
        match row.advice {
            Advice::Set => assert_ne!(row.platform, Platform::Windows, "`{}`", row.name),
            Advice::Leave(why) | Advice::Refuse(why) => reason(row.name, why),
        }
    }
    for (key, why) in DAEMON_KEYS
        .iter()
        .map(|row| (row.field.key, row.refused))
        .chain(DIRECTIVES.iter().map(|row| (row.field.key, row.refused)))
    {
        reason(key, why.unwrap_or("not refused"));
    }
    for row in DIRECTIVES {
        let global = row.scope == DirectiveScope::Global;
        assert!(
            !global || row.refused.is_some(),
            "`{}` is global",
            row.field.key
        );
    }
}

#[test]
fn look_ups_find_every_row() {
    for row in ECS_VARIABLES {
        assert_eq!(ecs_variable(row.field.key), Some(row));
        assert_eq!(by_name(row.name), Some(row));
    }
    for row in DAEMON_KEYS {
        assert_eq!(daemon_key(row.field.key), Some(row));
    }
    for row in DIRECTIVES {
        assert_eq!(directive(row.field.key), Some(row));
        if let Some(off) = row.off {
            assert_eq!(directive_of_off(off), Some(row));
            assert_eq!(directive(off), None);
        }
    }
    for row in IDENTITY_ITEMS {
        assert_eq!(identity_item(row.id), Some(row));
    }
    assert_eq!(ecs_variable("no-such-key"), None);
    assert_eq!(daemon_key("Debug"), None);
}

#[test]
fn an_ecs_key_is_its_name_without_the_prefix() {
    for row in ECS_VARIABLES {
        let bare = row.name.strip_prefix("ECS_").unwrap_or(row.name);
        assert_eq!(row.field.key, bare.to_lowercase().replace('_', "-"));
    }
}

#[test]
fn an_encoding_fits_its_type() {
    for row in ECS_VARIABLES {
        let fits = match row.encoding {
            Encoding::Bool => row.field.ty == Type::Bool,
            Encoding::Json => matches!(row.field.ty, Type::List { .. } | Type::Map { .. }),
            Encoding::Csv => matches!(
                row.field.ty,
                Type::List {
                    kind: ListKind::Set,
                    ..
                }
            ),
            Encoding::Plain => !matches!(
                row.field.ty,
                Type::Bool | Type::List { .. } | Type::Map { .. } | Type::Table(_) | Type::Any
            ),
        };
        assert!(
            fits,
            "`{}`: {:?} as {:?}",
            row.name, row.field.ty, row.encoding
        );
    }
}

#[test]
fn a_directive_has_the_type_of_its_argument() {
    for row in DIRECTIVES {
        let fits = match row.argument {
            Argument::None => row.field.ty == Type::Bool,
            Argument::Optional => matches!(row.field.ty, Type::OneOf([Type::Bool, _])),
            Argument::Required => row.field.ty != Type::Bool && row.field.ty != Type::Multiline,
            Argument::Script => row.field.ty == Type::Multiline,
        };
        assert!(fits, "`{}`: {:?}", row.field.key, row.field.ty);
    }
}

#[test]
fn identity_paths_are_absolute_and_handled_in_order() {
    for item in IDENTITY_ITEMS {
        assert!(!item.paths.is_empty(), "`{}` has no path", item.id);
        for path in item.paths {
            let absolute = path.starts_with('/') || path.starts_with("<data-root>");
            assert!(absolute || *path == "<pidfile>", "`{}`: {path}", item.id);
        }
        let kept = item.action == IdentityAction::Keep;
        assert_eq!(kept, item.order == 0, "`{}`", item.id);
        assert!(!item.after.is_empty(), "`{}` has no cause", item.id);
        assert_eq!(
            item.left == Left::Lines,
            !item.lines.is_empty(),
            "`{}`",
            item.id
        );
        // They stand in a regular expression of the shell.
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '=' | '-');
        for line in item.lines {
            let line = line.strip_prefix('^').unwrap_or(line);
            assert!(line.chars().all(plain), "`{}`: {line}", item.id);
        }
        // Fields of a row of bake.sh are parted by blanks.
        let blanks = item.paths.iter().any(|path| path.contains([' ', '\'']));
        assert!(!blanks, "`{}`", item.id);
    }
    assert!(IDENTITY_ITEMS.is_sorted_by_key(|item| item.order));
}

#[test]
fn every_base_has_every_role() {
    let roles = [
        Role::Docker,
        Role::DockerCli,
        Role::Containerd,
        Role::EcsInit,
        Role::SsmAgent,
        Role::Logrotate,
        Role::Chrony,
        Role::Openssl,
        Role::Curl,
        Role::Unzip,
        Role::AwsCli,
        Role::CaCertificates,
        Role::Ext4,
        Role::Xfs,
        Role::Nvme,
    ];
    for base in BASES {
        assert_eq!(base.packages.len(), roles.len(), "{}", base.name);
        for role in roles {
            assert!(base.package(role).is_some(), "{}: {role:?}", base.name);
        }
    }
}

#[test]
fn every_effect_makes_something_and_has_one_word() {
    sorted(
        "effects",
        EFFECTS.iter().filter(|row| !row.always).map(|row| row.word),
    );
    for row in EFFECTS {
        assert_eq!(effect(row.word), Some(row.effect));
        assert!(row.doc.ends_with('.'), "`{}`", row.word);
        let makes = |item: &&_| {
            let item: &parbake::catalog::IdentityItem = item;
            item.after.contains(&row.effect)
        };
        assert!(
            IDENTITY_ITEMS.iter().any(|item| makes(&item)),
            "`{}` makes nothing",
            row.word
        );
    }
}
