//! Flags of dockerd in `Environment=`, below a file that sets them again.

use crate::host::ApplyAs;
use crate::lint::Finding;
use crate::lint::subject::Subject;

lint! {
    /// A drop-in gives docker.service flags by `Environment=`, and a file that the unit reads sets the same variable.
    ///
    /// What `EnvironmentFile=` reads is stronger than `Environment=`, in whichever order they stand: the flags of the drop-in
    /// never reach dockerd. Amazon Linux ships the variable in /etc/sysconfig/docker; with `docker.apply-as = "flags"` parbake
    /// writes it.
    ///
    /// Bad: `Environment="OPTIONS=--live-restore"` on al2023. Good: `live-restore = true` in `[docker.daemon]`.
    ///
    /// Source: systemd.exec(5), `EnvironmentFile=`.
    "L0078" "overridden-environment" Ordinary Warn check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let host = subject.host;
    let docker = &host.base.docker;
    let Some(options) = docker.options_file.value else {
        return Vec::new();
    };
    let is_replaced = host.files.iter().any(|file| file.name.text == options.path);
    let by_parbake = host.docker.apply_as == ApplyAs::Flags && !host.docker.settings.is_empty();
    // A file of the profile's own may set the variable or not; that is its business.
    if !by_parbake && (is_replaced || options.shipped.is_empty()) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for launch in 0..host.count() {
        let Some(unit) = subject.unit(docker.unit.value, launch) else {
            continue;
        };
        let sets = |value: &str| {
            let mut words = value.split([' ', '"', '\'']);
            words.any(|word| {
                word.split_once('=')
                    .is_some_and(|(name, _)| name == options.variable)
            })
        };
        for line in unit.all("Environment").filter(|line| sets(&line.value)) {
            let message = format!("dockerd does not get this `{}`", options.variable);
            let finding = LINT
                .at(&line.cause, message)
                .label(format!("{} sets it again", options.path))
                .note(
                    "systemd takes an environment file for stronger, in whichever order they stand",
                )
                .help("write the settings in [docker.daemon]");
            found.push(finding);
        }
    }
    found
}
