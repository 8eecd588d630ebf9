//! The clean-up and both audits on a real root of Debian 12: each rule switched off in turn, each step killed, each command failing.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use parbake::catalog::base::PackageManager;
use parbake::catalog::identity::{IDENTITY_ITEMS, IdentityItem};
use parbake::catalog::pattern::matches_path;

use super::boot::machine::{Layers, Yard, joined};
use super::boot::same;
use super::reader::Real;
use crate::support::{Plant, Program, Report, package_root, plants};

/// Commands that a bake can do without, each with the reason.
const SPARED: &[(&str, &str)] = &[
    ("cmp", "a file that cannot be compared is written again"),
    (
        "readlink",
        "the script does not know its own path then, and spares nothing",
    ),
    (
        "systemd-detect-virt",
        "cloud-init asks, and takes no answer for one",
    ),
    ("uname", "cloud-init asks, and takes no answer for one"),
];

/// Items of a root: so many in one run of the programs, which has a time limit.
const BATCH: usize = 12;

pub(super) fn run(real: &Real, report: &mut Report) {
    match proofs(real) {
        Ok(findings) => {
            for (name, outcome) in findings {
                if outcome.is_ok() {
                    report.says(&name);
                }
                report.takes(&name, outcome);
            }
        }
        Err(why) => report.takes("the bake", Err(why)),
    }
}

type Findings = Vec<(String, Result<(), String>)>;

fn proofs(real: &Real) -> Result<Findings, String> {
    let (yard, host) = Yard::of(real, &scripts(), &["profile.toml"], "identity")?;
    for name in ["kill.sh", "fail.sh"] {
        let to = yard.path("shared/scripts").join(name);
        fs::copy(scripts().join(name), to).unwrap();
    }
    let (image, _) = yard.inside(&host, "image", "bake.sh")?;
    let reference = yard.tree(&image, "reference")?;
    let mut findings = mutations(&yard, &image)?;
    findings.push((
        "a bake that was killed in each step comes to the same tree".to_owned(),
        killed(&yard, &host, &reference),
    ));
    findings.push(failing(&yard, &host)?);
    Ok(findings)
}

/// An item with what is planted for it, and the items whose rules would take that away.
struct Mutant {
    item: &'static IdentityItem,
    plants: Vec<Plant>,
    rules: BTreeSet<&'static str>,
}

impl Mutant {
    /// `ITEM RULES PATH=BASE64...`
    fn line(&self) -> String {
        let rules: Vec<&str> = self.rules.iter().copied().collect();
        let mut words = vec![self.item.id.to_owned(), rules.join(",")];
        let word = |plant: &Plant| format!("{}={}", plant.path, STANDARD.encode(&plant.text));
        words.extend(self.plants.iter().map(word));
        words.join(" ") + "\n"
    }
}

/// What can be on a Debian host: no state of dnf and yum, and no /run, which no image holds.
fn mutants() -> Vec<Mutant> {
    let mut by_item: BTreeMap<&str, Mutant> = BTreeMap::new();
    for plant in plants("/var/lib/docker") {
        let item = plant.item;
        let of_debian = item.managers.is_empty() || item.managers.contains(&PackageManager::Apt);
        let in_run = plant.path.starts_with("/run/") || plant.path.starts_with("/var/run/");
        // Docker 20.10 has no engine-id, the rule begins with 23.0; and this file is the profile's own.
        let is_other = item.id == "docker-engine-id" || plant.path == "/etc/ecs/ecs.config";
        if !of_debian || in_run || is_other {
            continue;
        }
        let takes = |other: &&IdentityItem| {
            let mut patterns = other.patterns("/var/lib/docker", None);
            patterns.any(|pattern| matches_path(&pattern, &plant.path))
        };
        let rules = IDENTITY_ITEMS.iter().filter(takes).map(|other| other.id);
        let mutant = by_item.entry(item.id).or_insert(Mutant {
            item,
            plants: Vec::new(),
            rules: BTreeSet::new(),
        });
        mutant.rules.extend(rules);
        mutant.plants.push(plant);
    }
    by_item.into_values().collect()
}

/// Each rule off: found by both. All rules on: gone, and found by nobody.
fn mutations(yard: &Yard, image: &Layers) -> Result<Findings, String> {
    let mutants = mutants();
    let (cleaned, checked): (Vec<Mutant>, Vec<Mutant>) = mutants
        .into_iter()
        .partition(|mutant| mutant.item.is_cleaned());
    let mut findings = Vec::new();
    for (kind, mutants) in [("killed", &cleaned), ("found", &checked)] {
        let mut said = String::new();
        for (at, batch) in mutants.chunks(BATCH).enumerate() {
            let list: String = batch.iter().map(Mutant::line).collect();
            said += &beside(yard, image, &format!("{kind}{at}"), "mutate.sh", &list)?;
        }
        let survivors: Vec<String> = mutants
            .iter()
            .filter_map(|mutant| survived(mutant, &said))
            .collect();
        let name = format!(
            "{} of {} items {kind}, by {} paths: both audits find each",
            mutants.len() - survivors.len(),
            mutants.len(),
            mutants
                .iter()
                .map(|mutant| mutant.plants.len())
                .sum::<usize>()
        );
        let enough = mutants.len() >= if kind == "killed" { 40 } else { 5 };
        let outcome = match (survivors.as_slice(), enough) {
            ([], true) => Ok(()),
            ([], false) => Err("too few items".to_owned()),
            (some, _) => Err(some.join("; ")),
        };
        findings.push((name, outcome));
    }
    let list: String = cleaned.iter().map(Mutant::line).collect();
    let said = beside(yard, image, "gone", "gone.sh", &list)?;
    findings.push((
        "with every rule on nothing is left and neither audit finds anything".to_owned(),
        if said.is_empty() { Ok(()) } else { Err(said) },
    ));
    Ok(findings)
}

/// Why a mutant counts as survived.
fn survived(mutant: &Mutant, said: &str) -> Option<String> {
    let id = mutant.item.id;
    let has = |line: String| said.lines().any(|found| found == line);
    let status = match mutant.item.level {
        parbake::catalog::identity::Weight::Error => 1,
        parbake::catalog::identity::Weight::Warning | parbake::catalog::identity::Weight::Note => 0,
    };
    if !has(format!("{id} status {status}")) {
        return Some(format!("{id}: the bake did not end with {status}"));
    }
    for plant in &mutant.plants {
        // A directory that a pattern names is reported itself.
        let mut path = plant.path.clone();
        for audit in ["audit", "verify"] {
            path.clone_from(&plant.path);
            while !has(format!("{id} {audit} {path}")) {
                let cut = path.rfind('/').filter(|at| *at > 0)?;
                if path.len() + "/planted".len() < plant.path.len() {
                    return Some(format!("{id}: {} is not found by {audit}", plant.path));
                }
                path.truncate(cut);
            }
        }
    }
    None
}

/// Runs one of the scripts beside a root in these layers, with `list` as its input.
fn beside(
    yard: &Yard,
    lower: &Layers,
    name: &str,
    script: &str,
    list: &str,
) -> Result<String, String> {
    let input = yard.path(&format!("{name}.list"));
    fs::write(&input, list).unwrap();
    let ran = Program::new("unshare")
        .args(["--mount", "--net", "--pid", "--fork", "--kill-child", "--"])
        .arg("bash")
        .arg(scripts().join("over.sh"))
        .arg(joined(lower))
        .args([yard.path(name), yard.path("shared")])
        .arg("bash")
        .arg(scripts().join(script))
        .arg(Path::new(env!("CARGO_BIN_EXE_parbake")))
        .arg(&input)
        .run()?;
    Ok(String::from_utf8_lossy(&ran.output()?).into_owned())
}

fn killed(yard: &Yard, host: &Layers, reference: &[String]) -> Result<(), String> {
    let (layers, steps) = yard.inside(host, "killed", "scripts/kill.sh")?;
    if steps.lines().count() < 30 {
        return Err(steps);
    }
    same::equal(reference, &yard.tree(&layers, "killed")?)
}

/// Every command that the bake asks for, made to fail.
fn failing(yard: &Yard, host: &Layers) -> Result<(String, Result<(), String>), String> {
    let (_, asked) = yard.inside(host, "asked", "scripts/fail.sh")?;
    let mut wrong = Vec::new();
    let mut count = 0;
    for command in asked.lines() {
        let one = yard.path("shared").join(format!("fail-{command}.sh"));
        fs::write(&one, format!("exec bash /mnt/scripts/fail.sh {command}\n")).unwrap();
        let upper = format!("fail-{command}");
        let (_, said) = yard.inside(host, &upper, &format!("fail-{command}.sh"))?;
        let is_named = said.contains(" absent ") && said.contains("parbake: step '");
        let is_refused = is_named && !said.starts_with("0 ");
        let is_spared = SPARED.iter().any(|(spared, _)| *spared == command);
        if is_refused == is_spared {
            wrong.push(format!("{command}: {said}"));
        }
        count += usize::from(is_refused);
    }
    let name = format!(
        "{count} commands, each failing, end the bake with the name of a step and no image.json"
    );
    let outcome = if wrong.is_empty() && count >= 20 {
        Ok(())
    } else {
        Err(wrong.join("; "))
    };
    Ok((name, outcome))
}

fn scripts() -> PathBuf {
    package_root().join("tests/real/identity")
}
