//! `--variant`: the launch that is meant.

use crate::failure::Failure;
use parbake::diagnostic::spelling::nearest;

/// Checks a name against the launches of the profile.
///
/// # Errors
/// [`Failure`] when the profile has no such variant.
pub(crate) fn check<'a>(
    name: Option<&'a str>,
    launches: &[String],
) -> Result<Option<&'a str>, Failure> {
    let Some(name) = name else {
        return Ok(None);
    };
    if launches.iter().any(|launch| launch == name) {
        return Ok(Some(name));
    }
    let meant = match nearest(name, launches.iter().map(String::as_str)) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("it has {}", launches.join(", ")),
    };
    Err(Failure::new(format!(
        "the profile has no variant `{name}`; {meant}"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_variant_gets_a_suggestion() {
        let launches = ["prod".to_owned(), "staging".to_owned()];
        assert_eq!(check(Some("prod"), &launches), Ok(Some("prod")));
        assert_eq!(check(None, &launches), Ok(None));
        let failure = check(Some("stagin"), &launches).unwrap_err().to_string();
        assert!(failure.ends_with("did you mean `staging`?"), "{failure}");
        let failure = check(Some("qa"), &launches).unwrap_err().to_string();
        assert!(failure.ends_with("it has prod, staging"), "{failure}");
    }
}
