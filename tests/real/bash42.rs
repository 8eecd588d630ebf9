//! What bash 4.2 (Amazon Linux 2) does not have: a list of forms, found in the text.
//!
//! Not a parser: a hit inside a quoted text is a hit too, and wants other words; a line that is a comment is passed over. Source: bash's NEWS.
//! Runs at both levels over the bundles' own scripts; `scripts` calls it for the templates as well.

use crate::support::{bundles, files_under};

/// A form with the version that brought it.
const NEWER: &[(&str, &str)] = &[
    ("local -n", "4.3"),
    ("declare -n", "4.3"),
    ("typeset -n", "4.3"),
    ("wait -n", "4.3"),
    ("mapfile -d", "4.4"),
    ("readarray -d", "4.4"),
    ("local -", "4.4, as an option by itself"),
    ("@Q}", "4.4"),
    ("@E}", "4.4"),
    ("@P}", "4.4"),
    ("@A}", "4.4"),
    ("@a}", "4.4"),
    ("@U}", "5.1"),
    ("@u}", "5.1"),
    ("@L}", "5.1"),
    ("@K}", "5.1"),
    ("@k}", "5.2"),
    ("inherit_errexit", "4.4"),
    ("localvar_inherit", "5.0"),
    ("EPOCHSECONDS", "5.0"),
    ("EPOCHREALTIME", "5.0"),
    ("SRANDOM", "5.1"),
    ("BASH_ARGV0", "5.0"),
    ("wait -f", "5.0"),
    ("wait -p", "5.1"),
    ("history -d -", "5.0"),
    ("${ ", "5.3"),
];

/// The line numbers and forms that bash 4.2 would refuse or misread.
pub(super) fn newer_forms(script: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (number, line) in script.lines().enumerate() {
        if line.trim_start().starts_with('#') {
            continue;
        }
        // Unset in bash 4.2, and then the default counts.
        let line = line.replace("${EPOCHREALTIME:-}", "");
        let line = line.as_str();
        for (form, since) in NEWER {
            if has_word(line, form) {
                found.push(format!("line {}: {form} (bash {since})", number + 1));
            }
        }
        if subscripted_test(line) {
            found.push(format!("line {}: [[ -v name[i] ]] (bash 4.3)", number + 1));
        }
        if negative_assignment(line) {
            found.push(format!("line {}: name[-1]= (bash 4.3)", number + 1));
        }
    }
    found
}

/// `local -` ends the line or is followed by a separator; the other forms may go on, but start as a word.
fn has_word(line: &str, form: &str) -> bool {
    line.match_indices(form).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + form.len()..].chars().next();
        if form == "local -" {
            return after.is_none_or(|c| matches!(c, ';' | ' '));
        }
        let word = form.starts_with(|c: char| c.is_ascii_alphabetic());
        !word || before.is_none_or(|c| !c.is_ascii_alphanumeric() && c != '_')
    })
}

/// `-v name[...]`; plain `-v name` is 4.2.
fn subscripted_test(line: &str) -> bool {
    line.match_indices("-v ").any(|(at, _)| {
        let word = line[at + 3..].split([' ', ']']).next().unwrap_or_default();
        line.contains("[[ ") && word.contains('[')
    })
}

/// `name[-1]=`; reading `${name[-1]}` is 4.2.
fn negative_assignment(line: &str) -> bool {
    line.match_indices("[-").any(|(at, _)| {
        let rest = line[at + 2..].trim_start_matches(|c: char| c.is_ascii_digit());
        rest.starts_with("]=") || rest.starts_with("]+=")
    })
}

#[test]
fn newer_forms_are_found_and_older_ones_are_not() {
    let newer = [
        "echo \"${x@Q}\"",
        "local -n ref=$1",
        "local -",
        "wait -n",
        "mapfile -d '' -t files",
        "[[ -v map[key] ]]",
        "list[-1]=x",
        "shopt -s inherit_errexit",
        "now=$EPOCHSECONDS",
        "x=${ date; }",
    ];
    for line in newer {
        assert!(!newer_forms(line).is_empty(), "{line} was taken");
    }
    let older = [
        "local -r name=$1",
        "echo \"${x,,}\" \"${list[@]}\" \"${list[-1]}\"",
        "printf '%(%F)T' -1",
        "[[ -v name ]]",
        "mapfile -t lines",
        "wait \"$pid\"",
        "declare -A map=([a-b]=c)",
        "await -n",
        "  # bash 4.4 has local -n and ${x@Q}",
    ];
    for line in older {
        assert_eq!(newer_forms(line), Vec::<String>::new(), "{line}");
    }
}

#[test]
fn bundles_keep_to_bash_4_2() {
    for bundle in bundles() {
        for path in files_under(&bundle.dir) {
            let Some(script) = super::scripts::shell_text(&path) else {
                continue;
            };
            let found = newer_forms(&script);
            assert!(found.is_empty(), "{}: {found:?}", path.display());
        }
    }
}
