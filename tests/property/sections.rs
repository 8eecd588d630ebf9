//! Random sections, each legal on its base.

use parbake::catalog::Type;
use parbake::catalog::base::{Base, PackageManager};
use parbake::lint::{Kind, LINTS, Level};
use parbake::profile::keypath::KeyPath;
use parbake::profile::shape;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use super::placed::{files, orderly, scripts, units};
use super::settings::{docker, ecs, logrotate};
use super::values::{Reach, reference, table, value};

/// A section that is there more often than not.
pub(super) fn maybe(section: BoxedStrategy<Value>) -> BoxedStrategy<Option<Value>> {
    prop::option::weighted(0.6, section).boxed()
}

/// Every section of a profile for a base, marks without numbers.
pub(super) fn sections(base: &'static Base) -> BoxedStrategy<Value> {
    let named = named(base);
    let keys: Vec<&'static str> = named.iter().map(|(key, _)| *key).collect();
    let values: Vec<_> = named.into_iter().map(|(_, section)| section).collect();
    (
        values,
        maybe(scripts()),
        maybe(scripts()),
        image(),
        maybe(hostname()),
    )
        .prop_map(move |(values, scripts, more, image, hostname)| {
            let mut root = head(base);
            root["image"] = image;
            if let Some(hostname) = hostname {
                root["host"]["hostname"] = hostname;
            }
            for (key, value) in keys.iter().zip(values) {
                if let Some(value) = value {
                    root[*key] = value;
                }
            }
            // One of the two places the containers.
            if root.get("ecs").is_some() {
                root.as_object_mut().expect("a table").remove("swarm");
            }
            fit_user_data(&mut root);
            turn_down(&mut root);
            // The metadata service without a token is refused; its own case shows that.
            if let Some(tokens) = root.pointer_mut("/launch/metadata/http-tokens") {
                *tokens = json!("required");
            }
            keep_one_proxy(&mut root);
            let has_agent = root.get("ecs").is_some();
            for (at, script) in [scripts, more].into_iter().flatten().enumerate() {
                root["scripts"][format!("mk0q\u{1}{at}")] = orderly(script, has_agent);
            }
            root
        })
        .boxed()
}

/// A boot whose signal has one receiver.
fn boot() -> BoxedStrategy<Value> {
    let receivers = vec![
        json!({ "command": "echo mk0q" }),
        json!({ "stack": "mk0q", "resource": "mk0q" }),
        json!({ "auto-scaling-group": "mk0q", "lifecycle-hook": "mk0q" }),
    ];
    let (ty, _) = shape::lookup(&KeyPath::from(&["boot"][..])).expect("the section exists");
    (value(ty, Reach::Fixed), select(receivers))
        .prop_map(|(mut boot, receiver)| {
            if let Some(signal) = boot.get_mut("signal") {
                *signal = receiver;
            }
            boot
        })
        .boxed()
}

/// The sections by name, but for those that the others must fit.
fn named(base: &'static Base) -> Vec<(&'static str, BoxedStrategy<Option<Value>>)> {
    let of = |path: &[&str], reach| {
        let (ty, _) = shape::lookup(&KeyPath::from(path)).expect("the section exists");
        maybe(value(ty, reach))
    };
    vec![
        ("description", of(&["description"], Reach::Vars)),
        ("images", maybe(images())),
        ("proxy", of(&["proxy"], Reach::Vars)),
        ("ca-certificates", maybe(certificates())),
        ("ssm", maybe(ssm())),
        ("ecs", maybe(ecs())),
        ("docker", maybe(docker(base))),
        ("logrotate", maybe(logrotate(base))),
        ("packages", maybe(packages(base))),
        ("files", maybe(files())),
        ("units", maybe(units())),
        ("sysctl", of(&["sysctl"], Reach::Vars)),
        ("users", maybe(users())),
        ("hosts", of(&["hosts"], Reach::Host)),
        ("certificates", maybe(key_pairs())),
        ("volumes", maybe(volumes())),
        ("swap", maybe(swap())),
        ("cloud-config", maybe(cloud_config())),
        ("launch", maybe(launch())),
        ("scaling", of(&["scaling"], Reach::Vars)),
        ("target-group", maybe(target_group())),
        ("boot", maybe(boot())),
        ("lints", maybe(lints())),
        ("swarm", maybe(swarm())),
    ]
}

/// A swarm to join; its token is a reference.
fn swarm() -> BoxedStrategy<Value> {
    let with_token = |mut swarm: Value| {
        swarm["token"] = json!("${ssm:/random/swarm}");
        swarm
    };
    section("swarm").prop_map(with_token).boxed()
}

/// Sections that bring a part of the program of their own.
const HEAVY: &[&str] = &["volumes", "certificates", "swarm"];

/// Without an image the program travels too, and with the parts of every section at once it is over EC2's budget: of the heavy
/// sections the profile keeps one.
pub(super) fn fit_user_data(root: &mut Value) {
    if root["image"]["strategy"] != "none" {
        return;
    }
    let kept = HEAVY.iter().find(|key| root.get(**key).is_some());
    let gone = HEAVY.iter().filter(|key| Some(*key) != kept);
    let mut gone: Vec<&str> = gone.copied().collect();
    if kept != Some(&"volumes") {
        gone.push("swap");
    }
    let named = |path: &Value| {
        let path = path.as_str().unwrap_or_default();
        gone.iter().any(|key| path.split('.').next() == Some(*key))
    };
    if let Some(late) = root
        .pointer_mut("/image/late")
        .and_then(Value::as_array_mut)
    {
        late.retain(|path| !named(path));
    }
    let variants = root.get_mut("variants").and_then(Value::as_object_mut);
    let overlays = variants.into_iter().flat_map(|all| all.values_mut());
    overlays.for_each(|overlay| forget(overlay, &gone));
    forget(root, &gone);
}

fn forget(tree: &mut Value, keys: &[&str]) {
    if let Some(table) = tree.as_object_mut() {
        table.retain(|key, _| !keys.contains(&key.as_str()));
    }
}

/// A section as the language has it.
fn section(key: &str) -> BoxedStrategy<Value> {
    let (ty, _) = shape::lookup(&KeyPath::from(&[key][..])).expect("the section exists");
    value(ty, Reach::Vars)
}

/// A launch template whose metadata has tags: files and scripts ask for them.
fn launch() -> BoxedStrategy<Value> {
    let with_tags = |mut launch: Value| {
        if let Some(tags) = launch.pointer_mut("/metadata/tags") {
            *tags = json!(true);
        }
        launch
    };
    section("launch").prop_map(with_tags).boxed()
}

/// A target group whose health checks do not overlap.
fn target_group() -> BoxedStrategy<Value> {
    let apart = |mut group: Value| {
        group["health-check-timeout"] = json!(2);
        group
    };
    section("target-group").prop_map(apart).boxed()
}

/// `[proxy]` serves the agent and Docker, so neither names one of its own.
fn keep_one_proxy(root: &mut Value) {
    if root.get("proxy").is_none() {
        return;
    }
    for section in ["/ecs", "/docker/daemon"] {
        let keys = root.pointer_mut(section).and_then(Value::as_object_mut);
        if let Some(keys) = keys {
            keys.retain(|key, _| !key.ends_with("-proxy") && key != "proxies");
        }
    }
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

fn hostname() -> BoxedStrategy<Value> {
    select(vec![
        json!("mk0q"),
        json!("mk0q-${var.differs}.example.com"),
        json!("mk0q-${instance.id}"),
        json!("${instance.tag.mk0q}"),
    ])
    .boxed()
}

fn image() -> BoxedStrategy<Value> {
    let keep = json!(["authorized-keys"]);
    let both = json!(["ecdsa", "ed25519"]);
    select(vec![
        ("bake", both.clone()),
        ("bake", json!(["rsa"])),
        ("bake", json!(["ed25519"])),
        ("none", both),
    ])
    .prop_map(move |(strategy, keys)| {
        json!({ "strategy": strategy, "keep": keep, "name": "mk0q", "ssh-host-keys": keys })
    })
    .boxed()
}

fn lints() -> BoxedStrategy<Value> {
    let level = select(vec!["allow", "warn"]);
    level
        .prop_map(|level| {
            json!({
                "log-without-limit": level,
                "needless-boot-step": { "level": level, "at": ["docker.daemon"], "reason": "mk0q" },
            })
        })
        .boxed()
}

/// A drawn profile may hold what a lint refuses: each such lint is a warning here.
fn turn_down(root: &mut Value) {
    for lint in LINTS.iter().filter(|lint| lint.level == Level::Deny) {
        root["lints"][lint.code.name] = match lint.kind {
            Kind::Ordinary => json!("warn"),
            Kind::Security => json!({
                "level": "warn",
                "at": ["docker", "ecs", "files", "launch", "scripts", "units"],
                "reason": "drawn",
            }),
        };
    }
}

/// Images of the profile, and those of a Compose file, whose names hold no mark.
fn images() -> BoxedStrategy<Value> {
    let (ty, _) = shape::lookup(&KeyPath::from(&["images", "pull"][..])).expect("it exists");
    (value(ty, Reach::Fixed), any::<bool>())
        .prop_map(|(pull, from_compose)| {
            let mut images = json!({ "pull": pull });
            if from_compose {
                images["from-compose"] = json!(["compose.yaml"]);
            }
            images
        })
        .boxed()
}

fn certificates() -> BoxedStrategy<Value> {
    let pem = "-----BEGIN CERTIFICATE-----\nmk0q\n-----END CERTIFICATE-----\n";
    Just(json!({ "mk0q": { "content": pem }, "mk0q-two": { "content": pem } })).boxed()
}

fn ssm() -> BoxedStrategy<Value> {
    any::<bool>()
        .prop_map(|enable| json!({ "enable": enable, "region": "eu-central-1" }))
        .boxed()
}

fn packages(base: &'static Base) -> BoxedStrategy<Value> {
    let is_apt = base.os.package_manager.value == PackageManager::Apt;
    let armour = "-----BEGIN PGP PUBLIC KEY BLOCK-----\nmk0q\n";
    let keys = vec![None, Some(("key", armour)), Some(("key-source", "key.asc"))];
    select(keys)
        .prop_map(move |key| {
            let mut packages = json!({ "install": ["mk0q", "mk0q"] });
            let Some((key, text)) = key else {
                return packages;
            };
            let mut repository = json!({ "url": "https://mk0q.example.com/x", key: text });
            if is_apt {
                repository["suites"] = json!(["mk0q"]);
            }
            packages["repositories"] = json!({ "mk0q": repository });
            packages
        })
        .boxed()
}

fn users() -> BoxedStrategy<Value> {
    let (ty, _) = shape::lookup(&KeyPath::from(&["users", "a"][..])).expect("it exists");
    let Type::Table(fields) = ty else {
        panic!("a user is a table");
    };
    let user = table(fields, 4, Reach::Vars);
    user.prop_map(|user| json!({ "mk0q": user })).boxed()
}

/// Keys with a certificate, a request, or both.
fn key_pairs() -> BoxedStrategy<Value> {
    let algorithm = select(vec![None, Some("rsa-2048"), Some("ec-p384")]);
    let outputs = select(vec![
        json!({ "certificate": "/mk/tls/cert.pem", "days": 30 }),
        json!({ "request": "/mk/tls/request.pem", "mode": "0640" }),
        json!({ "certificate": "/mk/tls/cert.pem", "request": "/mk/tls/request.pem" }),
    ]);
    let common = reference(Reach::Host).prop_map(|reference| format!("mk0q {reference}x"));
    (outputs, algorithm, common, any::<bool>())
        .prop_map(|(mut pair, algorithm, common, has_more)| {
            pair["key"] = json!("/mk/tls/key.pem");
            pair["subject"] = json!({ "common-name": common });
            if let Some(algorithm) = algorithm {
                pair["algorithm"] = json!(algorithm);
            }
            if has_more {
                pair["subject"]["organization"] = json!("mk0q, Inc. / R+D = é");
                pair["subject"]["country"] = json!("DE");
                pair["names"] = json!(["dns:mk0q.example.com", "ip:${instance.private-ip}"]);
                pair["extended-key-usage"] = json!(["client-auth"]);
                pair["key-usage"] = json!(["digital-signature", "key-agreement"]);
            }
            json!({ "mk0q": pair })
        })
        .boxed()
}

/// Two disks, one mounted inside the other.
fn volumes() -> BoxedStrategy<Value> {
    let device = select(vec![
        "/dev/sdf",
        "vol-0123456789abcdef0",
        "instance-store:1",
    ]);
    let rest = select(vec![
        json!({}),
        json!({ "filesystem": "xfs", "label": "mk0q", "options": ["noatime"], "grow": false }),
        json!({ "format": "never", "mode": "0750", "owner": "root", "group": "root", "wait": "10s" }),
    ]);
    (device, rest)
        .prop_map(|(device, mut volume)| {
            volume["device"] = json!(device);
            json!({ "/srv/data": volume, "/srv/data/more": { "device": "size:100GiB" } })
        })
        .boxed()
}

fn swap() -> BoxedStrategy<Value> {
    let path = select(vec![json!({}), json!({ "path": "/mk/swapfile" })]);
    path.prop_map(|mut swap| {
        swap["size"] = json!("2GiB");
        swap
    })
    .boxed()
}

fn cloud_config() -> BoxedStrategy<Value> {
    select(vec![
        json!({ "timezone": "mk0q" }),
        json!({ "ntp": { "enabled": true, "servers": ["mk0q.example.com", "yes"] } }),
        json!({ "locale": "mk0q-${var.differs}", "final_message": "a: mk0q # é" }),
        json!({ "final_message": "mk0q: 'it' \"is\" {% x %} 012 1e3 ~ null\n- no\n" }),
        json!({ "resize_rootfs": "noblock", "growpart": { "mode": "auto", "devices": ["/mk0q"] } }),
        json!({ "timezone": "mk0q", "resolv_conf": { "nameservers": ["10.0.0.2"], "searchdomains": ["mk0q.example.com"] } }),
        json!({ "phone_home": { "url": "https://mk0q.example.com/", "post": "all", "tries": 3 } }),
    ])
    .boxed()
}
