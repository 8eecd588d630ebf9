//! Programs that start another: `sudo systemctl start docker` is a `systemctl`.

use super::{Command, Word};

/// A program that runs the command behind its own options.
struct Wrapper {
    name: &'static str,
    /// Options that take the next word.
    with_value: &'static [&'static str],
    /// Options that make it something else than a start.
    not_with: &'static [&'static str],
    /// Words of its own between the options and the command.
    operands: usize,
    /// Whether `NAME=value` may stand before the command.
    takes_variables: bool,
}

const fn wrapper(name: &'static str, with_value: &'static [&'static str]) -> Wrapper {
    Wrapper {
        name,
        with_value,
        not_with: &[],
        operands: 0,
        takes_variables: false,
    }
}

/// Source: sudo(8) 1.9, doas(1), GNU coreutils 9.1, util-linux 2.38, findutils 4.9, bash 5.2 builtins.
const WRAPPERS: &[Wrapper] = &[
    Wrapper {
        not_with: &["-l", "-v", "-e", "--list", "--validate", "--edit"],
        takes_variables: true,
        ..wrapper(
            "sudo",
            &[
                "-u", "-g", "-p", "-C", "-h", "-r", "-t", "-T", "-U", "-D", "-R", "--user",
                "--group",
            ],
        )
    },
    wrapper("doas", &["-u", "-C"]),
    Wrapper {
        takes_variables: true,
        ..wrapper("env", &["-u", "-C", "--unset", "--chdir"])
    },
    Wrapper {
        operands: 1,
        ..wrapper("timeout", &["-k", "-s", "--kill-after", "--signal"])
    },
    wrapper("nohup", &[]),
    wrapper("exec", &["-a"]),
    Wrapper {
        not_with: &["-v", "-V"],
        ..wrapper("command", &[])
    },
    wrapper("builtin", &[]),
    wrapper("nice", &["-n", "--adjustment"]),
    wrapper("ionice", &["-c", "-n", "-t", "--class", "--classdata"]),
    wrapper("stdbuf", &["-i", "-o", "-e"]),
    wrapper("setsid", &[]),
    wrapper("chronic", &[]),
    wrapper("time", &["-f", "-o"]),
    wrapper(
        "xargs",
        &[
            "-a",
            "-d",
            "-E",
            "-I",
            "-L",
            "-n",
            "-P",
            "-s",
            "--max-args",
            "--max-procs",
        ],
    ),
];

/// Takes what only starts the command off the words, and returns its names.
pub(super) fn take_off(words: &mut Vec<Word>) -> Vec<String> {
    let mut names = Vec::new();
    let mut taken = 0;
    while let Some((name, count)) = leading(words.get(taken..).unwrap_or_default()) {
        taken += count;
        names.push(name.to_owned());
    }
    words.drain(..taken);
    names
}

/// The wrapper in front, and how many words are its own.
fn leading(words: &[Word]) -> Option<(&'static str, usize)> {
    let (first, rest) = words.split_first()?;
    let first = first.literal()?;
    let name = first.rsplit('/').next()?;
    let wrapper = WRAPPERS.iter().find(|wrapper| wrapper.name == name)?;
    let mut operands = wrapper.operands;
    let mut options_end = false;
    let mut takes_next = false;
    for (own, word) in (1..).zip(rest) {
        let text = word.literal().unwrap_or_default();
        if takes_next {
            takes_next = false;
        } else if !options_end && text == "--" {
            options_end = true;
        } else if !options_end && text.starts_with('-') && text.len() > 1 {
            if wrapper.not_with.contains(&text.as_str()) {
                return None;
            }
            takes_next = wrapper.with_value.contains(&text.as_str());
        } else if wrapper.takes_variables && is_variable(word) {
            options_end = true;
        } else if operands > 0 {
            operands -= 1;
            options_end = true;
        } else {
            return Some((wrapper.name, own));
        }
    }
    None
}

fn is_variable(word: &Word) -> bool {
    super::Assignment::of_word(word).is_some()
}

/// Words of a command that a shell reads as a script, each with whether it runs only on an occasion.
pub(super) fn scripts(command: &Command) -> Vec<(Word, bool)> {
    let words = command.arguments();
    let Some(name) = command.name() else {
        return Vec::new();
    };
    match name.as_str() {
        "sh" | "bash" | "dash" | "ash" | "ksh" | "zsh" | "su" | "runuser" => {
            let is_command = |word: &Word| {
                let text = word.literal().unwrap_or_default();
                let is_short = text.starts_with('-') && !text.starts_with("--");
                is_short && text.ends_with('c') || text == "--command"
            };
            let at = words.iter().position(is_command);
            let script = at.and_then(|at| words.get(at + 1));
            script
                .map(|word| (word.clone(), false))
                .into_iter()
                .collect()
        }
        "eval" => match words {
            [word] => vec![(word.clone(), false)],
            _ => Vec::new(),
        },
        "trap" => match words {
            [word, _, ..] => vec![(word.clone(), true)],
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}
