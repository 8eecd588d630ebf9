//! Container image references.
//!
//! Source: distribution/reference v0.6.0 `regexp.go` and `normalize.go`.

use super::names::every;

/// Longest name with its domain, in bytes (`RepositoryNameTotalLengthMax`).
const LONGEST_NAME: usize = 255;

/// An image with a tag, a sha256 digest behind it allowed. A digest alone is refused: an image that
/// was pulled so has no tag to be found by.
pub(super) fn is_image(text: &str) -> bool {
    match text.split_once('@') {
        Some((tagged, digest)) => is_digest(digest) && is_image_tag(tagged),
        None => is_image_tag(text),
    }
}

/// `name:tag`. `latest` is a tag like any other.
pub(super) fn is_image_tag(text: &str) -> bool {
    text.rsplit_once(':')
        .is_some_and(|(name, tag)| is_tag(tag) && is_repository(name))
}

/// A reference in its parts: `name[:tag][@sha256:...]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImageParts<'t> {
    /// `[domain[:port]/]path`.
    pub name: &'t str,
    /// The tag, where one is named.
    pub tag: Option<&'t str>,
    /// `sha256:...`, where one is named.
    pub digest: Option<&'t str>,
}

impl<'t> ImageParts<'t> {
    /// Takes a reference apart; `None` where it is none.
    #[must_use]
    pub fn parse(text: &'t str) -> Option<Self> {
        let (tagged, digest) = match text.split_once('@') {
            Some((tagged, digest)) => (tagged, Some(digest)),
            None => (text, None),
        };
        // A colon before the last slash is a port's.
        let (name, tag) = match tagged.rsplit_once(':') {
            Some((name, tag)) if !tag.contains('/') => (name, Some(tag)),
            _ => (tagged, None),
        };
        let fits = is_repository(name) && tag.is_none_or(is_tag) && digest.is_none_or(is_digest);
        fits.then_some(Self { name, tag, digest })
    }

    /// The registry's host: Docker Hub where none is named.
    #[must_use]
    pub fn registry(&self) -> &'t str {
        match self.name.split_once('/') {
            Some((first, _)) if looks_like_domain(first) => first,
            _ => DOCKER_HUB,
        }
    }

    /// The name as Docker shows it and keeps it in `RepoTags`: `docker.io/library/nginx` is `nginx`.
    #[must_use]
    pub fn familiar_name(&self) -> &'t str {
        let hub = ["docker.io/", "index.docker.io/"];
        let Some(path) = hub.iter().find_map(|hub| self.name.strip_prefix(hub)) else {
            return self.name;
        };
        path.strip_prefix("library/").unwrap_or(path)
    }
}

/// The registry of a name without one.
const DOCKER_HUB: &str = "docker.io";

fn is_digest(text: &str) -> bool {
    text.strip_prefix("sha256:").is_some_and(|hex| {
        hex.len() == 64 && every(hex, |byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    })
}

fn is_tag(text: &str) -> bool {
    text.len() <= 128
        && super::names::begins(
            text,
            |byte| byte.is_ascii_alphanumeric() || byte == b'_',
            |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-'),
        )
}

/// `[domain[:port]/]path`; the first component is a domain where it looks like one.
fn is_repository(name: &str) -> bool {
    let (domain, path) = match name.split_once('/') {
        Some((first, rest)) if looks_like_domain(first) => (Some(first), rest),
        _ => (None, name),
    };
    name.len() <= LONGEST_NAME && domain.is_none_or(is_domain) && path.split('/').all(is_component)
}

fn looks_like_domain(first: &str) -> bool {
    first == "localhost"
        || first.contains(['.', ':'])
        || first.bytes().any(|byte| byte.is_ascii_uppercase())
}

/// `host[:port]`, an IPv6 address in brackets.
fn is_domain(text: &str) -> bool {
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (text, None),
    };
    let bracketed = host
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    bracketed.map_or_else(
        || super::network::is_host_name(host),
        super::network::is_ip6,
    ) && port.is_none_or(super::values::is_port)
}

/// `[a-z0-9]+` with `.`, `_`, `__` or dashes between.
fn is_component(text: &str) -> bool {
    let is_alphanumeric = |character: char| matches!(character, 'a'..='z' | '0'..='9');
    let is_separator =
        |run: &str| matches!(run, "" | "." | "_" | "__") || every(run, |byte| byte == b'-');
    text.starts_with(is_alphanumeric)
        && text.ends_with(is_alphanumeric)
        && text.split(is_alphanumeric).all(is_separator)
}
