//! Text on its way to a terminal: nothing in it may act as a control sequence.

/// Replaces what a terminal would obey by something that it shows; line feeds and tabs stay.
pub(crate) fn printable(text: &str) -> String {
    text.chars().map(visible).collect()
}

/// Replaces the control characters that the renderer of diagnostics lets through.
///
/// Each replacement has as many bytes as what it stands for, so that spans into the text stay true.
pub(crate) fn without_c1(text: &str) -> String {
    let shown = |letter| match letter {
        '\u{80}'..='\u{9f}' => '·',
        _ => letter,
    };
    text.chars().map(shown).collect()
}

/// Returns the character to show for one that may be a control character.
fn visible(letter: char) -> char {
    match letter {
        '\n' | '\t' => letter,
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(letter)).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        '\u{80}'..='\u{9f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        _ => letter,
    }
}

/// Returns `1 error`, `2 errors`.
pub(crate) fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_control_character_is_left() {
        let all: String = ('\0'..='\u{ff}').chain(['\u{202e}']).collect();
        let shown = printable(&all);
        assert!(
            shown
                .chars()
                .all(|c| !c.is_control() || c == '\n' || c == '\t')
        );
        assert_eq!(printable("a\x1b[31mb"), "a␛[31mb");
    }

    #[test]
    fn replacing_c1_keeps_every_offset() {
        let text = "a\u{9b}31mé";
        assert_eq!(without_c1(text).len(), text.len());
        assert!(!without_c1(text).contains('\u{9b}'));
    }
}
