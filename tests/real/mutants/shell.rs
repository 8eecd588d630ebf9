//! A POSIX shell against the model of its words: dash, in a root that nothing can write to and with no program to run.

use std::fs;

use parbake::reader::shell_words;

use super::super::reader::{Real, Suite};
use super::{Class, Reading, Trial, hold, mutants, outputs};
use crate::support::Report;

const COUNT: usize = 900;

const WORDS: &[&str] = &[
    "'", "''", "\"a b\"", "\\", "a\\ b", "$x", "`", "~", "#", "a=b", "\"\\$x\"", "--", "*",
];

/// Evaluates each file as words; `N.out` has them, each with a NUL behind it, where the shell made no complaint.
const SPLIT: &str = r#"
for file in /mnt/*.words; do
  name=${file%.words}
  timeout 5 env -i /usr/bin/dash -c 'text=$(cat "$1"; printf x); text=${text%x}; PATH=/nonexistent; unset PWD
    eval "set -- $text" && for word in "$@"; do printf "%s\0" "$word"; done' dash "$file" >"$name.out" 2>"$name.err" </dev/null
  echo $? >"$name.status"
done
exit 0
"#;

pub(in super::super) fn run(real: &Real, report: &mut Report) {
    let texts = command_lines();
    let mutants = mutants("shell", &texts, WORDS, COUNT);
    let only: Vec<&Vec<u8>> = mutants.iter().map(|(_, mutant)| mutant).collect();
    let (before, read) = match (split(real, &texts), split(real, &only)) {
        (Ok(before), Ok(read)) => (before, read),
        (Err(why), _) | (_, Err(why)) => return report.takes("dash", Err(why)),
    };
    let trials: Vec<Trial> = mutants
        .into_iter()
        .zip(read)
        .filter(|((_, mutant), _)| std::str::from_utf8(mutant).is_ok())
        .map(|((at, mutant), real)| {
            let text = String::from_utf8_lossy(&mutant);
            let model = shell_words::split(&text).map_err(|why| format!("{why:?}"));
            let model = Reading::with(model.map(|words| format!("{words:?}")));
            Trial {
                mutant,
                before: before[at].clone(),
                real,
                model,
            }
        })
        .collect();
    let classes: &[Class] = &[];
    hold(report, &trials, classes);
}

/// The calls of the bake scripts, without their here-documents.
fn command_lines() -> Vec<Vec<u8>> {
    let bakes = outputs().drawn.iter();
    let bakes =
        bakes.filter_map(|drawn| drawn.bundle.files.get("launch/default/parts/boothook.sh"));
    let mut found = Vec::new();
    for file in bakes {
        let text = String::from_utf8_lossy(&file.bytes);
        let steps = text.lines().filter(|line| line.starts_with("step "));
        found
            .extend(steps.map(|line| line.split(" < ").next().unwrap_or(line).as_bytes().to_vec()));
    }
    found
}

fn split<T: AsRef<[u8]>>(real: &Real, texts: &[T]) -> Result<Vec<Reading>, String> {
    let work = tempfile::tempdir().unwrap();
    for (at, text) in texts.iter().enumerate() {
        fs::write(work.path().join(format!("{at}.words")), text).unwrap();
    }
    // A tree laid over the root makes it one that cannot be written to.
    let over = tempfile::tempdir().unwrap();
    let program = real.inside_over(Suite::Bookworm, work.path(), &[over.path()]);
    program.args(["sh", "-c", SPLIT]).run()?.output()?;
    let read = |at: usize, kind: &str| {
        fs::read(work.path().join(format!("{at}.{kind}"))).unwrap_or_default()
    };
    let reading = |at: usize| {
        let complaint = String::from_utf8_lossy(&read(at, "err")).into_owned();
        if read(at, "status") != b"0\n" || !complaint.is_empty() {
            return Reading::Refused(complaint);
        }
        let out = read(at, "out");
        let text = String::from_utf8_lossy(&out);
        let words: Vec<&str> = text.split_terminator('\0').collect();
        Reading::Taken(format!("{words:?}"))
    };
    Ok((0..texts.len()).map(reading).collect())
}
