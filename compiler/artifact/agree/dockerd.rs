//! What the base's dockerd makes of the settings of each launch, at the value that it would not take.

use crate::catalog::base::Base;
use crate::catalog::docker::daemon_key;
use crate::diagnostic::{Diagnostic, Report, codes};
use crate::host::{DaemonSetting, Host};
use crate::profile::node::{Node, Value};
use crate::reader::dockerd::{self, Effect, Finding, Part, Step};
use crate::source::Span;

/// A document of settings as it is about to be written.
pub(in crate::artifact) struct Written<'a> {
    /// The command line behind the program's name.
    pub(in crate::artifact) flags: Vec<String>,
    /// daemon.json.
    pub(in crate::artifact) file: &'a str,
}

/// Reads what is about to be written as dockerd does; each finding stands at the value that caused it.
pub(in crate::artifact) fn check(
    written: &Written<'_>,
    settings: &[(&str, &DaemonSetting)],
    host: &Host,
    report: &mut Report,
) {
    let version = host.base.docker.version.value;
    let version = (version.major, version.minor, version.patch);
    let flags: Vec<&str> = written.flags.iter().map(String::as_str).collect();
    for finding in dockerd::read(&flags, written.file, version).findings {
        let Some(place) = Place::of(&finding, settings, host) else {
            continue;
        };
        if !is_said_elsewhere(&finding, place.key, place.setting, host) {
            report.push(diagnostic(&finding, &place, host.base));
        }
    }
}

/// Returns the words behind the program in the base's unit, those of variables left out.
pub(in crate::artifact) fn unit_flags(base: &Base) -> Vec<String> {
    let words = base.docker.exec_start.value.split_whitespace().skip(1);
    let words = words.filter(|word| !word.starts_with('$'));
    words.map(str::to_owned).collect()
}

/// A key of `[docker.daemon-extra]` is there because parbake does not know it, nor what is in it; the name of a flag it
/// does know.
fn is_said_elsewhere(finding: &Finding, key: &str, setting: &DaemonSetting, host: &Host) -> bool {
    let version = host.base.docker.version.value;
    let is_flag = dockerd::is_flag_name(key, (version.major, version.minor, version.patch));
    setting.known.is_none() && !(is_flag && finding.effect == Effect::Ignored)
}

/// The place of a finding in the profile.
struct Place<'a> {
    key: &'a str,
    setting: &'a DaemonSetting,
    span: Span,
}

impl<'a> Place<'a> {
    /// `None` where the host gives the value, so that nobody can say what it will be.
    fn of(
        finding: &Finding,
        settings: &[(&'a str, &'a DaemonSetting)],
        host: &Host,
    ) -> Option<Self> {
        let (first, rest) = finding.at.split_first()?;
        let Step::Key(key) = first else { return None };
        let (key, setting) = settings.iter().find(|(name, _)| name == key)?;
        let item = host
            .docker
            .settings
            .iter()
            .find(|item| item.name.text == *key)?;
        let mut node = &setting.value;
        let mut name = item.name.span;
        for step in rest {
            match step {
                Step::Key(key) => {
                    let entry = node.as_table().and_then(|table| table.entry(key));
                    let Some(entry) = entry else { break };
                    name = entry.key_span;
                    node = &entry.node;
                }
                Step::Index(index) => {
                    let Some(item) = node.as_list().and_then(|items| items.get(*index)) else {
                        break;
                    };
                    name = item.span;
                    node = item;
                }
            }
        }
        let span = match finding.part {
            Part::Name => name,
            Part::Value => node.span,
        };
        (!is_open(node)).then_some(Self { key, setting, span })
    }
}

/// Whether the value is not known yet: only the host knows it, or a variable that has none and is refused for that.
fn is_open(node: &Node) -> bool {
    match &node.value {
        Value::Text(text) => text.as_literal().is_none(),
        Value::List(items) => items.iter().any(is_open),
        Value::Table(table) => table.entries.iter().any(|entry| is_open(&entry.node)),
        Value::Bool(_) | Value::Integer(_) | Value::Float(_) => false,
    }
}

fn diagnostic(finding: &Finding, place: &Place<'_>, base: &Base) -> Diagnostic {
    let (code, label) = match finding.effect {
        Effect::RefusedAtLoad | Effect::StopsStart => (
            codes::REFUSED_DAEMON_SETTING,
            "dockerd does not start with this",
        ),
        Effect::FailsContainers => (
            codes::REFUSED_DAEMON_SETTING,
            "no container starts with this",
        ),
        Effect::Ignored => (codes::IGNORED_DAEMON_SETTING, "has no effect"),
    };
    let version = base.docker.version.value;
    let found = Diagnostic::error(code, place.span, finding.says.as_str())
        .label(label)
        .note(format!(
            "Docker {version} of {}: {}",
            base.name,
            consequence(finding.effect)
        ));
    match help(place.key, finding) {
        Some(help) => found.help(help),
        None => found,
    }
}

/// What dockerd does, stage by stage.
fn consequence(effect: Effect) -> &'static str {
    match effect {
        Effect::RefusedAtLoad => {
            "refused when dockerd loads its settings, by `dockerd --validate` too; the daemon does not start"
        }
        Effect::StopsStart => "`dockerd --validate` would pass it; the daemon does not start",
        Effect::FailsContainers => {
            "`dockerd --validate` would pass it and the daemon starts; making a container fails"
        }
        Effect::Ignored => "taken by `dockerd --validate` and by the daemon without a word",
    }
}

/// What to write instead, where that can be said in general.
fn help(key: &str, finding: &Finding) -> Option<String> {
    let flag = daemon_key(key).is_none();
    let is_flag = flag && finding.effect == Effect::Ignored;
    if is_flag && let Some(row) = crate::catalog::docker::ignored_flag_name(key) {
        return row
            .instead
            .map(|instead| format!("set `docker.daemon.{instead}`"));
    }
    let words = match (key, finding.part) {
        ("bip" | "bip6", Part::Name) => {
            "leave `bridge` out, or give the bridge its address where it is made"
        }
        ("bip", Part::Value) => "write the address of the bridge with a length: `172.26.0.1/16`",
        ("tls" | "tlsverify", _) => {
            "add `tlscert` and `tlskey`: the default paths of the flags do not count here"
        }
        ("icc", _) => "leave `iptables` on, or leave `icc` out",
        ("ipv6", _) => "add `fixed-cidr-v6`, say `\"fd00:1::/64\"`",
        ("default-address-pools", _) => {
            "write pools such as `{ base = \"10.10.0.0/16\", size = 24 }`: size from the base's own length to 32, none inside another"
        }
        ("default-ulimits", _) => {
            "write it as `{ Name = \"nofile\", Soft = 1024, Hard = 65536 }`, `Soft` not over `Hard`"
        }
        ("default-runtime", _) => "name a key of `runtimes`, or leave it out for runc",
        ("runtimes", _) => "give `path` (with `runtimeArgs`) or `runtimeType` (with `options`)",
        ("storage-driver", _) => "write \"overlay2\", or leave it out",
        ("storage-opts", _) => "options begin with the name of the storage driver that is set",
        ("cgroup-parent", _) => "write a slice such as \"containers.slice\"",
        ("containerd-namespace", _) => "leave it out for `moby`",
        ("experimental" | "metrics-addr" | "ip6tables", _) => {
            "add `experimental = true`, or leave it out"
        }
        ("userns-remap", _) => "leave one of the two out",
        ("log-opts", Part::Value) => {
            "sizes are such as \"10m\", counts such as \"3\", always strings"
        }
        ("log-opts", Part::Name) => "give the options that belong together, or leave this one out",
        _ => return None,
    };
    Some(words.to_owned())
}
