//! `launch/<variant>/iam-policy.json`: the least policy for what the boot program and the agent ask AWS for.
//!
//! What containers and log drivers ask for is not in it. Where the profile does not know a region, an account or a
//! cluster, `*` stands in that field; AWS's own policies have `arn:*:` as well (datasync and cassandra, in moto 5.2.5).
//!
//! Source: IAM user guide, "IAM JSON policy reference".

mod agent;
mod registries;
mod secrets;
mod signals;

use super::Workshop;
use crate::format::json;
use crate::format::lines::Lines;
use crate::format::tree::{Node, Value};
use crate::grammar::aws::partition;
use crate::host::Host;
use crate::host::leaf::Cause;

/// One statement that allows something.
struct Statement {
    /// Its name: letters and digits.
    sid: &'static str,
    actions: Vec<&'static str>,
    /// ARNs, or `*`; each with what asks for it.
    resources: Vec<(String, Cause)>,
    /// Operator, key and values of the one condition.
    condition: Option<(&'static str, &'static str, Vec<String>)>,
}

/// Where the host runs, as far as the profile says; `*` for what it does not say.
struct Place {
    partition: &'static str,
    region: String,
}

impl Place {
    fn of(host: &Host, launch: usize) -> Self {
        let line = host
            .ecs
            .iter()
            .find(|line| line.name.text == "aws-default-region");
        let of_agent = line.and_then(|line| line.at(launch)?.value.as_str().map(str::to_owned));
        let region = of_agent.or_else(|| host.ssm.as_ref()?.region.clone());
        Self {
            partition: region.as_deref().map_or("*", partition),
            region: region.unwrap_or_else(|| "*".to_owned()),
        }
    }

    /// An ARN in this place and in whatever account the host is.
    fn arn(&self, service: &str, resource: &str) -> String {
        format!(
            "arn:{}:{service}:{}:*:{resource}",
            self.partition, self.region
        )
    }
}

/// Encodes the policy of a launch; `None` where its hosts ask AWS for nothing.
pub(crate) fn lines(launch: usize, workshop: &Workshop<'_>) -> Option<Lines<Cause>> {
    policy(launch, workshop).map(|policy| json::encode(&policy))
}

/// The policy of a launch on one line, for those who pass it on as text.
pub(crate) fn compact(launch: usize, workshop: &Workshop<'_>) -> Option<String> {
    let text = lines(launch, workshop)?.text();
    let document: serde_json::Value = serde_json::from_str(&text).ok()?;
    Some(document.to_string())
}

fn policy(launch: usize, workshop: &Workshop<'_>) -> Option<Node<Cause>> {
    let host = workshop.host;
    let place = Place::of(host, launch);
    let mut statements = secrets::statements(host, launch, &place);
    statements.extend(signals::statements(host, launch, &place));
    statements.extend(registries::statements(host, launch));
    statements.extend(agent::statements(host, launch, &place));
    let nodes: Vec<_> = statements.iter().filter_map(statement).collect();
    (!nodes.is_empty()).then(|| {
        Node::object([
            (
                "Version",
                Node::string("2012-10-17", workshop.launch_cause(launch)),
            ),
            ("Statement", array(nodes, workshop.launch_cause(launch))),
        ])
    })
}

fn array(nodes: Vec<Node<Cause>>, cause: Cause) -> Node<Cause> {
    Node::new(Value::Array(nodes), cause)
}

fn statement(statement: &Statement) -> Option<Node<Cause>> {
    let (_, cause) = statement.resources.first()?;
    let texts = |texts: &[String]| {
        let nodes = texts.iter();
        let nodes = nodes.map(|text| Node::string(text.as_str(), cause.clone()));
        array(nodes.collect(), cause.clone())
    };
    let actions: Vec<String> = statement
        .actions
        .iter()
        .map(|&action| action.to_owned())
        .collect();
    let resources = statement.resources.iter();
    let resources = resources.map(|(arn, cause)| Node::string(arn.as_str(), cause.clone()));
    let mut members = vec![
        ("Sid", Node::string(statement.sid, cause.clone())),
        ("Effect", Node::string("Allow", cause.clone())),
        ("Action", texts(&actions)),
        ("Resource", array(resources.collect(), cause.clone())),
    ];
    if let Some((operator, key, values)) = &statement.condition {
        let operands = Node::new(
            Value::Object(vec![((*key).to_owned(), texts(values))]),
            cause.clone(),
        );
        let condition = Value::Object(vec![((*operator).to_owned(), operands)]);
        members.push(("Condition", Node::new(condition, cause.clone())));
    }
    Some(Node::object(members))
}
