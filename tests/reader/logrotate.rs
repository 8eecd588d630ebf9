//! logrotate's configuration. Run on 3.21.0 with `-d`, but for octal sizes, popt's quotes and
//! words that run into something else, which are read in `config.c`.

use parbake::reader::logrotate::{Refused, read, size};

#[test]
fn unknown_words_are_ignored() {
    let read = read("/a {\n  dayly\n  Daily\n  rotate 3\n}\n").unwrap();
    assert_eq!(read.unknown, ["dayly", "Daily"]);
    assert_eq!(read.stanzas[0].directives.len(), 1);
}

#[test]
fn a_value_is_the_rest_of_its_line() {
    let read = read("/a {\n rotate 3 # x\n daily # text\n maxsize=20M\n rotate = 3\n}\n").unwrap();
    let arguments: Vec<&str> = read.stanzas[0]
        .directives
        .iter()
        .map(|found| found.argument.as_str())
        .collect();
    assert_eq!(arguments, ["3 # x", "", "20M", "3"]);
}

#[test]
fn a_stanza_on_one_line_is_not_closed() {
    assert_eq!(read("/a { daily rotate 3 }\n"), Err(Refused::Brace));
}

#[test]
fn blanks_split_paths_and_quotes_hold_them() {
    let paths = |text: &str| read(text).unwrap().stanzas.remove(0).paths;
    assert_eq!(paths("/a b {\n}\n"), ["/a", "b"]);
    assert_eq!(
        paths("\"/a b\" '/c d' /e\\ f\n# note {\n/g\n{\n}\n"),
        ["/a b", "/c d", "/e f", "/g"]
    );
}

#[test]
fn what_stops_the_reading() {
    for (text, refused) in [
        ("/a\n", Refused::Paths),
        ("/a {\n daily\n", Refused::Brace),
        ("/a {\n postrotate\n x\n}\n", Refused::NoEndscript),
        ("/a {\n} x\n", Refused::AfterBrace),
        ("/a {\n size\n}\n", Refused::NoArgument("size".to_owned())),
        (
            "/a {\n daily;\n}\n",
            Refused::NotSeparated("daily".to_owned()),
        ),
        ("/a {\n 5\n}\n", Refused::NotKeyword),
        ("}\n", Refused::Brace),
        ("\"/a {\n}\n", Refused::Paths),
    ] {
        assert_eq!(read(text), Err(refused), "{text:?}");
    }
}

#[test]
fn scripts_end_at_their_word() {
    let read = read("/a {\n postrotate\n  x\n }\n  endscript\n daily\n}\n").unwrap();
    assert_eq!(
        read.stanzas[0].scripts,
        [("postrotate".to_owned(), "  x\n }\n".to_owned())]
    );
    assert_eq!(read.stanzas[0].directives[0].word, "daily");
}

#[test]
fn sizes_are_binary_and_a_leading_zero_is_octal() {
    for (text, bytes) in [
        ("1k", Some(1024)),
        ("1K", Some(1024)),
        ("10M", Some(10_485_760)),
        ("1G", Some(1_073_741_824)),
        ("010M", Some(8 * 1_048_576)),
        ("0", Some(0)),
        ("10m", None),
        ("1.5M", None),
        ("10MB", None),
        ("99999999999999999999", None),
        ("", None),
    ] {
        assert_eq!(size(text), bytes, "{text:?}");
    }
}
