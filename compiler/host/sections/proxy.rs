//! `[proxy]`: one way out for everything that asks for one.

use std::sync::Arc;

use crate::catalog::ecs::ecs_variable;
use crate::host::item::{Item, Named};
use crate::host::leaf::{Cause, Deciding};
use crate::host::sections::docker::DaemonSetting;
use crate::host::sections::ecs::EcsLine;
use crate::host::tree::Tree;
use crate::host::{Context, diags};
use crate::profile::node::{Node, Text, Value};

/// `[proxy]` in one launch.
#[derive(Clone, Debug, PartialEq)]
pub struct ProxyState {
    /// For plain HTTP.
    pub http: Option<(String, Cause)>,
    /// For HTTPS.
    pub https: Option<(String, Cause)>,
    /// What is reached directly.
    pub no_proxy: Vec<String>,
    /// The leaf behind what is reached directly.
    pub no_proxy_cause: Cause,
}

/// `[proxy]`.
#[derive(Clone, Debug)]
pub struct Proxy {
    /// Launch by launch.
    pub states: Vec<Option<ProxyState>>,
    /// What decides: all of it goes one way, whatever reads it.
    pub deciding: Deciding,
    /// The section.
    pub cause: Cause,
}

/// What never goes through a proxy: the metadata service, the task endpoints of ECS and EKS, this host, and Docker's
/// socket, which the agent takes for a host.
///
/// Source: Amazon ECS developer guide, "Using an HTTP proxy for container instances"; EC2 user guide, "Instance metadata
/// service", for the IPv6 address.
const ALWAYS_DIRECT: &[&str] = &[
    "169.254.169.254",
    "169.254.170.2",
    "169.254.170.23",
    "fd00:ec2::254",
    "localhost",
    "127.0.0.1",
    "::1",
    "/var/run/docker.sock",
];

pub(crate) fn proxy(
    tree: &Tree,
    docker: &[Item<DaemonSetting>],
    count: usize,
    ctx: &mut Context<'_>,
) -> Option<Proxy> {
    let section = tree.get("proxy")?;
    let cause = Cause {
        span: section.span()?,
        leaf: Arc::from("proxy"),
    };
    refuse_credentials(section, ctx);
    let states = 0..count;
    let proxy = Proxy {
        states: states.map(|at| state(section, at, &cause)).collect(),
        deciding: section.deciding(),
        cause,
    };
    proxy.refuse_others(docker.iter().map(|setting| &setting.name), ctx);
    Some(proxy)
}

fn state(section: &Tree, launch: usize, section_cause: &Cause) -> Option<ProxyState> {
    section.value_at(launch)?;
    let proxy = |key: &str| {
        let leaf = section.leaf(key)?;
        Some((leaf.at(launch)?.as_str()?.to_owned(), leaf.cause(launch)?))
    };
    let own = section.set("no-proxy");
    let named = own
        .iter()
        .filter_map(|leaf| leaf.at(launch).and_then(Node::as_str));
    let mut no_proxy: Vec<String> = ALWAYS_DIRECT.iter().map(|&host| host.to_owned()).collect();
    for host in named {
        if !no_proxy.iter().any(|known| known == host) {
            no_proxy.push(host.to_owned());
        }
    }
    let no_proxy_cause = own.iter().find_map(|leaf| leaf.cause(launch));
    Some(ProxyState {
        http: proxy("http"),
        https: proxy("https"),
        no_proxy,
        no_proxy_cause: no_proxy_cause.unwrap_or_else(|| section_cause.clone()),
    })
}

/// The file of variables is read by many, so a password in it would be.
fn refuse_credentials(section: &Tree, ctx: &mut Context<'_>) {
    for key in ["http", "https"] {
        let values = section.leaf(key).into_iter().flat_map(|leaf| leaf.values());
        for value in
            values.filter(|value| value.value.as_str().is_some_and(|url| url.contains('@')))
        {
            let found = diags::secret_literal(value.span, &format!("proxy.{key}"));
            ctx.report.push(found.concealing());
        }
    }
}

impl Proxy {
    /// Refuses a proxy that a section of its own names as well: one of the two wins without a word.
    pub(crate) fn refuse_others<'n>(
        &self,
        names: impl Iterator<Item = &'n Named>,
        ctx: &mut Context<'_>,
    ) {
        const KEYS: &[&str] = &["http-proxy", "https-proxy", "no-proxy", "proxies"];
        for name in names.filter(|name| KEYS.contains(&name.text.as_str())) {
            let found = diags::proxy_twice(name.span, &name.leaf, self.cause.span);
            ctx.report.push(found);
        }
    }

    /// The lines of ecs.config, which ecs-init and the agent both read.
    pub(crate) fn agent_lines(&self) -> Vec<Item<EcsLine>> {
        let text =
            |text: &str, cause: &Cause| Node::new(Value::Text(Text::literal(text)), cause.span);
        let of = |(url, cause): &(String, Cause)| text(url, cause);
        let list = |state: &ProxyState| {
            let hosts = state.no_proxy.iter();
            let hosts = hosts
                .map(|host| text(host, &state.no_proxy_cause))
                .collect();
            Some(Node::new(Value::List(hosts), state.no_proxy_cause.span))
        };
        let lines = [
            self.agent_line("http-proxy", |state| state.http.as_ref().map(of)),
            self.agent_line("https-proxy", |state| state.https.as_ref().map(of)),
            self.agent_line("no-proxy", list),
        ];
        lines.into_iter().flatten().collect()
    }

    fn agent_line(
        &self,
        key: &str,
        value: impl Fn(&ProxyState) -> Option<Node>,
    ) -> Option<Item<EcsLine>> {
        let known = ecs_variable(key)?;
        let line = |state: &ProxyState| {
            Some(EcsLine {
                variable: known.name.to_owned(),
                known: Some(known),
                value: value(state)?,
            })
        };
        let states: Vec<_> = self
            .states
            .iter()
            .map(|state| state.as_ref().and_then(line))
            .collect();
        let is_set = states.iter().any(Option::is_some);
        is_set.then(|| Item {
            name: Named {
                text: key.to_owned(),
                span: self.cause.span,
                leaf: Arc::from(format!("proxy.{}", key.trim_end_matches("-proxy"))),
            },
            states,
            deciding: self.deciding.clone(),
        })
    }
}
