//! Scripts: how they begin, what they hold, settings that nothing would come of.

use crate::diagnostic::{Diagnostic, codes};
use crate::source::Span;

pub(in crate::host) fn taken_variable(span: Span, name: &str, why: &str) -> Diagnostic {
    let message = format!("a script cannot be given `{name}`");
    Diagnostic::error(codes::REFUSED_KEY, span, message)
        .label("taken")
        .note(why)
        .help("give it another name, here and in the script")
}

pub(in crate::host) fn boot_setting_in_bake(span: Span, key: &str, name: &str) -> Diagnostic {
    let message = format!("the script `{name}` runs in the bake, where `{key}` means nothing");
    Diagnostic::error(codes::BOOT_SETTING_IN_BAKE, span, message)
        .label("only for scripts of the boot")
        .help(format!("take `{key}` out, or say `phase = \"boot\"`"))
}

pub(in crate::host) fn late_value_in_baked_script(span: Span, name: &str, why: &str) -> Diagnostic {
    Diagnostic::error(
        codes::LATE_IN_BAKE,
        span,
        format!("the baked script `{name}` holds a value that the image cannot know"),
    )
    .label(why)
    .help("say `phase = \"boot\"`, or give it a value that all launches share")
}

pub(in crate::host) fn no_interpreter(span: Span, name: &str) -> Diagnostic {
    Diagnostic::error(
        codes::NO_INTERPRETER,
        span,
        format!("the script `{name}` does not begin with `#!`"),
    )
    .label("its first two bytes must be `#!`")
    .note("the kernel refuses to run a text without it; a blank line or blanks before it count")
    .help("begin with `#!/bin/sh`, in the line of the opening quotes or right behind it")
}

pub(in crate::host) fn indented_interpreter(blanks: Span, name: &str) -> Diagnostic {
    Diagnostic::error(
        codes::NO_INTERPRETER,
        blanks,
        format!("the script `{name}` does not begin with `#!`"),
    )
    .label("these blanks come before it")
    .note("the kernel refuses to run a text whose first two bytes are not `#!`")
    .help("begin the script with `#!`")
    .fix(blanks, "")
}

pub(in crate::host) fn interpreter_with_carriage_return(span: Span, name: &str) -> Diagnostic {
    Diagnostic::error(
        codes::INTERPRETER_LINE,
        span,
        format!("the script `{name}` has lines that end as on Windows"),
    )
    .label("a carriage return ends the first line")
    .note("the kernel takes it for a part of the interpreter's name, finds no such file, and does not run the script")
    .help("save the file with `\\n` line ends, and keep git from changing them: `*.sh text eol=lf`")
}

pub(in crate::host) fn interpreter_without_path(
    span: Span,
    name: &str,
    program: &str,
) -> Diagnostic {
    Diagnostic::error(
        codes::INTERPRETER_LINE,
        span,
        format!("the interpreter of the script `{name}` is no absolute path"),
    )
    .label(if program.is_empty() {
        "none is named"
    } else {
        "looked for in the directory where the script runs"
    })
    .note("the kernel searches no PATH for an interpreter")
    .help("write `#!/bin/bash`, or `#!/usr/bin/env` and a program of the PATH")
}

pub(in crate::host) fn interpreter_with_many_words(
    span: Span,
    name: &str,
    words: &str,
) -> Diagnostic {
    Diagnostic::error(
        codes::INTERPRETER_LINE,
        span,
        format!("the interpreter line of the script `{name}` has too many words"),
    )
    .label("the kernel hands on all behind the path as one word")
    .note(format!(
        "env would look for a program that is called `{words}`, blanks and all"
    ))
    .help("set options in the script (`set -eu`), or name the interpreter by its path")
}

pub(in crate::host) fn effect_at_boot(span: Span, name: &str) -> Diagnostic {
    Diagnostic::error(
        codes::EFFECT_AT_BOOT,
        span,
        format!("the script `{name}` runs at boot and leaves nothing in the image"),
    )
    .label("effects are for the clean-up of the image")
    .help("take `effects` out, or say `phase = \"bake\"`")
}

pub(in crate::host) fn order_without_agent(span: Span) -> Diagnostic {
    Diagnostic::error(
        codes::ORDER_WITHOUT_AGENT,
        span,
        "there is no agent to come after",
    )
    .label("the profile has no [ecs]")
    .help("say \"after-docker\"")
}

pub(in crate::host) fn baked_script_reads_host(
    span: Span,
    is_exact: bool,
    name: &str,
    what: &str,
) -> Diagnostic {
    let message = format!("the baked script `{name}` asks the host: `{what}`");
    Diagnostic::error(codes::LATE_IN_BAKE, span, message)
        .label(if is_exact {
            "the build host answers"
        } else {
            "in this script"
        })
        .note("in an image the answer is the build host's, and every clone would share it")
        .help("say `phase = \"boot\"`")
}

pub(in crate::host) fn part_of_a_second(span: Span, seconds: u64) -> Diagnostic {
    let whole = format!("\"{seconds}s\"");
    Diagnostic::error(
        codes::MALFORMED,
        span,
        "`timeout` is counted in whole seconds",
    )
    .label("a part of a second")
    .note("the runner stops a script after whole seconds: a part of one would be cut")
    .help(format!("write `timeout = {whole}`"))
    .fix(span, whole)
}
