//! The language: which keys a profile may have, of which type, with their words for people.
//!
//! One tree of tables serves the checker, the merger, the JSON Schema and `parbake explain`.

mod host;
mod image;
mod launch;
mod outside;
mod scaling;
mod secrets;
mod stores;
mod swarm;

use super::keypath::KeyPath;
use crate::catalog::{Field, Grammar, Type};

/// A set of texts of one grammar.
macro_rules! set_of {
    ($of:expr) => {
        Type::List {
            of: &$of,
            kind: crate::catalog::ListKind::Set,
        }
    };
}
/// A sequence of texts of one grammar.
macro_rules! sequence_of {
    ($of:expr) => {
        Type::List {
            of: &$of,
            kind: crate::catalog::ListKind::Sequence,
        }
    };
}
use {sequence_of, set_of};

pub(crate) use secrets::{Leak, SecretPlace, secret_place};

/// Writes one row of a table: key, type, default, words.
const fn field(key: &'static str, ty: Type, default: &'static str, doc: &'static str) -> Field {
    Field {
        key,
        ty,
        required: false,
        unit: "",
        default,
        doc,
    }
}

/// The same row for a key that must be given.
const fn required(mut field: Field) -> Field {
    field.required = true;
    field
}

/// The same row with a unit.
const fn unit(mut field: Field, unit: &'static str) -> Field {
    field.unit = unit;
    field
}

/// The keys that make a file a profile; a variant has none of them.
const HEADER: &[Field] = &[
    required(field(
        "name",
        Type::Text(Grammar::Name),
        "",
        "Name of the profile: of its bundle's directory, its image and its launch templates.",
    )),
    required(field(
        "edition",
        Type::Enum(&["2026"]),
        "",
        "Edition of the language. Rules may only tighten with a new edition.",
    )),
    field(
        "extends",
        sequence_of!(Type::Text(Grammar::SourcePath)),
        "",
        "Profiles that this one builds on, left to right, then this file; paths relative to this file.",
    ),
    field(
        "vars",
        Type::Map {
            key: Grammar::VarName,
            of: &Type::Any,
        },
        "",
        "Variables for `${var.NAME}`: a value, or `{ scope = \"launch\", type = \"string\", default = ... }`.",
    ),
    field(
        "variants",
        Type::Map {
            key: Grammar::Name,
            of: &Type::Table(VARIANT),
        },
        "",
        "Overlays of the profile: one image, one user-data for each.",
    ),
];

/// What a variant may hold beside the sections.
const VARIANT_ONLY: &[Field] = &[field(
    "vars",
    Type::Map {
        key: Grammar::VarName,
        of: &Type::Any,
    },
    "",
    "Values of variables in this variant.",
)];

#[expect(
    clippy::indexing_slicing,
    reason = "only for constants: a wrong index does not compile"
)]
const fn join<const N: usize>(parts: &[&[Field]]) -> [Field; N] {
    let mut out = [Field::EMPTY; N];
    let mut at = 0;
    let mut part = 0;
    while part < parts.len() {
        let mut row = 0;
        while row < parts[part].len() {
            out[at] = parts[part][row];
            at += 1;
            row += 1;
        }
        part += 1;
    }
    out
}

const ROOT_PARTS: &[&[Field]] = &[
    HEADER,
    COMMON,
    host::SECTIONS,
    image::SECTIONS,
    launch::SECTIONS,
    scaling::SECTIONS,
    outside::SECTIONS,
    swarm::SECTIONS,
    stores::SECTIONS,
];
const VARIANT_PARTS: &[&[Field]] = &[
    VARIANT_ONLY,
    COMMON,
    host::SECTIONS,
    image::SECTIONS,
    launch::SECTIONS,
    scaling::SECTIONS,
    outside::SECTIONS,
    swarm::SECTIONS,
    stores::SECTIONS,
];

#[expect(
    clippy::indexing_slicing,
    reason = "only for constants: a wrong index does not compile"
)]
const fn size(parts: &[&[Field]]) -> usize {
    let mut total = 0;
    let mut part = 0;
    while part < parts.len() {
        total += parts[part].len();
        part += 1;
    }
    total
}

static ROOT_FIELDS: [Field; size(ROOT_PARTS)] = join(ROOT_PARTS);
const VARIANT_FIELDS: [Field; size(VARIANT_PARTS)] = join(VARIANT_PARTS);
const VARIANT: &[Field] = &VARIANT_FIELDS;

/// Keys of profiles and variants alike that are no section.
const COMMON: &[Field] = &[
    field(
        "description",
        Type::Text(Grammar::Line),
        "",
        "One line on what the host is for; becomes the description of the launch template's version.",
    ),
    field(
        "unset",
        set_of!(Type::Text(Grammar::KeyPath)),
        "",
        "Key paths to drop from what `extends`, or the profile under a variant, gave.",
    ),
];

/// The whole language.
pub static PROFILE: Type = Type::Table(&ROOT_FIELDS);

/// Key paths that a variant may not touch: one image serves all variants.
pub(crate) const NOT_OVERLAYABLE: &[&[&str]] = &[
    &["host", "base"],
    &["host", "arch"],
    &["image"],
    &["packages", "repositories"],
];

/// Says whether a path is of what the one image is made of.
pub(crate) fn is_of_image(path: &KeyPath) -> bool {
    let begins = |keys: &&[&str]| {
        path.keys()
            .iter()
            .map(String::as_str)
            .take(keys.len())
            .eq(keys.iter().copied())
    };
    NOT_OVERLAYABLE.iter().any(begins)
}

/// Says whether a key stands in a variant and says what only the profile itself can say.
pub(crate) fn is_of_the_profile_alone(path: &KeyPath, key: &str) -> bool {
    let in_variant = matches!(path.keys(), [first, _] if first == "variants");
    in_variant && HEADER.iter().any(|field| field.key == key)
}

/// Says whether a setting takes no literal, because it is a secret.
pub(crate) fn is_secret(path: &KeyPath) -> bool {
    let [section, key] = path.keys() else {
        return false;
    };
    section == "ecs"
        && crate::catalog::ecs::ecs_variable(key).is_some_and(|variable| variable.secret)
}

/// Sections whose strings may hold values that only the host knows; `*` is any name.
const HOST_VALUES: &[&[&str]] = &[
    &["ecs"],
    &["docker", "daemon"],
    &["docker", "daemon-extra"],
    &["files", "*", "content"],
    &["host", "hostname"],
    &["hosts"],
    &["units", "*", "content"],
    &["units", "*", "drop-ins"],
    &["scripts", "*", "env"],
    &["swarm"],
    &["certificates", "*", "subject"],
    &["certificates", "*", "names"],
];

/// Returns the keys of a path without the variant that it is of.
fn without_variant(path: &KeyPath) -> &[String] {
    match path.keys() {
        [first, _, below @ ..] if first == "variants" => below,
        keys => keys,
    }
}

/// Says whether a string at a path may hold `${instance.…}`, in the profile or in a variant of it.
pub(crate) fn takes_host_values(path: &KeyPath) -> bool {
    let keys = without_variant(path);
    let within = |section: &&[&str]| {
        let mut pairs = section.iter().zip(keys);
        keys.len() >= section.len() && pairs.all(|(wanted, key)| *wanted == "*" || wanted == key)
    };
    HOST_VALUES.iter().any(within)
}

/// Finds the type of the value at a key path, and its row where it has one.
#[must_use]
pub fn lookup(path: &KeyPath) -> Option<(Type, Option<&'static Field>)> {
    let mut ty = PROFILE;
    let mut row = None;
    for key in path.keys() {
        row = ty.field(key);
        ty = ty.below(key)?;
    }
    Some((ty, row))
}
