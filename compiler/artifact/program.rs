//! The boot program: its library, its runner's facts and its units, in the image or in user-data.

use std::collections::BTreeSet;

use super::{Workshop, diags};
use crate::format::lines::Lines;
use crate::format::shell;
use crate::host::leaf::Cause;
use crate::host::{Boot, OnFailure, OnSkew, Order, Role};
use crate::plan::order::ours::{self, Pass};
use crate::template::{AGENT_GATE, DOCKER_GATE, GUARD, Library, RUNNER, STATUS, Slot, Template};

/// Where the program lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Home {
    /// In the image.
    Image,
    /// In the user-data, since there is no image.
    UserData,
}

/// A file of the program.
pub(crate) struct ProgramFile {
    /// Its path: absolute in an image, relative to the launch's directory in user-data.
    pub(crate) path: String,
    /// Its mode.
    pub(crate) mode: &'static str,
    /// What is in it.
    pub(crate) lines: Lines<Cause>,
}

impl Home {
    /// The directory of the runner, as the units name it.
    const fn directory(self) -> &'static str {
        match self {
            Self::Image => "/usr/lib/parbake",
            Self::UserData => "/run/parbake/launch/program",
        }
    }

    /// What must exist for the units to run.
    const fn condition(self) -> &'static str {
        match self {
            Self::Image => "/etc/parbake/image.json",
            Self::UserData => "/run/parbake/launch/COMMIT",
        }
    }

    fn program(self, name: &str) -> String {
        match self {
            Self::Image => format!("/usr/lib/parbake/{name}"),
            Self::UserData => format!("program/{name}"),
        }
    }

    fn unit(self, name: &str) -> String {
        match self {
            Self::Image => format!("/etc/systemd/system/{name}"),
            Self::UserData => format!("units/{name}"),
        }
    }
}

/// The units of the program, in the order of their passes.
pub(crate) fn units(workshop: &Workshop<'_>) -> Vec<(Pass, Template)> {
    let passes = ours::passes(workshop.host.base, workshop.plan).into_iter();
    let template = |pass: Pass| {
        let template = match pass.order {
            Order::BeforeDocker => Template::EarlyUnit,
            Order::AfterDocker => Template::LateUnit,
            Order::AfterAgent => Template::AfterAgentUnit,
        };
        (pass, template)
    };
    passes.map(template).collect()
}

/// Makes the files of the program. `library` is what the steps need; the runner adds what it needs itself.
pub(crate) fn files(
    home: Home,
    library: &BTreeSet<Library>,
    boot: Option<&Boot>,
    workshop: &mut Workshop<'_>,
) -> Vec<ProgramFile> {
    let mut files = vec![
        ProgramFile {
            path: home.program("lib.sh"),
            mode: "0644",
            lines: plain(&library_text(library, home)),
        },
        ProgramFile {
            path: home.program("runner"),
            mode: "0755",
            lines: plain(&fit(RUNNER, home)),
        },
        ProgramFile {
            path: home.program("status"),
            mode: "0755",
            lines: plain(&fit(STATUS, home)),
        },
    ];
    if workshop.plan.has_boot_script() {
        files.push(ProgramFile {
            path: home.program("guard"),
            mode: "0755",
            lines: plain(&fit(GUARD, home)),
        });
    }
    let facts = facts(boot, workshop);
    files.push(ProgramFile {
        path: home.program("facts"),
        mode: "0644",
        lines: facts,
    });
    for (pass, template) in units(workshop) {
        let lines = unit(template, &pass, home, workshop);
        files.push(ProgramFile {
            path: home.unit(pass.unit),
            mode: "0644",
            lines,
        });
    }
    let docker = &workshop.host.base.docker;
    // The socket too: who asks it while the gate is closed makes systemd give the socket up ("trigger limit hit").
    let gated = [Some(docker.unit.value), docker.socket.value];
    for unit in gated.into_iter().flatten() {
        files.push(ProgramFile {
            path: home.unit(&format!("{unit}.d/10-parbake.conf")),
            mode: "0644",
            lines: plain(DOCKER_GATE),
        });
    }
    if workshop.host.role == Role::Ecs {
        let agent = workshop.host.base.ecs.unit.value;
        files.push(ProgramFile {
            path: home.unit(&format!("{agent}.d/10-parbake.conf")),
            mode: "0644",
            lines: plain(AGENT_GATE),
        });
    }
    files
}

fn plain(text: &str) -> Lines<Cause> {
    let mut lines = Lines::new();
    lines.push_plain_text(text);
    lines
}

/// The library closed under its own needs, in the order of its files.
pub(crate) fn library_text(library: &BTreeSet<Library>, home: Home) -> String {
    let mut all = library.clone();
    all.insert(Library::Core);
    // The runner keeps what has passed per instance.
    all.insert(Library::Instance);
    for file in library {
        all.extend(file.needs());
    }
    let texts = Library::ALL.iter().filter(|file| all.contains(file));
    texts.map(|file| fit(file.text(), home)).collect()
}

/// In user-data every byte counts: whole-line comments stay behind. No file of the program holds a here-document.
fn fit(text: &str, home: Home) -> String {
    if home == Home::Image {
        return text.to_owned();
    }
    let keep = |(at, line): &(usize, &str)| {
        *at == 0 && line.starts_with("#!") || !line.trim_start().starts_with('#')
    };
    let lines = text
        .lines()
        .enumerate()
        .filter(keep)
        .filter(|(_, line)| !line.is_empty());
    lines.flat_map(|(_, line)| [line, "\n"]).collect()
}

fn facts(boot: Option<&Boot>, workshop: &mut Workshop<'_>) -> Lines<Cause> {
    let host = workshop.host;
    let base = Some(host.base_cause.clone());
    let agent = if host.role == Role::Ecs {
        host.base.ecs.unit.value
    } else {
        ""
    };
    let (failure, command, skew) = boot.map_or(("stay-down", String::new(), "warn"), words);
    let failure_cause = boot.and_then(|boot| boot.on_failure_cause.clone());
    let slots = [
        Slot::new("package_manager", package_manager(host), base.clone()),
        Slot::new(
            "docker_unit",
            shell::word(host.base.docker.unit.value),
            base.clone(),
        ),
        Slot::new("agent_unit", shell::word(agent), base),
        Slot::new("on_failure", shell::word(failure), failure_cause.clone()),
        Slot::new("on_failure_command", shell::word(&command), failure_cause),
        Slot::new(
            "on_skew",
            shell::word(skew),
            boot.and_then(|boot| boot.on_skew_cause.clone()),
        ),
    ];
    render(Template::Facts, &slots, None, workshop)
}

/// The words of `[boot]` as the runner takes them.
pub(crate) fn words(boot: &Boot) -> (&'static str, String, &'static str) {
    let (failure, command) = match &boot.on_failure {
        OnFailure::StayDown => ("stay-down", String::new()),
        OnFailure::Continue => ("continue", String::new()),
        OnFailure::PowerOff => ("power-off", String::new()),
        OnFailure::Command(command) => ("command", command.clone()),
    };
    let skew = match boot.on_skew {
        OnSkew::Warn => "warn",
        OnSkew::Stop => "stop",
    };
    (failure, command, skew)
}

/// The package manager in the library's words.
pub(crate) fn package_manager(host: &crate::host::Host) -> &'static str {
    use crate::catalog::base::PackageManager::{Apt, Dnf, Yum};
    match host.base.os.package_manager.value {
        Apt => "apt",
        Dnf => "dnf",
        Yum => "yum",
    }
}

fn unit(template: Template, pass: &Pass, home: Home, workshop: &mut Workshop<'_>) -> Lines<Cause> {
    let base = workshop.host.base;
    let cause = Some(workshop.host.base_cause.clone());
    let slots = [
        Slot::new("condition", home.condition(), None),
        Slot::new("runner", format!("{}/runner", home.directory()), None),
        Slot::new("after", pass.after.join(" "), cause.clone()),
        Slot::new("before", pass.before.join(" "), cause.clone()),
        Slot::new("docker_unit", base.docker.unit.value, cause),
    ];
    render(template, &slots, None, workshop)
}

/// Renders a template; a fault of parbake goes into the report like any other.
pub(crate) fn render(
    template: Template,
    slots: &[Slot<Cause>],
    body: Option<Lines<Cause>>,
    workshop: &mut Workshop<'_>,
) -> Lines<Cause> {
    match workshop.templates.render(template, slots, body) {
        Ok(lines) => lines,
        Err(error) => {
            workshop
                .report
                .push(diags::template(workshop.host.name.span, &error.to_string()));
            Lines::new()
        }
    }
}
