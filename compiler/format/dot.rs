//! Graphviz's language, as far as a drawing of boxes in boxes with arrows needs it.
//!
//! Source: graphviz.org/doc/info/lang.html (identifiers in double quotes: only `"` and a backslash have to be written with one).

use std::fmt::Write as _;

/// A directed graph.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Digraph {
    /// Its name, shown above.
    pub name: String,
    /// The boxes, each with what is in it.
    pub boxes: Vec<Cluster>,
    /// The arrows.
    pub arrows: Vec<Arrow>,
}

/// A node with others in a frame around it, or a node alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cluster {
    /// The node.
    pub node: String,
    /// The nodes in its frame.
    pub inside: Vec<String>,
}

/// An arrow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrow {
    /// Where it begins.
    pub from: String,
    /// Where it ends.
    pub to: String,
    /// What stands at it; may be empty.
    pub label: String,
    /// How it is drawn.
    pub style: Style,
}

/// How an arrow is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// A line.
    Solid,
    /// Dashes.
    Dashed,
    /// A thick line.
    Bold,
}

/// Encodes a graph; equal graphs give equal text.
#[must_use]
pub fn encode(graph: &Digraph) -> String {
    let name = quoted(&graph.name);
    let mut text = format!("digraph {name} {{\n  label={name}\n  node [shape=box]\n");
    for (number, cluster) in graph.boxes.iter().enumerate() {
        boxes(&mut text, number, cluster);
    }
    for arrow in &graph.arrows {
        let (from, to) = (quoted(&arrow.from), quoted(&arrow.to));
        let style = match arrow.style {
            Style::Solid => "solid",
            Style::Dashed => "dashed",
            Style::Bold => "bold",
        };
        let label = quoted(&arrow.label);
        let _ = writeln!(text, "  {from} -> {to} [style={style}, label={label}]");
    }
    text + "}\n"
}

fn boxes(text: &mut String, number: usize, cluster: &Cluster) {
    let node = quoted(&cluster.node);
    if cluster.inside.is_empty() {
        let _ = writeln!(text, "  {node}");
        return;
    }
    let _ = writeln!(
        text,
        "  subgraph cluster_{number} {{\n    {node} [style=bold]"
    );
    for inside in &cluster.inside {
        let _ = writeln!(text, "    {}", quoted(inside));
    }
    text.push_str("  }\n");
}

/// An identifier. A control character has no place in a drawing: it becomes a blank.
fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            c if c.is_control() => quoted.push(' '),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
