//! What a misspelt word was probably meant to be.

/// How alike two words must be to be worth a question (Jaro-Winkler, 0 to 1).
const ALIKE: f64 = 0.82;

/// How many letters a slip may put wrong, for a repair without a question.
const SLIP: usize = 2;

/// Finds the word that was probably meant, whatever the case.
#[must_use]
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let score = |known: &str| strsim::jaro_winkler(&word, &known.to_lowercase());
    let scored = known.into_iter().map(|known| (score(known), known));
    let (best, near) = scored.max_by(|a, b| a.0.total_cmp(&b.0))?;
    (best > ALIKE).then_some(near)
}

/// Says whether a word is another with a letter or two wrong, so that no other can have been meant.
#[must_use]
pub fn is_slip(word: &str, meant: &str) -> bool {
    let wrong = strsim::damerau_levenshtein(&word.to_lowercase(), meant);
    wrong <= SLIP && wrong * 3 <= meant.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_is_near() {
        let known = ["user-data", "ecs.config"];
        assert_eq!(nearest("user-date", known), Some("user-data"));
        assert_eq!(nearest("zzz", known), None);
    }

    #[test]
    fn a_slip_is_a_letter_or_two() {
        assert!(is_slip("log-levl", "log-level"));
        assert!(!is_slip("hosts", "host-data-dir"));
        assert!(
            !is_slip("amd64", "arm64"),
            "two of five letters are another word"
        );
    }
}
