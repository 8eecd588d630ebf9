//! image/component.yaml: a component document of EC2 Image Builder.
//!
//! `{{` begins an expression anywhere in a document, so bake.sh travels compressed, in base64, or comes from S3.
//!
//! Source: EC2 Image Builder user guide, "Use the AWSTOE component document framework" and "Action modules" (schema 1.0);
//! a document is at most 64 KB.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{Feed, text};
use crate::artifact::program::render;
use crate::artifact::{Workshop, diags};
use crate::format::lines::Lines;
use crate::format::tree::{Node, Value};
use crate::format::{gzip, shell, yaml};
use crate::host::leaf::Cause;
use crate::template::{Slot, Template};

/// Most bytes of a document.
const LIMIT: usize = 64 * 1024;
/// Characters of base64 on a line: long, since each line costs its indentation.
const WIDTH: usize = 1000;
/// Where a script of S3 is loaded to.
const PLACE: &str = "/tmp/parbake-bake.sh";
/// How long the bake may take, in seconds: a step's own default.
const SECONDS: i64 = 7200;

/// Makes the document; none, and a note, where it would be too large and no place in S3 is named.
pub(super) fn document(feed: &Feed<'_>, workshop: &mut Workshop<'_>) -> Option<Lines<Cause>> {
    if let Some(location) = &feed.host.image.bake_location {
        let source = Node::string(format!("{location}/bake.sh"), feed.cause("bake-location"));
        let command = from_s3(feed, workshop);
        return Some(yaml::encode(&root(feed, Some(source), &command)));
    }
    let command = inline(feed, workshop)?;
    let lines = yaml::encode(&root(feed, None, &command));
    let size = lines.text().len();
    if size > LIMIT {
        let span = workshop.host.name.span;
        let found = diags::component_too_large(span, size, LIMIT);
        workshop.report.push(found);
        return None;
    }
    Some(lines)
}

/// The command that unpacks bake.sh and runs it.
fn inline(feed: &Feed<'_>, workshop: &mut Workshop<'_>) -> Option<String> {
    let packed = gzip::encode(&feed.script).ok()?;
    let encoded = STANDARD.encode(packed);
    let mut body = Lines::new();
    let mut rest = encoded.as_str();
    while !rest.is_empty() {
        let (line, behind) = rest.split_at(rest.len().min(WIDTH));
        body.push_plain(line);
        rest = behind;
    }
    let slots = [
        Slot::new("sha256", feed.script_sha256(), None),
        Slot::new("mark", shell::delimiter(&body), None),
    ];
    let lines = render(Template::Component, &slots, Some(body), workshop);
    Some(lines.text())
}

fn from_s3(feed: &Feed<'_>, workshop: &mut Workshop<'_>) -> String {
    let slots = [
        Slot::new("sha256", feed.script_sha256(), None),
        Slot::new("place", shell::word(PLACE), None),
    ];
    render(Template::ComponentS3, &slots, None, workshop).text()
}

fn root(feed: &Feed<'_>, source: Option<Node<Cause>>, command: &str) -> Node<Cause> {
    let mut steps = Vec::new();
    if let Some(source) = source {
        let file = Node::object([("source", source), ("destination", text(PLACE))]);
        steps.push(step("load", "S3Download", Node::array([file])));
    }
    steps.push(step("bake", "ExecuteBash", commands(command)));
    let tested = format!("grep -q -F -e {} /etc/parbake/image.json", feed.digest);
    let tests = vec![step("image-json", "ExecuteBash", commands(&tested))];
    let (name, cause) = feed.named();
    Node::object([
        ("name", Node::string(format!("parbake-{name}"), cause)),
        (
            "description",
            Node::string(
                format!("{} from {}", feed.digest, feed.host.base.name),
                feed.host.base_cause.clone(),
            ),
        ),
        ("schemaVersion", Node::plain(Value::Float(1.0))),
        (
            "phases",
            Node::array([phase("build", steps), phase("test", tests)]),
        ),
    ])
}

fn phase(name: &str, steps: Vec<Node<Cause>>) -> Node<Cause> {
    Node::object([("name", text(name)), ("steps", Node::array(steps))])
}

fn step(name: &str, action: &str, inputs: Node<Cause>) -> Node<Cause> {
    Node::object([
        ("name", text(name)),
        ("action", text(action)),
        ("timeoutSeconds", Node::plain(Value::Integer(SECONDS))),
        ("onFailure", text("Abort")),
        ("maxAttempts", Node::plain(Value::Integer(1))),
        ("inputs", inputs),
    ])
}

fn commands(command: &str) -> Node<Cause> {
    Node::object([("commands", Node::array([text(command)]))])
}
