//! Shell words: one word in, one word out, in the model and in bash.

use parbake::format::shell::{delimiter, word};
use parbake::reader::shell_words::split;
use proptest::prelude::*;

use super::numbered;
use crate::oracle;

#[test]
fn plain_words_stay_readable() {
    for text in [
        "ecs",
        "/etc/ecs/ecs.config",
        "--log-level=info",
        "a:b",
        "user@host",
        "50%",
    ] {
        assert_eq!(word(text), text);
    }
}

#[test]
fn everything_else_is_quoted() {
    for (text, quoted) in [
        ("", "''"),
        ("a b", "'a b'"),
        ("it's", r"'it'\''s'"),
        ("$HOME", "'$HOME'"),
        ("A=b", "'A=b'"),
        ("A+=b", "'A+=b'"),
        ("~/x", "'~/x'"),
        ("{a,b}", "'{a,b}'"),
        ("if", "'if'"),
        ("a\nb", "'a\nb'"),
        ("é", "'é'"),
        ("#x", "'#x'"),
    ] {
        assert_eq!(word(text), quoted);
    }
}

#[test]
fn a_delimiter_equals_no_line() {
    assert_eq!(delimiter(&numbered(&["x"])), "PARBAKE_EOF");
    let body = ["PARBAKE_EOF", "\tPARBAKE_EOF_2", "PARBAKE_EOF_3 "];
    assert_eq!(delimiter(&numbered(&body)), "PARBAKE_EOF_4");
    let body = ["  PARBAKE_EOF behind", "PARBAKE_EOF_22"];
    assert_eq!(delimiter(&numbered(&body)), "PARBAKE_EOF_2");
}

#[test]
fn bash_gives_every_awkward_word_back() {
    let words = [
        "",
        "a b",
        "it's",
        "''",
        "$HOME `x` $(y)",
        "a\\b",
        "\\",
        "~",
        "*?[a]",
        "!x",
        "A=b",
        "a\nb\n",
        "é\u{1f600}",
        "-n",
        "%s",
        "\t",
        "#",
        "{a,b}",
        "time",
        "\u{1b}[0m",
        "a\rb",
    ];
    let script: String = words
        .iter()
        .map(|text| format!("printf '%s\\0' {}\n", word(text)))
        .collect();
    if let Some(output) = oracle::bash(&script) {
        let expected: String = words.iter().map(|text| format!("{text}\0")).collect();
        assert_eq!(String::from_utf8(output).unwrap(), expected);
    }
}

proptest! {
    #[test]
    fn the_model_reads_one_word_back(texts in proptest::collection::vec("[ -~\n\té😀]{0,20}", 1..5)) {
        let line: Vec<String> = texts.iter().map(|text| word(text)).collect();
        prop_assert_eq!(split(&line.join(" ")), Ok(texts));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20))]
    #[test]
    fn bash_reads_one_word_back(texts in proptest::collection::vec("[^\0]{0,30}", 1..20)) {
        let line: Vec<String> = texts.iter().map(|text| word(text)).collect();
        if let Some(output) = oracle::bash(&format!("printf '%s\\0' {}\n", line.join(" "))) {
            let expected: String = texts.iter().map(|text| format!("{text}\0")).collect();
            prop_assert_eq!(String::from_utf8(output).unwrap(), expected);
        }
    }
}
