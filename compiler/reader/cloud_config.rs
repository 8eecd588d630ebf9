//! Which kinds of values cloud-init takes for the keys of cloud-config that a profile may set.
//!
//! Source: cloud-init 22.4.2 `cloudinit/config/schemas/schema-cloud-config-v1.json`, compared row by row with the file of
//! Debian 12's package; older versions have no schema for some of these keys, and their modules read the same kinds.
//! `locale = false` is the module's own (cc_locale.py), and a list under `rsyslog` its older form (cc_rsyslog.py).

/// A kind of value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A string.
    Text,
    /// One of a few strings.
    Word(&'static [&'static str]),
    /// `true` or `false`.
    Bool,
    /// `false` alone.
    False,
    /// A whole number.
    Integer,
    /// A list.
    List,
    /// A table.
    Table,
}

/// Returns the kinds that a key takes, `ntp` or `ntp.pools`; `None` where any will do or none is recorded.
#[must_use]
pub fn kinds(path: &str) -> Option<&'static [Kind]> {
    let row = KINDS.iter().find(|(key, _)| *key == path);
    row.map(|(_, kinds)| *kinds)
}

/// Returns the keys that a table takes, where cloud-init takes no others.
#[must_use]
pub fn keys(path: &str) -> Option<&'static [&'static str]> {
    let row = KEYS.iter().find(|(key, _)| *key == path);
    row.map(|(_, keys)| *keys)
}

const KEYS: &[(&str, &[&str])] = &[
    ("growpart", &["mode", "devices", "ignore_growroot_disabled"]),
    ("keyboard", &["layout", "model", "variant", "options"]),
    (
        "ntp",
        &["pools", "servers", "ntp_client", "enabled", "config"],
    ),
    ("phone_home", &["url", "post", "tries"]),
    (
        "random_seed",
        &["file", "data", "encoding", "command", "command_required"],
    ),
];

use Kind::{Bool, False, Integer, List, Table, Text, Word};

const KINDS: &[(&str, &[Kind])] = &[
    ("byobu_by_default", &[Text]),
    ("ca-certs", &[Table]),
    ("chef", &[Table]),
    ("chpasswd", &[Table]),
    ("disable_ec2_metadata", &[Bool]),
    ("disable_root", &[Bool]),
    ("disable_root_opts", &[Text]),
    ("disk_setup", &[Table]),
    ("fan", &[Table]),
    ("final_message", &[Text]),
    ("fqdn", &[Text]),
    ("fs_setup", &[List]),
    ("growpart", &[Table]),
    ("growpart.devices", &[List]),
    ("growpart.ignore_growroot_disabled", &[Bool]),
    (
        "growpart.mode",
        &[False, Word(&["auto", "growpart", "gpart", "off"])],
    ),
    ("hostname", &[Text]),
    ("keyboard", &[Table]),
    ("keyboard.layout", &[Text]),
    ("keyboard.model", &[Text]),
    ("keyboard.options", &[Text]),
    ("keyboard.variant", &[Text]),
    ("landscape", &[Table]),
    ("locale", &[Bool, Text]),
    ("locale_configfile", &[Text]),
    ("lxd", &[Table]),
    ("mcollective", &[Table]),
    ("migrate", &[Bool]),
    ("mount_default_fields", &[List]),
    ("mounts", &[List]),
    ("no_ssh_fingerprints", &[Bool]),
    ("ntp", &[Table]),
    ("ntp.config", &[Table]),
    ("ntp.enabled", &[Bool]),
    ("ntp.ntp_client", &[Text]),
    ("ntp.pools", &[List]),
    ("ntp.servers", &[List]),
    ("output", &[Table]),
    ("phone_home", &[Table]),
    ("phone_home.tries", &[Integer]),
    ("phone_home.url", &[Text]),
    ("prefer_fqdn_over_hostname", &[Bool]),
    ("preserve_hostname", &[Bool]),
    ("puppet", &[Table]),
    ("random_seed", &[Table]),
    ("random_seed.command", &[List]),
    ("random_seed.command_required", &[Bool]),
    ("random_seed.data", &[Text]),
    (
        "random_seed.encoding",
        &[Word(&["raw", "base64", "b64", "gzip", "gz"])],
    ),
    ("random_seed.file", &[Text]),
    ("resize_rootfs", &[Bool, Word(&["noblock"])]),
    ("resolv_conf", &[Table]),
    ("rh_subscription", &[Table]),
    ("rsyslog", &[List, Table]),
    ("salt_minion", &[Table]),
    ("spacewalk", &[Table]),
    ("ssh", &[Table]),
    ("ssh_authorized_keys", &[List]),
    ("ssh_deletekeys", &[Bool]),
    ("ssh_fp_console_blacklist", &[List]),
    ("ssh_genkeytypes", &[List]),
    ("ssh_import_id", &[List]),
    ("ssh_key_console_blacklist", &[List]),
    ("ssh_keys", &[Table]),
    ("ssh_publish_hostkeys", &[Table]),
    (
        "ssh_pwauth",
        &[Bool, Word(&["unchanged", "yes", "no", "true", "false"])],
    ),
    ("timezone", &[Text]),
    ("ubuntu_advantage", &[Table]),
    ("unverified_modules", &[List]),
    ("updates", &[Table]),
    ("zypper", &[Table]),
];
