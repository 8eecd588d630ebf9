//! A pause that is longer than the script may take.

use super::Finding;
use super::program::{Program, When};
use crate::lint::subject::Subject;
use crate::reader::shell_commands::Command;

lint! {
    /// A script pauses for as long as it may run, or longer.
    ///
    /// A script is killed after its `timeout` (10 minutes by default), and its step has failed.
    ///
    /// Bad: `sleep 900` in a script without `timeout`. Good: a shorter pause, or `timeout = "20m"`; what must go on for longer
    /// belongs into a unit of its own.
    ///
    /// Source: GNU coreutils 9.1, sleep(1) and timeout(1).
    "L0113" "sleep-past-timeout" Ordinary Warn check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for program in &subject.programs {
        let Some(limit) = program
            .timeout_seconds
            .filter(|_| program.when != When::Unknown)
        else {
            continue;
        };
        for (name, command) in program.named() {
            let is_pause =
                name == "sleep" && !command.place.is_background && command.place.function.is_none();
            let pause = seconds(program, command).filter(|_| is_pause);
            if pause.is_none_or(|pause| pause < limit) {
                continue;
            }
            let message = format!("{} pauses past its time limit", program.name);
            let label = format!("killed after {limit} s");
            let finding = program.at(&LINT, subject, &command.range, (message, &label));
            found.push(finding.help("say a longer `timeout`, or pause for less"));
        }
    }
    found
}

/// The sum of the operands, in whole seconds; `None` where one is no plain number.
fn seconds(program: &Program<'_>, command: &Command) -> Option<u64> {
    let words = program.arguments(command);
    let mut sum: u64 = 0;
    for word in words.iter().filter(|word| !word.starts_with('-')) {
        if word == "infinity" {
            return Some(u64::MAX);
        }
        let unit = match word.chars().next_back()? {
            'm' => 60,
            'h' => 3600,
            'd' => 86_400,
            _ => 1,
        };
        let number = word.trim_end_matches(['s', 'm', 'h', 'd']);
        let whole = number.split('.').next()?.parse::<u64>().ok()?;
        sum = sum.saturating_add(whole.saturating_mul(unit));
    }
    Some(sum)
}
