//! The commands of scripts: by hand, against bash, and over any bytes.

mod bash;

use parbake::reader::shell_commands::{Command, Direction, LoopPart, Script, interpreter, read};
use proptest::prelude::*;

/// The words of each command, joined by blanks; what is not known is `$`.
fn commands(text: &str) -> Vec<String> {
    let script = read(text.as_bytes());
    let words = |command: &Command| {
        let words = command.words.iter().map(|word| script.text(word));
        words.collect::<Vec<_>>().join(" ")
    };
    script.commands.iter().map(words).collect()
}

fn whole(text: &str) -> Script {
    let script = read(text.as_bytes());
    assert!(script.is_whole, "{text}");
    script
}

#[test]
fn separators_and_lines() {
    for (text, expected) in [
        (
            "a; b\nc && d || e | f & g",
            &["a", "b", "c", "d", "e", "f", "g"][..],
        ),
        ("a \\\n  b", &["a b"]),
        ("# a\nb # c\nd#e", &["b", "d#e"]),
        ("a |& b", &["a", "b"]),
        ("! a", &["a"]),
        ("time a", &["a"]),
        ("", &[]),
        ("a 2>&1 >/dev/null b", &["a b"]),
        ("a &>log b", &["a b"]),
        ("a<in b", &["a b"]),
        ("[[ a < b && ( c || d ) ]]; e", &["[[ a b c d", "e"]),
        ("((x = 1 < 2)); e", &["e"]),
    ] {
        assert_eq!(commands(text), expected, "{text}");
        whole(text);
    }
}

#[test]
fn expansions_that_are_more_than_a_name() {
    for (text, expected) in [
        ("a $x ${y} $1 $(b) `c`", &[][..]),
        ("a ${x:-1} \"${y#z}\"", &["x:-1", "y#z"]),
        ("a ${a.b} '${c.d}' \\${e.f}", &["a.b"]),
        ("a \"$(b ${c:1})\" `d ${e:2}`", &["c:1", "e:2"]),
        ("a ${x:-${y:-z}}", &["x:-${y:-z}", "y:-z"]),
        ("a <<E\n${b.c}\nE\n", &["b.c"]),
        ("a <<'E'\n${b.c}\nE\n# ${d.e}\n", &[]),
        ("bash -c 'a ${b.c}'", &["b.c"]),
        ("a ${b.c", &[]),
    ] {
        let script = read(text.as_bytes());
        let words: Vec<&str> = script
            .expansions
            .iter()
            .map(|found| found.words.as_str())
            .collect();
        assert_eq!(words, expected, "{text}");
        for found in &script.expansions {
            let place = &text[found.range.clone()];
            // Inside `bash -c '...'` the place is the word.
            let is_there = place.contains(&format!("${{{}}}", found.words));
            let is_whole = place.starts_with("${") || place.starts_with("'");
            assert!(is_there && is_whole, "{text}: {place}");
        }
    }
}

#[test]
fn quotes_and_expansions() {
    for (text, expected) in [
        ("a 'b c' \"d e\" f\\ g", "a b c d e f g"),
        ("a \"b 'c' \\\" \\x\"", "a b 'c' \" \\x"),
        ("a $'b\\n\\'c' d", "a b\n'c d"),
        ("a ''", "a "),
        ("a $x ${y} ${z:-1} \"$1\"", "a $ $ $ $"),
        ("a {b,c} d*", "a {b,c} d*"),
        ("a @(b|c).txt d", "a @$.txt d"),
        ("a $ b", "a $ b"),
    ] {
        assert_eq!(commands(text), [expected], "{text}");
        whole(text);
    }
}

#[test]
fn variables_that_are_set_once_are_put_in() {
    let of = |text: &str| commands(text).pop().unwrap();
    assert_eq!(of("C=/etc/x\necho \"$C\""), "echo /etc/x");
    assert_eq!(of("export C=/etc/x\necho ${C}/y"), "echo /etc/x/y");
    assert_eq!(of("C=1\nC=2\necho $C"), "echo $");
    assert_eq!(of("C=$(x)\necho $C"), "echo $");
    assert_eq!(of("C=1 true\necho $C"), "echo $");
    assert_eq!(of("C=1\nread C\necho $C"), "echo $");
    assert_eq!(of("a=(x y)\necho $a"), "echo $");
}

#[test]
fn constructs() {
    for (text, expected) in [
        (
            "if a; then b; elif c; then d; else e; fi; f",
            &["a", "b", "c", "d", "e", "f"][..],
        ),
        ("while a\ndo b\ndone\nc", &["a", "b", "c"]),
        ("until a; do b; done", &["a", "b"]),
        ("for x in 1 2 $(y); do a; done", &["y", "a"]),
        ("for x; do a; done", &["a"]),
        ("for ((i = 0; i < 3; i++)); do a; done", &["a"]),
        (
            "case $x in a|b) c;; (d) e ;& *) f; esac; g",
            &["c", "e", "f", "g"],
        ),
        ("case x in\nesac\na", &["a"]),
        ("f() { a; }\nf", &["a", "f"]),
        ("function f { a; }; function g() ( b )", &["a", "b"]),
        ("(a; b) | { c; }", &["a", "b", "c"]),
        ("{ a; } >x 2>&1; b", &["a", "b"]),
        ("a=(x y\nz) b", &["b"]),
        ("echo if then fi", &["echo if then fi"]),
    ] {
        assert_eq!(commands(text), expected, "{text}");
        whole(text);
    }
}

#[test]
fn substitutions_are_looked_into() {
    for (text, expected) in [
        ("a $(b $(c))", &["a $", "b $", "c"][..]),
        ("a \"x $(b) `c`\"", &["a x $ $", "b", "c"]),
        ("a <(b) >(c)", &["a $ $", "b", "c"]),
        ("a ${x:-$(b)} $((1 + $(c)))", &["a $ $", "b", "c"]),
        ("x=$(a) y=`b`", &["", "a", "b"]),
        ("a '$(b)'", &["a $(b)"]),
    ] {
        assert_eq!(commands(text), expected, "{text}");
    }
}

#[test]
fn bodies_of_here_documents_are_no_commands() {
    for (text, expected) in [
        ("cat <<EOF\nreboot\nEOF\na", &["cat", "a"][..]),
        (
            "cat <<EOF >x; b\nreboot $(c)\nEOF\na",
            &["cat", "b", "c", "a"],
        ),
        ("cat <<'EOF'\n$(c)\nEOF\na", &["cat", "a"]),
        ("cat <<-E\n\tx\n\tE\na", &["cat", "a"]),
        ("cat <<A <<\"B\"\nx\nA\n$(y)\nB\nb", &["cat", "b"]),
        ("x=$(cat <<EOF\nit's\nEOF\n)\nb", &["", "cat", "b"]),
        ("cat <<EOF\nnever ended", &["cat"]),
        ("cat <<<\"$(a)\"", &["cat", "a"]),
    ] {
        assert_eq!(commands(text), expected, "{text}");
        whole(text);
    }
}

#[test]
fn what_only_starts_a_command_is_taken_off() {
    for (text, expected) in [
        ("sudo systemctl start docker", "systemctl start docker"),
        ("sudo -n -u root -- env -i A=1 timeout -k 5 10 a b", "a b"),
        ("nohup nice -n 10 a", "a"),
        ("exec a", "a"),
        ("command -v a", "command -v a"),
        ("/usr/bin/sudo A=1 a", "a"),
        ("xargs -n 1 a b", "a b"),
        ("sudo", "sudo"),
        ("sudo -l", "sudo -l"),
        ("A=1 a", "a"),
    ] {
        assert_eq!(commands(text), [expected], "{text}");
    }
    let script = whole("sudo timeout 5 a");
    assert_eq!(script.commands[0].wrappers, ["sudo", "timeout"]);
}

#[test]
fn scripts_in_words_are_looked_into_at_their_place() {
    for (text, command) in [
        ("bash -c 'a && reboot'", "reboot"),
        ("sh -ec \"reboot\"", "reboot"),
        ("su - user -c 'reboot'", "reboot"),
        ("eval 'reboot'", "reboot"),
        ("trap 'reboot' EXIT", "reboot"),
        ("bash -c \"sh -c 'reboot'\"", "reboot"),
        ("bash -c \"systemctl start $x\"", "systemctl start $x"),
    ] {
        let script = whole(text);
        let last = script.commands.last().unwrap();
        assert_eq!(&text[last.range.clone()], command, "{text}");
    }
    // An escape hides the place; the word stands for it.
    let text = "bash -c \"a \\\"b\\\"\"";
    let script = whole(text);
    assert_eq!(commands(text), ["bash -c a \"b\"", "a b"]);
    assert_eq!(&text[script.commands[1].range.clone()], "\"a \\\"b\\\"\"");
}

#[test]
fn places() {
    let place = |text: &str, command: &str| {
        let script = whole(text);
        let named = script
            .commands
            .iter()
            .find(|found| found.name().as_deref() == Some(command));
        named.unwrap_or_else(|| panic!("{text}")).place.clone()
    };
    assert_eq!(
        place("until a; do b; done", "a").in_loop,
        Some(LoopPart::Condition)
    );
    assert_eq!(
        place("until a; do b; done", "b").in_loop,
        Some(LoopPart::Body)
    );
    assert_eq!(place("until a; do b; done; c", "c").in_loop, None);
    assert!(!place("if a; then b; fi", "a").is_conditional);
    assert!(place("if a; then b; fi", "b").is_conditional);
    assert!(place("a && b", "b").is_conditional);
    assert!(!place("a && b; c", "c").is_conditional);
    assert!(place("case x in y) a;; esac", "a").is_conditional);
    assert!(place("trap 'a' EXIT", "a").is_conditional);
    assert!(place("a && b & c", "a").is_background);
    assert!(place("(a; b) & c", "b").is_background);
    assert!(!place("a && b & c", "c").is_background);
    assert!(!place("a &>x; c", "a").is_background);
    assert!(place("x=$(a)", "a").in_substitution);
    assert_eq!(place("f() { a; }; b", "a").function.as_deref(), Some("f"));
    assert_eq!(place("f() { a; }; b", "b").function, None);
}

#[test]
fn pipelines_and_redirections() {
    let script = whole("a | b; c");
    let numbers: Vec<usize> = script
        .commands
        .iter()
        .map(|command| command.pipeline)
        .collect();
    assert_eq!(numbers[0], numbers[1]);
    assert_ne!(numbers[1], numbers[2]);
    for (text, direction) in [
        ("a >x", Direction::Write),
        ("a >|x", Direction::Write),
        ("a &>x", Direction::Write),
        ("a >&x", Direction::Write),
        ("a 2>>x", Direction::Append),
        ("a &>>x", Direction::Append),
        ("a <x", Direction::Read),
        ("a >&2", Direction::Descriptor),
    ] {
        let script = whole(text);
        assert_eq!(
            script.commands[0].redirections[0].direction, direction,
            "{text}"
        );
    }
}

#[test]
fn ranges_are_the_bytes_of_the_command() {
    let text = "sudo a b >c; if d 'e f'; then g; fi";
    let script = whole(text);
    let bytes: Vec<&str> = script
        .commands
        .iter()
        .map(|command| &text[command.range.clone()])
        .collect();
    assert_eq!(bytes, ["sudo a b >c", "d 'e f'", "g"]);
    assert_eq!(&text[script.commands[1].words[1].range.clone()], "'e f'");
}

#[test]
fn what_no_shell_takes_is_not_whole() {
    for text in [
        "a 'b",
        "a \"b",
        "if a; then b",
        "a )",
        "fi",
        "(a",
        "a $(b",
        "case x in",
        "a ;; b",
        "`a",
        "{ a",
        "| a",
    ] {
        assert!(!read(text.as_bytes()).is_whole, "{text}");
    }
}

#[test]
fn the_line_of_the_interpreter() {
    for (text, expected) in [
        ("#!/bin/bash\n", Some("bash")),
        ("#! /usr/bin/env -S bash -eu\n", Some("bash")),
        ("#!/usr/bin/env python3", Some("python3")),
        (" #!/bin/sh", None),
        ("", None),
    ] {
        assert_eq!(interpreter(text.as_bytes()), expected, "{text}");
    }
}

/// Constructs that open and never close, over and over: time and stack must hold.
#[test]
fn a_hostile_text_takes_linear_time_and_little_stack() {
    let pieces: &[&str] = &[
        "$(",
        "(",
        "{ ",
        "if ",
        "`",
        "${x:-",
        "$((",
        "((",
        "\"$(",
        "bash -c '",
        "f() ",
        "case x in a) ",
        "<<E ",
        "<<E\n",
        "sudo ",
        "a=(",
        "@(",
        "while a; do ",
        "x & ",
        "[[ ",
        "$'",
        "a|",
        "<(",
        "xargs ",
        "!",
        "for x in ",
        "\\",
        "\"",
    ];
    for piece in pieces {
        let text = piece.repeat(1_000_000 / piece.len());
        check(text.as_bytes());
    }
}

proptest! {
    #[test]
    fn any_bytes_are_read_and_every_range_lies_in_them(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        check(&bytes);
    }

    #[test]
    fn any_heap_of_tokens_is_read(tokens in prop::collection::vec(prop::sample::select(TOKENS), 0..40)) {
        check(tokens.concat().as_bytes());
    }
}

const TOKENS: &[&str] = &[
    "a", " ", " ", "\n", ";", "&", "&&", "||", "|", "(", ")", "{ ", " }", "$(", "`", "\"", "'",
    "\\", "$x", "${", "}", "<<E", "E", "<", ">", ">>", "if ", " then ", " fi", "case ", " in ",
    "esac", ";;", "for ", " do ", " done", "while ", "f()", "sudo ", "bash -c ", "[[ ", " ]]",
    "((", "))", "#", "=", "é",
];

fn check(bytes: &[u8]) {
    for command in read(bytes).commands {
        assert!(bytes.get(command.range.clone()).is_some());
        for word in &command.words {
            assert!(bytes.get(word.range.clone()).is_some());
        }
    }
}
