//! Random valid profiles: every section, over one to three files and up to three variants.

use parbake::catalog::base::{BASES, Base, PackageManager};
use parbake::catalog::docker::{DAEMON_KEYS, DaemonKey, FlagForm};
use parbake::catalog::ecs::{Advice, ECS_VARIABLES};
use parbake::catalog::logrotate::{Argument, DIRECTIVES, Directive, DirectiveScope};
use parbake::catalog::version::Known;
use parbake::catalog::{Field, Type};
use parbake::profile::keypath::KeyPath;
use parbake::profile::shape;
use parbake::source::MemoryWorld;
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};
use serde_json::{Value, json};

use super::marks;
use super::overlay::{Change, add_late, add_variants, change};
use super::toml_text::{Leaf, leaves, put, write};
use super::values::{Reach, fields_of, map, table, value};

/// A profile as one tree, and as the files that say so.
#[derive(Clone, Debug)]
pub(super) struct Profile {
    /// Everything together, variants included.
    pub(super) tree: Value,
    /// The files.
    pub(super) files: MemoryWorld,
    parts: Vec<Index>,
}

impl Profile {
    /// The same profile with the other strategy.
    pub(super) fn with_strategy(&self, strategy: &str) -> Self {
        let mut tree = self.tree.clone();
        tree["image"]["strategy"] = json!(strategy);
        Self::of(tree, self.parts.clone())
    }

    /// The same profile with another value of a leaf.
    pub(super) fn with_leaf(&self, keys: &[String], value: Value) -> Self {
        let mut tree = self.tree.clone();
        put(&mut tree, keys, value);
        Self::of(tree, self.parts.clone())
    }

    /// Spreads the leaves of a tree over the entry and what it extends.
    fn of(tree: Value, parts: Vec<Index>) -> Self {
        let mut files: [Vec<Leaf>; 3] = Default::default();
        for (at, (keys, value)) in leaves(&tree).into_iter().enumerate() {
            // `interpolate` counts for the `content` that stands in the same file.
            let at = if keys[0] == "files" {
                keys[1].len()
            } else {
                at
            };
            let in_entry = ["name", "edition", "variants"].contains(&keys[0].as_str());
            let part = if in_entry {
                0
            } else {
                parts[at % parts.len()].index(files.len())
            };
            files[part].push((keys, value));
        }
        let extends = "extends = [\"common/first.toml\", \"second.toml\"]\n";
        let named = [
            ("profile.toml", format!("{extends}{}", write(&files[0]))),
            ("common/first.toml", write(&files[1])),
            ("second.toml", write(&files[2])),
            (
                "key.asc",
                "-----BEGIN PGP PUBLIC KEY BLOCK-----\n".to_owned(),
            ),
        ];
        let bytes = named.map(|(name, text)| (name.to_owned(), text.into_bytes()));
        Self {
            tree,
            files: MemoryWorld(bytes.into_iter().collect()),
            parts,
        }
    }
}

/// Any valid profile.
pub(super) fn profile() -> impl Strategy<Value = Profile> {
    let overlay = (
        prop::collection::vec(change(), 0..4),
        prop::collection::vec(any::<Index>(), 0..4),
        prop::collection::vec(any::<Index>(), 5..12),
    );
    let sections = select(BASES.iter().collect::<Vec<_>>()).prop_flat_map(sections);
    (sections, overlay)
        .prop_map(|(root, (changes, late, parts))| finish(root, &changes, &late, parts))
}

fn finish(root: Value, changes: &[Change], late: &[Index], parts: Vec<Index>) -> Profile {
    let mut next = 0;
    let mut root = marks::number(root, &mut next);
    add_late(&mut root, late);
    add_variants(&mut root, changes, &mut next);
    Profile::of(root, parts)
}

/// A section that is there more often than not.
fn maybe(section: BoxedStrategy<Value>) -> BoxedStrategy<Option<Value>> {
    prop::option::weighted(0.6, section).boxed()
}

fn sections(base: &'static Base) -> BoxedStrategy<Value> {
    let of = |path: &[&str], reach| {
        let (ty, _) = shape::lookup(&KeyPath::from(path)).expect("the section exists");
        maybe(value(ty, reach))
    };
    let named: Vec<(&'static str, BoxedStrategy<Option<Value>>)> = vec![
        ("description", of(&["description"], Reach::Vars)),
        ("images", of(&["images"], Reach::Fixed)),
        ("ecs", maybe(ecs())),
        ("docker", maybe(docker(base))),
        ("logrotate", maybe(logrotate(base))),
        ("packages", maybe(packages(base))),
        ("files", maybe(files())),
        ("units", maybe(units())),
        ("sysctl", of(&["sysctl"], Reach::Vars)),
        ("users", maybe(users())),
        ("hosts", of(&["hosts"], Reach::Host)),
        ("cloud-config", maybe(cloud_config())),
        ("launch", of(&["launch"], Reach::Vars)),
        ("boot", of(&["boot"], Reach::Fixed)),
    ];
    let keys: Vec<&'static str> = named.iter().map(|(key, _)| *key).collect();
    let values: Vec<_> = named.into_iter().map(|(_, section)| section).collect();
    (values, maybe(scripts()), maybe(scripts()), image())
        .prop_map(move |(values, scripts, more, image)| {
            let mut root = head(base);
            root["image"] = image;
            for (key, value) in keys.iter().zip(values) {
                if let Some(value) = value {
                    root[*key] = value;
                }
            }
            let has_agent = root.get("ecs").is_some();
            for (at, script) in [scripts, more].into_iter().flatten().enumerate() {
                root["scripts"][format!("mk0q\u{1}{at}")] = orderly(script, has_agent);
            }
            root
        })
        .boxed()
}

/// What every profile says.
fn head(base: &Base) -> Value {
    json!({
        "edition": "2026",
        "name": "random",
        "host": { "base": base.name },
        // Debian and Ubuntu have no package of the agent; AWS's lies in a region.
        "vars": {
            "same": "mk0q",
            "differs": "mk0q",
            "given": { "scope": "launch", "type": "string", "default": "mk0q" },
        },
    })
}

fn image() -> BoxedStrategy<Value> {
    let keep = json!(["authorized-keys"]);
    select(vec!["bake", "bake", "bake", "none"])
        .prop_map(move |strategy| json!({ "strategy": strategy, "keep": keep, "name": "mk0q" }))
        .boxed()
}

fn ecs() -> BoxedStrategy<Value> {
    let may_be_set = |row: &&parbake::catalog::ecs::EcsVariable| {
        !matches!(row.advice, Advice::Refuse(_)) && !row.secret && row.field.key != "cluster"
    };
    let fields: Vec<Field> = ECS_VARIABLES
        .iter()
        .filter(may_be_set)
        .map(|row| row.field)
        .collect();
    let extra = prop::option::of(prop_oneof![
        Just(json!({ "MK0Q": "mk0q $${x}" })),
        Just(json!({ "MK0Q": "mk0q-${var.given}" })),
        Just(json!({ "MK0Q": "mk0q $${y} ${instance.id}" })),
    ]);
    (subsequence(fields, 1..6), extra)
        .prop_flat_map(|(fields, extra)| (fields_of(fields, Reach::Host), Just(extra)))
        .prop_map(|(mut ecs, extra)| {
            ecs["cluster"] = json!("mk0q");
            ecs["aws-default-region"] = json!("eu-central-1");
            if let Some(extra) = extra {
                ecs["extra"] = extra;
            }
            ecs
        })
        .boxed()
}

fn docker(base: &'static Base) -> BoxedStrategy<Value> {
    let passed = |row: &DaemonKey| {
        let own = row.flag.filter(|flag| flag.form != FlagForm::Runtimes);
        own.is_some_and(|own| {
            let mut flags = base.docker.flags.value.iter();
            flags.any(|(flag, _)| *flag == own.name || Some(*flag) == own.short)
        })
    };
    let legal = |row: &&DaemonKey| {
        let is_known = row.lifetime().at(base.docker.version.value) == Known::Yes;
        row.refused.is_none() && is_known && !passed(row)
    };
    let fields: Vec<Field> = DAEMON_KEYS
        .iter()
        .filter(legal)
        .map(|row| row.field)
        .collect();
    let (gc, _) = shape::lookup(&KeyPath::from(&["docker", "gc"][..])).expect("it exists");
    let daemon = subsequence(fields, 1..6).prop_flat_map(|fields| fields_of(fields, Reach::Host));
    (daemon, maybe(value(gc, Reach::Fixed)), any::<bool>())
        .prop_map(|(daemon, gc, extra)| {
            let mut docker = json!({ "daemon": daemon });
            if let Some(mut gc) = gc {
                if gc.get("schedule").is_some() {
                    gc["schedule"] = json!("Sun *-*-* 04:00:00");
                }
                docker["gc"] = gc;
            }
            if extra {
                docker["daemon-extra"] = json!({ "mk0q": { "a": ["mk0q"] } });
            }
            docker
        })
        .boxed()
}

fn logrotate(base: &'static Base) -> BoxedStrategy<Value> {
    let legal = |row: &&Directive| {
        row.refused.is_none()
            && row.scope != DirectiveScope::Global
            && row.since <= base.tools.logrotate.value
    };
    let fields: Vec<Field> = DIRECTIVES
        .iter()
        .filter(legal)
        .map(|row| row.field)
        .collect();
    subsequence(fields, 0..6)
        .prop_flat_map(|fields| fields_of(fields, Reach::Fixed))
        .prop_map(|mut rule| {
            // `true` is for words that stand alone.
            let needy = |row: &&Directive| row.argument == Argument::Required;
            for row in DIRECTIVES.iter().filter(needy) {
                if rule.get(row.field.key) == Some(&json!(true)) {
                    rule[row.field.key] = json!("mk0q");
                }
            }
            rule["paths"] = json!(["/var/log/mk0q/*.log", "/var/log/a b/mk0q"]);
            json!({ "mk0q": rule })
        })
        .boxed()
}

fn packages(base: &'static Base) -> BoxedStrategy<Value> {
    let is_apt = base.os.package_manager.value == PackageManager::Apt;
    select(vec![false, true])
        .prop_map(move |with_repository| {
            let mut packages = json!({ "install": ["mk0q", "mk0q"] });
            if with_repository {
                let mut repository =
                    json!({ "url": "https://mk0q.example.com/x", "key-source": "/key.asc" });
                repository["key-source"] = json!("key.asc");
                if is_apt {
                    repository["suites"] = json!(["mk0q"]);
                }
                repository["key"] = json!("-----BEGIN PGP PUBLIC KEY BLOCK-----\nmk0q\n");
                if let Some(entries) = repository.as_object_mut() {
                    entries.remove("key-source");
                }
                packages["repositories"] = json!({ "mk0q": repository });
            }
            packages
        })
        .boxed()
}

fn files() -> BoxedStrategy<Value> {
    let (ty, _) =
        shape::lookup(&KeyPath::from(&["files", "/a", "content"][..])).expect("it exists");
    let mode = select(vec![None, Some("0600"), Some("755")]);
    let file =
        (value(ty, Reach::Host), mode, any::<bool>()).prop_map(|(content, mode, verbatim)| {
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

fn units() -> BoxedStrategy<Value> {
    let (text, _) =
        shape::lookup(&KeyPath::from(&["units", "a", "content"][..])).expect("it exists");
    let text = || value(text, Reach::Host);
    let state = select(vec![
        json!({}),
        json!({ "enable": true }),
        json!({ "enable": false }),
    ]);
    (text(), maybe(text()), maybe(text()), state)
        .prop_map(|(content, first, second, state)| {
            let mut unit = state;
            unit["content"] = content;
            for (at, drop_in) in [first, second].into_iter().flatten().enumerate() {
                unit["drop-ins"][format!("{at}-mk0q.conf")] = drop_in;
            }
            json!({ "mk0q.service": unit, "mk0q-masked.timer": { "mask": true } })
        })
        .boxed()
}

fn users() -> BoxedStrategy<Value> {
    let (ty, _) = shape::lookup(&KeyPath::from(&["users", "a"][..])).expect("it exists");
    let Type::Table(fields) = ty else {
        panic!("a user is a table");
    };
    let user = table(fields, 4, Reach::Vars).prop_map(|mut user| {
        if user.get("authorized-keys").is_some() {
            user["authorized-keys"] = json!(["ssh-ed25519 AAAA mk0q@example.com"]);
        }
        json!({ "mk0q": user })
    });
    user.boxed()
}

fn cloud_config() -> BoxedStrategy<Value> {
    select(vec![
        json!({ "timezone": "mk0q" }),
        json!({ "ntp": { "enabled": true, "servers": ["mk0q.example.com", "yes"] } }),
        json!({ "locale": "mk0q-${var.differs}", "final_message": "a: mk0q # é" }),
    ])
    .boxed()
}

fn scripts() -> BoxedStrategy<Value> {
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
fn orderly(mut script: Value, has_agent: bool) -> Value {
    if !has_agent && script["order"] == "after-agent" {
        script["order"] = json!("before-docker");
    }
    if script["phase"] == "bake" && script.to_string().contains("${") {
        script["phase"] = json!("boot");
    }
    script
}
