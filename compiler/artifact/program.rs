//! The boot program: its library, its runner's facts and its units, in the image or in user-data.

mod called;
mod facts;
mod runner;

use std::collections::BTreeSet;

use super::{Workshop, diags};
use crate::catalog::base::AwsWay;
use crate::format::lines::Lines;
use crate::host::leaf::Cause;
use crate::host::{Boot, Host, Order, Role};
use crate::plan::order::ours::{self, GATE_DROP_IN, Pass};
use crate::template::{AGENT_GATE, DOCKER_GATE, GUARD, Library, STATUS, Slot, Template};

pub(crate) use facts::words;
use runner::Runner;

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

    /// A unit as it is placed there: in an image people read its comments.
    fn unit_lines(self, mut unit: Lines<Cause>) -> Lines<Cause> {
        if self == Self::UserData {
            unit.lines.retain(|(line, _)| !line.starts_with('#'));
        }
        unit
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

/// Makes the files of the program. `library` is what the steps need, and `steps` the text that calls it; the runner adds what it
/// needs itself. An image has all of its library, for whatever user-data comes.
pub(crate) fn files(
    home: Home,
    library: &BTreeSet<Library>,
    steps: &str,
    boot: Option<&Boot>,
    workshop: &mut Workshop<'_>,
) -> Vec<ProgramFile> {
    let runner = Runner::of(home, workshop.host);
    let mut files = vec![
        ProgramFile {
            path: home.program("lib.sh"),
            mode: "0644",
            lines: plain(&runner.library(library, home, steps)),
        },
        ProgramFile {
            path: home.program("runner"),
            mode: "0755",
            lines: plain(&runner.text(home)),
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
    let facts = facts::lines(boot, workshop);
    files.push(ProgramFile {
        path: home.program("facts"),
        mode: "0644",
        lines: facts,
    });
    for (pass, template) in units(workshop) {
        let lines = home.unit_lines(unit(template, &pass, home, workshop));
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
            path: home.unit(&format!("{unit}.d/{GATE_DROP_IN}")),
            mode: "0644",
            lines: home.unit_lines(plain(DOCKER_GATE)),
        });
    }
    if workshop.host.role == Role::Ecs {
        let agent = workshop.host.base.ecs.unit.value;
        files.push(ProgramFile {
            path: home.unit(&format!("{agent}.d/{GATE_DROP_IN}")),
            mode: "0644",
            lines: home.unit_lines(plain(AGENT_GATE)),
        });
    }
    files
}

/// The file that asks AWS on the host's base.
fn way_to_aws(host: &Host) -> Option<Library> {
    host.base.aws_way().map(|way| match way {
        AwsWay::Curl => Library::AwsByCurl,
        AwsWay::CommandLine => Library::AwsByCli,
    })
}

/// What fetches secrets, in the way of the host's base.
pub(crate) fn for_secrets(host: &Host) -> impl Iterator<Item = Library> {
    [Library::Secrets].into_iter().chain(way_to_aws(host))
}

/// What an image has of the library: any user-data may come, but what is of the host alone only where the profile has it, since
/// an Image Builder component has no room to spare.
pub(crate) fn library_of_image(host: &Host) -> BTreeSet<Library> {
    let all = Library::ALL.into_iter();
    let mut library: BTreeSet<Library> = all.filter(Library::is_for_bake).collect();
    if host.has_secrets() {
        library.extend(for_secrets(host));
    }
    library.extend(host.swarm.as_ref().map(|_| Library::Swarm));
    if !host.key_pairs.is_empty() {
        library.insert(Library::Certificates);
    }
    if !host.volumes.is_empty() || host.swap.is_some() {
        library.insert(Library::Volumes);
    }
    library.extend(host.hostname.as_ref().map(|_| Library::Hostname));
    library
}

fn plain(text: &str) -> Lines<Cause> {
    let mut lines = Lines::new();
    lines.push_plain_text(text);
    lines
}

/// Whole-line comments stay behind: user-data and a component of Image Builder have limits, and bash need not read them at
/// boot. What shellcheck must know stays in an image. No file of the program holds a here-document, and no text of one
/// begins on one line and goes on with blanks on the next, so that user-data needs no indentation either.
fn fit(text: &str, home: Home) -> String {
    let lines = text.lines().enumerate().map(|(at, line)| match home {
        Home::Image => (at, line, line.trim_start().starts_with("# shellcheck ")),
        Home::UserData => (at, line.trim_start(), false),
    });
    let kept = lines.filter(|(at, line, is_kept)| {
        let line = line.trim_start();
        let is_interpreter = *at == 0 && line.starts_with("#!");
        *is_kept || is_interpreter || !line.starts_with('#') && !line.is_empty()
    });
    kept.flat_map(|(_, line, _)| [line, "\n"]).collect()
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
