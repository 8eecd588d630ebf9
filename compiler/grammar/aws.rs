//! Names that AWS gives rules for.

use super::names::every;

/// A name for `CreateImage`, at most 128 characters with a dash and a time stamp behind it.
///
/// Source: Amazon EC2 API reference, `CreateImage`, `Name`.
pub(super) fn is_ami_name(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"()[] ./-'@_".contains(&byte);
    text.len() <= 112 && text.trim() == text && every(text, fits)
}

/// A bucket and, perhaps, a key of characters that need no care.
///
/// Source: Amazon S3 user guide, "Bucket naming rules" and "Object key naming guidelines", safe characters.
pub(super) fn is_s3_location(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("s3://") else {
        return false;
    };
    let mut parts = rest.split('/');
    let bucket = parts.next().unwrap_or_default();
    let in_bucket =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-".contains(&byte);
    let in_key = |byte: u8| byte.is_ascii_alphanumeric() || b"!_.*'()-".contains(&byte);
    (3..=63).contains(&bucket.len())
        && every(bucket, in_bucket)
        && parts.all(|part| every(part, in_key))
}
