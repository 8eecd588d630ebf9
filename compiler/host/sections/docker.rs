//! `[docker]`: dockerd's settings and the prune timer.

use crate::catalog::docker::{DaemonKey, daemon_key};
use crate::host::item::{Item, cause, items};
use crate::host::leaf::{Cause, Deciding};
use crate::host::tree::Tree;
use crate::host::{Context, diags};
use crate::profile::node::{Entry, Node, Table};
use crate::reader::{dockerd, systemd_unit};

/// Where dockerd finds its settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApplyAs {
    /// daemon.json.
    File,
    /// Its command line.
    Flags,
}

/// A setting of dockerd.
#[derive(Clone, Debug, PartialEq)]
pub struct DaemonSetting {
    /// What the catalogue says; `None` for one of `[docker.daemon-extra]`.
    pub known: Option<&'static DaemonKey>,
    /// The value as the profile has it.
    pub value: Node,
}

/// `[docker.gc]` in one launch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DockerGc {
    /// `OnCalendar=`.
    pub schedule: String,
    /// `until=` of the prune filter.
    pub until: String,
    /// Every unused image, not only dangling ones.
    pub all_images: bool,
    /// Anonymous volumes too.
    pub volumes: bool,
    /// The keys that the profile sets, each with the place of its value.
    pub places: Vec<(String, Cause)>,
}

impl DockerGc {
    /// Returns the place of a value, where the profile sets it.
    #[must_use]
    pub fn place(&self, key: &str) -> Option<&Cause> {
        let mut places = self.places.iter();
        places.find(|(name, _)| name == key).map(|(_, cause)| cause)
    }
}

/// `[docker]`.
#[derive(Clone, Debug)]
pub struct Docker {
    /// Where the settings go.
    pub apply_as: ApplyAs,
    /// Where that was said.
    pub apply_as_cause: Option<Cause>,
    /// The settings by key.
    pub settings: Vec<Item<DaemonSetting>>,
    /// The prune timer per launch, with the leaf that decides.
    pub gc: Option<(Vec<Option<DockerGc>>, Deciding, Cause)>,
}

pub(crate) fn docker(tree: &Tree, count: usize, ctx: &mut Context<'_>) -> Docker {
    let section = tree.get("docker");
    let apply_as = section.and_then(|docker| docker.leaf("apply-as"));
    let flags = apply_as.and_then(|leaf| leaf.at(0)).and_then(Node::as_str) == Some("flags");
    Docker {
        apply_as: if flags { ApplyAs::Flags } else { ApplyAs::File },
        apply_as_cause: apply_as.and_then(|leaf| leaf.cause(0)),
        settings: settings(section, flags, count, ctx),
        gc: section
            .and_then(|docker| docker.get("gc"))
            .and_then(|gc| timer(gc, count, ctx)),
    }
}

fn settings(
    section: Option<&Tree>,
    flags: bool,
    count: usize,
    ctx: &mut Context<'_>,
) -> Vec<Item<DaemonSetting>> {
    let daemon = section.and_then(|docker| docker.get("daemon"));
    let known = |entry: &Entry| {
        let known = daemon_key(&entry.key)?;
        super::docker_check::setting(known, entry, flags, ctx);
        Some(DaemonSetting {
            known: Some(known),
            value: entry.node.clone(),
        })
    };
    let mut settings = items(daemon, &["docker", "daemon"], count, known);
    let extra = section.and_then(|docker| docker.get("daemon-extra"));
    let unknown = |entry: &Entry| {
        if daemon_key(&entry.key).is_some() {
            ctx.report.push(diags::extra_is_known(
                entry.key_span,
                &entry.key,
                &format!("docker.daemon.{}", entry.key),
            ));
        } else if !is_flag_name(&entry.key, ctx) {
            ctx.report
                .push(diags::extra_daemon_key(entry.key_span, &entry.key));
        }
        Some(DaemonSetting {
            known: None,
            value: entry.node.clone(),
        })
    };
    settings.extend(items(extra, &["docker", "daemon-extra"], count, unknown));
    super::log_options::of_daemon(&settings, count, ctx);
    settings
}

fn place(entry: &Entry) -> (String, Cause) {
    let leaf = format!("docker.gc.{}", entry.key);
    (entry.key.clone(), cause(&entry.node, leaf))
}

/// dockerd ignores such a key, which is said where it is written.
fn is_flag_name(key: &str, ctx: &Context<'_>) -> bool {
    let version = ctx.base.docker.version.value;
    dockerd::is_flag_name(key, (version.major, version.minor, version.patch))
}

/// The timer's own unit is parbake's, so that its only wrong line is this value.
fn check_schedule(table: &Table, ctx: &mut Context<'_>) {
    let schedule = table
        .get("schedule")
        .and_then(|node| Some((node, node.as_str()?)));
    let Some((node, text)) = schedule else {
        return;
    };
    if !systemd_unit::is_calendar(text) && !ctx.report.refuses(node.span) {
        ctx.report.push(diags::no_calendar(node.span));
    }
}

fn timer(
    gc: &Tree,
    count: usize,
    ctx: &mut Context<'_>,
) -> Option<(Vec<Option<DockerGc>>, Deciding, Cause)> {
    let mut state = |launch: usize| {
        let node = gc.value_at(launch)?;
        let table = node.as_table()?;
        check_schedule(table, ctx);
        let text = |key: &str, default: &str| {
            table
                .get(key)
                .and_then(Node::as_str)
                .unwrap_or(default)
                .to_owned()
        };
        let flag = |key: &str| table.get(key).and_then(Node::as_bool).unwrap_or(false);
        Some(DockerGc {
            schedule: text("schedule", "daily"),
            until: text("until", "24h"),
            all_images: flag("all-images"),
            volumes: flag("volumes"),
            places: table.entries.iter().map(place).collect(),
        })
    };
    let span = gc.span()?;
    Some((
        (0..count).map(&mut state).collect(),
        gc.deciding(),
        Cause {
            span,
            leaf: "docker.gc".into(),
        },
    ))
}
