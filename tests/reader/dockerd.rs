//! dockerd on flags and daemon.json: what was run on 20.10.24, 26.1.5, 28.5.2 and 29.7.2, and what moby's source says.

use parbake::reader::dockerd::{Step, Verdict, Version, read};

const V20: Version = (20, 10, 24);
const V26: Version = (26, 1, 5);
const V28: Version = (28, 5, 2);
const V29: Version = (29, 7, 2);
const UNIT: [&str; 3] = [
    "-H",
    "fd://",
    "--containerd=/run/containerd/containerd.sock",
];
const ALL: [Version; 4] = [V20, V26, V28, V29];

/// The effect and the place of each finding, `RefusedAtLoad dns/0`.
fn found(verdict: &Verdict) -> Vec<String> {
    let step = |step: &Step| match step {
        Step::Key(key) => key.clone(),
        Step::Index(index) => index.to_string(),
    };
    let findings = verdict.findings.iter();
    let findings = findings.map(|found| {
        let at: Vec<String> = found.at.iter().map(step).collect();
        format!("{:?} {}", found.effect, at.join("/"))
    });
    findings.collect()
}

#[track_caller]
fn finds(file: &str, version: Version, wanted: &[&str]) {
    let verdict = read(&UNIT, file, version);
    assert_eq!(
        found(&verdict),
        wanted,
        "{file} on {version:?}: {verdict:#?}"
    );
}

#[track_caller]
fn finds_on_all(file: &str, wanted: &[&str]) {
    for version in ALL {
        finds(file, version, wanted);
    }
}

#[test]
fn tls_wants_a_certificate_and_its_key() {
    finds_on_all(r#"{"tls": true}"#, &["RefusedAtLoad tls"]);
    finds_on_all(r#"{"tlsverify": false}"#, &["RefusedAtLoad tlsverify"]);
    finds_on_all(r#"{"tls": true, "tlscert": "/c"}"#, &["RefusedAtLoad tls"]);
    finds_on_all(r#"{"tls": true, "tlscert": "/c", "tlskey": "/k"}"#, &[]);
    finds_on_all(r#"{"tls": false, "tlscacert": "/c"}"#, &[]);
}

#[test]
fn takes_what_is_right() {
    let files = [
        "{}",
        r#"{"log-driver": "awslogs", "log-opts": {"awslogs-group": "/x"}, "live-restore": true}"#,
        r#"{"debug": null, "dns": ["10.0.0.2"], "dns-search": ["example.com", "."], "mtu": 9001}"#,
        r#"{"default-ulimits": {"nofile": {"name": "nofile", "hard": 65536, "soft": 1024}}}"#,
        r#"{"default-address-pools": [{"base": "10.10.0.0/16", "size": 24}]}"#,
        r#"{"exec-opts": ["native.cgroupdriver=systemd"], "storage-driver": "overlay2"}"#,
        r#"{"registry-mirrors": ["https://mirror.example.com"], "insecure-registries": ["10.0.0.0/8"]}"#,
        r#"{"runtimes": {"kata": {"path": "/usr/bin/kata"}}, "default-runtime": "kata"}"#,
        r#"{"log-opts": {"max-size": "10m", "max-file": "3", "mode": "non-blocking", "max-buffer-size": "4m"}}"#,
    ];
    for file in files {
        finds_on_all(file, &[]);
    }
}

#[test]
fn refuses_when_it_loads() {
    let rows = [
        (r#"{"debug": true,}"#, ""),
        ("[]", ""),
        (r#"{"no-such-key": true}"#, "no-such-key"),
        (r#"{"Debug": true}"#, "Debug"),
        (r#"{"hosts": []}"#, "hosts"),
        (
            r#"{"containerd": "/run/containerd/containerd.sock"}"#,
            "containerd",
        ),
        (r#"{"debug": "true"}"#, "debug"),
        (r#"{"mtu": 1500.0}"#, "mtu"),
        (r#"{"mtu": "10"}"#, "mtu"),
        (r#"{"dns": "10.0.0.2"}"#, "dns"),
        (r#"{"dns": ["10.0.0"]}"#, "dns/0"),
        (r#"{"log-opts": {"max-file": 3}}"#, "log-opts/max-file"),
        (r#"{"default-shm-size": 64}"#, "default-shm-size"),
        (r#"{"features": {"buildkit": "yes"}}"#, "features/buildkit"),
        (
            r#"{"default-ulimits": {"nofile": "1024:2048"}}"#,
            "default-ulimits/nofile",
        ),
        (
            r#"{"max-concurrent-downloads": -1}"#,
            "max-concurrent-downloads",
        ),
        (r#"{"log-level": "loud"}"#, "log-level"),
        (r#"{"labels": ["a=1", "a=2"]}"#, "labels/1"),
        (r#"{"labels": ["com.docker.x=1"]}"#, "labels/0"),
        (r#"{"default-init": "/x"}"#, "default-init"),
        (
            r#"{"swarm-raft-heartbeat-tick": 1}"#,
            "swarm-raft-heartbeat-tick",
        ),
        (
            r#"{"containerd-plugin-namespace": "x"}"#,
            "containerd-plugin-namespace",
        ),
        (r#"{"log-opt": {"max-size": "10m"}}"#, "log-opt/max-size"),
    ];
    for (file, place) in rows {
        finds_on_all(file, &[&format!("RefusedAtLoad {place}")]);
    }
}

#[test]
fn versions_differ() {
    finds("", V20, &["RefusedAtLoad "]);
    finds("", V26, &[]);
    finds("\u{feff}{}", V26, &[]);
    finds("\u{feff}{}", V20, &["RefusedAtLoad "]);
    finds(r#"{"graph": "/x"}"#, V20, &[]);
    finds(r#"{"graph": "/x"}"#, V26, &["RefusedAtLoad graph"]);
    finds(
        r#"{"oom-score-adjust": 1}"#,
        V26,
        &["RefusedAtLoad oom-score-adjust"],
    );
    finds(
        r#"{"log-format": "json"}"#,
        V20,
        &["RefusedAtLoad log-format"],
    );
    finds(r#"{"mtu": -1}"#, V20, &[]);
    finds(r#"{"mtu": -1}"#, V28, &["RefusedAtLoad mtu"]);
    finds(
        r#"{"registry-mirrors": ["x"]}"#,
        V26,
        &["StopsStart registry-mirrors/0"],
    );
    finds(
        r#"{"registry-mirrors": ["x"]}"#,
        V28,
        &["RefusedAtLoad registry-mirrors/0"],
    );
    finds(
        r#"{"default-runtime": "x"}"#,
        V20,
        &["RefusedAtLoad default-runtime"],
    );
    finds(
        r#"{"default-runtime": "x"}"#,
        V26,
        &["StopsStart default-runtime"],
    );
    finds(
        r#"{"default-network-opts": {"bridge": {"x": "1"}}}"#,
        V26,
        &[],
    );
    let ignored = ["Ignored default-network-opts"];
    finds(
        r#"{"default-network-opts": {"bridge": "br0"}}"#,
        V20,
        &ignored,
    );
}

#[test]
fn stops_when_it_starts() {
    let rows = [
        (r#"{"bip": "10.0.0.1/24", "bridge": "br0"}"#, "bip"),
        (r#"{"bip": "172.17.0.1"}"#, "bip"),
        (r#"{"icc": false, "iptables": false}"#, "icc"),
        (
            r#"{"default-address-pools": [{"base": "10.0.0.0/16", "size": 8}]}"#,
            "default-address-pools/0/size",
        ),
        (
            r#"{"default-address-pools": [{"base": "10.0.0.0/16", "size": 40}]}"#,
            "default-address-pools/0/size",
        ),
        (
            r#"{"default-address-pools": [{"size": 24}]}"#,
            "default-address-pools/0",
        ),
        (r#"{"exec-opts": ["native.cgroupdriver=x"]}"#, "exec-opts/0"),
        (
            r#"{"exec-opts": ["native.cgroupdriver=systemd"], "cgroup-parent": "x"}"#,
            "cgroup-parent",
        ),
        (
            r#"{"log-opts": {"awslogs-group": "x"}}"#,
            "log-opts/awslogs-group",
        ),
        (
            r#"{"log-opts": {"max-buffer-size": "1m"}}"#,
            "log-opts/max-buffer-size",
        ),
        (r#"{"log-opts": {"mode": "async"}}"#, "log-opts/mode"),
        (r#"{"runtimes": {"runc": {"path": "/x"}}}"#, "runtimes/runc"),
        (
            r#"{"runtimes": {"a": {"path": "/x", "runtimeType": "y"}}}"#,
            "runtimes/a",
        ),
        (
            r#"{"insecure-registries": ["-bad-"]}"#,
            "insecure-registries/0",
        ),
        (
            r#"{"containerd-namespace": "plugins.moby"}"#,
            "containerd-namespace",
        ),
    ];
    for (file, place) in rows {
        for version in ALL {
            let verdict = read(&UNIT, file, version);
            assert!(verdict.validates(), "{file}");
            finds(file, version, &[&format!("StopsStart {place}")]);
        }
    }
}

#[test]
fn a_log_driver_with_options_stops_it_when_it_starts() {
    for driver in ["cloudwatch", "awslogs", "gelf"] {
        let file = format!(r#"{{"log-driver": "{driver}", "log-opts": {{"tag": "x"}}}}"#);
        finds_on_all(&file, &["StopsStart log-driver"]);
    }
}

#[test]
fn stops_when_it_starts_on_some() {
    finds(
        r#"{"storage-driver": "overlayfs2"}"#,
        V26,
        &["StopsStart storage-driver"],
    );
    finds(
        r#"{"storage-driver": "vfs", "storage-opts": ["dm.fs=xfs"]}"#,
        V26,
        &["StopsStart storage-opts/0"],
    );
    finds(r#"{"ipv6": true}"#, V26, &["StopsStart ipv6"]);
    finds(r#"{"ipv6": true}"#, V28, &[]);
}

#[test]
fn fails_containers() {
    let rows = [
        (
            r#"{"default-ulimits": {"nofile": {"Hard": 1, "Soft": 1}}}"#,
            "default-ulimits/nofile",
        ),
        (
            r#"{"default-ulimits": {"nofile": {"Name": "nofile", "Hard": 1, "Soft": 2}}}"#,
            "default-ulimits/nofile/Soft",
        ),
        (
            r#"{"default-ulimits": {"x": {"Name": "files", "Hard": 1, "Soft": 1}}}"#,
            "default-ulimits/x/Name",
        ),
        (r#"{"log-driver": "cloudwatch"}"#, "log-driver"),
        (r#"{"log-driver": "awslogs"}"#, "log-driver"),
        (r#"{"log-driver": "gelf", "log-opts": {}}"#, "log-driver"),
        (r#"{"log-opts": {"max-size": "ten"}}"#, "log-opts/max-size"),
        (r#"{"log-opts": {"max-file": "0"}}"#, "log-opts/max-file"),
        (r#"{"log-opts": {"compress": "true"}}"#, "log-opts/compress"),
        (
            r#"{"log-driver": "local", "log-opts": {"max-file": "1"}}"#,
            "log-opts/max-file",
        ),
    ];
    for (file, place) in rows {
        finds_on_all(file, &[&format!("FailsContainers {place}")]);
    }
}

#[test]
fn ignores_without_a_word() {
    let rows = [
        (r#"{"registry-mirror": ["nonsense"]}"#, "registry-mirror"),
        (r#"{"storage-opt": 7}"#, "storage-opt"),
        (r#"{"label": ["a=b"]}"#, "label"),
        (r#"{"version": 1}"#, "version"),
        (
            r#"{"containerd-plugins-namespace": "x"}"#,
            "containerd-plugins-namespace",
        ),
        (
            r#"{"registry": {"registry-mirrors": ["https://x"]}}"#,
            "registry",
        ),
        (
            r#"{"default-address-pools": [{"base": "10.0.0.0/16", "size": 24, "x": 1}]}"#,
            "default-address-pools/0/x",
        ),
    ];
    for (file, place) in rows {
        finds_on_all(file, &[&format!("Ignored {place}")]);
    }
    // A switch in an unknown object does take effect: with iptables off, icc cannot be.
    let lifted = r#"{"x": {"iptables": false}, "icc": false}"#;
    finds(lifted, V29, &["StopsStart icc", "Ignored x"]);
    let pools = r#"{"default-address-pools": [{"base": "10.0.0.0/8", "size": 24}, {"base": "10.1.0.0/16", "size": 24}]}"#;
    finds(pools, V29, &["Ignored default-address-pools/1"]);
}

#[test]
fn the_command_line() {
    let rows: [(&[&str], &str, &[&str]); 10] = [
        (&["--debug", "-D=false", "-l", "info"], "{}", &[]),
        (&["--no-such-flag"], "{}", &["RefusedAtLoad no-such-flag"]),
        (&["${OPTIONS}"], "{}", &["RefusedAtLoad "]),
        (
            &["--default-ulimit", "nofile=32768:65536"],
            r#"{"default-ulimits": {}}"#,
            &["RefusedAtLoad default-ulimits"],
        ),
        (
            &["--default-ulimit", "nofile=2:1"],
            "{}",
            &["RefusedAtLoad default-ulimits"],
        ),
        (
            &["--add-runtime", "a=/x"],
            r#"{"runtimes": {"b": {"path": "/y"}}}"#,
            &[],
        ),
        (
            &["--label", "a=1", "--label", "a=2"],
            "{}",
            &["RefusedAtLoad labels/1"],
        ),
        (
            &["--bip", "10.0.0.1/24"],
            r#"{"bridge": "br0"}"#,
            &["StopsStart bip"],
        ),
        (&["--mtu=many"], "{}", &["RefusedAtLoad mtu"]),
        (
            &["--config-file", "/x"],
            r#"{"config-file": "/x"}"#,
            &["RefusedAtLoad config-file"],
        ),
    ];
    for (flags, file, wanted) in rows {
        for version in ALL {
            let verdict = read(flags, file, version);
            assert_eq!(found(&verdict), wanted, "{flags:?} {file}");
        }
    }
}
