//! Values for examples that say more than what a type alone can give.

/// Returns the value of a key path, or of a log option by its name, as TOML text.
pub(super) fn of(name: &str) -> Option<&'static str> {
    let mut rows = VALUES.iter().chain(OPTIONS);
    rows.find(|(known, _)| *known == name)
        .map(|(_, value)| *value)
}

/// Returns the lines without which the example of a key would be refused, or do nothing.
pub(super) fn beside(name: &str) -> &'static str {
    let row = BESIDE.iter().find(|(known, _)| *known == name);
    row.map_or("", |(_, lines)| lines)
}

/// Returns the log options without which another would be refused, or surprise.
pub(super) fn beside_option(driver: &str, option: &str) -> &'static [&'static str] {
    match (driver, option) {
        ("json-file", "compress") => &["max-size", "max-file"],
        ("json-file", "max-buffer-size") => &["max-size", "mode"],
        ("json-file", "mode") => &["max-size", "max-buffer-size"],
        ("json-file", _) => &["max-size"],
        ("fluentd", "fluentd-async-connect") => &[],
        // It blocks containers otherwise.
        ("fluentd", _) => &["fluentd-async"],
        _ => &[],
    }
}

/// Lines that belong to an example, by the key path that it shows.
const BESIDE: &[(&str, &str)] = &[
    (
        "boot.signal.auto-scaling-group",
        "lifecycle-hook = \"booted\"\n",
    ),
    (
        "boot.signal.lifecycle-hook",
        "auto-scaling-group = \"ecs-web\"\n",
    ),
    ("boot.signal.resource", "stack = \"ecs-web\"\n"),
    ("boot.signal.stack", "resource = \"Hosts\"\n"),
    (
        "docker.daemon.default-runtime",
        "runtimes = { kata = { runtimeType = \"io.containerd.kata.v2\" } }\n",
    ),
    ("docker.daemon.default-gateway", "bip = \"10.200.0.1/16\"\n"),
    (
        "docker.daemon.default-gateway-v6",
        "ipv6 = true\nfixed-cidr-v6 = \"fd00::/64\"\n",
    ),
    ("docker.daemon.fixed-cidr", "bip = \"10.200.0.1/16\"\n"),
    ("docker.daemon.fixed-cidr-v6", "ipv6 = true\n"),
    ("docker.daemon.ipv6", "fixed-cidr-v6 = \"fd00::/64\"\n"),
    ("docker.daemon.tls", TLS),
    (
        "docker.daemon.tlscacert",
        "tlsverify = true\ntlscert = \"/etc/docker/cert.pem\"\ntlskey = \"/etc/docker/key.pem\"\n",
    ),
    (
        "docker.daemon.tlscert",
        "tls = true\ntlskey = \"/etc/docker/key.pem\"\n",
    ),
    (
        "docker.daemon.tlskey",
        "tls = true\ntlscert = \"/etc/docker/cert.pem\"\n",
    ),
    (
        "docker.daemon.tlsverify",
        "tlscacert = \"/etc/docker/ca.pem\"\ntlscert = \"/etc/docker/cert.pem\"\ntlskey = \"/etc/docker/key.pem\"\n",
    ),
    ("ecs.credentials-fetcher-host", "gmsa-supported = true\n"),
    (
        "ecs.credentials-fetcher-secret-name-for-domainless-gmsa",
        "gmsa-supported = true\n",
    ),
    (
        "ecs.exclude-untracked-image",
        "enable-untracked-image-cleanup = true\n",
    ),
    ("ecs.external", "aws-default-region = \"eu-central-1\"\n"),
    (
        "ecs.http-proxy",
        "no-proxy = [\"169.254.169.254\", \"169.254.170.2\"]\n",
    ),
    (
        "ecs.non-ecs-image-minimum-cleanup-age",
        "enable-untracked-image-cleanup = true\n",
    ),
    (
        "ecs.nonecs-num-containers-delete-per-cycle",
        "enable-untracked-image-cleanup = true\n",
    ),
];

const TLS: &str = "tlscert = \"/etc/docker/cert.pem\"\ntlskey = \"/etc/docker/key.pem\"\n";

/// By key path.
const VALUES: &[(&str, &str)] = &[
    ("docker.daemon.api-cors-header", r#""https://example.com""#),
    (
        "docker.daemon.authorization-plugins",
        r#"["opa-docker-authz"]"#,
    ),
    ("docker.daemon.bip", r#""10.200.0.1/16""#),
    ("docker.daemon.bip6", r#""fd00::1/64""#),
    ("docker.daemon.bridge", r#""br0""#),
    ("docker.daemon.cdi-spec-dirs", r#"["/etc/cdi"]"#),
    ("docker.daemon.cgroup-parent", r#""containers.slice""#),
    ("docker.daemon.cluster-advertise", r#""eth0:2376""#),
    ("docker.daemon.cluster-store", r#""consul://10.0.0.2:8500""#),
    (
        "docker.daemon.cluster-store-opts",
        r#"{ "kv.path" = "docker/nodes" }"#,
    ),
    (
        "docker.daemon.containerd",
        r#""/run/containerd/containerd.sock""#,
    ),
    ("docker.daemon.containerd-namespace", r#""containers""#),
    ("docker.daemon.data-root", r#""/data/docker""#),
    (
        "docker.daemon.default-address-pools",
        r#"[{ base = "10.10.0.0/16", size = 24 }]"#,
    ),
    ("docker.daemon.default-gateway", r#""10.200.0.254""#),
    (
        "docker.daemon.default-network-opts",
        r#"{ bridge = { "com.docker.network.driver.mtu" = "9001" } }"#,
    ),
    ("docker.daemon.default-runtime", r#""kata""#),
    (
        "docker.daemon.default-ulimits",
        r#"{ nofile = { Name = "nofile", Soft = 65536, Hard = 65536 } }"#,
    ),
    ("docker.daemon.dns-opts", r#"["timeout:2"]"#),
    ("docker.daemon.exec-root", r#""/run/docker""#),
    ("docker.daemon.features", "{ buildkit = true }"),
    ("docker.daemon.fixed-cidr", r#""10.200.128.0/17""#),
    ("docker.daemon.group", r#""docker""#),
    (
        "docker.daemon.http-proxy",
        r#""http://proxy.example.com:3128""#,
    ),
    (
        "docker.daemon.https-proxy",
        r#""http://proxy.example.com:3128""#,
    ),
    ("docker.daemon.init-path", r#""/usr/bin/tini-static""#),
    ("docker.daemon.log-driver", r#""journald""#),
    ("docker.daemon.log-level", r#""warn""#),
    (
        "docker.daemon.log-opts",
        r#"{ max-size = "10m", max-file = "3" }"#,
    ),
    ("docker.daemon.network-diagnostic-port", "50015"),
    (
        "docker.daemon.no-proxy",
        r#""169.254.169.254,.internal.example.com""#,
    ),
    ("docker.daemon.node-generic-resources", r#"["gpu=2"]"#),
    ("docker.daemon.pidfile", r#""/run/docker.pid""#),
    (
        "docker.daemon.runtimes",
        r#"{ kata = { runtimeType = "io.containerd.kata.v2" } }"#,
    ),
    ("docker.daemon.storage-driver", r#""overlay2""#),
    ("docker.daemon.storage-opts", r#"["overlay2.size=20G"]"#),
    ("docker.daemon.swarm-default-advertise-addr", r#""eth0""#),
    ("docker.daemon.tlscacert", r#""/etc/docker/ca.pem""#),
    ("docker.daemon.tlscert", r#""/etc/docker/cert.pem""#),
    ("docker.daemon.tlskey", r#""/etc/docker/key.pem""#),
    (
        "docker.daemon.userland-proxy-path",
        r#""/usr/bin/docker-proxy""#,
    ),
    ("ecs.agent-apparmor-profile", r#""ecs-agent-default""#),
    (
        "ecs.available-logging-drivers",
        r#"["json-file", "awslogs"]"#,
    ),
    ("ecs.backend-host", r#""ecs.eu-central-1.amazonaws.com""#),
    (
        "ecs.credentials-fetcher-secret-name-for-domainless-gmsa",
        r#""web/gmsa""#,
    ),
    ("ecs.image-pull-behavior", r#""always""#),
    ("ecs.instance-attributes", r#"{ "example.stack" = "web" }"#),
    ("ecs.container-instance-tags", r#"{ team = "web" }"#),
    ("ecs.log-driver", r#""journald""#),
    ("ecs.log-opts", r#"{ max-size = "10m", max-file = "3" }"#),
    ("ecs.no-proxy", r#"["169.254.169.254", "169.254.170.2"]"#),
    ("ecs.nvidia-runtime", r#""nvidia""#),
    ("ecs.offhost-introspection-interface-name", r#""eth0""#),
    ("ecs.reserved-ports", "[22, 2375, 2376, 9100, 51678, 51679]"),
    ("ecs.volume-plugin-capabilities", r#"["efsAuth"]"#),
    ("logrotate.app.compressext", r#"".zst""#),
    ("logrotate.app.compresscmd", r#""/usr/bin/zstd""#),
    ("logrotate.app.uncompresscmd", r#""/usr/bin/unzstd""#),
    ("logrotate.app.compressoptions", r#""-19 --rm""#),
    ("logrotate.app.extension", r#"".log""#),
    ("logrotate.app.addextension", r#"".log""#),
    ("logrotate.app.dateformat", r#""-%Y%m%d-%s""#),
    ("logrotate.app.olddir", r#""/var/log/old""#),
    ("logrotate.app.mail", r#""root@localhost""#),
    ("logrotate.app.prerotate", r#""test -d /var/log/app""#),
    (
        "logrotate.app.postrotate",
        r#""systemctl kill -s HUP app.service""#,
    ),
    ("logrotate.app.firstaction", r#""logger rotating""#),
    ("logrotate.app.lastaction", r#""logger rotated""#),
    ("logrotate.app.preremove", r#""gzip -t \"$1\"""#),
    ("vars", r#"{ cluster = "web" }"#),
];

/// By the name of a log option: the words are the same for every driver that has it.
const OPTIONS: &[(&str, &str)] = &[
    ("awslogs-credentials-endpoint", r#""/v2/credentials/web""#),
    ("awslogs-datetime-format", r#""%Y-%m-%d %H:%M:%S""#),
    (
        "awslogs-endpoint",
        r#""https://logs.eu-central-1.amazonaws.com""#,
    ),
    ("awslogs-format", r#""json/emf""#),
    ("awslogs-group", r#""/ecs/web""#),
    ("awslogs-multiline-pattern", r#""^INFO""#),
    ("awslogs-region", r#""eu-central-1""#),
    ("awslogs-stream", r#""web-1""#),
    ("max-file", r#""3""#),
    ("mode", r#""non-blocking""#),
    ("cache-max-size", r#""20m""#),
    ("env", r#""STAGE,VERSION""#),
    ("env-regex", r#""^APP_""#),
    ("fluentd-address", r#""10.0.0.2:24224""#),
    ("gcp-log-cmd", r#""true""#),
    ("gcp-meta-id", r#""web-1""#),
    ("gcp-meta-name", r#""web-1""#),
    ("gcp-meta-zone", r#""europe-west3-a""#),
    ("gcp-project", r#""example-project""#),
    ("gelf-address", r#""udp://10.0.0.2:12201""#),
    ("labels", r#""com.example.team""#),
    ("labels-regex", r#""^com[.]example[.]""#),
    ("line-only", r#""true""#),
    ("splunk-caname", r#""splunk.example.com""#),
    ("splunk-capath", r#""/etc/docker/splunk-ca.pem""#),
    ("splunk-index", r#""containers""#),
    ("splunk-source", r#""web""#),
    ("splunk-sourcetype", r#""docker""#),
    ("splunk-url", r#""https://splunk.example.com:8088""#),
    ("syslog-address", r#""udp://10.0.0.2:514""#),
    ("syslog-facility", r#""daemon""#),
    ("syslog-tag", r#""{{.Name}}""#),
    ("syslog-tls-ca-cert", r#""/etc/docker/syslog-ca.pem""#),
    ("syslog-tls-cert", r#""/etc/docker/syslog-cert.pem""#),
    ("syslog-tls-key", r#""/etc/docker/syslog-key.pem""#),
    ("tag", r#""{{.Name}}""#),
    // Options of the thin pool and of zfs.
    ("dm.basesize", r#""20G""#),
    ("dm.blkdiscard", r#""false""#),
    ("dm.blocksize", r#""64K""#),
    ("dm.datadev", r#""/dev/xvdb""#),
    ("dm.directlvm_device", r#""/dev/xvdb""#),
    ("dm.directlvm_device_force", r#""true""#),
    ("dm.fs", r#""xfs""#),
    ("dm.libdm_log_level", r#""4""#),
    ("dm.loopdatasize", r#""200G""#),
    ("dm.loopmetadatasize", r#""4G""#),
    ("dm.metadatadev", r#""/dev/xvdc""#),
    ("dm.min_free_space", r#""10%""#),
    ("dm.mkfsarg", r#""-O ^has_journal""#),
    ("dm.mountopt", r#""nodiscard""#),
    ("dm.override_udev_sync_check", r#""true""#),
    ("dm.thinp_autoextend_percent", r#""20""#),
    ("dm.thinp_autoextend_threshold", r#""80""#),
    ("dm.thinp_metapercent", r#""1""#),
    ("dm.thinp_percent", r#""95""#),
    ("dm.thinpooldev", r#""/dev/mapper/docker-thinpool""#),
    ("dm.use_deferred_deletion", r#""true""#),
    ("dm.use_deferred_removal", r#""true""#),
    ("dm.xfs_nospace_max_retries", r#""0""#),
    ("zfs.fsname", r#""tank/docker""#),
];
