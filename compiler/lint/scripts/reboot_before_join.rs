//! A script ends the boot that it is part of.

use super::Finding;
use super::program::{Program, When};
use crate::host::Every;
use crate::lint::subject::Subject;
use crate::reader::shell_commands::Command;

lint! {
    /// A script reboots or stops the host before it has joined, or while the image is made.
    ///
    /// A script that is cut off has not passed. One per instance runs again after the reboot, and reboots again; one per boot
    /// does so for ever. In a bake the rest of the steps, the clean-up and the audit are lost.
    ///
    /// Bad: `reboot` at the end of a boot script. Good: what needs a reboot (a kernel, its parameters) in the image; for a host
    /// that failed, `boot.on-failure = "power-off"`.
    ///
    /// Source: aws/amazon-ecs-cli issue 919; systemctl(1), "System Commands".
    "L0105" "reboot-before-join" Ordinary Warn check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for program in &subject.programs {
        let note = match program.when {
            When::Bake => "the rest of the bake, its clean-up and its audit do not run",
            When::Boot(_, Every::Boot) => "the script runs at every boot, so no boot ever ends",
            When::Boot(_, Every::Instance) if program.when.is_before_agent() => {
                "a script that was cut off has not passed: it runs again after the reboot"
            }
            When::Boot(_, Every::Instance) | When::CloudFinal | When::Unknown => continue,
        };
        for command in &program.script.commands {
            let Some(word) = ends_the_boot(program, command) else {
                continue;
            };
            let message = format!("{} ends the boot with `{word}`", program.name);
            let label = "nothing behind it runs";
            let help = if program.when == When::Bake {
                "leave it out: a host starts with what the image has, its kernel too"
            } else {
                "put what needs a reboot into the image, or `boot.on-failure = \"power-off\"` for a host that failed"
            };
            let finding = program.at(&LINT, subject, &command.range, (message, label));
            found.push(finding.note(note).help(help));
        }
    }
    found
}

fn ends_the_boot(program: &Program<'_>, command: &Command) -> Option<String> {
    let name = command.name()?;
    let words = program.arguments(command);
    let first = words.iter().find(|word| !word.starts_with('-'));
    let first = first.map(String::as_str).unwrap_or_default();
    let ends = match name.as_str() {
        "reboot" | "poweroff" | "halt" => {
            !words.iter().any(|word| word == "--help" || word == "-w")
        }
        "shutdown" => !words.iter().any(|word| word == "-c" || word == "-k"),
        "init" | "telinit" => matches!(first, "0" | "6"),
        "systemctl" => matches!(
            first,
            "reboot" | "poweroff" | "halt" | "kexec" | "soft-reboot"
        ),
        _ => false,
    };
    let word = if name == "systemctl" {
        format!("systemctl {first}")
    } else {
        name
    };
    ends.then_some(word)
}
