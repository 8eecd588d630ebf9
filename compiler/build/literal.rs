//! Values as Rust source, and the declaration of rows that are read from TOML and written as Rust.

use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;

/// A value that can be written as a Rust expression, valid in a `static`.
pub(crate) trait Literal {
    /// Returns the expression.
    fn literal(&self) -> String;
}

impl Literal for String {
    fn literal(&self) -> String {
        format!("{self:?}")
    }
}

impl Literal for bool {
    fn literal(&self) -> String {
        self.to_string()
    }
}

impl Literal for i64 {
    fn literal(&self) -> String {
        self.to_string()
    }
}

impl<T: Literal> Literal for Option<T> {
    fn literal(&self) -> String {
        self.as_ref().map_or("None".to_owned(), |value| {
            format!("Some({})", value.literal())
        })
    }
}

impl<T: Literal> Literal for Vec<T> {
    fn literal(&self) -> String {
        let items: Vec<String> = self.iter().map(Literal::literal).collect();
        format!("&[{}]", items.join(", "))
    }
}

impl<A: Literal, B: Literal> Literal for (A, B) {
    fn literal(&self) -> String {
        format!("({}, {})", self.0.literal(), self.1.literal())
    }
}

/// Turns `kebab-case` into `PascalCase`.
pub(crate) fn pascal(kebab: &str) -> String {
    kebab
        .split('-')
        .map(|word| match word.split_at_checked(1) {
            Some((first, rest)) => first.to_uppercase() + rest,
            None => String::new(),
        })
        .collect()
}

/// A dotted version as it stands in a catalogue, one to three numbers.
#[derive(Deserialize, Clone)]
pub(crate) struct Version(String);

impl Literal for Version {
    fn literal(&self) -> String {
        let mut numbers: Vec<u32> = self
            .0
            .split('.')
            .map(|part| {
                part.parse()
                    .unwrap_or_else(|_| panic!("`{}` is no version", self.0))
            })
            .collect();
        assert!(numbers.len() <= 3, "`{}` is no version", self.0);
        numbers.resize(3, 0);
        format!(
            "Version::new({}, {}, {})",
            numbers[0], numbers[1], numbers[2]
        )
    }
}

/// Declares enums of which a catalogue holds the kebab-case name of a variant; that the variant
/// exists is checked where the generated text is compiled.
macro_rules! words {
    ($($name:ident)*) => { $(
        #[derive(serde::Deserialize, Clone)]
        pub(crate) struct $name(pub(crate) String);
        impl crate::literal::Literal for $name {
            fn literal(&self) -> String {
                format!(concat!(stringify!($name), "::{}"), crate::literal::pascal(&self.0))
            }
        }
    )* };
}
pub(crate) use words;

/// Writes the fields of a row as the inside of a struct expression.
macro_rules! fields {
    ($self:ident $($field:ident)*) => {
        vec![$(
            format!(
                concat!(stringify!($field), ": {}"),
                crate::literal::Literal::literal(&$self.$field),
            ),
        )*]
        .join(", ")
    };
}
pub(crate) use fields;

/// Declares a row: a TOML table in kebab-case that becomes a Rust struct of the same name and fields.
///
/// A `setting` row also holds `key`, `type`, `required`, `unit`, `default` and `doc`, which become
/// its `field`.
macro_rules! record {
    (setting $name:ident { $($(#[$meta:meta])* $field:ident: $ty:ty,)* }) => {
        #[derive(serde::Deserialize)]
        #[serde(rename_all = "kebab-case", deny_unknown_fields)]
        pub(crate) struct $name {
            key: String,
            r#type: crate::types::Type,
            #[serde(default)]
            required: bool,
            #[serde(default)]
            unit: String,
            #[serde(default)]
            default: String,
            doc: String,
            $($(#[$meta])* $field: $ty,)*
        }
        impl crate::literal::Literal for $name {
            fn literal(&self) -> String {
                format!(
                    concat!(
                        stringify!($name),
                        " {{ field: Field {{ key: {}, ty: {}, required: {}, unit: {}, default: {}, ",
                        "doc: {} }}, {} }}",
                    ),
                    self.key.literal(), self.r#type.literal(), self.required.literal(),
                    self.unit.literal(), self.default.literal(), self.doc.literal(),
                    crate::literal::fields!(self $($field)*),
                )
            }
        }
    };
    ($name:ident { $($(#[$meta:meta])* $field:ident: $ty:ty,)* }) => {
        #[derive(serde::Deserialize)]
        #[serde(rename_all = "kebab-case", deny_unknown_fields)]
        pub(crate) struct $name { $($(#[$meta])* $field: $ty,)* }
        impl crate::literal::Literal for $name {
            fn literal(&self) -> String {
                format!(
                    concat!(stringify!($name), " {{ {} }}"),
                    crate::literal::fields!(self $($field)*),
                )
            }
        }
    };
}
pub(crate) use record;

/// Reads one catalogue.
pub(crate) fn read<T: DeserializeOwned>(path: &Path) -> T {
    let text =
        std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Writes one documented table: `pub static NAME: &[TYPE]`.
pub(crate) fn table<T: Literal>(doc: &str, name: &str, ty: &str, rows: &[T]) -> String {
    let mut text = format!("/// {doc}\npub static {name}: &[{ty}] = &[\n");
    for row in rows {
        text += &format!("    {},\n", row.literal());
    }
    text + "];\n"
}
