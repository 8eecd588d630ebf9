//! The feeds of every sample: what holds for any tool that reads them, without the tool.

use std::collections::BTreeSet;
use std::fs;
use std::io::Read as _;
use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::support::{bundles, findings, show};
use parbake::diagnostic::Severity;
use parbake::source::MemoryWorld;
use parbake::{Aim, Compiled, Options, compile};

/// What is a template on purpose, each as the whole text of a string; the AMI's name ends with a time stamp.
const TEMPLATES: &[&str] = &[
    "${var.region}",
    "${var.instance_type}",
    "${var.subnet_id}",
    "${var.iam_instance_profile}",
    "${data.amazon-parameterstore.base.value}",
    "${path.root}/bake.sh",
    "sudo -n env {{.Vars}} /bin/bash {{.Path}}",
];

/// Every bundle with an image: its `image/` directory, bake.sh and the image digest of the manifest.
fn images() -> Vec<(PathBuf, Vec<u8>, String)> {
    let mut found = Vec::new();
    for bundle in bundles() {
        let image = bundle.dir.join("image");
        let Ok(script) = fs::read(image.join("bake.sh")) else {
            continue;
        };
        let manifest = fs::read(bundle.dir.join("manifest.json")).unwrap();
        let manifest: Value = serde_json::from_slice(&manifest).unwrap();
        let digest = manifest["image"]["digest"].as_str().unwrap().to_owned();
        found.push((image, script, digest));
    }
    assert!(found.len() > 5, "the samples were not found");
    found
}

fn yaml(path: &PathBuf) -> Value {
    let text = fs::read_to_string(path).unwrap();
    serde_saphyr::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", show(path)))
}

#[test]
fn packer_gets_no_template_but_its_own() {
    for (image, _, digest) in images() {
        let text = fs::read_to_string(image.join("packer.pkr.json")).unwrap();
        let template: Value = serde_json::from_str(&text).unwrap();
        let source = &template["source"]["amazon-ebs"]["image"];
        assert_eq!(source["tags"]["parbake:digest"], json!(digest));
        let named = source["ami_name"].as_str().unwrap();
        let name = named.strip_suffix("-{{timestamp}}").unwrap();
        assert_eq!(source["tags"]["Name"], json!(name));
        let mut texts = BTreeSet::new();
        collect(&template, &mut texts);
        texts.remove(named);
        let is_template =
            |text: &&String| ["${", "%{", "{{"].iter().any(|mark| text.contains(mark));
        for found in texts.iter().filter(is_template) {
            assert!(TEMPLATES.contains(&found.as_str()), "{found}");
        }
    }
}

fn collect(value: &Value, texts: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => {
            texts.insert(text.clone());
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, texts)),
        Value::Object(entries) => entries.values().for_each(|item| collect(item, texts)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[test]
fn a_component_is_a_document_of_image_builder() {
    let schema = include_str!("feeds/component.schema.json");
    let schema: Value = serde_json::from_str(schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let mut inline = 0;
    for (image, script, digest) in images() {
        let path = image.join("component.yaml");
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.len() <= 65536, "{}: {}", show(&path), text.len());
        assert!(!text.contains("{{"), "{} holds an expression", show(&path));
        let document = yaml(&path);
        let mistakes: Vec<String> = validator
            .iter_errors(&document)
            .map(|error| error.to_string())
            .collect();
        assert!(mistakes.is_empty(), "{}: {mistakes:?}", show(&path));
        assert!(
            document["description"]
                .as_str()
                .unwrap()
                .starts_with(&digest)
        );
        let steps = document["phases"][0]["steps"].as_array().unwrap();
        let command = steps.last().unwrap()["inputs"]["commands"][0]
            .as_str()
            .unwrap();
        if steps.len() == 1 {
            inline += 1;
            assert!(unpacked(command) == script, "{}", show(&path));
        } else {
            assert_eq!(steps[0]["action"], json!("S3Download"));
        }
    }
    assert!(inline > 5, "no component holds its script");
}

/// bake.sh out of the step that holds it.
fn unpacked(command: &str) -> Vec<u8> {
    let mut lines = command.lines();
    let begin = lines.find_map(|line| Some(line.split_once("base64 -d <<'")?.1));
    let (mark, _) = begin.unwrap().split_once('\'').unwrap();
    let encoded: String = lines.take_while(|line| *line != mark).collect();
    let packed = STANDARD.decode(encoded).unwrap();
    let mut script = Vec::new();
    flate2::read::GzDecoder::new(packed.as_slice())
        .read_to_end(&mut script)
        .unwrap();
    script
}

/// The schema refuses what Image Builder would.
#[test]
fn the_schema_of_components_refuses_mistakes() {
    let schema = include_str!("feeds/component.schema.json");
    let schema: Value = serde_json::from_str(schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let step = json!({ "name": "a", "action": "ExecuteBash", "inputs": { "commands": ["true"] } });
    let with = |step: Value| json!({ "schemaVersion": 1.0, "phases": [{ "name": "build", "steps": [step] }] });
    assert!(validator.is_valid(&with(step.clone())));
    let change = |key: &str, value: Value| {
        let mut step = step.clone();
        step[key] = value;
        with(step)
    };
    for bad in [
        json!({ "schemaVersion": 1.0, "phases": [] }),
        json!({ "schemaVersion": 2.0, "phases": with(step.clone())["phases"] }),
        change("action", json!("ExecuteBatch")),
        change("timeoutSeconds", json!(0)),
        change("onFailure", json!("Stop")),
        change("maxAttempts", json!(0)),
        change("inputs", json!({ "command": ["true"] })),
        change("inputs", json!({ "commands": "true" })),
        change("retries", json!(1)),
    ] {
        assert!(!validator.is_valid(&bad), "{bad}");
    }
}

#[test]
fn a_playbook_copies_the_script_beside_it() {
    for (image, _, _) in images() {
        let playbook = yaml(&image.join("playbook.yml"));
        let tasks = playbook[0]["tasks"].as_array().unwrap();
        let copy = &tasks[0]["ansible.builtin.copy"];
        assert!(image.join(copy["src"].as_str().unwrap()).is_file());
        // An unquoted mode is read as a number in base ten.
        assert_eq!(copy["mode"], json!("0700"));
        let run = &tasks[1]["ansible.builtin.command"]["argv"];
        let place = copy["dest"].as_str().unwrap();
        let command = format!("/bin/bash {place}; status=$?; rm -f {place}; exit $status");
        assert_eq!(run[2], json!(command));
        assert_eq!(tasks.len(), 2, "a task after the bake cannot become root");
        let text = playbook.to_string();
        assert!(
            !text.contains("{{") && !text.contains("{%"),
            "a template of Jinja"
        );
    }
}

/// Bytes that nothing packs: a file of a profile, and more than a document of Image Builder has room for.
fn noise() -> Vec<u8> {
    let mut state = 1_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_le_bytes()[3]
    };
    (0..30_000).map(|_| next()).collect()
}

fn with_noise(image: &str, aim: Aim) -> Compiled {
    let profile = format!(
        "edition = \"2026\"\nname = \"big\"\n[host]\nbase = \"debian-12\"\n{image}[files.\"/opt/big\"]\nsource = \"big\"\n"
    );
    let files = [("profile.toml", profile.into_bytes()), ("big", noise())];
    let files = files.map(|(name, bytes)| (name.to_owned(), bytes));
    let world = MemoryWorld(files.into_iter().collect());
    let options = Options {
        aim,
        ..Options::default()
    };
    compile(&world, "profile.toml", &options)
}

const COMPONENT: &str = "image/component.yaml";

#[test]
fn a_component_that_is_too_large_is_left_out_with_a_note() {
    let built = with_noise("", Aim::Bundle);
    assert_eq!(findings(&built), ["component-too-large:2"]);
    let found = &built.diagnostics[0];
    assert_eq!(found.severity, Severity::Note);
    let help = found.help.as_deref().unwrap();
    assert!(help.contains("image.bake-location"), "{help}");
    assert!(!built.bundle.unwrap().files.contains_key(COMPONENT));
    assert!(with_noise("", Aim::Diagnostics).diagnostics.is_empty());
}

#[test]
fn a_component_that_loads_its_script_is_never_too_large() {
    let image = "[image]\nbake-location = \"s3://images/docker\"\n";
    let built = with_noise(image, Aim::Bundle);
    assert_eq!(findings(&built), [""; 0]);
    assert!(built.bundle.unwrap().files.contains_key(COMPONENT));
}
