//! Random files, units and scripts: what holds a text of the user's.

use parbake::catalog::Type;
use parbake::profile::keypath::KeyPath;
use parbake::profile::shape;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use super::sections::maybe;
use super::values::{Reach, fields_of, map, reference, value};

pub(super) fn files() -> BoxedStrategy<Value> {
    let (ty, _) =
        shape::lookup(&KeyPath::from(&["files", "/a", "content"][..])).expect("it exists");
    let open = select(vec![None, Some("0600"), Some("755")]);
    let closed = select(vec![None, Some("0600"), Some("400")]);
    let content = prop_oneof![
        (value(ty, Reach::Host), open),
        (value(ty, Reach::Secret), closed),
    ];
    let file = (content, any::<bool>()).prop_map(|((content, mode), verbatim)| {
        let mut file = json!({ "content": content });
        if let Some(mode) = mode {
            file["mode"] = json!(mode);
        }
        if verbatim && !content.to_string().contains("${var") {
            file["interpolate"] = json!(false);
        }
        file
    });
    let paths = select(vec!["/mk/mk0q", "/mk/a b/mk0q.conf", "/opt/mk0q/x"]);
    prop::collection::vec((paths, file), 1..4)
        .prop_map(|files| {
            let numbered = files.into_iter().enumerate();
            let named = numbered.map(|(at, (path, file))| (format!("{path}\u{1}{at}"), file));
            Value::Object(named.collect())
        })
        .boxed()
}

/// Units that systemd takes, each of a kind; `@` is where a reference may stand.
const UNITS: &[(&str, &str)] = &[
    (
        "service",
        "[Unit]\nDescription=mk0q@\nAfter=network.target\n\n[Service]\nType=oneshot\nExecStart=/usr/bin/true mk0q\n\n[Install]\nWantedBy=multi-user.target\n",
    ),
    (
        "service",
        "# é\n[Service]\nEnvironment=\"A=mk0q b\" B=x@\nExecStart=/bin/sh -c 'exec /usr/bin/true'\nRestart=on-failure\nRestartSec=5s\nLimitNOFILE=1024:4096\n",
    ),
    (
        "service",
        "\n[Unit]\nDescription=mk0q $${x} $ $${@\n\n[Service]\nExecStart=/usr/bin/true \\\n  PARBAKE_EOF --==parbake==\nUser=root",
    ),
    (
        "timer",
        "[Timer]\nOnCalendar=Sun *-*-* 04:00:00\nRandomizedDelaySec=1h\nUnit=systemd-tmpfiles-clean.service\n[Unit]\nDescription=mk0q@\n",
    ),
    (
        "path",
        "[Unit]\nDescription=mk0q@\n[Path]\nPathExists=/mk0q\nUnit=systemd-tmpfiles-clean.service\n",
    ),
    (
        "target",
        "[Unit]\nDescription=mk0q@\nWants=network.target\n",
    ),
];

/// Drop-ins that any unit takes.
const DROP_INS: &[&str] = &[
    "[Unit]\nDescription=mk0q@\n",
    "# mk0q@\n[Unit]\nDocumentation=https://mk0q.example.com/\nConditionPathExists=!/mk0q\n",
];

pub(super) fn units() -> BoxedStrategy<Value> {
    let filled = |(text, reference): (&str, &str)| text.replace('@', reference);
    let content = (select(UNITS), reference(Reach::Host));
    let content = content.prop_map(move |((kind, text), to)| (kind, filled((text, to))));
    let drop_in = || {
        let text = (select(DROP_INS), reference(Reach::Host)).prop_map(filled);
        prop::option::of(text)
    };
    let state = select(vec![
        json!({}),
        json!({ "enable": true }),
        json!({ "enable": false }),
    ]);
    (content, drop_in(), drop_in(), state)
        .prop_map(|((kind, content), first, second, state)| {
            let mut unit = state;
            unit["content"] = json!(content);
            for (at, drop_in) in [first, second].into_iter().flatten().enumerate() {
                unit["drop-ins"][format!("{at}-mk0q.conf")] = json!(drop_in);
            }
            json!({ format!("mk0q.{kind}"): unit, "mk0q-masked.timer": { "mask": true } })
        })
        .boxed()
}

pub(super) fn scripts() -> BoxedStrategy<Value> {
    let (ty, _) = shape::lookup(&KeyPath::from(&["scripts", "a"][..])).expect("it exists");
    let Type::Table(fields) = ty else {
        panic!("a script is a table");
    };
    let free = fields
        .iter()
        .filter(|field| !["run", "source", "env"].contains(&field.key));
    let run = fields
        .iter()
        .find(|field| field.key == "run")
        .expect("it exists")
        .ty;
    let (env, _) = shape::lookup(&KeyPath::from(&["scripts", "a", "env"][..])).expect("it exists");
    let Type::Map { key, of } = env else {
        panic!("an environment is a table");
    };
    let env = maybe(map(key, *of, Reach::Host));
    (
        fields_of(free.copied().collect(), Reach::Fixed),
        value(run, Reach::Fixed),
        env,
    )
        .prop_map(|(mut script, run, env)| {
            script["run"] = run;
            if let Some(env) = env {
                script["env"] = env;
            }
            script
        })
        .boxed()
}

/// Takes out of a script what does not go with its phase or with a host without an agent.
pub(super) fn orderly(mut script: Value, has_agent: bool) -> Value {
    if !has_agent && script["order"] == "after-agent" {
        script["order"] = json!("before-docker");
    }
    if script["phase"] == "bake" && script.to_string().contains("${") {
        script["phase"] = json!("boot");
    }
    if script["phase"] != "bake"
        && let Some(script) = script.as_object_mut()
    {
        script.remove("effects");
    }
    if script["phase"] == "bake"
        && let Some(script) = script.as_object_mut()
    {
        script.remove("order");
        script.remove("every");
    }
    script
}
