//! A shell variable in the file of dockerd's flags.

use super::options::assignments;
use crate::lint::Finding;
use crate::lint::subject::Subject;

lint! {
    /// A line of dockerd's flags uses a shell variable.
    ///
    /// systemd expands nothing in `EnvironmentFile=` and `Environment=`. dockerd gets `${OPTIONS}` as a word and ends
    /// with "dockerd accepts no argument(s)", at its next start and not at once.
    ///
    /// Bad: `OPTIONS="${OPTIONS} --live-restore"` in /etc/sysconfig/docker. Good: `live-restore = true` in
    /// `[docker.daemon]`; with `docker.apply-as = "flags"` parbake writes the line with what the base ships.
    ///
    /// Source: systemd 252 and dockerd run; systemd.exec(5), `Environment=`.
    "L0061" "options-not-expanded" Ordinary Deny check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let docker = &subject.host.base.docker;
    let Some(options) = docker.options_file.value else {
        return Vec::new();
    };
    let is_ours = |name: &str| name == options.variable;
    let in_file = assignments(subject).into_iter().flatten();
    let mut places: Vec<_> = in_file
        .filter(|line| is_ours(&line.name) && has_variable(&line.value))
        .map(|line| line.line.cause)
        .collect();
    for launch in 0..subject.host.count() {
        let Some(unit) = subject.unit(docker.unit.value, launch) else {
            continue;
        };
        let lines = unit.all("Environment").filter(|line| {
            let assignment = line.value.trim_start_matches(['"', '\'']).split_once('=');
            assignment.is_some_and(|(name, value)| is_ours(name) && has_variable(value))
        });
        places.extend(lines.map(|line| line.cause.clone()));
    }
    let found = |cause| {
        LINT.at(&cause, "systemd expands no variable here")
            .label("dockerd gets this as it is written")
            .note("dockerd takes the word for an argument, and does not start")
            .help("write the settings in [docker.daemon]; `docker.apply-as = \"flags\"` keeps what the base ships")
    };
    places.into_iter().map(found).collect()
}

/// A dollar with a name, a brace or a parenthesis behind it.
fn has_variable(value: &str) -> bool {
    let starts =
        |rest: &str| rest.starts_with(|c: char| c.is_ascii_alphabetic() || "_{(".contains(c));
    value.split('$').skip(1).any(starts)
}
