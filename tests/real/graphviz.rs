//! Graphviz reads the drawing of a boot: every node and every arrow, by the names that they have.

use std::collections::BTreeSet;
use std::fs;

use parbake::format::dot::{self, Arrow, Cluster, Digraph, Style};
use serde_json::Value;

use super::reader::{Real, Suite};
use crate::support::{Report, Run, package_root, parbake, profiles};

/// Each node in a line, each arrow as `FROM -> TO`, as Graphviz's own language of patterns prints them.
const PRINT: &str = r#"N{print($.name)} E{print($.tail.name + " -> " + $.head.name)}"#;

type Drawn = BTreeSet<String>;

pub(super) fn run(real: &Real, report: &mut Report) {
    for name in [
        "a",
        "a \"b\"",
        "a\\",
        "\\\"",
        "node",
        "é -> [x=y]; }",
        "<b>x</b>",
        "1.5e3",
        "//",
    ] {
        let drawing = dot::encode(&drawing(name));
        report.takes(
            name,
            read(real, &drawing).and_then(|read| same(&read, &names_of(name))),
        );
    }
    for wrong in ["digraph {", "digraph { a -> }", "digraph { \"a }"] {
        report.refuses(wrong, read(real, wrong).map(|_| ()));
    }
    let other = read(real, "digraph { a -> b }").and_then(|read| same(&read, &names_of("a")));
    report.refuses("another graph", other);
    for (name, _) in profiles() {
        report.takes(&name, sample(real, &name));
    }
}

fn drawing(name: &str) -> Digraph {
    let cluster = |node: &str, inside: &[&str]| Cluster {
        node: node.to_owned(),
        inside: inside.iter().map(|&name| name.to_owned()).collect(),
    };
    Digraph {
        name: name.to_owned(),
        boxes: vec![cluster("first", &[name]), cluster("second", &[])],
        arrows: vec![Arrow {
            from: name.to_owned(),
            to: "second".to_owned(),
            label: name.to_owned(),
            style: Style::Dashed,
        }],
    }
}

fn names_of(name: &str) -> Drawn {
    let name = written(name);
    Drawn::from([
        format!("{name} -> second"),
        name,
        "first".to_owned(),
        "second".to_owned(),
    ])
}

/// In quotes, Graphviz takes a backslash away before a quote only; the other one of a pair goes when a label is drawn.
fn written(name: &str) -> String {
    name.replace('\\', "\\\\")
}

fn read(real: &Real, drawing: &str) -> Result<Drawn, String> {
    let work = tempfile::tempdir().unwrap();
    fs::write(work.path().join("boot.dot"), drawing).unwrap();
    let tools = real.path("graphviz");
    let ran = real
        .inside_over(Suite::Bookworm, work.path(), &[&tools])
        .args(["gvpr", PRINT, "/mnt/boot.dot"])
        .run()?;
    // A drawing that cannot be read is not always a failure to it.
    if !ran.stderr.is_empty() {
        return Err(ran.stderr);
    }
    let text = String::from_utf8(ran.output()?).map_err(|why| why.to_string())?;
    Ok(text.lines().map(str::to_owned).collect())
}

/// The drawing of a launch against the form for programs.
fn sample(real: &Real, name: &str) -> Result<(), String> {
    let profile = format!("samples/{name}/profile.toml");
    let plan = |form: &[&str]| {
        let arguments = [&["plan", profile.as_str()], form].concat();
        let output = parbake(&package_root(), arguments).output().unwrap();
        Run::from(output).stdout
    };
    let found: Value = serde_json::from_str(&plan(&["--graph", "--format", "json"])).unwrap();
    let nodes = found["outputs"].as_array().cloned().unwrap_or_default();
    let launch = nodes.first().map(|node| node["launches"][0].clone());
    let launch = launch.ok_or("has no node")?;
    let is_here = |node: &&Value| {
        node["launches"]
            .as_array()
            .is_some_and(|all| all.contains(&launch))
    };
    let expected: Drawn = nodes.iter().filter(is_here).flat_map(names).collect();
    let drawing = plan(&[
        "--graph=dot",
        "--variant",
        launch.as_str().unwrap_or_default(),
    ]);
    same(&read(real, &drawing)?, &expected)
}

/// The name of a node, and its arrows.
fn names(node: &Value) -> Vec<String> {
    let name = written(node["name"].as_str().unwrap_or_default());
    let relations = node["relations"].as_array().into_iter().flatten();
    let arrow = |relation: &Value| {
        let other = written(relation["to"].as_str().unwrap_or_default());
        if relation["relation"] == "waits-for" {
            format!("{name} -> {other}")
        } else {
            format!("{other} -> {name}")
        }
    };
    let mut names: Vec<String> = relations.map(arrow).collect();
    names.push(name);
    names
}

fn same(read: &Drawn, expected: &Drawn) -> Result<(), String> {
    let differences: Vec<&String> = read.symmetric_difference(expected).collect();
    if differences.is_empty() {
        return Ok(());
    }
    Err(format!("only one of the two has {differences:?}"))
}
