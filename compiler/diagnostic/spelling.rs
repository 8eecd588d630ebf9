//! What a misspelt word was probably meant to be.

/// How alike two words must be to be worth a question (Jaro-Winkler, 0 to 1).
const ALIKE: f64 = 0.82;

/// How many letters a slip may put wrong, for a repair without a question.
const SLIP: usize = 2;

/// Finds the word that was probably meant, whatever the case.
#[must_use]
pub fn nearest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let score = |known: &str| strsim::jaro_winkler(&word.to_lowercase(), &known.to_lowercase());
    let scored = known.iter().map(|known| (score(known), *known));
    let (best, near) = scored.max_by(|a, b| a.0.total_cmp(&b.0))?;
    (best > ALIKE).then_some(near)
}

/// Says whether a word is another with a letter or two wrong, so that no other can have been meant.
#[must_use]
pub fn is_slip(word: &str, meant: &str) -> bool {
    let wrong = strsim::damerau_levenshtein(&word.to_lowercase(), meant);
    wrong <= SLIP && wrong * 3 <= meant.len()
}
