//! A step as a call of a step function: the same call in bake.sh and in the boot program.

use super::Workshop;
use super::document::{Written, document};
use crate::format::lines::Lines;
use crate::format::shell;
use crate::host::leaf::Cause;
use crate::host::{EcsLine, ScriptState, SwarmState, UserState};
use crate::plan::action::{Action, HostsLine, UnitVerb, WriteFile};
use crate::profile::node::Text;
use crate::template::Library;

/// A call of a function of templates/lib/.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    /// The function.
    pub(crate) function: &'static str,
    /// Its arguments, not quoted.
    pub(crate) arguments: Vec<String>,
    /// What it reads.
    pub(crate) input: Option<Input>,
    /// The leaf behind the call.
    pub(crate) cause: Cause,
    /// The file that has the function.
    pub(crate) library: Library,
    /// Whether an argument or the input holds a value that only the host knows.
    pub(crate) asks_host: bool,
}

/// What a call reads on standard input.
#[derive(Clone, Debug)]
pub(crate) struct Input {
    /// The lines: text, or base64 of bytes that are no text.
    pub(crate) lines: Lines<Cause>,
    /// Where it lies under the launch's directory: `files/etc/motd`, `scripts/join`.
    pub(crate) place: String,
    /// Whether the lines are base64.
    pub(crate) is_base64: bool,
}

impl Call {
    pub(super) fn new(
        library: Library,
        function: &'static str,
        arguments: &[&str],
        cause: &Cause,
    ) -> Self {
        let arguments = arguments
            .iter()
            .map(|&argument| argument.to_owned())
            .collect();
        Self {
            function,
            arguments,
            input: None,
            cause: cause.clone(),
            library,
            asks_host: false,
        }
    }

    pub(super) fn reading(mut self, place: impl Into<String>, lines: Lines<Cause>) -> Self {
        self.input = Some(Input {
            lines,
            place: place.into(),
            is_base64: false,
        });
        self
    }

    /// Returns function and arguments as words of a shell.
    pub(crate) fn command(&self) -> String {
        let mut words = vec![self.function.to_owned()];
        words.extend(self.arguments.iter().map(|argument| shell::word(argument)));
        words.join(" ")
    }
}

/// Turns an action into its call; what cannot be written goes into the report.
pub(crate) fn call(action: &Action, workshop: &mut Workshop<'_>) -> Option<Call> {
    use Library::{Docker, Files, Packages, Units, Users};
    Some(match action {
        Action::InstallPackages(names) => {
            let words: Vec<&str> = names.iter().map(|(name, _)| name.as_str()).collect();
            Call::new(Packages, "install_packages", &words, &names.first()?.1)
        }
        Action::EnableExtra(name, cause) => Call::new(Packages, "enable_extra", &[name], cause),
        Action::InstallUrlPackage { name, url, cause } => {
            Call::new(Packages, "install_url_package", &[name, url, "-"], cause)
        }
        Action::EnsureGroup(name, cause) => Call::new(Users, "ensure_group", &[name], cause),
        Action::EnsureUser(name, state, cause) => user(name, state, cause),
        Action::AuthorizedKeys(user, keys, cause) => authorized_keys(user, keys, cause),
        Action::WriteFile(file) => write_file(file, workshop)?,
        Action::HostsBlock {
            block,
            template,
            lines,
        } => hosts(block, *template, lines, workshop)?,
        Action::SetHostname(name, cause) => hostname(name, cause),
        Action::WriteEcsConfig {
            has_pristine,
            lines,
        } => ecs_config(*has_pristine, lines, workshop)?,
        Action::SetUnit(verb, name, cause) => Call::new(Units, set_unit(*verb), &[name], cause),
        Action::StartUnit(name, cause) => Call::new(Units, "start_unit", &[name], cause),
        Action::ReloadSystemd(cause) => Call::new(Units, "reload_systemd", &[], cause),
        Action::ApplySysctl(path, cause) => Call::new(Units, "apply_sysctl", &[path], cause),
        Action::StartDockerForBake(cause) => Call::new(Docker, "start_docker_for_bake", &[], cause),
        Action::PullImages {
            images,
            parallel,
            login,
        } => super::pull::call(images, *parallel, login, workshop.host)?,
        Action::SetManagerProxy(path, state, cause) => {
            let (url, _) = state.https.as_ref().or(state.http.as_ref())?;
            let url = super::outside::with_scheme(url);
            Call::new(Files, "set_option", &[path, "main", "proxy", &url], cause)
        }
        Action::RefreshCertificates(command, cause) => {
            Call::new(Packages, "refresh_certificates", &[command], cause)
        }
        Action::JoinSwarm(state, cause) => swarm(state, cause),
        Action::MakeKeyPair(name, pair, cause) => {
            super::stores::key_pair(name, pair, cause, workshop)?
        }
        Action::MountVolume(path, volume, cause) => super::stores::volume(path, volume, cause),
        Action::EnsureSwap(swap, cause) => super::stores::swap(swap, cause),
        Action::RunScript(name, state) => script(name, state, workshop),
    })
}

const fn set_unit(verb: UnitVerb) -> &'static str {
    match verb {
        UnitVerb::Enable => "enable_unit",
        UnitVerb::Disable => "disable_unit",
        UnitVerb::Mask => "mask_unit",
    }
}

fn authorized_keys(user: &str, keys: &[String], cause: &Cause) -> Call {
    let mut lines = Lines::new();
    keys.iter()
        .for_each(|key| lines.push(key.as_str(), cause.clone()));
    Call::new(Library::Users, "authorized_keys", &[user], cause)
        .reading(format!("keys/{user}"), lines)
}

fn user(name: &str, state: &UserState, cause: &Cause) -> Call {
    let uid = state
        .uid
        .map_or_else(|| "-".to_owned(), |uid| uid.to_string());
    let groups = if state.groups.is_empty() {
        "-".to_owned()
    } else {
        state.groups.join(",")
    };
    let system = if state.system { "yes" } else { "no" };
    let words = [name, &uid, "-", &state.home, &state.shell, &groups, system];
    Call::new(Library::Users, "ensure_user", &words, cause)
}

fn write_file(file: &WriteFile, workshop: &mut Workshop<'_>) -> Option<Call> {
    let place = format!("files{}", file.path);
    let words = [file.path.as_str(), &file.mode, &file.owner, &file.group];
    Some(match document(file, workshop)? {
        Written::Text(lines) => {
            Call::new(Library::Files, "write_file", &words, &file.cause).reading(place, lines)
        }
        Written::Template(sink, lines) => {
            let words = [sink.as_str(), words[0], words[1], words[2], words[3]];
            let mut call = Call::new(Library::Files, "write_template", &words, &file.cause)
                .reading(place, lines);
            call.asks_host = true;
            call
        }
        Written::Base64(lines) => {
            let mut call = Call::new(Library::Files, "write_base64", &words, &file.cause)
                .reading(place, lines);
            if let Some(input) = &mut call.input {
                input.is_base64 = true;
            }
            call
        }
    })
}

fn hosts(
    block: &str,
    template: Option<&str>,
    lines: &[HostsLine],
    workshop: &mut Workshop<'_>,
) -> Option<Call> {
    let first = lines.first()?;
    let (text, asks_host) = super::document::hosts(lines, workshop.report);
    let mut words = vec![block, if asks_host { "hosts" } else { "-" }];
    words.extend(template);
    let mut call = Call::new(Library::Files, "hosts_block", &words, &first.cause)
        .reading(format!("hosts-{block}"), text);
    call.asks_host = asks_host;
    Some(call)
}

fn hostname(name: &Text, cause: &Cause) -> Call {
    let sink = if name.needs_host() { "text" } else { "-" };
    let mut lines = Lines::new();
    lines.push(name.template(), cause.clone());
    let mut call =
        Call::new(Library::Hostname, "set_hostname", &[sink], cause).reading("hostname", lines);
    call.asks_host = name.needs_host();
    call
}

fn ecs_config(
    has_pristine: bool,
    lines: &[(EcsLine, Cause)],
    workshop: &mut Workshop<'_>,
) -> Option<Call> {
    let cause = &lines.first()?.1;
    let pristine = if has_pristine {
        "/usr/lib/parbake/ecs.config"
    } else {
        "-"
    };
    let text = super::document::ecs_config(lines, super::document::Form::Template, workshop.report);
    let holds_secret = lines.iter().any(|(line, _)| line.text().holds_secret());
    let mode = if holds_secret { "0600" } else { "0644" };
    let mut call = Call::new(Library::Ecs, "write_ecs_config", &[mode, pristine], cause)
        .reading("ecs.config", text);
    call.asks_host = lines.iter().any(|(line, _)| line.text().needs_host());
    Some(call)
}

fn swarm(state: &SwarmState, cause: &Cause) -> Call {
    let mut call = Call::new(Library::Swarm, "join_swarm", &[], cause)
        .reading("swarm.json", super::document::join(state));
    call.asks_host = true;
    call
}

fn script(name: &str, state: &ScriptState, workshop: &mut Workshop<'_>) -> Call {
    let cause = state.body.cause();
    let seconds = state.timeout_seconds.to_string();
    let mut call = Call::new(Library::Scripts, "run_script", &[name, &seconds], cause);
    for (variable, text, _) in &state.env {
        call.arguments
            .push(format!("{variable}={}", text.template()));
        call.asks_host |= text.needs_host();
    }
    let lines = super::document::script(&state.body, workshop.sources);
    call.reading(format!("scripts/{name}"), lines)
}
