//! `parbake plan --graph`: the order of a boot, for a terminal, for Graphviz and for programs.

use parbake::format::dot::{self, Arrow, Cluster, Digraph, Style};
use parbake::plan::order::{Edge, Graph, Kind, Relation, Why};
use serde_json::{Map, Value, json};

use crate::arguments::Drawing;
use crate::compilation::Compilation;
use crate::outcome::Output;
use crate::report::{Place, json::insert_place, place};
use crate::text::printable;

/// A boot with the launches that have it.
struct Boot<'a> {
    launches: Vec<&'a str>,
    graph: &'a Graph,
}

/// Renders the boots of the launch that is meant, or of all; one element per node for programs.
pub(super) fn outputs(
    compilation: &Compilation,
    variant: Option<&str>,
    drawing: Drawing,
) -> Vec<Output> {
    let boots = boots(compilation, variant);
    let drawn: Vec<String> = boots
        .iter()
        .map(|boot| match drawing {
            Drawing::Text => text(compilation, boot),
            Drawing::Dot => dot::encode(&digraph(boot)),
        })
        .collect();
    let mut human = drawn.join("\n").into_bytes();
    let nodes = boots.iter().flat_map(|boot| {
        let order = boot.graph.in_order().into_iter();
        order.map(|node| node_json(compilation, boot, node))
    });
    let outputs = nodes.map(|json| Output {
        human: std::mem::take(&mut human),
        json,
    });
    outputs.collect()
}

/// The launches that boot alike are one.
fn boots<'a>(compilation: &'a Compilation, variant: Option<&str>) -> Vec<Boot<'a>> {
    let compiled = &compilation.compiled;
    let mut boots: Vec<Boot<'_>> = Vec::new();
    for (launch, graph) in compiled.launches.iter().zip(&compiled.boots) {
        if variant.is_some_and(|variant| variant != launch) {
            continue;
        }
        match boots.iter_mut().find(|boot| boot.graph == graph) {
            Some(boot) => boot.launches.push(launch),
            None => boots.push(Boot {
                launches: vec![launch],
                graph,
            }),
        }
    }
    boots
}

/// What is said of a node: everything but systemd's defaults, which every unit has.
fn said_of(graph: &Graph, node: usize) -> impl Iterator<Item = &Edge> {
    let edges = graph.edges().iter();
    edges.filter(move |edge| {
        let about = match edge.relation {
            Relation::Before | Relation::Opens => edge.to,
            Relation::WaitsFor => edge.from,
        };
        about == node && edge.why != Why::Default
    })
}

fn children(graph: &Graph, order: &[usize], unit: usize) -> Vec<usize> {
    let inside = |node: &usize| {
        let known = graph.nodes().get(*node);
        known.is_some_and(|known| known.inside == Some(unit))
    };
    order.iter().copied().filter(inside).collect()
}

fn outermost(graph: &Graph, order: &[usize]) -> Vec<usize> {
    let is_outer = |node: &usize| {
        let known = graph.nodes().get(*node);
        known.is_some_and(|known| known.inside.is_none())
    };
    order.iter().copied().filter(is_outer).collect()
}

/// Renders units in an order in which they may begin, what runs in one below it, each with what it waits for.
fn text(compilation: &Compilation, boot: &Boot<'_>) -> String {
    let graph = boot.graph;
    let order = graph.in_order();
    let mut lines = vec![format!("boot of {}", boot.launches.join(", "))];
    for unit in outermost(graph, &order) {
        lines.push(format!("  {}", graph.name(unit)));
        lines.extend(relations(compilation, graph, unit, None).map(|line| format!("      {line}")));
        for node in children(graph, &order, unit) {
            let opens = match graph.nodes().get(node).map(|node| node.kind) {
                Some(Kind::Gate) => "opens ",
                Some(Kind::Unit | Kind::Step | Kind::State) | None => "",
            };
            lines.push(format!("    | {opens}{}", graph.name(node)));
            let said = relations(compilation, graph, node, Some(unit));
            lines.extend(said.map(|line| format!("    |     {line}")));
        }
    }
    let lines: Vec<String> = lines
        .iter()
        .map(|line| printable(line).replace('\n', " "))
        .collect();
    lines.join("\n") + "\n"
}

/// The relations of a node in words; the order of what runs in one unit is that of the lines.
fn relations(
    compilation: &Compilation,
    graph: &Graph,
    node: usize,
    unit: Option<usize>,
) -> impl Iterator<Item = String> {
    let inside = |node: usize| graph.nodes().get(node).and_then(|node| node.inside);
    let mut lines: Vec<String> = Vec::new();
    let mut base: Vec<&str> = Vec::new();
    for edge in said_of(graph, node) {
        let line = place_of(compilation, edge)
            .map(|place| format!("  ({}:{})", place.file, place.start.line));
        let line = line.unwrap_or_default();
        match edge.relation {
            Relation::Before if unit.is_some() && inside(edge.from) == unit => {}
            Relation::Before if line.is_empty() => base.push(graph.name(edge.from)),
            Relation::Before => lines.push(format!("after {}{line}", graph.name(edge.from))),
            Relation::WaitsFor => lines.push(format!("waits for {}{line}", graph.name(edge.to))),
            Relation::Opens => lines.push(format!("held by {}", graph.name(edge.from))),
        }
    }
    base.dedup();
    if !base.is_empty() {
        lines.insert(0, format!("after {}", base.join(", ")));
    }
    lines.into_iter()
}

fn place_of(compilation: &Compilation, edge: &Edge) -> Option<Place> {
    match &edge.why {
        Why::Line(cause) => place(compilation, cause.span),
        Why::Fact(_) | Why::Default | Why::Parbake => None,
    }
}

fn digraph(boot: &Boot<'_>) -> Digraph {
    let graph = boot.graph;
    let order = graph.in_order();
    let name = |node: usize| graph.name(node).to_owned();
    let boxes = outermost(graph, &order).into_iter().map(|unit| Cluster {
        node: name(unit),
        inside: children(graph, &order, unit)
            .into_iter()
            .map(name)
            .collect(),
    });
    let edges = graph.edges().iter();
    let arrows = edges.filter(|edge| edge.why != Why::Default).map(|edge| {
        let (label, style) = match edge.relation {
            Relation::Before => ("", Style::Solid),
            Relation::WaitsFor => ("waits for", Style::Dashed),
            Relation::Opens => ("opens", Style::Bold),
        };
        Arrow {
            from: name(edge.from),
            to: name(edge.to),
            label: label.to_owned(),
            style,
        }
    });
    Digraph {
        name: format!("boot of {}", boot.launches.join(", ")),
        boxes: boxes.collect(),
        arrows: arrows.collect(),
    }
}

/// Renders one node for programs.
fn node_json(compilation: &Compilation, boot: &Boot<'_>, node: usize) -> Value {
    let graph = boot.graph;
    let known = graph.nodes().get(node);
    let kind = match known.map(|node| node.kind) {
        Some(Kind::Unit) | None => "unit",
        Some(Kind::Step) => "step",
        Some(Kind::Gate) => "gate",
        Some(Kind::State) => "state",
    };
    let inside = known
        .and_then(|node| node.inside)
        .map(|unit| graph.name(unit));
    let relations: Vec<Value> = said_of(graph, node)
        .map(|edge| relation_json(compilation, graph, edge))
        .collect();
    json!({
        "launches": boot.launches,
        "name": graph.name(node),
        "kind": kind,
        "inside": inside,
        "relations": relations,
    })
}

fn relation_json(compilation: &Compilation, graph: &Graph, edge: &Edge) -> Value {
    let (relation, other) = match edge.relation {
        Relation::Before => ("after", edge.from),
        Relation::WaitsFor => ("waits-for", edge.to),
        Relation::Opens => ("held-by", edge.from),
    };
    let source = match edge.why {
        Why::Fact(source) => source,
        Why::Default => "systemd",
        Why::Parbake => "parbake",
        Why::Line(_) => "profile",
    };
    let mut fields = Map::new();
    fields.insert("relation".to_owned(), json!(relation));
    fields.insert("to".to_owned(), json!(graph.name(other)));
    fields.insert("source".to_owned(), json!(source));
    let place = place_of(compilation, edge);
    if place.is_some() {
        insert_place(&mut fields, place.as_ref());
    }
    Value::Object(fields)
}
