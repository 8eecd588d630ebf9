//! `[scripts.NAME]`: the user's own scripts, verbatim.

mod environment;
mod host_question;
mod interpreter;

use super::files::{Body, body};
use crate::catalog::identity::{Effect, effect};
use crate::host::item::{Item, cause, items};
use crate::host::leaf::{Cause, Deciding, Reason, Scope};
use crate::host::tree::Tree;
use crate::host::{Context, diags};
use crate::profile::node::{Entry, Node, Text};
use crate::reader::go;

/// When a script runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScriptPhase {
    /// In the image.
    Bake,
    /// On the host.
    Boot,
}

/// Where a boot step stands between Docker and the agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Order {
    /// Before dockerd starts.
    BeforeDocker,
    /// Docker is up, the agent has not joined.
    AfterDocker,
    /// The agent has joined.
    AfterAgent,
}

/// How often a boot step runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Every {
    /// Once per instance.
    Instance,
    /// At each boot.
    Boot,
}

/// A script in one launch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptState {
    /// When it runs.
    pub phase: ScriptPhase,
    /// Where it stands at boot.
    pub order: Order,
    /// How often.
    pub every: Every,
    /// After how many seconds it is killed.
    pub timeout_seconds: u64,
    /// Where that was said; `None` where nothing was.
    pub timeout_cause: Option<Cause>,
    /// The script.
    pub body: Body,
    /// What it leaves in the image, as it says itself.
    pub effects: Vec<(Effect, Cause)>,
    /// Its environment, each with its place.
    pub env: Vec<(String, Text, Cause)>,
}

pub(crate) fn scripts(tree: &Tree, count: usize, ctx: &mut Context<'_>) -> Vec<Item<ScriptState>> {
    let has_agent = tree.get("ecs").is_some();
    let lower = |entry: &Entry| {
        let table = entry.node.as_table()?;
        let leaf = format!("scripts.{}", entry.key);
        let word = |key: &str| table.get(key).and_then(Node::as_str);
        let state = ScriptState {
            phase: if word("phase")? == "bake" {
                ScriptPhase::Bake
            } else {
                ScriptPhase::Boot
            },
            order: order(word("order").unwrap_or("after-docker")),
            every: if word("every") == Some("boot") {
                Every::Boot
            } else {
                Every::Instance
            },
            timeout_seconds: seconds(word("timeout").unwrap_or("10m")),
            timeout_cause: table
                .get("timeout")
                .map(|timeout| cause(timeout, format!("{leaf}.timeout"))),
            effects: effects(table.get("effects"), &leaf),
            env: environment::read(table.get("env"), &leaf, ctx),
            body: body(entry, table, &leaf, ("run", "source"), ctx)?,
        };
        check(entry, &state, has_agent, ctx);
        whole_seconds(table.get("timeout"), ctx);
        Some(state)
    };
    let section = tree.get("scripts");
    let mut scripts = items(section, &["scripts"], count, lower);
    let trees = section.map(Tree::entries).unwrap_or_default();
    for (script, (_, tree)) in scripts.iter_mut().zip(trees) {
        let phase = script.first().map(|state| state.phase);
        if phase == Some(ScriptPhase::Boot) {
            say_boot(&mut script.deciding);
            continue;
        }
        for late in tree.leaves() {
            let Some(span) = late.deciding().span.filter(|_| late.scope > Scope::Fixed) else {
                continue;
            };
            let reason = late.reason.to_string();
            ctx.report.push(diags::scripts::late_value_in_baked_script(
                span,
                &script.name.text,
                &reason,
            ));
        }
    }
    scripts
}

/// A boot script is late whatever its leaves say.
fn say_boot(deciding: &mut Deciding) {
    if deciding.scope == Scope::Fixed {
        deciding.scope = Scope::Launch;
        deciding.reason = Reason::ScriptPhase;
    }
}

fn order(word: &str) -> Order {
    match word {
        "before-docker" => Order::BeforeDocker,
        "after-agent" => Order::AfterAgent,
        _ => Order::AfterDocker,
    }
}

/// Whole seconds of a checked duration, at least one.
fn seconds(text: &str) -> u64 {
    let nanoseconds = go::parse_duration(text).unwrap_or(0);
    u64::try_from(nanoseconds / 1_000_000_000)
        .unwrap_or(0)
        .max(1)
}

/// The runner counts in whole seconds: a part of one would be cut.
fn whole_seconds(timeout: Option<&Node>, ctx: &mut Context<'_>) {
    let Some(node) = timeout else {
        return;
    };
    let length = node.as_str().and_then(go::parse_duration).unwrap_or(0);
    if length % 1_000_000_000 != 0 && !ctx.report.refuses(node.span) {
        let seconds = length.unsigned_abs().div_ceil(1_000_000_000);
        ctx.report
            .push(diags::scripts::part_of_a_second(node.span, seconds));
    }
}

fn effects(node: Option<&Node>, leaf: &str) -> Vec<(Effect, Cause)> {
    let words = node.and_then(Node::as_list).unwrap_or_default();
    let known = |word: &Node| {
        let place = cause(word, format!("{leaf}.effects"));
        Some((effect(word.as_str()?)?, place))
    };
    words.iter().filter_map(known).collect()
}

fn check(entry: &Entry, state: &ScriptState, has_agent: bool, ctx: &mut Context<'_>) {
    interpreter::check(&entry.key, &state.body, ctx);
    let given = |key: &str| entry.node.as_table().and_then(|table| table.entry(key));
    if state.phase == ScriptPhase::Bake {
        for idle in ["order", "every"].into_iter().filter_map(given) {
            let found = diags::scripts::boot_setting_in_bake(idle.key_span, &idle.key, &entry.key);
            ctx.report.push(found);
        }
    } else if state.order == Order::AfterAgent && !has_agent {
        let at = given("order").map_or(entry.key_span, |order| order.node.span);
        ctx.report.push(diags::scripts::order_without_agent(at));
    }
    let effect = state.effects.first();
    if let Some((_, cause)) = effect.filter(|_| state.phase == ScriptPhase::Boot) {
        ctx.report
            .push(diags::scripts::effect_at_boot(cause.span, &entry.key));
    }
    if state.phase == ScriptPhase::Bake {
        host_question::check(&entry.key, &state.body, ctx);
    }
}
