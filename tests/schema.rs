//! The JSON Schema of the profile: itself, its drift, what it takes and what it refuses.

use std::fs;
use std::path::{Path, PathBuf};

use jsonschema::Validator;
use parbake::catalog::ecs::Advice;
use parbake::catalog::{DAEMON_KEYS, DIRECTIVES, ECS_VARIABLES};
use parbake::schema::profile_schema;
use serde_json::Value;

/// Keywords of draft-07 that the schema uses; a newer one would be ignored without a word.
const KEYWORDS: &[&str] = &[
    "$ref",
    "$schema",
    "additionalProperties",
    "anyOf",
    "default",
    "definitions",
    "description",
    "enum",
    "items",
    "maximum",
    "minimum",
    "pattern",
    "properties",
    "propertyNames",
    "required",
    "title",
    "type",
    "uniqueItems",
];

pub(crate) fn validator() -> Validator {
    jsonschema::draft7::new(&schema()).unwrap()
}

fn schema() -> Value {
    serde_json::from_str(&profile_schema()).unwrap()
}

/// Returns the mistakes that the schema finds in a profile, each with its place.
pub(crate) fn mistakes(validator: &Validator, profile: &str) -> Vec<String> {
    let profile: Value = toml::from_str(profile).unwrap();
    let mistakes = validator.iter_errors(&profile);
    mistakes
        .map(|mistake| format!("{}: {mistake}", mistake.instance_path()))
        .collect()
}

#[test]
fn the_committed_schema_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/profile.schema.json");
    let text = profile_schema();
    if std::env::var_os("PARBAKE_BLESS").is_some() {
        fs::write(&path, &text).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == text,
        "schemas/profile.schema.json is not what the language says; run\n\n    cargo run -- schema > schemas/profile.schema.json\n"
    );
}

#[test]
fn the_schema_is_valid_draft_07() {
    let schema = schema();
    assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#");
    jsonschema::draft7::meta::validate(&schema).unwrap();
    each_schema(&schema, &mut |schema| {
        for keyword in schema.as_object().unwrap().keys() {
            assert!(KEYWORDS.contains(&keyword.as_str()), "{keyword}");
        }
        let is_reference = schema.get("$ref").is_some();
        assert!(
            !is_reference || schema.as_object().unwrap().len() == 1,
            "{schema}"
        );
    });
}

/// Calls a function for a schema and for every schema in it.
fn each_schema(schema: &Value, visit: &mut impl FnMut(&Value)) {
    if schema.is_boolean() {
        return;
    }
    visit(schema);
    for keyword in ["items", "additionalProperties", "propertyNames"] {
        schema
            .get(keyword)
            .into_iter()
            .for_each(|inner| each_schema(inner, visit));
    }
    for keyword in ["properties", "definitions"] {
        let inner = schema.get(keyword).and_then(Value::as_object);
        inner
            .into_iter()
            .flat_map(|inner| inner.values())
            .for_each(|inner| each_schema(inner, visit));
    }
    let inner = schema.get("anyOf").and_then(Value::as_array);
    inner
        .into_iter()
        .flatten()
        .for_each(|inner| each_schema(inner, visit));
}

#[test]
fn every_property_has_words() {
    each_schema(&schema(), &mut |schema| {
        let properties = schema.get("properties").and_then(Value::as_object);
        for (key, property) in properties.into_iter().flatten() {
            let said = property.get("description").or(property.get("$ref"));
            assert!(said.is_some_and(|said| said != ""), "{key}");
        }
    });
}

#[test]
fn what_a_catalogue_refuses_is_not_in_it() {
    let schema = schema();
    let ecs = &schema["definitions"]["ecs"]["properties"];
    for row in ECS_VARIABLES {
        let refused = matches!(row.advice, Advice::Refuse(_));
        assert_eq!(ecs.get(row.field.key).is_none(), refused, "{}", row.name);
    }
    let daemon = &schema["definitions"]["docker"]["properties"]["daemon"]["properties"];
    for row in DAEMON_KEYS {
        assert_eq!(
            daemon.get(row.field.key).is_none(),
            row.refused.is_some(),
            "{}",
            row.field.key
        );
    }
    let rule = &schema["definitions"]["logrotate"]["additionalProperties"]["properties"];
    for row in DIRECTIVES {
        assert_eq!(
            rule.get(row.field.key).is_none(),
            row.refused.is_some(),
            "{}",
            row.field.key
        );
    }
}

/// Profiles, and files that others extend.
const VALID: &[&str] = &[
    "",
    "name = 'web'\nedition = '2026'\nhost.base = 'al2023-ecs'\n",
    "extends = ['base.toml', '../common.toml']\nunset = ['ecs.cluster']\n",
    "[vars]\ncluster = 'web'\nmem = 256\nports = [22]\nratio = 0.5\nstage = { scope = 'launch', type = 'string', default = 'x' }\n",
    "[ecs]\ncluster = 'web-${var.stage}'\nreserved-memory = '${var.mem}'\nenable-task-iam-role = '${var.on}'\nimage-cleanup-interval = '1h30m'\nreserved-ports = '${var.ports}'\ninstance-attributes = { stack = '${instance.tag.stack}' }\nextra = { ECS_NEW = '1' }\n",
    "[ecs]\navailable-logging-drivers = ['json-file', '${var.driver}']\nloglevel = '${var.level}'\n",
    "[docker]\napply-as = 'flags'\n[docker.daemon]\nlog-driver = 'json-file'\nlog-opts = { max-size = '10m' }\ndefault-address-pools = [{ base = '10.0.0.0/8', size = 24 }]\n[docker.daemon-extra]\nnew = { a = [1, 'b'] }\n[docker.gc]\nuntil = '48h'\n",
    "[logrotate.ecs]\npaths = ['/var/log/ecs/*.log']\ndaily = true\nrotate = 7\ncompress = false\nsize = '100M'\npostrotate = \"a\\nb\"\n",
    "[packages]\ninstall = ['jq', '${var.editor}']\n[packages.repositories.x]\nurl = 'https://example.com'\n[files.'/etc/${var.name}']\ncontent = '${instance.id}'\nmode = '0600'\nowner = '${var.owner}'\n",
    "[units.'a.service']\nenable = true\ndrop-ins = { '10-x.conf' = \"[Service]\\n\" }\n[sysctl]\n'net.core.somaxconn' = 4096\n'vm.swappiness' = '1'\n[hosts]\n'db.internal' = '${instance.private-ip}'\n[users.me]\nuid = 1000\ngroups = ['docker']\n",
    "[scripts.x]\nrun = '''#!/bin/sh\necho ${NOT_OURS}\n'''\nphase = 'boot'\norder = 'before-docker'\ntimeout = '90s'\nenv = { A = '${instance.id}' }\n[cloud-config]\ntimezone = 'UTC'\n",
    "[boot]\non-failure = { command = 'reboot' }\non-skew = 'stop'\nsignal = { command = 'true' }\n[variants.a.boot]\nsignal = { stack = '${var.stack}', resource = 'Hosts' }\n[variants.b.boot]\nsignal = { auto-scaling-group = 'web', lifecycle-hook = 'a/b' }\n[lints]\nx = 'allow'\ny = { level = 'warn', at = ['ecs.cluster'], reason = 'why' }\n",
    "[launch]\ninstance-type = 'm7g.large'\nimage-id = 'resolve:ssm:/aws/x'\nmetadata = { hop-limit = 2 }\nvolumes.'/dev/xvda' = { size = 50, type = 'gp3' }\ntags = { a = 'b' }\n",
    "[variants.prod]\nvars.stage = 'prod'\necs.cluster = 'prod'\nhost.role = 'ecs'\npackages.install = ['jq']\nlaunch.instance-type = 'm7g.large'\n[variants.dev]\nunset = ['launch']\n",
    "[host]\nbase = '${var.base}'\narch = 'arm64'\n[image]\nstrategy = 'none'\nlate = ['ecs.cluster', 'files.\"/etc/x\"']\nkeep = ['machine-id']\n[images]\npull = ['nginx:1.27']\n",
];

#[test]
fn valid_profiles_are_taken() {
    let validator = validator();
    for profile in VALID {
        let mistakes = mistakes(&validator, profile);
        assert!(mistakes.is_empty(), "{profile}\n{mistakes:#?}");
    }
}

/// A profile with one mistake, and where the schema finds it.
const INVALID: &[(&str, &str)] = &[
    // Unknown keys.
    ("nmae = 'web'", ""),
    ("ecs.clutser = 'web'", "/ecs"),
    ("docker.daemon.registry-mirror = ['x']", "/docker/daemon"),
    ("docker.daemon.graph = '/x'", "/docker/daemon"),
    ("logrotate.x.dialy = true", "/logrotate/x"),
    ("logrotate.x.include = '/etc/x'", "/logrotate/x"),
    ("files.'/x'.contents = 'a'", "/files/~1x"),
    ("vars.x = { scop = 'launch' }", "/vars/x"),
    ("boot.on-failure = { comand = 'x' }", "/boot/on-failure"),
    ("boot.signal = { comand = 'x' }", "/boot/signal"),
    // What a variant may not touch.
    ("variants.a.name = 'x'", "/variants/a"),
    ("variants.a.image.strategy = 'none'", "/variants/a"),
    ("variants.a.host.base = 'al2-ecs'", "/variants/a/host"),
    (
        "variants.a.packages.repositories.x.url = 'https://x'",
        "/variants/a/packages",
    ),
    (
        "variants.a.ecs.reserved-memory = -1",
        "/variants/a/ecs/reserved-memory",
    ),
    // Wrong types.
    ("name = 1", "/name"),
    ("ecs = 'x'", "/ecs"),
    ("extends = 'base.toml'", "/extends"),
    (
        "ecs.enable-task-iam-role = 'true'",
        "/ecs/enable-task-iam-role",
    ),
    ("ecs.enable-task-iam-role = 1", "/ecs/enable-task-iam-role"),
    ("ecs.reserved-memory = '256'", "/ecs/reserved-memory"),
    (
        "ecs.reserved-memory = '${instance.id}'",
        "/ecs/reserved-memory",
    ),
    ("images.pull = 'nginx:1'", "/images/pull"),
    ("scripts.x.run = ['a']", "/scripts/x/run"),
    (
        "docker.daemon.log-opts = { max-file = 3 }",
        "/docker/daemon/log-opts/max-file",
    ),
    // Words.
    ("edition = '2025'", "/edition"),
    ("host.base = 'al2023'\nhost.arch = 'amd64'", "/host/arch"),
    ("host.base = 'windows'", "/host/base"),
    ("scripts.x.phase = 'late'", "/scripts/x/phase"),
    ("lints.x = 'error'", "/lints/x"),
    // Ranges.
    ("ecs.reserved-memory = 70000", "/ecs/reserved-memory"),
    (
        "launch.metadata.hop-limit = 65",
        "/launch/metadata/hop-limit",
    ),
    (
        "launch.volumes.'/dev/xvda'.size = 0",
        "/launch/volumes/~1dev~1xvda/size",
    ),
    // Forms.
    ("name = 'Web'", "/name"),
    (
        "ecs.image-cleanup-interval = '30'",
        "/ecs/image-cleanup-interval",
    ),
    (
        "ecs.image-cleanup-interval = '1d'",
        "/ecs/image-cleanup-interval",
    ),
    ("scripts.x.timeout = '-5m'", "/scripts/x/timeout"),
    ("files.'etc/x'.content = ''", "/files"),
    ("files.'/x'.mode = '644x'", "/files/~1x/mode"),
    ("hosts.'a b' = '10.0.0.1'", "/hosts"),
    ("hosts.a = 'ten'", "/hosts/a"),
    ("host.base = '${instance.id}'", "/host/base"),
    ("variants.Prod = {}", "/variants"),
    // A set has each element once.
    ("images.pull = ['nginx:1', 'nginx:1']", "/images/pull"),
    (
        "packages.install = ['jq', 'curl', 'jq']",
        "/packages/install",
    ),
    // Tables of a list are whole.
    (
        "docker.daemon.default-address-pools = [{ base = '10.0.0.0/8' }]",
        "/docker/daemon/default-address-pools/0",
    ),
];

#[test]
fn invalid_profiles_are_refused_at_the_place() {
    let validator = validator();
    for (profile, place) in INVALID {
        let mistakes = mistakes(&validator, profile);
        let [mistake] = mistakes.as_slice() else {
            panic!("{profile}: not one mistake\n{mistakes:#?}");
        };
        assert!(
            mistake.starts_with(&format!("{place}: ")),
            "{profile}: {mistake}"
        );
    }
}

#[test]
fn samples_are_valid() {
    let validator = validator();
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    for path in profiles(&samples) {
        let text = fs::read_to_string(&path).unwrap();
        let mistakes = mistakes(&validator, &text);
        assert!(mistakes.is_empty(), "{}\n{mistakes:#?}", path.display());
    }
}

/// Finds every profile below a directory, and every file that says so by a `#:schema` line.
fn profiles(directory: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(profiles(&path));
        } else if path.extension().is_some_and(|ending| ending == "toml") {
            let is_profile = path.ends_with("profile.toml");
            let says_so = || fs::read_to_string(&path).unwrap().starts_with("#:schema");
            found.extend((is_profile || says_so()).then_some(path));
        }
    }
    found.sort();
    found
}
