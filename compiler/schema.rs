//! The JSON Schema of the profile, for editors: draft-07, made from the language's own tables.
//!
//! It is no stricter than the compiler: what the schema refuses, `parbake check` refuses. Four choices:
//!
//! - Every value but a script may be a string with a `${var.NAME}` reference, and a text where the host may
//!   speak one with `${instance.…}`. This is said by `type` and `pattern` side by side (bounds count for
//!   numbers only, patterns for strings only), so that an editor's message names the bound that was broken;
//!   `anyOf` is left for words. A table is always a table: no reference may stand for one.
//! - `required` stands only in the tables of a list. Every other key may come from a file that `extends`
//!   names, from the profile under a variant, or be dropped by `unset`, so one file need not have it.
//! - Keys that the catalogues refuse are left out, as are keys that a variant may not touch.
//! - No keyword newer than draft-07, and nothing beside a `$ref`: editors ignore both without a word.

mod table;
mod value;
mod words;

use crate::catalog::Type;
use crate::format::{Node, json};
use crate::profile::keypath::KeyPath;
use crate::profile::shape;
use table::Definitions;

/// A piece of the schema; nothing in a profile caused it.
type Schema = Node<()>;

/// Returns the JSON Schema (draft-07) of a profile: pretty, with LF, the keys in the language's order.
#[must_use]
pub fn profile_schema() -> String {
    let mut definitions = Definitions::default();
    let mut root = vec![
        (
            "$schema",
            Schema::plain_string("http://json-schema.org/draft-07/schema#"),
        ),
        ("title", Schema::plain_string("parbake host profile")),
        (
            "description",
            Schema::plain_string(
                "What a container host is made of. `parbake build` compiles it to user-data, settings and a bake script.",
            ),
        ),
    ];
    if let Type::Table(fields) = shape::PROFILE {
        root.extend(definitions.table(fields, &KeyPath::default()));
    }
    root.push(("definitions", definitions.into_schema()));
    json::encode(&Schema::object(root)).text()
}
