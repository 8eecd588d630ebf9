//! Two lines for one variable in the file of dockerd's flags.

use super::options::assignments;
use crate::lint::Finding;
use crate::lint::subject::Subject;

lint! {
    /// The file of dockerd's flags sets its variable twice.
    ///
    /// systemd reads the file, not a shell: the last line wins as a whole and the flags of the earlier ones are gone, those that
    /// the base ships among them.
    ///
    /// Bad: `OPTIONS="--default-ulimit nofile=32768:65536"` and below it `OPTIONS="--live-restore"` in
    /// /etc/sysconfig/docker. Good: one line, or `docker.apply-as = "flags"` with the settings in `[docker.daemon]`.
    ///
    /// Source: systemd 252 run; systemd.exec(5), `EnvironmentFile=`.
    "L0060" "options-twice" Ordinary Warn check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let Some(options) = subject.host.base.docker.options_file.value else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for mut lines in assignments(subject) {
        lines.retain(|line| line.name == options.variable);
        let Some(last) = lines.pop() else { continue };
        if let Some(lost) = lines.pop() {
            let message = format!("`{}` is set twice", options.variable);
            let finding = LINT
                .at(&lost.line.cause, message)
                .label("these flags are lost")
                .related(last.line.cause.span, "the last line wins")
                .help("write one line, or the settings in [docker.daemon] with `docker.apply-as = \"flags\"`");
            found.push(finding);
        }
    }
    found
}
