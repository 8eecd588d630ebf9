//! Tables of the schema: those with fixed keys, those with names of the user's choice, and the sections,
//! which are definitions that the profile and its variants share.

use super::{Schema, value, words};
use crate::catalog::docker::daemon_key;
use crate::catalog::ecs::{Advice, ecs_variable};
use crate::catalog::logrotate::directive;
use crate::catalog::{Field, Grammar, Type};
use crate::profile::keypath::KeyPath;
use crate::profile::shape::NOT_OVERLAYABLE;

/// Keywords of one schema, in order.
pub(super) type Keywords = Vec<(&'static str, Schema)>;

/// What `${var.NAME}` looks like in a string.
pub(super) const REFERENCE: &str = r"\$\{var\.";

/// The definitions made so far, in order.
#[derive(Default)]
pub(super) struct Definitions {
    made: Vec<(String, Schema)>,
    in_variant: bool,
}

impl Definitions {
    /// Returns the object of all definitions.
    pub(super) fn into_schema(self) -> Schema {
        Schema::object(self.made)
    }

    /// Describes a table with fixed keys; unknown ones are mistakes.
    pub(super) fn table(&mut self, fields: &'static [Field], path: &KeyPath) -> Keywords {
        let legal = |field: &&Field| !is_refused(field, path) && !self.is_fixed(field, path);
        let legal: Vec<_> = fields.iter().filter(legal).collect();
        let properties: Vec<_> = legal
            .into_iter()
            .map(|field| (field.key, self.property(field, path)))
            .collect();
        vec![
            ("type", Schema::plain_string("object")),
            ("properties", Schema::object(properties)),
            ("additionalProperties", value::boolean(false)),
        ]
    }

    /// Describes a table with names of the user's choice; a name may hold references. `below` is the path of
    /// what stands under a name.
    pub(super) fn map(&mut self, key: Grammar, of: &'static Type, below: &KeyPath) -> Keywords {
        let name = value::pattern(key, REFERENCE);
        let names = Schema::object([("pattern", Schema::plain_string(name))]);
        vec![
            ("type", Schema::plain_string("object")),
            ("propertyNames", names),
            (
                "additionalProperties",
                Schema::object(self.value(of, below)),
            ),
        ]
    }

    /// Describes one key: a section is a definition, all else stands in its place.
    fn property(&mut self, field: &'static Field, path: &KeyPath) -> Schema {
        let path = path.child(field.key);
        if field.key == "variants" {
            return Schema::object(self.variants(field, &path));
        }
        let is_section =
            path.keys().len() == 1 && matches!(field.ty, Type::Table(_) | Type::Map { .. });
        if !is_section {
            return Schema::object(self.described(field, &path));
        }
        let differs = |keys: &&&[&str]| keys.len() > 1 && keys.first() == Some(&field.key);
        let name = match NOT_OVERLAYABLE.iter().find(differs) {
            Some(_) if self.in_variant => format!("variant-{}", field.key),
            _ => field.key.to_owned(),
        };
        if !self.made.iter().any(|(made, _)| *made == name) {
            let schema = Schema::object(self.described(field, &path));
            self.made.push((name.clone(), schema));
        }
        reference_to(&name)
    }

    /// Describes the overlays: the same keys as the profile's, without what all variants share.
    fn variants(&mut self, field: &'static Field, path: &KeyPath) -> Keywords {
        let mut keywords = vec![description(field, path)];
        if let Type::Map { key, of } = field.ty {
            self.in_variant = true;
            keywords.extend(self.map(key, of, &KeyPath::default()));
            self.in_variant = false;
        }
        keywords
    }

    /// Puts the words for people before what a value must be.
    fn described(&mut self, field: &'static Field, path: &KeyPath) -> Keywords {
        let mut keywords = vec![description(field, path)];
        if words::has_one_default(field, path) {
            keywords.extend(value::default(field).map(|default| ("default", default)));
        }
        keywords.extend(self.value(&field.ty, path));
        keywords
    }

    /// Says whether a variant may not have a key.
    fn is_fixed(&self, field: &Field, path: &KeyPath) -> bool {
        let path = path.child(field.key);
        self.in_variant
            && NOT_OVERLAYABLE
                .iter()
                .any(|keys| path == KeyPath::from(*keys))
    }
}

fn description(field: &'static Field, path: &KeyPath) -> (&'static str, Schema) {
    let text = words::description(field, path);
    ("description", Schema::plain_string(text))
}

/// Returns a schema that is a definition's, with nothing beside it.
fn reference_to(name: &str) -> Schema {
    let target = format!("#/definitions/{name}");
    Schema::object([("$ref", Schema::plain_string(target))])
}

/// Says whether a catalogue refuses a key.
fn is_refused(field: &Field, path: &KeyPath) -> bool {
    let keys: Vec<_> = path.keys().iter().map(String::as_str).collect();
    match keys.as_slice() {
        ["ecs"] => ecs_variable(field.key)
            .is_some_and(|variable| matches!(variable.advice, Advice::Refuse(_))),
        ["docker", "daemon"] => daemon_key(field.key).is_some_and(|key| key.refused.is_some()),
        ["logrotate", _] => directive(field.key).is_some_and(|word| word.refused.is_some()),
        _ => false,
    }
}
