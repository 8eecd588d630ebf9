//! Diagnostics for people, with every kind of source line that could break the picture.

use parbake::diagnostic::Diagnostic;
use parbake::source::{Sources, Span};

use super::render;
use crate::report::findings;
use crate::report::sample::{CODE, compilation, compiled, span};

/// Renders one error over bytes `start..end` of a text.
fn picture(text: &str, start: usize, end: usize) -> String {
    let mut sources = Sources::default();
    let file = sources.add("profile.toml", text);
    let (start, end) = (u32::try_from(start).unwrap(), u32::try_from(end).unwrap());
    let error = Diagnostic::error(CODE, Span { file, start, end }, "wrong").label("here");
    render(&findings(&[compiled("", sources, vec![error])]), false)
}

#[test]
fn it_looks_like_rustc() {
    let text = render(&findings(&[compilation("hosts")]), false);
    let expected = "\
error[P9999]: `memory` is too large
 --> hosts/profile.toml:3:10
  |
3 | memory = 70000
  |          ^^^^^ largest is 65535
  |
 ::: hosts/base.toml:2:10
  |
2 | memory = 1
  |          - replaces this
  |
  = note: the agent would wrap it, 100%
          silently
  = help: leave it out

warning[P9999]: odd name
 --> hosts/profile.toml:2:12
  |
2 | clusterr = \"né\"
  |            ^^^^

note[P9999]: nothing declares `x`

error: 1 error and 1 warning in 1 profile; `parbake check --fix` mends 1
";
    assert_eq!(text, expected);
}

#[test]
fn colour_is_there_only_when_asked_for() {
    let compilations = [compilation("hosts")];
    assert!(render(&findings(&compilations), true).contains("\x1b["));
    assert!(!render(&findings(&compilations), false).contains('\x1b'));
    assert_eq!(render(&[], true), "");
}

#[test]
fn two_places_in_one_file_share_a_snippet() {
    let mut sources = Sources::default();
    let file = sources.add("profile.toml", "a = 1\nb = 2\nc = 3\nd = 4\ne = 5\na = 6\n");
    let error = Diagnostic::error(CODE, span(&sources, file, "a = 6"), "twice")
        .related(span(&sources, file, "a = 1"), "first");
    let text = render(&findings(&[compiled("", sources, vec![error])]), false);
    assert!(
        text.contains("1 | a = 1\n  | ----- first\n...\n6 | a = 6\n  | ^^^^^\n"),
        "{text}"
    );
}

#[test]
fn line_numbers_hold_deep_in_a_file() {
    let text = "x = 1\n".repeat(1000) + "y = 2\nz = 3\n";
    let at = text.find('2').unwrap();
    let shown = picture(&text, at, at + 1);
    assert!(shown.contains("--> profile.toml:1001:5"), "{shown}");
    assert!(shown.contains("1001 | y = 2"), "{shown}");
    assert!(!shown.contains("z = 3"), "{shown}");
}

#[test]
fn the_end_of_a_file_can_be_pointed_at() {
    assert!(picture("", 0, 0).contains("--> profile.toml:1:1"));
    assert!(picture("a = 1\n", 6, 6).contains("--> profile.toml:2:1"));
    assert!(picture("a = 1", 5, 5).contains("--> profile.toml:1:6"));
    assert!(picture("a = 1", 50, 90).contains("--> profile.toml:1:6"));
    assert!(picture("é", 1, 1).contains("here"));
}

#[test]
fn carriage_returns_tabs_and_wide_characters_keep_the_underline_in_place() {
    let shown = picture("a = 1\r\nb = 2\r\n", 11, 12);
    assert!(shown.contains("2 | b = 2\n  |     ^ here"), "{shown}");
    let shown = picture("\ta = 1\n", 5, 6);
    assert!(
        shown.contains("1 |     a = 1\n  |         ^ here"),
        "{shown}"
    );
    let text = "a = \"日本\" # x\n";
    let shown = picture(text, text.find('x').unwrap(), text.find('x').unwrap() + 1);
    assert!(shown.contains("  |              ^ here"), "{shown}");
}

#[test]
fn nothing_of_a_profile_reaches_the_terminal_as_a_command() {
    let text = "a = \"\x1b]0;x\x07\u{9b}31m\u{202e}\r\x00\x7f\"\n";
    let shown = picture(text, 0, text.len() - 1);
    let commands = |c: &char| (c.is_control() && *c != '\n') || *c == '\u{202e}';
    assert_eq!(shown.chars().find(commands), None, "{shown:?}");

    let mut sources = Sources::default();
    let file = sources.add("\x1b[2Jx.toml", "a = 1\n");
    let error = Diagnostic::error(CODE, span(&sources, file, "1"), "\x1b[2J")
        .label("\u{9b}2J")
        .note("\x1b[2J")
        .help("\x1b[2J");
    let shown = render(&findings(&[compiled("", sources, vec![error])]), false);
    assert_eq!(shown.chars().find(commands), None, "{shown:?}");
}

#[test]
fn a_very_long_line_is_cut_around_its_mark() {
    let text = format!("a = \"{}!{}\"\n", "x".repeat(200_000), "y".repeat(200_000));
    let at = text.find('!').unwrap();
    let shown = picture(&text, at, at + 1);
    assert!(shown.contains('!'), "{shown}");
    assert!(
        shown.lines().all(|line| line.chars().count() < 200),
        "{shown}"
    );
}
