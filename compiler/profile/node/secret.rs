//! References to secrets: which parameter or secret of AWS a text names, never what is in it.

use crate::grammar::aws::{Arn, is_label, is_parameter_name, is_secret_name};

/// A secret that the host fetches with the role of its instance.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Secret {
    /// `${ssm:NAME}`: a parameter of Systems Manager's Parameter Store.
    Parameter {
        /// Its name, path or ARN.
        name: String,
        /// The version or label behind a colon; the newest version without one.
        selector: Option<String>,
    },
    /// `${secret:NAME#KEY}`: a secret of Secrets Manager.
    Managed {
        /// Its name or ARN.
        name: String,
        /// The key of its JSON object; the whole text without one.
        key: Option<String>,
    },
}

/// What a reference to a secret should have been.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoSecret {
    /// The form, with an example.
    pub expected: &'static str,
}

const NO_PARAMETER: NoSecret = NoSecret {
    expected: "a parameter's name of `a-z A-Z 0-9 _ . -`, a path of up to 15 such names that begins with `/`, or its ARN, perhaps with `:VERSION` or `:LABEL`, such as `${ssm:/checkout/token}`",
};
const NO_MANAGED: NoSecret = NoSecret {
    expected: "a secret's name of up to 512 characters `a-z A-Z 0-9 / _ + = . @ -`, or its ARN, perhaps with `#KEY` for one key of a JSON object, such as `${secret:registry#password}`",
};

impl Secret {
    /// Reads the words between the braces; `None` where they are no reference to a secret at all.
    #[must_use]
    pub fn parse(words: &str) -> Option<Result<Self, NoSecret>> {
        if let Some(name) = words.strip_prefix("ssm:") {
            return Some(parameter(name).ok_or(NO_PARAMETER));
        }
        let name = words.strip_prefix("secret:")?;
        Some(managed(name).ok_or(NO_MANAGED))
    }

    /// Returns the reference as it is written, `${ssm:/checkout/token}`.
    #[must_use]
    pub fn reference(&self) -> String {
        match self {
            Self::Parameter { name, selector } => match selector {
                Some(selector) => format!("${{ssm:{name}:{selector}}}"),
                None => format!("${{ssm:{name}}}"),
            },
            Self::Managed { name, key } => match key {
                Some(key) => format!("${{secret:{name}#{key}}}"),
                None => format!("${{secret:{name}}}"),
            },
        }
    }

    /// Returns the ARN where the reference names one.
    #[must_use]
    pub fn arn(&self) -> Option<Arn<'_>> {
        let (Self::Parameter { name, .. } | Self::Managed { name, .. }) = self;
        Arn::parse(name)
    }
}

fn parameter(text: &str) -> Option<Secret> {
    let (name, selector) = match text.strip_prefix("arn:") {
        // The fifth colon of an ARN ends its account; what follows is split like a plain name.
        Some(_) => {
            let (colon, _) = text.match_indices(':').nth(4)?;
            let behind = text.get(colon + 1..)?;
            match behind.split_once(':') {
                Some((resource, selector)) => {
                    (text.get(..colon + 1 + resource.len())?, Some(selector))
                }
                None => (text, None),
            }
        }
        None => match text.split_once(':') {
            Some((name, selector)) => (name, Some(selector)),
            None => (text, None),
        },
    };
    let is_name = match Arn::parse(name) {
        Some(arn) => {
            let below = arn.resource.strip_prefix("parameter");
            // `parameter/a/b` is the path `/a/b`, and `parameter/a` the name `a`.
            let is_plain = |below: &str| {
                is_parameter_name(below) || below.strip_prefix('/').is_some_and(is_parameter_name)
            };
            arn.service == "ssm" && !arn.account.is_empty() && below.is_some_and(is_plain)
        }
        None => is_parameter_name(name),
    };
    let fits = is_name && selector.is_none_or(is_selector);
    fits.then(|| Secret::Parameter {
        name: name.to_owned(),
        selector: selector.map(str::to_owned),
    })
}

/// A version is a number, a label begins with none.
fn is_selector(text: &str) -> bool {
    let is_version = text.parse::<u64>().is_ok_and(|version| version > 0);
    is_version && text.bytes().all(|byte| byte.is_ascii_digit()) || is_label(text)
}

fn managed(text: &str) -> Option<Secret> {
    let (name, key) = match text.split_once('#') {
        Some((name, key)) => (name, Some(key)),
        None => (text, None),
    };
    let is_name = match Arn::parse(name) {
        Some(arn) => {
            let below = arn.resource.strip_prefix("secret:");
            let is_own = arn.service == "secretsmanager" && !arn.account.is_empty();
            is_own && below.is_some_and(is_secret_name)
        }
        None => is_secret_name(name),
    };
    let fits = is_name && key.is_none_or(is_json_key);
    fits.then(|| Secret::Managed {
        name: name.to_owned(),
        key: key.map(str::to_owned),
    })
}

/// A key that needs no escape in JSON, in a message, or in a shell word.
fn is_json_key(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_graphic() && !b"\"'\\{}$`".contains(&byte);
    (1..=128).contains(&text.len()) && text.bytes().all(fits)
}
