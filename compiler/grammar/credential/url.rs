//! Passwords in URLs: `https://user:password@host`.

use super::value::is_mask;
use super::{Found, slice};

/// The longest user and password that are looked at.
const LONGEST: usize = 512;

/// Source: RFC 3986 section 3.2.1, which deprecates the form.
pub(super) fn find(text: &str, found: &mut Vec<Found>) {
    let bytes = text.as_bytes();
    for (at, _) in text.match_indices("://") {
        let has_scheme = at
            .checked_sub(1)
            .and_then(|before| bytes.get(before))
            .is_some_and(u8::is_ascii_alphanumeric);
        let start = at + 3;
        let inside = |byte: &&u8| {
            !byte.is_ascii_whitespace()
                && !matches!(
                    byte,
                    b'/' | b'?' | b'#' | b'"' | b'\'' | b'<' | b'>' | b'\\' | b'`'
                )
        };
        let length = bytes
            .get(start..)
            .unwrap_or_default()
            .iter()
            .take(LONGEST)
            .take_while(inside)
            .count();
        let authority = slice(text, start..start + length);
        if let Some((from, to)) = password(authority).filter(|_| has_scheme) {
            found.push(Found::new("password in a URL", start + from..start + to));
        }
    }
}

/// Returns where the password of an authority stands.
fn password(authority: &str) -> Option<(usize, usize)> {
    let at = authority.rfind('@')?;
    let (user_info, host) = (authority.get(..at)?, authority.get(at + 1..)?);
    let colon = user_info.find(':')?;
    let password = user_info.get(colon + 1..)?;
    // `docker://alpine:3.18@sha256:...` is an image.
    let is_image = host.starts_with("sha256:");
    let is_secret = !password.is_empty() && !is_mask(password) && !host.is_empty() && !is_image;
    is_secret.then_some((colon + 1, at))
}
