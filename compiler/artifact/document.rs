//! Documents of the plan as text, through the encoders, with the cause of each line.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{Workshop, agree, daemon, diags, flags, host_keys, outside, sink, stores};
use crate::diagnostic::Report;
use crate::format::lines::Lines;
use crate::format::tree::{Node as Tree, Value as TreeValue};
use crate::format::{env_file, hosts as hosts_format, json, logrotate, sysctl};
use crate::host::leaf::Cause;
use crate::host::{Body, DockerGc, EcsLine, LogrotateRule, Repository, RuleLine, SwarmState};
use crate::plan::action::{Document, HostsLine, WriteFile};
use crate::profile::node::{Node, Text, Value};
use crate::source::{Sources, text_lines};

/// A document as it travels in a script.
#[derive(Clone, Debug)]
pub(crate) enum Written {
    /// Text as it will be on the host.
    Text(Lines<Cause>),
    /// Text with `${instance.…}`, for the sink named, one of `resolve_template` in templates/lib/template.sh.
    Template(String, Lines<Cause>),
    /// Bytes that are no text, in base64.
    Base64(Lines<Cause>),
}

/// Encodes a document; what a reader would not take as written goes into the report.
pub(crate) fn document(file: &WriteFile, workshop: &mut Workshop<'_>) -> Option<Written> {
    let report = &mut *workshop.report;
    Some(match &file.document {
        Document::Body(body) => body_of(body, sink::of_file(&file.path, body), workshop.sources),
        Document::Unit(body) => body_of(body, sink::of_unit(body), workshop.sources),
        Document::EcsConfig(lines) => Written::Text(ecs_config(lines, Form::Shown, report)),
        Document::DaemonJson(settings) => daemon::json(settings, workshop.host, report),
        Document::DaemonOptions {
            variable,
            shipped,
            settings,
        } => {
            let line = flags::options(variable, shipped, settings, report)?;
            daemon::options(variable, &line, settings, workshop.host, report);
            Written::Text(line)
        }
        Document::Logrotate(rule) => Written::Text(logrotate_rule(rule, report)?),
        Document::Sysctl(settings) => Written::Text(kernel(settings, report)?),
        Document::AptSource(name, repository, cause) => {
            Written::Text(apt_source(name, repository, cause))
        }
        Document::RpmRepository(name, repository, cause) => {
            Written::Text(rpm_repository(name, repository, cause))
        }
        Document::HostKeys(keys) => Written::Text(host_keys::file(keys)),
        Document::MountsDropIn(mounts) => Written::Text(stores::drop_in(mounts)),
        Document::GcService(gc, cause) => Written::Text(gc_service(gc, cause)),
        Document::GcTimer(gc, cause) => Written::Text(gc_timer(gc, cause)),
        Document::ProxyVariables(state) => Written::Text(outside::variables(state, workshop)?),
        Document::AptProxy(state) => Written::Text(outside::apt(state, workshop)?),
        Document::ProxyDropIn(cause) => Written::Text(outside::drop_in(cause)),
    })
}

/// A body line by line, each with its own line of the profile where that can be told.
fn body_of(body: &Body, sink: String, sources: &Sources) -> Written {
    match body {
        Body::Text(text, cause) if text.needs_host() => Written::Template(
            sink,
            numbered(&text.template(), &text.display(), cause, sources),
        ),
        Body::Text(text, cause) => {
            Written::Text(numbered(&text.display(), &text.display(), cause, sources))
        }
        Body::Bytes(bytes, cause) => match plain_text(bytes) {
            Some(text) => Written::Text(each_line(text, cause)),
            None => Written::Base64(base64_lines(bytes, cause)),
        },
    }
}

/// Bytes that a here-document carries unchanged: text with a last line feed.
fn plain_text(bytes: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(bytes).ok()?;
    let carried = (text.is_empty() || text.ends_with('\n')) && !text.contains('\0');
    carried.then_some(text)
}

fn base64_lines(bytes: &[u8], cause: &Cause) -> Lines<Cause> {
    let encoded = STANDARD.encode(bytes);
    let mut lines = Lines::new();
    let mut rest = encoded.as_str();
    while !rest.is_empty() {
        let (line, behind) = rest.split_at(rest.len().min(76));
        lines.push(line, cause.clone());
        rest = behind;
    }
    lines
}

/// Splits at line feeds only, so that a carriage return stays where it is.
fn split(text: &str) -> impl Iterator<Item = &str> {
    let whole = text.strip_suffix('\n').unwrap_or(text);
    let empty = text.is_empty();
    whole.split('\n').filter(move |_| !empty)
}

fn each_line(text: &str, cause: &Cause) -> Lines<Cause> {
    let mut lines = Lines::new();
    split(text).for_each(|line| lines.push(line, cause.clone()));
    lines
}

/// Gives each line of a text its own line of the source; `shown` is the text that the source's lines make.
fn numbered(text: &str, shown: &str, cause: &Cause, sources: &Sources) -> Lines<Cause> {
    let count = split(shown).count();
    let spans = text_lines(sources, cause.span, count);
    let mut lines = Lines::new();
    for (at, line) in split(text).enumerate() {
        let span = spans.get(at).copied().unwrap_or(cause.span);
        lines.push(
            line,
            Cause {
                span,
                leaf: cause.leaf.clone(),
            },
        );
    }
    lines
}

/// A script, verbatim; one that does not end with a line feed gets one.
pub(crate) fn script(body: &Body, sources: &Sources) -> Lines<Cause> {
    match body {
        Body::Text(text, cause) => numbered(&text.display(), &text.display(), cause, sources),
        Body::Bytes(bytes, cause) => each_line(&String::from_utf8_lossy(bytes), cause),
    }
}

/// How references stand in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// For people: a literal `${` is `${`.
    Shown,
    /// For the boot program, which resolves it: a literal `${` is `$${`.
    Template,
}

/// Lines of ecs.config in the form that both of its readers take alike, references as `${...}`.
pub(crate) fn ecs_config(
    lines: &[(EcsLine, Cause)],
    form: Form,
    report: &mut Report,
) -> Lines<Cause> {
    let mut out = Lines::new();
    for (line, cause) in lines {
        if line.is_refused_secret() {
            continue;
        }
        let text = line.text();
        let value = text.display();
        if let Err(found) = agree::ecs_config_line(&line.variable, &value) {
            report.push(diags::readers_disagree(
                agree::agent::culprit(line, cause.span),
                &line.variable,
                &value,
                &found,
            ));
            continue;
        }
        if let Some(found) = agree::agent::check(line, cause.span) {
            if !agree::agent::is_refused(&line.value, report) {
                report.push(found);
            }
            continue;
        }
        let variable = env_file::Variable {
            name: line.variable.clone(),
            value,
            cause: Some(cause.clone()),
        };
        match env_file::encode(&[variable]) {
            Ok(encoded) if form == Form::Shown => out.append(encoded),
            Ok(_) => out.push(
                format!("{}={}", line.variable, text.template()),
                cause.clone(),
            ),
            Err(refused) => report.push(diags::not_in_ecs_config(
                cause.span,
                &refused.name,
                &refused.reason.to_string(),
            )),
        }
    }
    out
}

/// Lines of /etc/hosts, and whether one of them asks the host.
pub(crate) fn hosts(lines: &[HostsLine], report: &mut Report) -> (Lines<Cause>, bool) {
    let mut out = Lines::new();
    for line in lines {
        let entry = hosts_format::Entry {
            address: line.address.display(),
            names: vec![line.name.clone()],
            cause: Some(line.cause.clone()),
        };
        match hosts_format::encode(&[entry]) {
            Ok(encoded) => {
                let address = line.address.display();
                if let Err(reason) = agree::files::name(&address, &line.name, &encoded.text()) {
                    report.push(diags::not_writable(line.cause.span, "/etc/hosts", &reason));
                }
                out.append(encoded);
            }
            Err(reason) => report.push(diags::not_writable(
                line.cause.span,
                "/etc/hosts",
                &reason.to_string(),
            )),
        }
    }
    (out, lines.iter().any(|line| line.address.needs_host()))
}

/// Turns a value of the profile into a document node; each line's cause is the value's own place.
pub(crate) fn tree(node: &Node, cause: &Cause, as_template: bool) -> Tree<Cause> {
    let here = Cause {
        span: node.span,
        leaf: cause.leaf.clone(),
    };
    let value = match &node.value {
        Value::Bool(value) => TreeValue::Bool(*value),
        Value::Integer(number) => TreeValue::Integer(*number),
        Value::Float(number) => TreeValue::Float(*number),
        Value::Text(text) => TreeValue::String(if as_template {
            text.template()
        } else {
            text.display()
        }),
        Value::List(items) => TreeValue::Array(
            items
                .iter()
                .map(|item| tree(item, cause, as_template))
                .collect(),
        ),
        Value::Table(table) => {
            let entry = |entry: &crate::profile::node::Entry| {
                (entry.key.clone(), tree(&entry.node, cause, as_template))
            };
            TreeValue::Object(table.entries.iter().map(entry).collect())
        }
    };
    Tree::new(value, here)
}

/// Where a member listens that says nothing else. The Engine refuses a request without it (`invalid ListenAddr ""`).
///
/// Source: docker/cli 20.10, cli/command/swarm/opts.go, `defaultListenAddr`; Docker Engine 20.10.24, `POST /swarm/join`.
const LISTEN_ADDR: &str = "0.0.0.0:2377";

/// The request to join a swarm, for the Engine's API.
///
/// Source: Docker Engine API 1.41, `POST /swarm/join`.
pub(crate) fn join(state: &SwarmState) -> Lines<Cause> {
    let text = |(text, cause): &(Text, Cause)| Tree::string(text.template(), cause.clone());
    let token = text(&state.token);
    let managers = TreeValue::Array(state.managers.iter().map(text).collect());
    let of_all = state.managers.first().map(|(_, cause)| cause.clone());
    let managers = Tree::new(managers, of_all.unwrap_or_else(|| state.token.1.clone()));
    let default = || Tree::string(LISTEN_ADDR.to_owned(), state.token.1.clone());
    let listen = state.listen_addr.as_ref().map_or_else(default, text);
    let mut members = vec![
        ("RemoteAddrs", managers),
        ("JoinToken", token),
        ("ListenAddr", listen),
    ];
    for (name, value) in [
        ("AdvertiseAddr", &state.advertise_addr),
        ("DataPathAddr", &state.data_path_addr),
    ] {
        members.extend(value.as_ref().map(|value| (name, text(value))));
    }
    let availability = state.availability.as_ref();
    members.extend(availability.map(|value| ("Availability", text(value))));
    json::encode(&Tree::object(members))
}

fn logrotate_rule(rule: &LogrotateRule, report: &mut Report) -> Option<Lines<Cause>> {
    let (scripts, words): (Vec<_>, Vec<_>) = rule.lines.iter().partition(|line| line.is_script);
    let directive = |line: &&RuleLine| logrotate::Directive {
        word: line.word.to_owned(),
        argument: line.argument.clone(),
        cause: Some(line.cause.clone()),
    };
    let script = |line: &&RuleLine| logrotate::Script {
        word: line.word.to_owned(),
        body: each_line(line.argument.as_deref().unwrap_or_default(), &line.cause),
        cause: Some(line.cause.clone()),
    };
    let stanza = logrotate::Stanza {
        paths: rule
            .paths
            .iter()
            .map(|(path, cause)| (path.clone(), Some(cause.clone())))
            .collect(),
        directives: words.iter().map(directive).collect(),
        scripts: scripts.iter().map(script).collect(),
    };
    let holds_end = |text: &str| text.lines().any(logrotate::ends_script);
    let ends = |line: &&&RuleLine| line.argument.as_deref().is_some_and(holds_end);
    let ending = scripts.iter().find(ends).map(|line| line.cause.span);
    let place = ending.or(rule.paths.first().map(|(_, cause)| cause.span));
    let encoded = logrotate::encode(std::slice::from_ref(&stanza));
    let read = encoded
        .map_err(|reason| reason.to_string())
        .and_then(|lines| agree::files::rule(&stanza, &lines.text()).map(|()| lines));
    match read {
        Ok(lines) => Some(lines),
        Err(reason) => {
            if let Some(span) = place {
                report.push(diags::not_writable(span, "the rule of logrotate", &reason));
            }
            None
        }
    }
}

fn kernel(settings: &[(String, String, Cause)], report: &mut Report) -> Option<Lines<Cause>> {
    let setting = |(key, value, cause): &(String, String, Cause)| sysctl::Setting {
        key: key.clone(),
        value: value.clone(),
        cause: Some(cause.clone()),
    };
    let all: Vec<_> = settings.iter().map(setting).collect();
    let meant: Vec<(&str, &str)> = settings
        .iter()
        .map(|(key, value, _)| (key.as_str(), value.as_str()))
        .collect();
    let read = sysctl::encode(&all)
        .map_err(|reason| reason.to_string())
        .and_then(|lines| agree::files::kernel(&meant, &lines.text()).map(|()| lines));
    match read {
        Ok(lines) => Some(lines),
        Err(reason) => {
            let span = settings.first()?.2.span;
            report.push(diags::not_writable(span, "the sysctl drop-in", &reason));
            None
        }
    }
}

/// Source: sources.list(5), the deb822 style.
fn apt_source(name: &str, repository: &Repository, cause: &Cause) -> Lines<Cause> {
    let mut lines = Lines::new();
    let mut push = |line: String| lines.push(line, cause.clone());
    push("Types: deb".to_owned());
    push(format!("URIs: {}", repository.url));
    push(format!("Suites: {}", repository.suites.join(" ")));
    if !repository.suites.iter().all(|suite| suite.ends_with('/')) {
        push(format!("Components: {}", repository.components.join(" ")));
    }
    push(format!("Signed-By: /etc/apt/keyrings/{name}.asc"));
    lines
}

/// Source: dnf.conf(5) and yum.conf(5), repository options.
fn rpm_repository(name: &str, repository: &Repository, cause: &Cause) -> Lines<Cause> {
    let mut lines = Lines::new();
    let mut push = |line: String| lines.push(line, cause.clone());
    push(format!("[{name}]"));
    push(format!("name={name}"));
    push(format!("baseurl={}", repository.url));
    push("enabled=1".to_owned());
    push("gpgcheck=1".to_owned());
    push(format!("gpgkey=file:///etc/pki/rpm-gpg/RPM-GPG-KEY-{name}"));
    lines
}

/// Source: docker-system-prune(1); systemd.service(5).
fn gc_service(gc: &DockerGc, cause: &Cause) -> Lines<Cause> {
    let all = if gc.all_images { " --all" } else { "" };
    let volumes = if gc.volumes {
        "\nExecStart=/usr/bin/docker volume prune --force"
    } else {
        ""
    };
    let text = format!(
        "[Unit]\nDescription=Prune what Docker no longer uses\nRequires=docker.service\nAfter=docker.service\n\n[Service]\nType=oneshot\nExecStart=/usr/bin/docker system prune --force{all} --filter until={}{volumes}\n",
        gc.until
    );
    each_line(&text, cause)
}

/// Source: systemd.timer(5).
fn gc_timer(gc: &DockerGc, cause: &Cause) -> Lines<Cause> {
    let text = format!(
        "[Unit]\nDescription=Prune what Docker no longer uses\n\n[Timer]\nOnCalendar={}\nRandomizedDelaySec=15m\nPersistent=true\n\n[Install]\nWantedBy=timers.target\n",
        gc.schedule
    );
    each_line(&text, cause)
}
