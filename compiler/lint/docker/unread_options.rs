//! Flags of dockerd where nobody reads them.

use super::options::{Assignment, PATHS, of_file};
use crate::lint::Finding;
use crate::lint::subject::Subject;

lint! {
    /// Flags of dockerd stand where this base's docker.service does not look.
    ///
    /// Debian's docker.service reads `DOCKER_OPTS` from /etc/default/docker, Amazon Linux's `OPTIONS` from
    /// /etc/sysconfig/docker, that of Docker's own packages reads no file. Another file, another variable, or a line that begins
    /// with `export`, is passed over without a word.
    ///
    /// Bad: /etc/default/docker on al2023. Good: `[docker.daemon]`.
    ///
    /// Source: docker.service of the packages; docker/for-linux#204; systemd 252 run (`export` lines).
    "L0062" "unread-options" Ordinary Warn check
}

/// Names under which one docker.service or another has its flags.
const VARIABLES: [&str; 4] = ["OPTIONS", "DOCKER_OPTS", "DOCKER_OPTIONS", "other_args"];

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let docker = &subject.host.base.docker;
    if !docker.options_file.is_verified() {
        return Vec::new();
    }
    let own = docker.options_file.value.map(|file| file.path);
    let mut found = Vec::new();
    for path in PATHS.into_iter().filter(|path| Some(*path) == own) {
        for line in of_file(subject, path).into_iter().flatten() {
            found.extend(unread_line(subject, &line));
        }
    }
    for path in PATHS.into_iter().filter(|path| Some(*path) != own) {
        let files = subject.host.files.iter();
        for file in files.filter(|file| file.name.text == path && !is_named(subject, path)) {
            let message = format!("nobody reads `{path}` on {}", subject.host.base.name);
            let finding = LINT
                .at(&file.name.cause(), message)
                .label("another distribution's file")
                .help("write the settings in [docker.daemon]");
            found.push(finding);
        }
    }
    found
}

fn unread_line(subject: &Subject<'_>, line: &Assignment) -> Option<Finding> {
    let base = subject.host.base;
    if let Some(name) = line.name.strip_prefix("export ") {
        let finding = LINT
            .at(&line.line.cause, format!("`{}` is not set", name.trim()))
            .label("`export` is the shell's")
            .note("systemd ignores a line of an environment file that does not begin with a name")
            .help("take `export` away");
        return Some(finding);
    }
    let is_read = base
        .docker
        .exec_start
        .value
        .contains(&format!("${}", line.name));
    if is_read || !VARIABLES.contains(&line.name.as_str()) {
        return None;
    }
    let variable = base.docker.options_file.value?.variable;
    let finding = LINT
        .at(
            &line.line.cause,
            format!("dockerd does not get `{}` on {}", line.name, base.name),
        )
        .label(format!("its unit uses `${variable}`"))
        .help("write the settings in [docker.daemon]");
    Some(finding)
}

/// Says whether the profile makes docker.service read a file.
fn is_named(subject: &Subject<'_>, path: &str) -> bool {
    let unit = subject.host.base.docker.unit.value;
    (0..subject.host.count()).any(|launch| {
        subject.unit(unit, launch).is_some_and(|unit| {
            unit.all("EnvironmentFile")
                .any(|line| line.value.trim_start_matches('-') == path)
        })
    })
}
