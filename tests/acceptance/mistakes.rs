//! Eight mistakes on known lines are eight diagnostics there, in every form.

use serde_json::Value;

use crate::support::{Run, Workspace};

const PROFILE: &str = r#"edition = "2026"
name = "web"
[host]
base = "al2023-ecs"
[ecs]
cluster = "web"
reserved-memory = 70000
image-cleanup-interval = "30"
enable-spot-instance-draining = "yes"
reserved-memroy = 256
available-logging-drivers = ["json-file", "aws-logs"]
[docker.daemon]
labels = ["id=${instnace.id}"]
log-driver = "local"
[files."/etc/motd"]
source = "motd"
[scripts.warm]
phase = "boot"
run = "echo warm"
"#;

/// Line, column and code of each mistake.
const EXPECTED: &[(u64, u64, &str)] = &[
    (7, 19, "P0104"),
    (8, 26, "P0105"),
    (9, 33, "P0102"),
    (10, 1, "P0101"),
    (11, 43, "P0106"),
    (13, 15, "P0204"),
    (16, 10, "P0003"),
    (19, 7, "P0412"),
];

#[test]
fn in_human_form() {
    let run = check("human");
    assert_eq!(run.stdout, "");
    let mut found = Vec::new();
    let mut lines = run.stderr.lines();
    while let Some(line) = lines.next() {
        let Some((code, _)) = line
            .strip_prefix("error[")
            .and_then(|rest| rest.split_once(']'))
        else {
            continue;
        };
        let place = lines
            .next()
            .unwrap()
            .trim()
            .strip_prefix("--> web.toml:")
            .unwrap();
        let (line, column) = place.split_once(':').unwrap();
        found.push((
            line.parse().unwrap(),
            column.parse().unwrap(),
            code.to_owned(),
        ));
    }
    assert_found(&found);
    assert!(
        run.stderr.contains("\nerror: 8 errors in 1 profile"),
        "{run:?}"
    );
}

#[test]
fn in_json_form() {
    let run = check("json");
    assert_eq!(run.stderr, "");
    let document: Value = serde_json::from_str(&run.stdout).unwrap();
    let members: Vec<&String> = document.as_object().unwrap().keys().collect();
    assert_eq!(members, ["diagnostics", "outputs"]);
    let mut found = Vec::new();
    for one in document["diagnostics"].as_array().unwrap() {
        let number = |key: &str| one[key].as_u64().unwrap();
        assert_eq!(
            (&one["severity"], &one["file"]),
            (&"error".into(), &"web.toml".into())
        );
        assert!(!one["message"].as_str().unwrap().is_empty());
        let (start, end) = (("line", "column"), ("end_line", "end_column"));
        assert!((number(start.0), number(start.1)) < (number(end.0), number(end.1)));
        found.push((
            number("line"),
            number("column"),
            one["code"].as_str().unwrap().to_owned(),
        ));
    }
    assert_found(&found);
}

#[test]
fn in_the_form_of_github() {
    let run = check("github");
    assert_eq!(run.stderr, "");
    let mut found = Vec::new();
    for line in run.stdout.lines() {
        let (properties, message) = line
            .strip_prefix("::error ")
            .unwrap()
            .split_once("::")
            .unwrap();
        assert!(!message.is_empty());
        let property = |name: &str| {
            let start = format!("{name}=");
            properties
                .split(',')
                .find_map(|one| one.strip_prefix(start.as_str()))
                .unwrap()
        };
        assert_eq!(property("file"), "web.toml");
        let code = property("title").split(' ').nth(1).unwrap().to_owned();
        found.push((
            property("line").parse().unwrap(),
            property("col").parse().unwrap(),
            code,
        ));
    }
    assert_found(&found);
}

/// The members that the standard requires, and those that code scanning reads.
///
/// Source: OASIS SARIF 2.1.0, sections 3.13, 3.14, 3.18, 3.19, 3.27, 3.29, 3.30.
#[test]
fn in_sarif_form() {
    let run = check("sarif");
    assert_eq!(run.stderr, "");
    let log: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(log["version"], "2.1.0");
    assert!(log["$schema"].as_str().unwrap().contains("sarif-2.1.0"));
    let [run] = log["runs"].as_array().unwrap().as_slice() else {
        panic!("one run: {log:#}");
    };
    let driver = &run["tool"]["driver"];
    assert_eq!(driver["name"], "parbake");
    let rules = driver["rules"].as_array().unwrap();
    let mut found = Vec::new();
    for result in run["results"].as_array().unwrap() {
        let rule = result["ruleIndex"].as_u64().unwrap();
        assert_eq!(rules[rule as usize]["id"], result["ruleId"]);
        assert_eq!(result["level"], "error");
        assert!(!result["message"]["text"].as_str().unwrap().is_empty());
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "web.toml");
        let region = |key: &str| place["region"][key].as_u64().unwrap();
        assert!(region("endLine") >= region("startLine") && region("endColumn") > 0);
        let code = result["ruleId"].as_str().unwrap().to_owned();
        found.push((region("startLine"), region("startColumn"), code));
    }
    assert_found(&found);
    for rule in rules {
        assert!(rule["shortDescription"]["text"].is_string() && rule["name"].is_string());
    }
}

fn check(format: &str) -> Run {
    let workspace = Workspace::new();
    workspace.write("web.toml", PROFILE);
    let run = workspace.run(["check", "web.toml", "--format", format]);
    assert_eq!(run.status, Some(1), "{run:?}");
    run
}

fn assert_found(found: &[(u64, u64, String)]) {
    let found: Vec<(u64, u64, &str)> = found
        .iter()
        .map(|(line, column, code)| (*line, *column, code.as_str()))
        .collect();
    assert_eq!(found, EXPECTED);
}
