//! The images of a Compose file, as `docker compose pull` would take them with no variable set.
//!
//! Source: compose-spec `05-services.md` (image, platform, extends), `12-interpolation.md`, `14-include.md`.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_saphyr::{Location, Spanned};

/// An image that a file of containers names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The reference, variables put in.
    pub image: String,
    /// `linux/arm64`, where the file asks for a platform.
    pub platform: Option<Platform>,
    /// The bytes of the reference in the file.
    pub place: Range<usize>,
}

/// A platform that a file asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Platform {
    /// The word as written.
    pub word: String,
    /// Its bytes in the file.
    pub place: Range<usize>,
}

/// Why a file gives no images, or lacks one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is not what it should be; the reader's own words.
    NotReadable(String),
    /// A variable has neither a value nor a default.
    Variable(String),
    /// A `${` that is never closed, or names nothing.
    Reference(String),
    /// Services that stand in another file, which nothing follows here: `include`, `extends.file`.
    Elsewhere(&'static str),
}

/// A log driver by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogDriver {
    /// Its name.
    pub name: String,
    /// The bytes of the name in the file.
    pub place: Range<usize>,
}

/// What a file of containers holds: the images, and what could not be told, each with its place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Containers {
    /// The images, in the order of the file.
    pub images: Vec<Named>,
    /// The log drivers that an ECS task's containers ask for, in the order of the file.
    pub log_drivers: Vec<LogDriver>,
    /// What is wrong.
    pub faults: Vec<(Fault, Range<usize>)>,
}

#[derive(Deserialize)]
struct File {
    services: BTreeMap<String, Service>,
    include: Option<Spanned<IgnoredAny>>,
}

#[derive(Deserialize)]
struct Service {
    image: Option<Spanned<String>>,
    platform: Option<Spanned<String>>,
    extends: Option<Spanned<Extends>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Extends {
    Named(#[expect(dead_code, reason = "only its form counts")] String),
    Table { file: Option<String> },
}

/// Lists the images of a Compose file.
#[must_use]
pub fn images(text: &str) -> Containers {
    let mut found = Containers::default();
    let file: File = match serde_saphyr::from_str(text) {
        Ok(file) => file,
        Err(error) => {
            let place = error
                .location()
                .map_or(0..0, |location| bytes(&location, text));
            let words = error.without_snippet().to_string();
            // The place is shown beside it.
            let words = words
                .split(" at line ")
                .next()
                .unwrap_or_default()
                .to_owned();
            found.faults.push((Fault::NotReadable(words), place));
            return found;
        }
    };
    if let Some(include) = &file.include {
        let place = bytes(&include.defined, text);
        found.faults.push((Fault::Elsewhere("include"), place));
    }
    for service in file.services.values() {
        add(service, text, &mut found);
    }
    found.images.sort_by_key(|image| image.place.start);
    found
}

fn add(service: &Service, text: &str, found: &mut Containers) {
    let Some(image) = &service.image else {
        // One of the same file brings nothing that is not in the list; one that is built has nothing to pull.
        let extends = service.extends.as_ref();
        let other =
            extends.filter(|extends| matches!(extends.value, Extends::Table { file: Some(_) }));
        if let Some(other) = other {
            let place = bytes(&other.defined, text);
            found.faults.push((Fault::Elsewhere("extends.file"), place));
        }
        return;
    };
    let place = bytes(&image.defined, text);
    let platform = service.platform.as_ref().and_then(|platform| {
        Some(Platform {
            word: interpolate(&platform.value).ok()?,
            place: bytes(&platform.defined, text),
        })
    });
    match interpolate(&image.value) {
        Ok(image) => found.images.push(Named {
            image,
            platform,
            place,
        }),
        Err(fault) => found.faults.push((fault, place)),
    }
}

fn bytes(location: &Location, text: &str) -> Range<usize> {
    let span = location.span();
    let number = |at: Option<u64>| at.and_then(|at| usize::try_from(at).ok());
    let start = number(span.byte_offset()).unwrap_or(0);
    let length = number(span.byte_len()).unwrap_or(0);
    let end = start.saturating_add(length).min(text.len());
    start.min(end)..end
}

/// Puts in what stands behind `$` when no variable is set.
fn interpolate(text: &str) -> Result<String, Fault> {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('$') {
        out.push_str(before);
        if let Some(behind) = behind.strip_prefix('$') {
            out.push('$');
            rest = behind;
        } else if let Some(behind) = behind.strip_prefix('{') {
            let end = closing(behind).ok_or_else(|| Fault::Reference(text.to_owned()))?;
            let (inner, behind) = behind.split_at(end);
            out.push_str(&braced(inner)?);
            rest = behind.strip_prefix('}').unwrap_or(behind);
        } else {
            let name = name(behind);
            if name.is_empty() {
                return Err(Fault::Reference(text.to_owned()));
            }
            return Err(Fault::Variable(name.to_owned()));
        }
    }
    out.push_str(rest);
    Ok(out)
}

/// Finds the brace that closes one, over those that open inside.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, character) in text.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => return Some(at),
            '}' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// What `${NAME...}` gives for a variable that is not set.
fn braced(inner: &str) -> Result<String, Fault> {
    let name = name(inner);
    let operator = inner.get(name.len()..).unwrap_or_default();
    let is_named = !name.is_empty();
    let default = operator
        .strip_prefix(":-")
        .or_else(|| operator.strip_prefix('-'));
    if let Some(default) = default.filter(|_| is_named) {
        return interpolate(default);
    }
    if operator.starts_with(":+") || operator.starts_with('+') {
        return Ok(String::new());
    }
    let is_wanted = operator.is_empty() || operator.starts_with(":?") || operator.starts_with('?');
    Err(if is_named && is_wanted {
        Fault::Variable(name.to_owned())
    } else {
        Fault::Reference(format!("${{{inner}}}"))
    })
}

/// The name at the front of a text: `[A-Za-z_][A-Za-z0-9_]*`.
fn name(text: &str) -> &str {
    let ends = |(at, character): (usize, char)| {
        let fits = character == '_'
            || character.is_ascii_alphabetic()
            || at > 0 && character.is_ascii_digit();
        (!fits).then_some(at)
    };
    let end = text.char_indices().find_map(ends).unwrap_or(text.len());
    text.split_at(end).0
}
