//! The file that adds flags to dockerd, where the profile writes it itself.

use crate::host::lines::{Line, lines};
use crate::lint::subject::Subject;

/// The files that one distribution or the other reads flags of dockerd from.
///
/// Source: docker.service of Debian's docker.io and of Amazon Linux's docker, `EnvironmentFile=`.
pub(super) const PATHS: [&str; 2] = ["/etc/default/docker", "/etc/sysconfig/docker"];

/// An assignment of such a file.
pub(super) struct Assignment {
    /// The variable.
    pub(super) name: String,
    /// What stands behind `=`.
    pub(super) value: String,
    /// The line.
    pub(super) line: Line,
}

/// Lists the assignments of the base's own options file, each launch's in turn.
pub(super) fn assignments(subject: &Subject<'_>) -> Vec<Vec<Assignment>> {
    let path = subject.host.base.docker.options_file.value;
    path.map(|file| of_file(subject, file.path))
        .unwrap_or_default()
}

/// Lists the assignments of a file, each launch's in turn.
pub(super) fn of_file(subject: &Subject<'_>, path: &str) -> Vec<Vec<Assignment>> {
    let files = subject.host.files.iter();
    let states = files
        .filter(|item| item.name.text == path)
        .flat_map(|item| item.states.iter().flatten());
    states
        .map(|state| {
            let lines = lines(&state.body, subject.sources);
            lines.into_iter().filter_map(assignment).collect()
        })
        .collect()
}

/// systemd passes over what begins with `#` or `;`.
///
/// Source: systemd.exec(5), `EnvironmentFile=`.
fn assignment(line: Line) -> Option<Assignment> {
    let text = line.text.trim();
    if text.starts_with(['#', ';']) {
        return None;
    }
    let (name, value) = text.split_once('=')?;
    Some(Assignment {
        name: name.trim().to_owned(),
        value: value.trim().to_owned(),
        line,
    })
}
