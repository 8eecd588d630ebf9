//! `[cloud-config]`: modules of cloud-init that parbake does not own.

use crate::host::item::{Item, items};
use crate::host::tree::Tree;
use crate::host::{Context, diags};
use crate::profile::node::{Entry, Node, Value};
use crate::reader::cloud_config::{Kind, keys, kinds};
use crate::source::Span;

/// Keys that parbake writes itself, each with what to use instead.
///
/// Source: cloud-init 22.4.2, config/schemas/schema-cloud-config-v1.json; parbake's sections.
const OWNED: &[(&str, &str)] = &[
    ("apt", "[packages.repositories]"),
    ("bootcmd", "a boot script with order = \"before-docker\""),
    ("fqdn", "`hostname` in [host]"),
    ("groups", "[users]"),
    ("hostname", "`hostname` in [host]"),
    ("manage_etc_hosts", "[hosts]"),
    (
        "package_reboot_if_required",
        "nothing: a reboot before the join loses the boot",
    ),
    ("package_update", "[packages]"),
    ("package_upgrade", "[packages], and a newer base image"),
    ("packages", "[packages]"),
    ("power_state", "boot.on-failure"),
    ("preserve_hostname", "`hostname` in [host]"),
    ("runcmd", "[scripts]"),
    ("snap", "a bake script"),
    ("ssh_genkeytypes", "image.ssh-host-keys"),
    ("swap", "[swap]"),
    ("user", "[users]"),
    ("users", "[users]"),
    ("vendor_data", "nothing: EC2 gives none"),
    ("write_files", "[files]"),
    ("yum_repos", "[packages.repositories]"),
    ("merge_how", "nothing: parbake emits one part"),
    ("merge_type", "nothing: parbake emits one part"),
];

/// Top-level keys that every cloud-init from 19.3 on knows and that may stand here.
///
/// Source: cloud-init 19.3 and 22.4.2, config/cc_*.py.
const KNOWN: &[&str] = &[
    "byobu_by_default",
    "ca-certs",
    "chef",
    "chpasswd",
    "debug",
    "disable_ec2_metadata",
    "disable_root",
    "disable_root_opts",
    "disk_setup",
    "fan",
    "final_message",
    "fs_setup",
    "growpart",
    "keyboard",
    "landscape",
    "locale",
    "locale_configfile",
    "lxd",
    "mcollective",
    "migrate",
    "mount_default_fields",
    "mounts",
    "no_ssh_fingerprints",
    "ntp",
    "output",
    "phone_home",
    "prefer_fqdn_over_hostname",
    "puppet",
    "random_seed",
    "resize_rootfs",
    "resolv_conf",
    "rh_subscription",
    "rsyslog",
    "salt_minion",
    "spacewalk",
    "ssh",
    "ssh_authorized_keys",
    "ssh_deletekeys",
    "ssh_fp_console_blacklist",
    "ssh_import_id",
    "ssh_key_console_blacklist",
    "ssh_keys",
    "ssh_publish_hostkeys",
    "ssh_pwauth",
    "timezone",
    "ubuntu_advantage",
    "unverified_modules",
    "updates",
    "zypper",
];

pub(crate) fn modules(tree: &Tree, count: usize, ctx: &mut Context<'_>) -> Vec<Item<Node>> {
    let lower = |entry: &Entry| {
        if let Some((_, instead)) = OWNED.iter().find(|(key, _)| *key == entry.key) {
            ctx.report
                .push(diags::owned_module(entry.key_span, &entry.key, instead));
        } else if let Some(password) = password(entry) {
            let found = diags::secret_literal(password, &entry.key).concealing();
            let instead = "take it out: people come in by `authorized-keys` in [users]";
            ctx.report.push(found.help(instead));
        } else if !KNOWN.contains(&entry.key.as_str()) {
            ctx.report
                .push(diags::unknown_module(entry.key_span, &entry.key, KNOWN));
        } else {
            check(&entry.key, &entry.node, ctx);
        }
        Some(entry.node.clone())
    };
    items(tree.get("cloud-config"), &["cloud-config"], count, lower)
}

/// The place of a password for a login, which whoever reads user-data would read.
///
/// Source: cloud-init 22.4.2, config/cc_set_passwords.py.
fn password(entry: &Entry) -> Option<Span> {
    let inside = |key: &str| entry.node.as_table()?.get(key).map(|node| node.span);
    match entry.key.as_str() {
        "password" => Some(entry.node.span),
        "chpasswd" => inside("list").or_else(|| inside("users")),
        _ => None,
    }
}

/// Holds a value against the kinds that cloud-init takes at a path, and what is in a table against its keys.
fn check(path: &str, node: &Node, ctx: &mut Context<'_>) {
    if let Some(wanted) = kinds(path)
        && !wanted.iter().any(|kind| fits(*kind, &node.value))
    {
        let wanted: Vec<String> = wanted.iter().map(words).collect();
        let found = node.value.kind();
        ctx.report.push(diags::module_value(
            node.span,
            path,
            found,
            &wanted.join(" or "),
        ));
        return;
    }
    for entry in node.as_table().into_iter().flat_map(|table| &table.entries) {
        match keys(path) {
            Some(known) if !known.contains(&entry.key.as_str()) => {
                ctx.report
                    .push(diags::unknown_module(entry.key_span, &entry.key, known));
            }
            Some(_) | None => check(&format!("{path}.{}", entry.key), &entry.node, ctx),
        }
    }
}

fn fits(kind: Kind, value: &Value) -> bool {
    match (kind, value) {
        (Kind::Text, Value::Text(_))
        | (Kind::False, Value::Bool(false))
        | (Kind::Bool, Value::Bool(_))
        | (Kind::Integer, Value::Integer(_))
        | (Kind::List, Value::List(_))
        | (Kind::Table, Value::Table(_)) => true,
        (Kind::Word(words), Value::Text(text)) => {
            text.as_literal().is_none_or(|text| words.contains(&text))
        }
        (
            Kind::Text
            | Kind::Word(_)
            | Kind::Bool
            | Kind::False
            | Kind::Integer
            | Kind::List
            | Kind::Table,
            _,
        ) => false,
    }
}

fn words(kind: &Kind) -> String {
    match kind {
        Kind::Text => "a string".to_owned(),
        Kind::Bool => "true or false".to_owned(),
        Kind::False => "`false`".to_owned(),
        Kind::Integer => "a whole number".to_owned(),
        Kind::List => "a list".to_owned(),
        Kind::Table => "a table".to_owned(),
        Kind::Word(words) => {
            let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
            format!("one of {}", quoted.join(", "))
        }
    }
}
