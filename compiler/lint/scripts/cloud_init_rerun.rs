//! A script runs cloud-init anew.

use super::Finding;
use super::program::When;
use crate::lint::subject::Subject;

lint! {
    /// A script cleans cloud-init or runs a part of it again.
    ///
    /// `cloud-init clean` takes away what says that this instance has been set up: the next boot repeats every step that runs
    /// once per instance. `init`, `modules` and `single` run user-data's parts again, boothooks included, beside the stage that is
    /// running; `schema --system` does so in 22.3 to 22.4.2. In a bake parbake cleans by itself, after the last step, with the
    /// options that the base's version has.
    ///
    /// Bad: `cloud-init clean --machine-id` at the end of a baked script. Good: nothing; parbake's clean-up does it, and the audit
    /// looks whether it was done.
    ///
    /// Source: canonical/cloud-init 22.4.2, cmd/clean.py, cmd/main.py; `--machine-id` is refused before 22.3, and nothing is
    /// cleaned then.
    "L0114" "cloud-init-rerun" Ordinary Warn check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for program in &subject.programs {
        let note = match program.when {
            When::Bake => {
                "parbake cleans cloud-init itself, after the last step and with the options that this base's version has"
            }
            When::Boot(..) | When::CloudFinal => {
                "what runs once per instance, parbake's own steps too, would run again"
            }
            When::Unknown => continue,
        };
        for (name, command) in program.named() {
            let words = program.arguments(command);
            let verb = words
                .iter()
                .find(|word| !word.starts_with('-'))
                .map(String::as_str);
            let runs = match verb {
                Some("clean" | "init" | "modules" | "single") => true,
                Some("schema") => words.iter().any(|word| word == "--system"),
                Some(_) | None => false,
            };
            if name != "cloud-init" || !runs {
                continue;
            }
            let message = format!(
                "{} runs `cloud-init {}`",
                program.name,
                verb.unwrap_or_default()
            );
            let finding = program.at(&LINT, subject, &command.range, (message, "not in a script"));
            found.push(finding.note(note).help("leave it out"));
        }
    }
    found
}
