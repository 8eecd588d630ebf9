//! The little language of the known formats: a prefix, then runs of letters between fixed words.

/// The letters that a part of a credential is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Letters {
    /// `0-9`.
    Digits,
    /// `0-9a-fA-F`.
    Hex,
    /// `A-Z0-9`.
    Upper,
    /// `A-Za-z0-9`.
    Alnum,
    /// `A-Za-z0-9_-`, base64 for URLs.
    Url,
    /// `A-Za-z0-9+/=`, base64.
    Base64,
    /// `A-Za-z0-9_.~=-` and what else stands in a token.
    Token,
    /// `A-Za-z0-9./`, the base64 of crypt(5).
    Crypt,
    /// `A-Za-z0-9%+/`, base64 in a query.
    Query,
}

impl Letters {
    /// Says whether a byte is one of them.
    pub(super) fn has(self, byte: u8) -> bool {
        match self {
            Self::Digits => byte.is_ascii_digit(),
            Self::Hex => byte.is_ascii_hexdigit(),
            Self::Upper => byte.is_ascii_uppercase() || byte.is_ascii_digit(),
            Self::Alnum => byte.is_ascii_alphanumeric(),
            Self::Url => byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'),
            Self::Base64 => byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'='),
            Self::Token => {
                byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'~' | b'=' | b'-')
            }
            Self::Crypt => byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'/'),
            Self::Query => byte.is_ascii_alphanumeric() || matches!(byte, b'%' | b'+' | b'/'),
        }
    }
}

/// A part behind the prefix.
#[derive(Clone, Copy, Debug)]
pub(super) enum Part {
    /// As many of the letters as there are: at least the first number, no more than the second are looked at.
    Run(Letters, usize, usize),
    /// These bytes.
    Word(&'static str),
}

/// A format of one vendor.
#[derive(Debug)]
pub(super) struct Format {
    /// How it begins; the formats are sorted by it.
    pub(super) prefix: &'static str,
    /// What follows.
    pub(super) parts: &'static [Part],
    /// What it is.
    pub(super) kind: &'static str,
    /// Who says so: a rule of gitleaks 8.30 (config/gitleaks.toml), or a page.
    pub(super) source: &'static str,
}

impl Format {
    /// Returns the length of the credential at the start of some bytes.
    pub(super) fn length(&self, bytes: &[u8]) -> Option<usize> {
        let mut rest = bytes.strip_prefix(self.prefix.as_bytes())?;
        let mut last = None;
        for part in self.parts {
            rest = match *part {
                Part::Word(word) => rest.strip_prefix(word.as_bytes())?,
                Part::Run(letters, least, most) => {
                    let run = rest
                        .iter()
                        .take(most)
                        .take_while(|byte| letters.has(**byte));
                    let length = run.count();
                    if length < least {
                        return None;
                    }
                    last = Some(letters);
                    rest.get(length..)?
                }
            };
        }
        // A longer word of the same letters is something else.
        let goes_on = |letters: Letters| {
            let next = rest.first();
            next.is_some_and(|byte| letters.has(*byte) && byte.is_ascii_alphanumeric())
        };
        if last.is_some_and(goes_on) {
            return None;
        }
        let length = bytes.len() - rest.len();
        let body = bytes.get(self.prefix.len()..length)?;
        is_varied(body).then_some(length)
    }
}

/// Says whether a text is more than one or two letters over and over, as a mask is.
pub(super) fn is_varied(body: &[u8]) -> bool {
    const FEW: u32 = 4;
    let mut seen = [0_u64; 4];
    for byte in body {
        if let Some(word) = seen.get_mut(usize::from(byte >> 6)) {
            *word |= 1 << (byte & 63);
        }
    }
    seen.iter().map(|word| word.count_ones()).sum::<u32>() > FEW
}
