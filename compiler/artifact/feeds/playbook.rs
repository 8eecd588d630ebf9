//! image/playbook.yml: an Ansible playbook that copies bake.sh, then runs it and takes it away.
//!
//! No string of it is a template of Jinja: bake.sh goes over as a file, which Ansible does not look into.
//!
//! Source: ansible-core 2.19.14, modules copy, command and file; ansible-lint 26.10.1, profile production.

use super::{Feed, text};
use crate::format::lines::Lines;
use crate::format::tree::{Node, Value};
use crate::format::yaml;
use crate::host::leaf::Cause;

/// Where bake.sh lies while it runs: the clean-up empties /tmp, and leaves the script alone that runs.
const PLACE: &str = "/tmp/parbake-bake.sh";

/// Where Ansible keeps the module that runs bake.sh, whose answer it still has to load: /tmp is empty by then.
const MODULES: &str = "/run";

pub(super) fn playbook(feed: &Feed<'_>) -> Lines<Cause> {
    let (name, cause) = feed.named();
    let play = Node::object([
        ("name", Node::string(format!("Bake {name}"), cause)),
        ("hosts", text("all")),
        ("become", flag(true)),
        // What Ansible would ask of the host needs nothing that bake.sh does not ask itself.
        ("gather_facts", flag(false)),
        ("tasks", Node::array([copy(), bake()])),
    ]);
    let mut lines = Lines::new();
    lines.push_plain("---");
    lines.append(yaml::encode(&Node::array([play])));
    lines
}

fn copy() -> Node<Cause> {
    let arguments = Node::object([
        ("src", text("bake.sh")),
        ("dest", text(PLACE)),
        ("owner", text("root")),
        ("group", text("root")),
        ("mode", text("0700")),
    ]);
    Node::object([
        ("name", text("Copy bake.sh")),
        ("ansible.builtin.copy", arguments),
    ])
}

/// bake.sh says of each thing whether it changed it. It goes in the same task: the clean-up takes the login and the sudo of the user
/// whom cloud-init made, and a further task could not become root.
fn bake() -> Node<Cause> {
    let run = format!("/bin/bash {PLACE}; status=$?; rm -f {PLACE}; exit $status");
    let argv = [text("/bin/bash"), text("-c"), text(&run)];
    Node::object([
        ("name", text("Bake, clean up and audit")),
        (
            "ansible.builtin.command",
            Node::object([("argv", Node::array(argv))]),
        ),
        ("environment", Node::object([("TMPDIR", text(MODULES))])),
        ("register", text("parbake_bake")),
        (
            "changed_when",
            text("parbake_bake.stdout is search('(?m)^changed ')"),
        ),
    ])
}

fn flag(value: bool) -> Node<Cause> {
    Node::plain(Value::Bool(value))
}
