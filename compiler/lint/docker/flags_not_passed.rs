//! Settings as flags, and a command line that leaves them out.

use crate::host::ApplyAs;
use crate::lint::Finding;
use crate::lint::subject::Subject;

lint! {
    /// dockerd's settings are written as flags, and a unit or drop-in starts dockerd without them.
    ///
    /// With `docker.apply-as = "flags"` the settings are in a variable of the base's options file. An `ExecStart=` that does not
    /// use the variable drops them all, and dockerd runs with its defaults.
    ///
    /// Bad: `ExecStart=/usr/bin/dockerd -H fd://` on al2023. Good: the same with ` $OPTIONS` behind it, or no `ExecStart=`.
    ///
    /// Source: docker.service of Debian's and Amazon Linux's packages.
    "L0063" "flags-not-passed" Ordinary Deny check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let docker = &subject.host.base.docker;
    let (Some(options), ApplyAs::Flags) = (docker.options_file.value, subject.host.docker.apply_as)
    else {
        return Vec::new();
    };
    if subject.host.docker.settings.is_empty() {
        return Vec::new();
    }
    let variable = format!("${}", options.variable);
    let mut found = Vec::new();
    for launch in 0..subject.host.count() {
        let unit = subject.unit(docker.unit.value, launch);
        let Some(line) = unit.as_ref().and_then(|unit| unit.all("ExecStart").last()) else {
            continue;
        };
        let in_braces = format!("${{{}}}", options.variable);
        if line.value.contains(&variable) || line.value.contains(&in_braces) {
            continue;
        }
        let finding = LINT
            .at(
                &line.cause,
                "dockerd starts without the settings of [docker.daemon]",
            )
            .label(format!("no `{variable}`"))
            .note(format!(
                "`docker.apply-as = \"flags\"` puts them into {} as `{}`",
                options.path, options.variable
            ))
            .help(format!(
                "add `{variable}` at its end, or leave `ExecStart=` out"
            ));
        found.push(finding);
    }
    found
}
