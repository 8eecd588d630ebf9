//! The first line of a script, by which the kernel finds what runs it.

use crate::host::sections::files::Body;
use crate::host::{Context, diags};

/// Reports a first line that the kernel would not take, or would take for something else.
///
/// Source: execve(2), "Interpreter scripts"; GNU coreutils 9.1, env(1), `-S`.
pub(super) fn check(name: &str, body: &Body, ctx: &mut Context<'_>) {
    let whole = body.cause().span;
    let bytes = body.as_bytes().unwrap_or_default();
    let Some(behind) = bytes.strip_prefix(b"#!") else {
        // A script that is there and only stands too far in gets the place and the repair.
        let blanks = bytes
            .iter()
            .take_while(|byte| byte.is_ascii_whitespace())
            .count();
        let is_indented = bytes
            .get(blanks..)
            .is_some_and(|rest| rest.starts_with(b"#!"));
        let before = body.place(ctx.sources, 0..blanks).filter(|_| is_indented);
        ctx.report.push(match before {
            Some(before) => diags::scripts::indented_interpreter(before, name),
            None => diags::scripts::no_interpreter(whole, name),
        });
        return;
    };
    let end = behind
        .iter()
        .position(|byte| *byte == b'\n')
        .unwrap_or(behind.len());
    let line = behind.get(..end).unwrap_or_default();
    let place = body.place(ctx.sources, 0..end + 2).unwrap_or(whole);
    let text = String::from_utf8_lossy(line);
    if text.ends_with('\r') {
        let crlf = body.place(ctx.sources, end + 1..end + 2).unwrap_or(whole);
        ctx.report
            .push(diags::scripts::interpreter_with_carriage_return(crlf, name));
        return;
    }
    let (program, argument) = text
        .trim()
        .split_once([' ', '\t'])
        .unwrap_or((text.trim(), ""));
    let argument = argument.trim();
    if !program.starts_with('/') {
        ctx.report.push(diags::scripts::interpreter_without_path(
            place, name, program,
        ));
    } else if program.ends_with("/env")
        && argument.contains([' ', '\t'])
        && !argument.starts_with("-S")
    {
        ctx.report.push(diags::scripts::interpreter_with_many_words(
            place, name, argument,
        ));
    }
}
