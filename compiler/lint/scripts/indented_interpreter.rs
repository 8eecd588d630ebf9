//! A script among the files does not begin with its `#!`.

use super::Finding;
use crate::host::Body;
use crate::lint::subject::Subject;

lint! {
    /// An executable file has blanks or an empty line before its `#!`.
    ///
    /// The kernel looks at the first two bytes only and refuses the file (`Exec format error`). A shell that starts it falls back
    /// to running it itself, so it works by hand and fails from a unit. Two of ten public user-data had this fault.
    ///
    /// Bad: a `content` whose lines are indented along with the profile. Good: `#!` at the very beginning.
    ///
    /// Source: execve(2), `ENOEXEC`; systemd.service(5), `ExecStart=`.
    "L0116" "indented-interpreter" Ordinary Warn check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for file in &subject.host.files {
        for state in file.states.iter().flatten() {
            let is_executable = state
                .mode
                .bytes()
                .any(|digit| matches!(digit, b'1' | b'3' | b'5' | b'7'));
            if is_executable {
                found.extend(of_body(subject, &file.name.text, &state.body));
            }
        }
    }
    found
}

fn of_body(subject: &Subject<'_>, path: &str, body: &Body) -> Option<Finding> {
    let bytes = body.as_bytes()?;
    let blanks = bytes
        .iter()
        .take_while(|byte| byte.is_ascii_whitespace())
        .count();
    if blanks == 0 || !bytes.get(blanks..)?.starts_with(b"#!") {
        return None;
    }
    let cause = body.cause();
    let place = body.place(subject.sources, 0..blanks);
    let message = format!("the script `{path}` does not begin with `#!`");
    let found = LINT.at_span(place.unwrap_or(cause.span), &cause.leaf, message);
    let found = found
        .label("these blanks come before it")
        .note("the kernel refuses to run it: `Exec format error`")
        .help("begin the content with `#!`");
    Some(match place {
        Some(place) => found.fix(place, ""),
        None => found,
    })
}
