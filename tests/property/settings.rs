//! Random settings of the agent, of dockerd and of logrotate, by the catalogues.

use parbake::catalog::Field;
use parbake::catalog::base::Base;
use parbake::catalog::docker::{DAEMON_KEYS, DaemonKey, FlagForm};
use parbake::catalog::ecs::{Advice, ECS_VARIABLES};
use parbake::catalog::logrotate::{Argument, DIRECTIVES, Directive, DirectiveScope};
use parbake::catalog::version::Known;
use parbake::profile::keypath::KeyPath;
use parbake::profile::shape;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::{Value, json};

use super::sections::maybe;
use super::values::{Reach, fields_of, value};

/// Keys whose values dockerd holds against those of others, or against names of its own; tests/cases/refused-daemon-setting has them.
const NEED_OTHERS: [&str; 15] = [
    "bip",
    "bip6",
    "bridge",
    "cgroup-parent",
    "containerd-namespace",
    "default-address-pools",
    "default-runtime",
    "default-ulimits",
    "icc",
    "ip6tables",
    "ipv6",
    "metrics-addr",
    "runtimes",
    "tls",
    "tlsverify",
];

pub(super) fn ecs() -> BoxedStrategy<Value> {
    let may_be_set = |row: &&parbake::catalog::ecs::EcsVariable| {
        let is_drawn_apart = ["cluster", "log-driver", "log-opts"].contains(&row.field.key);
        !matches!(row.advice, Advice::Refuse(_)) && !row.secret && !is_drawn_apart
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
    let settings = subsequence(fields, 1..6).prop_flat_map(|fields| fields_of(fields, Reach::Host));
    let is_no_plugin = |(driver, _): &(&str, Value)| !driver.contains('/');
    let logging = logging().prop_filter("the agent takes no plugin", is_no_plugin);
    (settings, prop::option::of(logging), extra)
        .prop_map(|(mut ecs, logging, extra)| {
            ecs["cluster"] = json!("mk0q");
            ecs["aws-default-region"] = json!("eu-central-1");
            if let Some((driver, options)) = logging {
                ecs["log-driver"] = json!(driver);
                ecs["log-opts"] = options;
            }
            if let Some(extra) = extra {
                ecs["extra"] = extra;
            }
            ecs
        })
        .boxed()
}

pub(super) fn docker(base: &'static Base) -> BoxedStrategy<Value> {
    let passed = |row: &DaemonKey| {
        let own = row.flag.filter(|flag| flag.form != FlagForm::Runtimes);
        own.is_some_and(|own| {
            let mut flags = base.docker.flags.value.iter();
            flags.any(|(flag, _)| *flag == own.name || Some(*flag) == own.short)
        })
    };
    let legal = |row: &&DaemonKey| {
        let is_known = row.lifetime().at(base.docker.version.value) == Known::Yes;
        // Beside baked images these must not wait for boot; tests/cases/image-store shows it.
        let stands_alone = !NEED_OTHERS.contains(&row.field.key);
        row.refused.is_none() && is_known && stands_alone && !passed(row) && !row.bake_boot_match
    };
    let fields: Vec<Field> = DAEMON_KEYS
        .iter()
        .filter(legal)
        .map(|row| row.field)
        .collect();
    let is_logging = |key: &str| ["log-driver", "log-opts"].contains(&key);
    let takes_driver = fields.iter().filter(|field| is_logging(field.key)).count() == 2;
    let fields: Vec<Field> = fields
        .into_iter()
        .filter(|field| !is_logging(field.key))
        .collect();
    let (gc, _) = shape::lookup(&KeyPath::from(&["docker", "gc"][..])).expect("it exists");
    let daemon = subsequence(fields, 1..6).prop_flat_map(|fields| fields_of(fields, Reach::Host));
    let logging = prop::option::of(logging());
    (
        daemon,
        logging,
        maybe(value(gc, Reach::Fixed)),
        any::<bool>(),
    )
        .prop_map(move |(mut daemon, logging, gc, extra)| {
            if let Some((driver, options)) = logging.filter(|_| takes_driver) {
                daemon["log-driver"] = json!(driver);
                daemon["log-opts"] = options;
            }
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

/// A log driver with options of its own.
fn logging() -> impl Strategy<Value = (&'static str, Value)> {
    select(vec![
        ("json-file", json!({ "max-size": "10m", "labels": "mk0q" })),
        ("syslog", json!({ "tag": "mk0q-${var.differs}" })),
        (
            "awslogs",
            json!({ "awslogs-group": "mk0q", "awslogs-stream": "mk0q-${instance.id}" }),
        ),
        ("example/driver:1", json!({ "mk0q": "mk0q" })),
    ])
}

pub(super) fn logrotate(base: &'static Base) -> BoxedStrategy<Value> {
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
            // Of these logrotate takes the last, and says so.
            let often = ["size", "hourly", "daily", "weekly", "monthly", "yearly"];
            let said = often.iter().filter(|word| rule.get(**word).is_some());
            let more: Vec<&str> = said.copied().skip(1).collect();
            for word in more {
                rule.as_object_mut().expect("it is a table").remove(word);
            }
            rule["paths"] = json!(["/var/log/mk0q/*.log", "/var/log/a b/mk0q"]);
            json!({ "mk0q": rule })
        })
        .boxed()
}
