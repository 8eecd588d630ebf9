//! `sha256sum -c` takes SHA256SUMS, which names every other file; manifest, Terraform variables and gzip agree with it.

use std::collections::BTreeSet;
use std::fs;
use std::io::Read as _;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::cloud_init::hex;
use super::reader::Real;
use crate::support::{Bundle, Program, Report, bundles, files_under};

pub(super) fn run(_: &Real, report: &mut Report) {
    prove(report);
    for bundle in bundles() {
        let dir = &bundle.dir;
        report.takes(&format!("{} sums", bundle.name), sums(dir));
        report.takes(&format!("{} manifest", bundle.name), manifest(dir));
        report.takes(&format!("{} Terraform", bundle.name), variables(&bundle));
    }
}

fn prove(report: &mut Report) {
    let home = tempfile::tempdir().unwrap();
    let bundle = Bundle {
        name: "web".to_owned(),
        dir: home.path().to_owned(),
    };
    let dir = &bundle.dir;
    let launch = dir.join("launch/default");
    fs::create_dir_all(&launch).unwrap();
    fs::write(launch.join("user-data"), "x\n").unwrap();
    write_lists(dir);
    report.takes("good sums", sums(dir));
    report.takes("good manifest", manifest(dir));
    report.takes("good Terraform variables", variables(&bundle));
    fs::write(launch.join("user-data"), "y\n").unwrap();
    report.refuses("changed file, sums", sums(dir));
    report.refuses("changed file, manifest", manifest(dir));
    report.refuses("changed file, Terraform", variables(&bundle));
    fs::write(launch.join("user-data"), "x\n").unwrap();
    fs::write(dir.join("foreign"), "").unwrap();
    report.refuses("unlisted file, sums", sums(dir));
    report.refuses("unlisted file, manifest", manifest(dir));
    fs::remove_file(dir.join("foreign")).unwrap();
    fs::write(launch.join("user-data.gz"), "no gzip").unwrap();
    report.refuses("no gzip", variables(&bundle));
}

/// The lists of the bundle by hand.
fn write_lists(dir: &Path) {
    let digest = hex(&Sha256::digest("x\n"));
    let launch = json!({ "user_data_base64": STANDARD.encode("x\n"), "user_data_sha256": digest });
    let parbake = json!({ "parbake": { "name": "web", "launches": { "default": launch } } });
    fs::write(dir.join("terraform.tfvars.json"), parbake.to_string()).unwrap();
    let terraform = hex(&Sha256::digest(parbake.to_string()));
    let files = json!({
        "launch/default/user-data": { "sha256": digest, "mode": "0644" },
        "terraform.tfvars.json": { "sha256": terraform, "mode": "0644" },
    });
    let manifest = json!({ "files": files }).to_string();
    fs::write(dir.join("manifest.json"), &manifest).unwrap();
    let manifest = hex(&Sha256::digest(manifest));
    let lines = format!(
        "{digest}  launch/default/user-data\n{manifest}  manifest.json\n{terraform}  terraform.tfvars.json\n"
    );
    fs::write(dir.join("SHA256SUMS"), lines).unwrap();
}

fn sums(dir: &Path) -> Result<(), String> {
    Program::new("sha256sum")
        .args(["--check", "--strict", "--quiet", "SHA256SUMS"])
        .dir(dir)
        .run()?
        .output()?;
    let text = fs::read_to_string(dir.join("SHA256SUMS")).map_err(|e| e.to_string())?;
    let listed = text
        .lines()
        .filter_map(|line| Some(line.split_once("  ")?.1.to_owned()));
    same_files(dir, &["SHA256SUMS"], &listed.collect())
}

/// The manifest names each file but itself and SHA256SUMS, with the digest that it has.
fn manifest(dir: &Path) -> Result<(), String> {
    let manifest = read_json(&dir.join("manifest.json"))?;
    let files = manifest["files"]
        .as_object()
        .ok_or("manifest.json: no files")?;
    for (name, entry) in files {
        let bytes = fs::read(dir.join(name)).map_err(|e| format!("{name}: {e}"))?;
        if entry["sha256"] != hex(&Sha256::digest(bytes)) {
            return Err(format!("{name}: another digest"));
        }
    }
    same_files(
        dir,
        &["SHA256SUMS", "manifest.json"],
        &files.keys().cloned().collect(),
    )
}

fn same_files(dir: &Path, aside: &[&str], listed: &BTreeSet<String>) -> Result<(), String> {
    let there: BTreeSet<String> = files_under(dir)
        .iter()
        .filter_map(|path| Some(path.strip_prefix(dir).ok()?.display().to_string()))
        .filter(|name| !aside.contains(&name.as_str()))
        .collect();
    match there.symmetric_difference(listed).next() {
        Some(name) => Err(format!("{name} is either not there or not listed")),
        None => Ok(()),
    }
}

/// What Terraform passes on is what would be sent, and the gzip holds the text.
fn variables(bundle: &Bundle) -> Result<(), String> {
    let variables = read_json(&bundle.dir.join("terraform.tfvars.json"))?;
    let launches = variables["parbake"]["launches"]
        .as_object()
        .ok_or("no launches")?;
    let names: Vec<String> = bundle
        .launches()
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    if *launches.keys().collect::<Vec<_>>() != names.iter().collect::<Vec<_>>() {
        return Err(format!(
            "launches {:?}, directories {names:?}",
            launches.keys()
        ));
    }
    for (name, dir) in bundle.launches() {
        let sent = sent(&dir)?;
        let launch = &launches[&name];
        if launch["user_data_base64"] != STANDARD.encode(&sent) {
            return Err(format!("{name}: user_data_base64 is not what is sent"));
        }
        if launch["user_data_sha256"] != hex(&Sha256::digest(&sent)) {
            return Err(format!("{name}: user_data_sha256 is not of what is sent"));
        }
    }
    Ok(())
}

/// The bytes that EC2 gets: the gzip where there is one, and it must hold the text.
fn sent(launch: &Path) -> Result<Vec<u8>, String> {
    let text = fs::read(launch.join("user-data")).map_err(|e| e.to_string())?;
    let Ok(compressed) = fs::read(launch.join("user-data.gz")) else {
        return Ok(text);
    };
    let mut plain = Vec::new();
    let mut reader = flate2::read::GzDecoder::new(compressed.as_slice());
    reader.read_to_end(&mut plain).map_err(|e| e.to_string())?;
    if plain == text {
        return Ok(compressed);
    }
    Err("user-data.gz holds another text".to_owned())
}

fn read_json(path: &Path) -> Result<Value, String> {
    let text = fs::read_to_string(path).map_err(|e| e.to_string())?;
    serde_json::from_str(&text).map_err(|e| e.to_string())
}
