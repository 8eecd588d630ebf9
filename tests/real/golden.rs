//! The samples debian-12-docker and debian-13-docker, baked on live hosts and booted, without a stand-in for anything that counts.
//!
//! A builder is a debootstrapped host under systemd with cloud-init, apt, the real dockerd and a registry of its own; nothing of
//! it reaches a network. Instances boot the image, each with the emitted user-data, and one host is built by user-data alone. A
//! container has no tables of a firewall and none of the kernel's own parameters: the profiles in tests/real/golden say what is left
//! out of the samples.

pub(super) mod lives;
mod outside;
pub(super) mod sample;
pub(super) mod yard;

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use super::reader::Real;
use crate::support::{Program, Report};
use lives::{ID, Lives, alike};
use sample::{BOOKWORM, TRIXIE};
use yard::{Machine, Yard};

/// Files that dockerd and containerd write anew whenever they run; they hold no content of an image.
const DATABASES: &[&str] = &[
    "/var/lib/containerd/io.containerd.metadata.v1.bolt/meta.db",
    "/buildkit/cache.db",
    "/buildkit/containerdmeta.db",
    "/volumes/metadata.db",
];

pub(super) type Findings = Vec<(&'static str, Result<(), String>)>;

pub(super) fn run(real: &Real, report: &mut Report) {
    // A machine of each at a time.
    let (bookworm, trixie) = std::thread::scope(|scope| {
        let bookworm = scope.spawn(|| bookworm(real));
        let trixie = scope.spawn(|| trixie(real));
        (bookworm.join().unwrap(), trixie.join().unwrap())
    });
    for (suite, outcome) in [("Debian 12", bookworm), ("Debian 13", trixie)] {
        match outcome {
            Ok((figures, findings)) => {
                report.says(&format!("{suite}: {figures}"));
                for (name, outcome) in findings {
                    report.takes(&format!("{suite}: {name}"), outcome);
                }
            }
            Err(why) => report.takes(&format!("{suite}: the bake and the boots"), Err(why)),
        }
    }
}

/// One bake and the lives of its image.
fn trixie(real: &Real) -> Result<(String, Findings), String> {
    let yard = Yard::new(real, &TRIXIE)?;
    yard.build("bundles", &[])?;
    let builder = yard.bake_once()?;
    let one = yard.instance("one", ID, &builder)?;
    let figures = format!("ready {} after cloud-init's start", ready(&one));
    Ok((figures, lives_of(&yard, &builder, one)?))
}

/// The lives of an instance, and the host that user-data alone builds beside it.
fn lives_of(yard: &Yard, image: &Machine, first: Machine) -> Result<Findings, String> {
    let bare = yard.bare("bare", ID, 1)?;
    let lives = Lives::of(yard, image, first)?;
    let mut findings = lives.findings(yard);
    findings.extend([
        ("without an image a boot passes", passes(&bare, yard)),
        (
            "baked and booted is the host that strategy none builds",
            alike(&lives.first, &bare, yard.sample.twins[1].except),
        ),
        ("both have the same images", have(&lives.first, &bare)),
    ]);
    Ok(findings)
}

/// Many bakes, the builder's disk from outside, and instances beside each other.
fn bookworm(real: &Real) -> Result<(String, Findings), String> {
    let yard = Yard::new(real, &BOOKWORM)?;
    yard.build("wrong", &[])?;
    let digest = format!("digest={}", yard.pushed("cache")?);
    yard.build("bundles", &["--var", &digest])?;
    let builder = yard.bake()?;
    let mut findings = baked(&yard, &builder)?;
    findings.append(&mut outside::findings(&yard, &builder));
    let one = yard.instance("one", ID, &builder)?;
    let two = yard.instance("two", "i-0123456789abcdef2", &builder)?;
    let stranded = yard.instance("stranded", "i-0123456789abcdef3", &builder)?;
    findings.extend([
        ("the second instance passes", passes(&two, &yard)),
        ("a host that failed stays down", stays_down(&stranded)),
        ("both have the images, without a network", have(&one, &two)),
        (
            "builder and instances are three hosts",
            differ(&[&builder, &one, &two]),
        ),
    ]);
    findings.push(("without an image user-data is sent as gzip", zipped(&yard)));
    findings.append(&mut lives_of(&yard, &builder, one)?);
    Ok((figures(&builder), findings))
}

/// What the host without an image boots from is not the text but the compressed file.
fn zipped(yard: &Yard) -> Result<(), String> {
    let sent = yard.sent(1);
    let bytes = std::fs::read(&sent).map_err(|why| format!("{}: {why}", sent.display()))?;
    if bytes.starts_with(&[0x1f, 0x8b]) {
        return Ok(());
    }
    Err(format!("{} is no gzip", sent.display()))
}

/// Seconds until the late pass has ended.
fn ready(instance: &Machine) -> String {
    let clocks = instance.text("clocks");
    let at = |name: &str| -> f64 {
        let line = clocks.lines().find_map(|line| line.strip_prefix(name));
        line.and_then(|line| line.trim().parse().ok())
            .unwrap_or_default()
    };
    format!("{:.1} s", (at("parbake-late ") - at("cloud-init ")) / 1e6)
}

/// How long the bakes and the audit took, and how much there is.
fn figures(builder: &Machine) -> String {
    let seconds = |round: &str| {
        let text = builder.text(&format!("{round}.microseconds"));
        text.trim().parse::<f64>().unwrap_or_default() / 1e6
    };
    let entries = builder.text("second.tree").lines().count();
    let sizes = builder.text("kilobytes");
    let mut sizes = sizes.lines();
    format!(
        "bake {:.1} s, again {:.1} s, audit {:.1} s; root {} KiB, {entries} entries compared, Docker's directory {} KiB",
        seconds("first"),
        seconds("second"),
        seconds("audit"),
        sizes.next().unwrap_or_default(),
        sizes.next().unwrap_or_default(),
    )
}

/// What the builder's runs of bake.sh came to.
fn baked(yard: &Yard, builder: &Machine) -> Result<Findings, String> {
    let [first, second] = ["first", "second"].map(|round| builder.text(round));
    let manifest = yard.json("bundles/golden/manifest.json")?;
    // There is no record of a bake that failed.
    ends_well(&first)?;
    ends_well(&second)?;
    let record = builder.host_json("etc/parbake/image.json")?;
    Ok(vec![
        (
            "a pin that the registry does not meet ends the bake",
            is_refused(&builder.text("wrong")),
        ),
        ("a live builder bakes", ends_well(&first)),
        ("a pin that the registry meets", pulled(&first)),
        ("a second bake ends well", ends_well(&second)),
        ("a second bake changes no file", same_tree(builder)),
        (
            "image.json has the image's digest",
            equal(&record["digest"], &manifest["image"]["digest"]),
        ),
        ("image.json has the registry's digests", digests(&record)),
        ("nothing of the builder is on the image", no_trace(builder)),
    ])
}

fn ends_well(said: &str) -> Result<(), String> {
    let last = said.lines().last().unwrap_or_default();
    if last == "bake.sh ended with 0" && said.contains("unchanged audit\n") {
        return Ok(());
    }
    let from = said.len().saturating_sub(2000);
    Err(said.get(from..).unwrap_or(said).to_owned())
}

/// The bake named its step and both digests, and left no image.
fn is_refused(said: &str) -> Result<(), String> {
    let parts = [
        "image registry.internal.example.com:5000/build/cache:2026.11: the registry has ",
        ", pinned is sha256:0123456789abcdef",
        "parbake: step 'images' failed with status 1",
        "bake.sh ended with 1\n",
    ];
    if parts.iter().all(|part| said.contains(part)) && !said.contains("image.json") {
        return Ok(());
    }
    let from = said.len().saturating_sub(2000);
    Err(said.get(from..).unwrap_or(said).to_owned())
}

fn pulled(said: &str) -> Result<(), String> {
    for name in ["base", "cache"] {
        let line =
            format!("changed image registry.internal.example.com:5000/build/{name}:2026.11\n");
        if !said.contains(&line) {
            return Err(format!("no '{line}' in: {said}"));
        }
    }
    Ok(())
}

fn same_tree(builder: &Machine) -> Result<(), String> {
    let tree = |round: &str| -> BTreeSet<String> {
        let text = builder.text(&format!("{round}.tree"));
        let lines = text.lines();
        let is_database = |line: &&str| DATABASES.iter().any(|path| line.contains(path));
        lines
            .filter(|line| !is_database(line))
            .map(str::to_owned)
            .collect()
    };
    let (first, second) = (tree("first"), tree("second"));
    let differences: Vec<&String> = first.symmetric_difference(&second).collect();
    if differences.is_empty() && first.len() > 500 {
        return Ok(());
    }
    Err(format!("of {} entries: {differences:#?}", first.len()))
}

/// Each image is recorded with one digest, of its own repository.
fn digests(record: &Value) -> Result<(), String> {
    let images = record["images"].as_object().ok_or("no images")?;
    for (reference, digests) in images {
        let repository = reference.rsplit_once(':').map_or("", |(name, _)| name);
        let text = digests.to_string();
        if !text.contains(&format!("{repository}@sha256:")) {
            return Err(format!("{reference}: {text}"));
        }
    }
    if images.len() == 2 {
        return Ok(());
    }
    Err(record.to_string())
}

/// Neither the builder's machine-id nor a host key of it stands in any file that the bake left.
fn no_trace(builder: &Machine) -> Result<(), String> {
    let mut traces = vec![builder.text("machine-id").trim().to_owned()];
    // The builder is a host of its base, which makes all of them.
    for key in ["ecdsa", "ed25519", "rsa"] {
        let public = builder.text(&format!("ssh_host_{key}_key.pub"));
        let key = public.split(' ').nth(1).unwrap_or_default();
        traces.push(key.to_owned());
    }
    for trace in traces {
        if trace.len() < 20 {
            return Err("the builder has no identity of its own".to_owned());
        }
        for place in [&builder.layer, &builder.docker] {
            let found = find(place, &trace)?;
            if !found.is_empty() {
                return Err(format!("{trace} is in {found}"));
            }
        }
    }
    Ok(())
}

/// The files below `place` that hold `text`, a line each.
pub(super) fn find(place: &Path, text: &str) -> Result<String, String> {
    let ran = Program::new("grep")
        .args(["--recursive", "--files-with-matches", "--fixed-strings"])
        .args(["--devices=skip", "--", text])
        .arg(place)
        .run()?;
    Ok(ran.text())
}

pub(super) fn passes(instance: &Machine, yard: &Yard) -> Result<(), String> {
    let report = instance.json("boot.json")?;
    for pass in ["early", "late"] {
        equal(&report[pass], &Value::from("passed"))?;
    }
    let result = instance.json("result.json")?;
    equal(&result["v1"]["errors"], &Value::Array(Vec::new()))?;
    // A container loads no modules of the kernel, and systemd 257 says so.
    let failed = instance.text("failed");
    let ours = |unit: &&str| !unit.starts_with("systemd-modules-load.service ");
    if let Some(unit) = failed.lines().find(ours) {
        return Err(unit.to_owned());
    }
    equal(&Value::from(instance.text("unsettled")), &Value::from(""))?;
    let units = instance.text("units");
    match units.lines().find(|line| !line.ends_with(" active")) {
        Some(line) => Err(line.to_owned()),
        None => equal(
            &Value::from(units.lines().count()),
            &Value::from(4 + yard.sample.units.len()),
        ),
    }
}

/// The metadata service gave a name that is none. Whoever asks for Docker then gets no answer at once, and systemd
/// has nothing to complain about but the pass that failed: a socket without its service would be "given up".
fn stays_down(instance: &Machine) -> Result<(), String> {
    let report = instance.json("boot.json")?;
    equal(&report["early"], &Value::from("failed"))?;
    let failed = instance.text("failed");
    let units = failed.lines().filter_map(|line| line.split(' ').next());
    let expected = ["parbake-early.service", "parbake-late.service"];
    let units: BTreeSet<&str> = units.collect();
    equal(
        &Value::from(units.into_iter().collect::<Vec<_>>()),
        &Value::from(expected.to_vec()),
    )?;
    let asked = instance.text("images");
    if asked.contains("Cannot connect to the Docker daemon") {
        return Ok(());
    }
    Err(format!("docker: {asked}"))
}

fn have(one: &Machine, two: &Machine) -> Result<(), String> {
    let images = one.text("images");
    equal(
        &Value::from(two.text("images")),
        &Value::from(images.as_str()),
    )?;
    for name in ["base", "cache"] {
        let line = format!("registry.internal.example.com:5000/build/{name}:2026.11 sha256:");
        if !images.contains(&line) {
            return Err(images);
        }
    }
    Ok(())
}

/// machine-id, host keys and, where Docker ran as a host's own, its engine id.
fn differ(machines: &[&Machine]) -> Result<(), String> {
    for name in ["machine-id", "ssh_host_ed25519_key.pub", "engine-id"] {
        let ids: Vec<String> = machines.iter().map(|machine| machine.text(name)).collect();
        let is_given = |id: &&String| id.trim().len() > 20 && !id.contains("error");
        let given = ids.iter().filter(is_given).count();
        let unique: BTreeSet<&String> = ids.iter().collect();
        if given != machines.len() || unique.len() != ids.len() {
            return Err(format!("{name}: {ids:?}"));
        }
    }
    Ok(())
}

pub(super) fn equal(found: &Value, expected: &Value) -> Result<(), String> {
    if found == expected {
        return Ok(());
    }
    Err(format!("expected {expected}, found {found}"))
}
