//! `parbake plan`: every step with its phase, its order, and the leaf that put it there.

mod graph;

use parbake::Aim;
use parbake::plan::{Order, Phase, PlanRow, Scope};
use serde_json::{Map, Value, json};

use crate::arguments::Plan;
use crate::compilation::{Compilation, compile};
use crate::failure::Failure;
use crate::launch;
use crate::outcome::{Outcome, Output};
use crate::report::{Place, json::insert_place, place};
use crate::terminal::Terminal;
use crate::text::printable;

/// The groups of the table, in the order things happen.
const GROUPS: [(Phase, Option<Order>, &str); 5] = [
    (Phase::Bake, None, "bake"),
    (
        Phase::Boot,
        Some(Order::BeforeDocker),
        "boot, before Docker",
    ),
    (
        Phase::Boot,
        Some(Order::AfterDocker),
        "boot, after Docker and before the agent",
    ),
    (
        Phase::Boot,
        Some(Order::AfterAgent),
        "boot, after the agent",
    ),
    (Phase::Boot, None, "boot"),
];

/// Compiles the profile and renders its plan; the diagnostics are all there is where it does not compile.
pub(crate) fn run(arguments: &Plan, terminal: &Terminal) -> Outcome {
    let result = compile(&arguments.profile, &arguments.compile, Aim::Bundle);
    let mut outcome = Outcome::from_compilations(vec![result]);
    let first = outcome.compilations.first();
    let compiled = first.filter(|first| first.compiled.bundle.is_some());
    let output = compiled.map(|compilation| plan(compilation, arguments, terminal));
    match output {
        Some(Ok(outputs)) => outcome.outputs = outputs,
        Some(Err(failure)) => outcome.failures.push(failure),
        None => {}
    }
    outcome
}

/// Renders the rows of the launch that is meant: one table for people, one element per row for programs.
fn plan(
    compilation: &Compilation,
    arguments: &Plan,
    terminal: &Terminal,
) -> Result<Vec<Output>, Failure> {
    let launches = &compilation.compiled.launches;
    let variant = launch::check(arguments.variant.name.as_deref(), launches)?;
    if let Some(drawing) = arguments.graph {
        return Ok(graph::outputs(compilation, variant, drawing));
    }
    let rows = compilation.compiled.plan.iter();
    let rows: Vec<(&PlanRow, Option<Place>)> = rows
        .filter(|row| belongs(row, variant))
        .map(|row| (row, row.span.and_then(|span| place(compilation, span))))
        .collect();
    let mut table = table(&rows, terminal.color_results).into_bytes();
    let outputs = rows.iter().map(|(row, place)| Output {
        human: std::mem::take(&mut table),
        json: json(row, place.as_ref()),
    });
    Ok(outputs.collect())
}

/// True where a step is part of a launch, or no launch was named.
fn belongs(row: &PlanRow, variant: Option<&str>) -> bool {
    let names = |variant| row.launches.iter().any(|launch| launch == variant);
    row.launches.is_empty() || variant.is_none_or(names)
}

/// Renders the groups that have rows, the columns of each lined up.
fn table(rows: &[(&PlanRow, Option<Place>)], color: bool) -> String {
    let lines: Vec<(&PlanRow, [String; 5])> = rows
        .iter()
        .map(|(row, place)| (*row, cells(row, place.as_ref())))
        .collect();
    let groups = GROUPS.iter().filter_map(|(phase, order, title)| {
        let of_group = |row: &PlanRow| {
            row.phase == *phase && (row.phase == Phase::Bake || row.order == *order)
        };
        let own = lines.iter().filter(|(row, _)| of_group(row));
        let own: Vec<&[String; 5]> = own.map(|(_, cells)| cells).collect();
        let widths = widths(&own);
        let own: Vec<String> = own.into_iter().map(|cells| line(cells, widths)).collect();
        (!own.is_empty()).then(|| heading(title, own.len(), color) + &own.concat())
    });
    groups.collect::<Vec<_>>().join("\n")
}

/// Renders the heading of a group.
fn heading(title: &str, steps: usize, color: bool) -> String {
    let title = format!("{title}: {}", crate::text::count(steps, "step"));
    match color {
        true => format!("\x1b[1m{title}\x1b[0m\n"),
        false => format!("{title}\n"),
    }
}

/// Returns step, scope, leaf, place and reason of a row.
fn cells(row: &PlanRow, place: Option<&Place>) -> [String; 5] {
    let place = place.map(|place| format!("{}:{}", place.file, place.start.line));
    let mut reason = row.reason.clone();
    if !row.launches.is_empty() {
        reason = format!("{reason} ({})", row.launches.join(", "));
    }
    let cells = [
        row.step.clone(),
        scope(row.scope).to_owned(),
        row.leaf.clone(),
        place.unwrap_or_default(),
        reason,
    ];
    cells.map(|cell| printable(&cell).replace('\n', " "))
}

/// Returns the widest cell of each column.
fn widths(lines: &[&[String; 5]]) -> [usize; 5] {
    lines.iter().fold([0; 5], |mut widths, cells| {
        for (width, cell) in widths.iter_mut().zip(cells.iter()) {
            *width = (*width).max(cell.chars().count());
        }
        widths
    })
}

/// Renders one row.
fn line(cells: &[String; 5], widths: [usize; 5]) -> String {
    let padded = cells.iter().zip(widths);
    let cells: Vec<String> = padded
        .map(|(cell, width)| format!("{cell:width$}"))
        .collect();
    format!("  {}\n", cells.join("  ").trim_end())
}

/// Renders one row for programs.
fn json(row: &PlanRow, place: Option<&Place>) -> Value {
    let mut fields = Map::new();
    let order = row.order.map(|order| match order {
        Order::BeforeDocker => "before-docker",
        Order::AfterDocker => "after-docker",
        Order::AfterAgent => "after-agent",
    });
    let phase = match row.phase {
        Phase::Bake => "bake",
        Phase::Boot => "boot",
    };
    fields.insert("step".to_owned(), json!(row.step));
    fields.insert("phase".to_owned(), json!(phase));
    fields.insert("order".to_owned(), json!(order));
    fields.insert("scope".to_owned(), json!(scope(row.scope)));
    fields.insert("leaf".to_owned(), json!(row.leaf));
    fields.insert("reason".to_owned(), json!(row.reason));
    fields.insert("launches".to_owned(), json!(row.launches));
    insert_place(&mut fields, place);
    Value::Object(fields)
}

/// Returns the word for a scope.
fn scope(scope: Scope) -> &'static str {
    match scope {
        Scope::Fixed => "fixed",
        Scope::Launch => "launch",
        Scope::Host => "host",
    }
}

#[cfg(test)]
mod tests {
    use parbake::source::Position;

    use super::*;

    fn row(step: &str, order: Option<Order>, leaf: &str, launches: &[&str]) -> PlanRow {
        let (phase, scope, reason) = match order {
            None => (Phase::Bake, Scope::Fixed, "the same for every launch"),
            Some(_) => (Phase::Boot, Scope::Launch, "differs"),
        };
        PlanRow {
            step: step.to_owned(),
            phase,
            order,
            scope,
            leaf: leaf.to_owned(),
            span: None,
            reason: reason.to_owned(),
            launches: launches.iter().map(|launch| (*launch).to_owned()).collect(),
        }
    }

    #[test]
    fn the_table_is_grouped_and_aligned() {
        let bake = row("package docker.io", None, "packages.install", &[]);
        let boot = row(
            "file /etc/motd",
            Some(Order::AfterDocker),
            "files.\"/etc/motd\".content",
            &["prod"],
        );
        let at = Position { line: 7, column: 3 };
        let place = Place {
            file: "web.toml".to_owned(),
            start: at,
            end: at,
        };
        let expected = "\
bake: 1 step
  package docker.io  fixed  packages.install  web.toml:7  the same for every launch

boot, after Docker and before the agent: 1 step
  file /etc/motd  launch  files.\"/etc/motd\".content    differs (prod)
";
        assert_eq!(
            table(&[(&bake, Some(place)), (&boot, None)], false),
            expected
        );
    }

    #[test]
    fn a_step_of_all_launches_belongs_to_each() {
        assert!(belongs(&row("a", None, "a", &[]), Some("prod")));
        assert!(belongs(&row("a", None, "a", &["prod"]), Some("prod")));
        assert!(!belongs(&row("a", None, "a", &["dev"]), Some("prod")));
        assert!(belongs(&row("a", None, "a", &["dev"]), None));
    }

    #[test]
    fn rows_have_a_json_form() {
        let boot = row("a", Some(Order::AfterAgent), "b", &["prod"]);
        let value = json(&boot, None);
        assert_eq!(value["order"], "after-agent");
        assert_eq!(value["launches"], json!(["prod"]));
        assert_eq!(value["line"], Value::Null);
    }
}
