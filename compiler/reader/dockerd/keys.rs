//! The names that dockerd knows, in the file and as flags.

use super::Version;

/// One setting of dockerd 20.10 or later.
#[derive(Clone, Copy, Debug)]
pub(super) struct Key {
    /// Its name in the file.
    pub(super) name: &'static str,
    /// Its flag, without dashes.
    pub(super) flag: Option<&'static str>,
    /// The short flag, with its dash.
    pub(super) short: Option<&'static str>,
    /// What Go decodes it into.
    pub(super) kind: Kind,
    versions: (Version, Version),
    flag_versions: (Version, Version),
}

/// What Go decodes a setting into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Bool,
    Integer,
    Text,
    List,
    /// An object of strings.
    Texts,
    /// An object of booleans.
    Switches,
    Pools,
    Ulimits,
    Runtimes,
    /// An object of objects of strings.
    NetworkOptions,
    /// The three addresses of a proxy.
    Proxies,
    /// An object: what is in it is not looked at.
    Object,
    /// Anything.
    Any,
}

const EVER: (Version, Version) = ((0, 0, 0), (u32::MAX, 0, 0));

const fn key(name: &'static str, kind: Kind) -> Key {
    Key {
        name,
        flag: Some(name),
        short: None,
        kind,
        versions: EVER,
        flag_versions: EVER,
    }
}

impl Key {
    const fn flag(mut self, flag: &'static str) -> Self {
        self.flag = Some(flag);
        self
    }

    const fn without_flag(mut self) -> Self {
        self.flag = None;
        self
    }

    const fn short(mut self, short: &'static str) -> Self {
        self.short = Some(short);
        self
    }

    const fn since(mut self, major: u32, minor: u32) -> Self {
        self.versions.0 = (major, minor, 0);
        self
    }

    const fn until(mut self, major: u32, minor: u32) -> Self {
        self.versions.1 = (major, minor, 0);
        self
    }

    const fn flag_since(mut self, major: u32, minor: u32) -> Self {
        self.flag_versions.0 = (major, minor, 0);
        self
    }

    const fn flag_until(mut self, major: u32, minor: u32) -> Self {
        self.flag_versions.1 = (major, minor, 0);
        self
    }

    fn is_known(&self, version: Version) -> bool {
        (self.versions.0..self.versions.1).contains(&version)
    }

    fn has_flag(&self, version: Version) -> bool {
        self.is_known(version)
            && self.flag.is_some()
            && (self.flag_versions.0..self.flag_versions.1).contains(&version)
    }
}

/// Finds a key of the file.
pub(super) fn in_file(name: &str, version: Version) -> Option<&'static Key> {
    let is = |row: &&Key| row.name == name && row.is_known(version);
    KEYS.iter().find(is)
}

/// Finds the setting of a flag by its long name without dashes.
pub(super) fn of_flag(name: &str, version: Version) -> Option<&'static Key> {
    let is = |row: &&Key| row.flag == Some(name) && row.has_flag(version);
    KEYS.iter().find(is)
}

/// Finds the setting of a flag by its short name with its dash.
pub(super) fn of_short_flag(name: &str, version: Version) -> Option<&'static Key> {
    let is = |row: &&Key| row.short == Some(name) && row.has_flag(version);
    KEYS.iter().find(is)
}

/// Flags that are no setting of the file.
pub(super) const FLAGS_ONLY: [&str; 6] = [
    "config-file",
    "containerd-plugins-namespace",
    "help",
    "restart",
    "validate",
    "version",
];

/// Says whether a name of the file is taken only because a flag is called so, and has no effect there.
#[must_use]
pub fn is_flag_name(name: &str, version: Version) -> bool {
    let is_only = FLAGS_ONLY.contains(&name) && (name != "validate" || version >= (23, 0, 0));
    in_file(name, version).is_none() && (is_only || of_flag(name, version).is_some())
}

/// Objects that are not lifted.
///
/// Source: moby `daemon/config/config.go` (`flatOptions`); `default-network-opts` came with 24.0.
pub(super) fn is_kept_whole(name: &str, version: Version) -> bool {
    match name {
        "builder" | "cluster-store-opts" | "default-ulimits" | "features" | "log-opts"
        | "runtimes" => true,
        "default-network-opts" => version >= (24, 0, 0),
        "nri-opts" => version >= (29, 2, 0),
        _ => false,
    }
}

/// Source: moby v1.10.0 to docker-v29.7.2, struct tags and flag definitions tag by tag; the versions without a
/// name were run where the row says so in the catalogue.
const KEYS: &[Key] = &[
    key("allow-direct-routing", Kind::Bool).since(28, 2),
    key("allow-nondistributable-artifacts", Kind::List).flag_until(29, 0),
    key("api-cors-header", Kind::Text).until(29, 0),
    key("authorization-plugins", Kind::List).flag("authorization-plugin"),
    key("bip", Kind::Text),
    key("bip6", Kind::Text).since(28, 0),
    key("bridge", Kind::Text).short("-b"),
    key("bridge-accept-fwmark", Kind::Text).since(29, 0),
    key("builder", Kind::Object).without_flag(),
    key("cdi-spec-dirs", Kind::List)
        .flag("cdi-spec-dir")
        .since(25, 0),
    key("cgroup-parent", Kind::Text),
    key("cluster-advertise", Kind::Text).until(24, 0),
    key("cluster-store", Kind::Text).until(24, 0),
    key("cluster-store-opts", Kind::Texts)
        .flag("cluster-store-opt")
        .until(24, 0),
    key("containerd", Kind::Text),
    key("containerd-namespace", Kind::Text),
    key("cpu-rt-period", Kind::Integer),
    key("cpu-rt-runtime", Kind::Integer),
    key("cri-containerd", Kind::Bool),
    key("data-root", Kind::Text),
    key("debug", Kind::Bool).short("-D"),
    key("default-address-pools", Kind::Pools).flag("default-address-pool"),
    key("default-cgroupns-mode", Kind::Text),
    key("default-gateway", Kind::Text),
    key("default-gateway-v6", Kind::Text),
    key("default-ipc-mode", Kind::Text),
    key("default-network-opts", Kind::NetworkOptions)
        .flag("default-network-opt")
        .since(24, 0),
    key("default-runtime", Kind::Text),
    key("default-shm-size", Kind::Text),
    key("default-stop-timeout", Kind::Integer).since(29, 7),
    key("default-ulimits", Kind::Ulimits).flag("default-ulimit"),
    key("deprecated-key-path", Kind::Any).without_flag(),
    key("dns", Kind::List),
    key("dns-opts", Kind::List).flag("dns-opt"),
    key("dns-search", Kind::List),
    key("exec-opts", Kind::List).flag("exec-opt"),
    key("exec-root", Kind::Text),
    key("experimental", Kind::Bool),
    key("features", Kind::Switches)
        .flag("feature")
        .flag_since(27, 3),
    key("firewall-backend", Kind::Text).since(29, 0),
    key("fixed-cidr", Kind::Text),
    key("fixed-cidr-v6", Kind::Text),
    key("graph", Kind::Text).short("-g").until(24, 0),
    key("group", Kind::Text).short("-G"),
    key("host-gateway-ip", Kind::Text).until(28, 0),
    key("host-gateway-ip", Kind::Text)
        .without_flag()
        .since(28, 0),
    key("host-gateway-ips", Kind::List)
        .flag("host-gateway-ip")
        .since(28, 0),
    key("hosts", Kind::List).flag("host").short("-H"),
    key("http-proxy", Kind::Text).since(23, 0),
    key("https-proxy", Kind::Text).since(23, 0),
    key("icc", Kind::Bool),
    key("init", Kind::Bool),
    key("init-path", Kind::Text),
    key("insecure-registries", Kind::List).flag("insecure-registry"),
    key("ip", Kind::Text),
    key("ip-forward", Kind::Bool),
    key("ip-forward-no-drop", Kind::Bool).since(28, 0),
    key("ip-masq", Kind::Bool),
    key("ip6tables", Kind::Bool),
    key("iptables", Kind::Bool),
    key("ipv6", Kind::Bool),
    key("labels", Kind::List).flag("label"),
    key("live-restore", Kind::Bool),
    key("log-driver", Kind::Text),
    key("log-format", Kind::Text).since(25, 0),
    key("log-level", Kind::Text).short("-l"),
    key("log-opts", Kind::Texts).flag("log-opt"),
    key("max-concurrent-downloads", Kind::Integer),
    key("max-concurrent-uploads", Kind::Integer),
    key("max-download-attempts", Kind::Integer),
    key("metrics-addr", Kind::Text),
    key("min-api-version", Kind::Text)
        .without_flag()
        .since(29, 0),
    key("mtu", Kind::Integer),
    key("network-control-plane-mtu", Kind::Integer),
    key("network-diagnostic-port", Kind::Integer),
    key("no-new-privileges", Kind::Bool),
    key("no-proxy", Kind::Text).since(23, 0),
    key("node-generic-resources", Kind::List).flag("node-generic-resource"),
    key("nri-opts", Kind::Object).since(29, 2),
    key("oom-score-adjust", Kind::Integer).until(26, 0),
    key("pidfile", Kind::Text).short("-p"),
    key("proxies", Kind::Proxies).without_flag().since(23, 0),
    key("raw-logs", Kind::Bool),
    key("registry-mirrors", Kind::List).flag("registry-mirror"),
    key("rootless", Kind::Bool),
    key("runtimes", Kind::Runtimes).flag("add-runtime"),
    key("seccomp-profile", Kind::Text),
    key("selinux-enabled", Kind::Bool),
    key("shutdown-timeout", Kind::Integer),
    key("storage-driver", Kind::Text).short("-s"),
    key("storage-opts", Kind::List).flag("storage-opt"),
    key("swarm-default-advertise-addr", Kind::Text),
    key("tls", Kind::Bool),
    key("tlscacert", Kind::Text),
    key("tlscert", Kind::Text),
    key("tlskey", Kind::Text),
    key("tlsverify", Kind::Bool),
    key("userland-proxy", Kind::Bool),
    key("userland-proxy-path", Kind::Text),
    key("userns-remap", Kind::Text),
];
