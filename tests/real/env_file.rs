//! A booted systemd of each suite reads environment files as `EnvironmentFile=`, and says what it took.
//!
//! The answers stand against the table below, which was written from systemd's source and from what was seen, and for
//! the bundles against what ecs.config plainly says. They are kept as JSON in the readers' directory, so that the
//! library's model of this reader can be held against them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use parbake::reader::systemd_env::{self, Reading, Systemd};
use serde_json::json;

use super::group::Group;
use super::reader::{Real, Suite};
use crate::support::{Program, Report, bundles, show};

pub(super) type Variables = BTreeMap<String, String>;

/// Variables, written as a table.
type Pairs = &'static [(&'static str, &'static str)];

/// Boots `$2` under nspawn of `$1` with the work directory `$3` as /mnt, in the group `$5` by the script `$4`; changes of
/// the guest stay in memory.
const BOOT: &str = r#"
host=$1 guest=$2 work=$3 name=$5
source "$4"
enter_group "$name"
mount --bind "$host" "$host"
mount -t proc proc "$host/proc"
mount --rbind /sys "$host/sys"
mount --rbind /dev "$host/dev"
mount -t tmpfs tmpfs "$host/run"
mount -t tmpfs tmpfs "$host/tmp"
mkdir "$host/tmp/guest" "$host/tmp/work"
mount --bind "$guest" "$host/tmp/guest"
mount --bind "$work" "$host/tmp/work"
exec env SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=0 chroot "$host" /usr/bin/systemd-nspawn --quiet --register=no \
  --keep-unit --private-network --volatile=overlay --directory=/tmp/guest --machine="$name" \
  --resolv-conf=off --timezone=off --link-journal=no --console=pipe --kill-signal=SIGRTMIN+4 \
  --bind=/tmp/work:/mnt --bind-ro=/tmp/work/units:/etc/systemd/system \
  --boot systemd.unit=parbake-read.target SYSTEMD_CGROUP_ENABLE_LEGACY_FORCE=1
"#;

/// One line, or several, and the variables that systemd takes from them.
const TABLE: &[(&str, Pairs)] = &[
    ("ECS_CLUSTER=web\n", &[("ECS_CLUSTER", "web")]),
    ("A=1\nA=2\n", &[("A", "2")]),
    ("A=\n", &[("A", "")]),
    ("A=x # not a comment\n", &[("A", "x # not a comment")]),
    ("# A=1\n; B=2\nC=3\n", &[("C", "3")]),
    ("A=trailing blanks  \t\n", &[("A", "trailing blanks")]),
    ("A=  leading\n", &[("A", "leading")]),
    ("  A=1\n", &[("A", "1")]),
    ("A =1\n", &[("A", "1")]),
    ("A=\"x y\"\n", &[("A", "x y")]),
    ("A='x y'\n", &[("A", "x y")]),
    ("A=x\"y\"z\n", &[("A", "x\"y\"z")]),
    ("A=\"x\"y\n", &[("A", "xy")]),
    (
        "A=[\"json-file\",\"awslogs\"]\n",
        &[("A", "[\"json-file\",\"awslogs\"]")],
    ),
    ("A={\"k\": \"v w\"}\n", &[("A", "{\"k\": \"v w\"}")]),
    ("A=\"[\\\"a\\\"]\"\n", &[("A", "[\"a\"]")]),
    ("A=a\\b\n", &[("A", "ab")]),
    ("A='a\\b'\n", &[("A", "a\\b")]),
    ("A=\"a\\b\"\n", &[("A", "a\\b")]),
    ("A=one\\\ntwo\n", &[("A", "onetwo")]),
    (
        "A=$HOME ${B} $(id) `id`\n",
        &[("A", "$HOME ${B} $(id) `id`")],
    ),
    ("export A=1\nB=2\n", &[("B", "2")]),
    ("A-B=1\nC=2\n", &[("C", "2")]),
    ("1A=1\nC=2\n", &[("C", "2")]),
    ("no equals sign\nC=2\n", &[("C", "2")]),
    ("A=caf\u{e9}\n", &[("A", "caf\u{e9}")]),
    ("A=1\r\nB=2\r\n", &[("A", "1"), ("B", "2")]),
    ("A=100%\n", &[("A", "100%")]),
    ("A=no line end", &[("A", "no line end")]),
];

/// What systemd changed in 254, and bytes that are no text: up to 253, and from 254 on.
const ODD: &[(&[u8], Pairs, Pairs)] = &[
    (
        b"# comment \\\nA=1\nB=2\n",
        &[("B", "2")],
        &[("A", "1"), ("B", "2")],
    ),
    (b"A=\xff\nB=2\n", &[], &[]),
    (b"A=1\0\nB=2\n", &[], &[]),
    (b"\xef\xbb\xbfA=1\nB=2\n", &[("B", "2")], &[("B", "2")]),
    (
        b"A=\"open\nB=2\n",
        &[("A", "open\nB=2\n")],
        &[("A", "open\nB=2\n")],
    ),
    (b"A=\"x\\ny\"\n", &[("A", "x\\ny")], &[("A", "x\\ny")]),
    (b"A=x\\ \n", &[("A", "x ")], &[("A", "x ")]),
    (b"A='x\\'y'\n", &[("A", "x\\y'")], &[("A", "x\\y'")]),
];

/// A file to be read, with what must come out.
struct Case {
    input: String,
    text: Vec<u8>,
    /// Up to systemd 253.
    before_254: Variables,
    from_254: Variables,
}

impl Case {
    fn expected(&self, suite: Suite) -> &Variables {
        match suite {
            Suite::Bullseye | Suite::Bookworm => &self.before_254,
            Suite::Trixie => &self.from_254,
        }
    }
}

pub(super) fn run(real: &Real, report: &mut Report) {
    let cases: Vec<Case> = table().chain(effective_files()).collect();
    for suite in Suite::ALL {
        match observe(real, suite, &cases) {
            Ok(seen) => judge(real, report, suite, &cases, &seen),
            Err(why) => report.takes(suite.name(), Err(why)),
        }
    }
}

fn judge(real: &Real, report: &mut Report, suite: Suite, cases: &[Case], seen: &[Variables]) {
    let mut rows = Vec::new();
    for (case, seen) in cases.iter().zip(seen) {
        rows.push(json!({ "base64": STANDARD.encode(&case.text), "variables": seen }));
        let input = format!("{} under {}", case.input, suite.name());
        report.takes(&input, equal(case.expected(suite), seen));
        let mut wrong = case.expected(suite).clone();
        wrong.insert("PARBAKE_WRONG".to_owned(), String::new());
        report.refuses(&input, equal(&wrong, seen));
        let model = format!("the library's model of {input}");
        report.takes(&model, equal(&modelled(suite, &case.text), seen));
    }
    let path = real.path(&format!("env-file-{}.json", suite.name()));
    fs::write(path, format!("{:#}\n", json!(rows))).unwrap();
}

/// What the library's own model makes of a file.
pub(super) fn modelled(suite: Suite, text: &[u8]) -> Variables {
    let version = match suite {
        Suite::Bullseye | Suite::Bookworm => Systemd::Before254,
        Suite::Trixie => Systemd::From254,
    };
    match systemd_env::read(text, version) {
        Reading::Read(environment) => environment.variables,
        Reading::Ignored => Variables::new(),
    }
}

pub(super) fn equal(expected: &Variables, seen: &Variables) -> Result<(), String> {
    if expected == seen {
        return Ok(());
    }
    Err(format!("expected {expected:?}, systemd took {seen:?}"))
}

fn table() -> impl Iterator<Item = Case> {
    let plain = TABLE
        .iter()
        .map(|(text, expected)| (text.as_bytes(), *expected, *expected));
    plain
        .chain(ODD.iter().copied())
        .map(|(text, before, from)| Case {
            input: format!("{:?}", String::from_utf8_lossy(text)),
            text: text.to_vec(),
            before_254: owned(before),
            from_254: owned(from),
        })
}

fn owned(pairs: Pairs) -> Variables {
    pairs
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect()
}

/// Every ecs.config of the bundles: each line is a variable, and its value arrives as it stands there.
fn effective_files() -> impl Iterator<Item = Case> {
    let mut cases = Vec::new();
    for bundle in bundles() {
        let launches = bundle.launches().into_iter();
        let mut paths: Vec<_> = launches.map(|(_, dir)| dir.join("ecs.config")).collect();
        paths.push(bundle.rootfs().join("etc/ecs/ecs.config"));
        for path in paths.into_iter().filter(|path| path.is_file()) {
            let text = fs::read(&path).unwrap();
            let expected = plain_lines(&String::from_utf8_lossy(&text));
            cases.push(Case {
                input: show(&path),
                text,
                before_254: expected.clone(),
                from_254: expected,
            });
        }
    }
    cases.into_iter()
}

fn plain_lines(text: &str) -> Variables {
    text.lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .filter_map(|line| line.split_once('='))
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .collect()
}

/// One boot: a oneshot unit for each case prints its environment; the last one powers the guest off.
fn observe(real: &Real, suite: Suite, cases: &[Case]) -> Result<Vec<Variables>, String> {
    let texts: Vec<&[u8]> = cases.iter().map(|case| case.text.as_slice()).collect();
    observe_texts(real, suite, &texts)
}

/// The same for files as such.
pub(super) fn observe_texts<T: AsRef<[u8]>>(
    real: &Real,
    suite: Suite,
    cases: &[T],
) -> Result<Vec<Variables>, String> {
    let work = tempfile::tempdir().unwrap();
    write_units(work.path(), cases);
    let group = Group::of(suite.name());
    let ran = Program::new("unshare")
        .args(["--mount", "--pid", "--fork", "--kill-child", "--"])
        .args(["bash", "-euc", BOOT, "boot"])
        .arg(real.root(Suite::Bookworm))
        .arg(real.root(suite))
        .arg(work.path())
        .arg(Group::script())
        .arg(group.name())
        .run()?;
    let read = |name: &str| {
        let bytes = fs::read(work.path().join("out").join(name));
        bytes.map_err(|e| format!("{name}: {e}; the boot said: {}", ran.complaint()))
    };
    let common = variables(&read("none")?);
    let mut seen = Vec::new();
    for at in 0..cases.len() {
        let mut found = variables(&read(&at.to_string())?);
        found.retain(|key, _| !common.contains_key(key));
        seen.push(found);
    }
    Ok(seen)
}

fn write_units<T: AsRef<[u8]>>(work: &Path, cases: &[T]) {
    for dir in ["units", "cases", "out"] {
        fs::create_dir(work.join(dir)).unwrap();
    }
    let units = work.join("units");
    let mut names = vec!["none".to_owned()];
    fs::write(units.join("parbake-none.service"), service("none", "")).unwrap();
    for (at, case) in cases.iter().enumerate() {
        fs::write(work.join("cases").join(at.to_string()), case).unwrap();
        let line = format!("EnvironmentFile=-/mnt/cases/{at}\n");
        let unit = units.join(format!("parbake-{at}.service"));
        fs::write(unit, service(&at.to_string(), &line)).unwrap();
        names.push(at.to_string());
    }
    let mut list = String::new();
    for name in &names {
        let _ = write!(list, " parbake-{name}.service");
    }
    let target = format!("[Unit]\nDefaultDependencies=no\nWants=parbake-off.service{list}\n");
    fs::write(units.join("parbake-read.target"), target).unwrap();
    let off = format!(
        "[Unit]\nDefaultDependencies=no\nAfter={list}\n[Service]\nType=oneshot\nExecStart=/usr/bin/systemctl --force --force poweroff\n"
    );
    fs::write(units.join("parbake-off.service"), off).unwrap();
}

fn service(name: &str, environment_file: &str) -> String {
    format!(
        "[Unit]\nDefaultDependencies=no\n[Service]\nType=oneshot\n{environment_file}StandardOutput=file:/mnt/out/{name}\nExecStart=/usr/bin/env -0\n"
    )
}

fn variables(environment: &[u8]) -> Variables {
    String::from_utf8_lossy(environment)
        .split_terminator('\0')
        .filter_map(|entry| entry.split_once('='))
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .collect()
}
