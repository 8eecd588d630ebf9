//! The register of codes: one row each, the text of `parbake explain CODE`.
//!
//! `P` is for the profile's language, `L` for lints, `O` for the outputs. A code is never used again.

/// One kind of problem.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// Letter and four digits, `P0104`.
    pub id: &'static str,
    /// Kebab-case name of the thing flagged.
    pub name: &'static str,
    /// What it is, why it matters, a bad and a good example; Markdown.
    pub doc: &'static str,
}

macro_rules! codes {
    ($($constant:ident $id:literal $name:literal $doc:literal)*) => {
        $(
            #[doc = $name]
            pub const $constant: &Code = &Code { id: $id, name: $name, doc: $doc };
        )*
        /// Every code, by id.
        pub const CODES: &[&Code] = &[$($constant),*];
    };
}

impl Code {
    /// Finds a code by its id or its name.
    #[must_use]
    pub fn find(word: &str) -> Option<&'static Self> {
        CODES
            .iter()
            .copied()
            .find(|code| code.id.eq_ignore_ascii_case(word) || code.name == word)
    }
}

codes! {
    SYNTAX "P0001" "syntax" "The file is not TOML."
}
