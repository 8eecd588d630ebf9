//! Keys of ssh.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Types of keys that OpenSSH's sshd takes in authorized_keys.
///
/// Source: sshd(8), "AUTHORIZED_KEYS FILE FORMAT"; OpenSSH 9.2, sshkey.c, `keyimpls`.
const TYPES: &[&str] = &[
    "ssh-ed25519",
    "ssh-rsa",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
    "sk-ssh-ed25519@openssh.com",
    "sk-ecdsa-sha2-nistp256@openssh.com",
];

/// A line of authorized_keys: options perhaps, the type, the key in base64, a comment perhaps.
///
/// The key's own first field must be its type, and its fields must fill it: a truncated one is none.
pub(super) fn is_authorized_key(line: &str) -> bool {
    let words = words(line);
    let mut pairs = words.iter().zip(words.iter().skip(1)).take(2);
    pairs.any(|(kind, key)| TYPES.contains(kind) && is_key(kind, key))
}

/// The words between blanks; a blank in quotes is none.
fn words(line: &str) -> Vec<&str> {
    let mut is_quoted = false;
    let is_blank = |next: char| {
        is_quoted ^= next == '"';
        !is_quoted && next == ' '
    };
    line.split(is_blank)
        .filter(|word| !word.is_empty())
        .collect()
}

fn is_key(kind: &str, key: &str) -> bool {
    let Ok(bytes) = STANDARD.decode(key) else {
        return false;
    };
    let mut rest = bytes.as_slice();
    let mut fields = Vec::new();
    while let Some((length, behind)) = rest.split_first_chunk::<4>() {
        let length = usize::try_from(u32::from_be_bytes(*length)).unwrap_or(usize::MAX);
        let Some((field, behind)) = behind.split_at_checked(length) else {
            return false;
        };
        fields.push(field);
        rest = behind;
    }
    rest.is_empty() && fields.len() > 1 && fields.first() == Some(&kind.as_bytes())
}
