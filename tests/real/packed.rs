//! Packer and Ansible really bake a Debian 12, over ssh as the user whom cloud-init made there.
//!
//! The host is a debootstrapped root with its own sshd, apt and sudo; no systemd runs in it. The cloud is moto, an EC2 of the loopback, which
//! makes no machine: ssh_host leads Packer to the root instead. Neither reaches a network.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::feeds::without;
use super::reader::{Real, Suite};
use crate::support::{Program, Report, package_root};

/// Debian's account, whose images the template asks for; see samples/bundles/debian-12-docker/image/packer.pkr.json.
const DEBIAN: &str = "136693071363";

/// What a Packer without the cloud needs beside the template.
/// Source: Packer 1.6.6, builder/amazon/common/access_config.go and helper/communicator/config.go.
const LOOPBACK: &str = r#"{
    "custom_endpoint_ec2": "http://127.0.0.1:5000", "skip_region_validation": true, "skip_metadata_api_check": true,
    "ssh_host": "127.0.0.1", "ssh_port": 2222, "ssh_private_key_file": "/mnt/key"
}"#;

/// A host, and what it is baked with; a directory of its own.
struct Yard<'a> {
    dir: TempDir,
    real: &'a Real,
}

/// What a tool came to.
struct Outcome {
    ok: bool,
    said: String,
    /// The host's image.json.
    record: Option<Value>,
    /// The images and instances of the cloud.
    cloud: Value,
}

pub(super) fn run(real: &Real, report: &mut Report) {
    report.takes("Packer builds an AMI", packer_builds(real));
    report.takes("Packer, a bake that fails", packer_fails(real));
    report.takes("Ansible bakes, twice", ansible_bakes(real));
    report.takes("Ansible, a bake that fails", ansible_fails(real));
}

/// The newest of Debian's images is launched, baked and kept, with the name and the digest of the bundle; nothing runs on.
fn packer_builds(real: &Real) -> Result<(), String> {
    let yard = Yard::new(real)?;
    let outcome = yard.packer("good")?;
    let said = &outcome.said;
    let images = &outcome.cloud["images"];
    let instances = &outcome.cloud["instances"];
    let tag = |key: &str| {
        let tags = images[0]["Tags"].as_array().into_iter().flatten();
        let mut values = tags
            .filter(|tag| tag["Key"] == key)
            .map(|tag| &tag["Value"]);
        values.next().cloned().unwrap_or_default()
    };
    let manifest = yard.manifest();
    let digest = &manifest["image"]["digest"];
    let record = outcome.record.as_ref().ok_or_else(|| said.clone())?;
    let one = |list: &Value| list.as_array().is_some_and(|list| list.len() == 1);
    for (what, holds) in [
        ("exit status", outcome.ok),
        ("one image", one(images)),
        (
            "image.json",
            record["digest"] == *digest && record["name"] == "packed",
        ),
        ("tag of the digest", tag("parbake:digest") == *digest),
        (
            "tag of the name",
            tag("parbake:name") == "packed" && tag("Name") == "packed",
        ),
        (
            "name of the AMI",
            images[0]["Name"].to_string().starts_with("\"packed-"),
        ),
        (
            "one instance, which is gone",
            one(instances) && instances[0]["State"]["Name"] == "terminated",
        ),
        (
            "the newest of the owner's",
            instances[0]["ImageId"] == "ami-0000000000000000b",
        ),
        (
            "the script is gone",
            !yard.host("tmp/parbake-bake.sh").exists(),
        ),
        (
            "the key is gone",
            !yard.host("home/admin/.ssh/authorized_keys").exists(),
        ),
    ] {
        if !holds {
            return Err(format!("{what}: {said}\n{}", outcome.cloud));
        }
    }
    Ok(())
}

fn packer_fails(real: &Real) -> Result<(), String> {
    let outcome = Yard::new(real)?.packer("other")?;
    let is_named = outcome
        .said
        .contains("parbake: step 'check the base' failed");
    let is_empty = outcome.cloud["images"] == json!([]);
    if !outcome.ok && is_named && is_empty && outcome.record.is_none() {
        return Ok(());
    }
    Err(format!("{}\n{}", outcome.said, outcome.cloud))
}

fn ansible_bakes(real: &Real) -> Result<(), String> {
    let yard = Yard::new(real)?;
    let outcome = yard.ansible("good")?;
    let record = outcome.record.unwrap_or_default();
    let is_right = record["digest"] == yard.manifest()["image"]["digest"];
    let are_both = ["first", "second"].map(|round| format!("{round}: baked"));
    if outcome.ok && is_right && are_both.iter().all(|line| outcome.said.contains(line)) {
        return Ok(());
    }
    Err(outcome.said)
}

fn ansible_fails(real: &Real) -> Result<(), String> {
    let yard = Yard::new(real)?;
    let outcome = yard.ansible("other")?;
    let is_named = outcome
        .said
        .contains("parbake: step 'check the base' failed");
    if !outcome.ok && is_named && outcome.record.is_none() {
        return Ok(());
    }
    Err(outcome.said)
}

impl<'a> Yard<'a> {
    /// Builds the bundle, and lays out what the host finds under /mnt.
    fn new(real: &'a Real) -> Result<Self, String> {
        let dir = tempfile::tempdir_in(real.path("")).unwrap();
        // Packages are unpacked and keys read by other users.
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let yard = Self { dir, real };
        let program = Program::new(env!("CARGO_BIN_EXE_parbake"));
        let build = program.args(["build", "profile.toml", "--out"]);
        build
            .arg(yard.path("bundles"))
            .dir(&scripts())
            .run()?
            .output()?;
        fs::create_dir_all(yard.path("work/template")).unwrap();
        for name in ["bake.sh", "playbook.yml"] {
            let from = yard.path("bundles/packed/image").join(name);
            fs::copy(from, yard.path("work/template").join(name)).unwrap();
        }
        let copy = Program::new("cp")
            .arg("-a")
            .arg(real.path("archive-bookworm"));
        copy.arg(yard.path("work/archive")).run()?.output()?;
        let keygen = Program::new("ssh-keygen").args(["-q", "-t", "ed25519", "-N", "", "-f"]);
        keygen.arg(yard.path("work/key")).run()?.output()?;
        yard.write("work/template/packer.pkr.json", &yard.template());
        yard.write("work/amis.json", &amis());
        Ok(yard)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// A file that the host changed.
    fn host(&self, name: &str) -> PathBuf {
        self.path("host").join(name)
    }

    fn write(&self, name: &str, value: &Value) {
        fs::write(self.path(name), value.to_string()).unwrap();
    }

    fn json(&self, name: &str) -> Option<Value> {
        serde_json::from_slice(&fs::read(self.path(name)).ok()?).ok()
    }

    fn manifest(&self) -> Value {
        self.json("bundles/packed/manifest.json")
            .unwrap_or_default()
    }

    /// The emitted template, less what this Packer does not know, and with where the cloud and the host are.
    fn template(&self) -> Value {
        let whole = self.json("bundles/packed/image/packer.pkr.json");
        let mut template = without(&whole.unwrap_or_default(), "");
        let more: serde_json::Map<String, Value> = serde_json::from_str(LOOPBACK).unwrap();
        let image = &mut template["source"]["amazon-ebs"]["image"];
        image.as_object_mut().unwrap().extend(more);
        template
    }

    fn packer(&self, kind: &str) -> Result<Outcome, String> {
        let readers = self.real.root(Suite::Bookworm);
        let python = self.real.path("python/bin/python3");
        self.tool(
            kind,
            "packer.sh",
            &[readers, self.real.path("packer"), python],
        )
    }

    fn ansible(&self, kind: &str) -> Result<Outcome, String> {
        let playbook = self.real.path("python/bin/ansible-playbook");
        self.tool(kind, "ansible.sh", &[playbook])
    }

    fn tool(&self, kind: &str, script: &str, arguments: &[PathBuf]) -> Result<Outcome, String> {
        let ran = Program::new("unshare")
            .args(["--mount", "--net", "--pid", "--fork", "--kill-child", "--"])
            .arg("bash")
            .arg(package_root().join("tests/real/identity/over.sh"))
            .arg(self.real.path("host-bookworm"))
            .args([self.path("host"), self.path("work")])
            .arg("bash")
            .arg(scripts().join("host.sh"))
            .args([kind, "bash"])
            .arg(scripts().join(script))
            .args(arguments)
            .run()?;
        Ok(Outcome {
            ok: ran.ok,
            said: ran.complaint(),
            record: self.json("host/etc/parbake/image.json"),
            cloud: self.json("work/aws.json").unwrap_or_default(),
        })
    }
}

/// What the cloud has: two of Debian's images, and a newer one of the same name by somebody else.
fn amis() -> Value {
    let ami = |id: &str, day: &str, owner: &str| {
        json!({
            "ami_id": id, "name": format!("debian-12-amd64-{day}-1"), "owner_id": owner, "image_location": "debian",
            "creation_date": format!("{day}T00:00:00.000Z"), "architecture": "x86_64", "root_device_type": "ebs",
            "virtualization_type": "hvm", "root_device_name": "/dev/xvda", "description": "", "image_type": "machine",
            "public": true, "state": "available", "platform": null, "hypervisor": "xen", "sriov": "simple",
        })
    };
    json!([
        ami("ami-0000000000000000a", "2026-10-01", DEBIAN),
        ami("ami-0000000000000000b", "2026-11-01", DEBIAN),
        ami("ami-0000000000000000c", "2026-11-11", "999999999999"),
    ])
}

fn scripts() -> PathBuf {
    package_root().join("tests/real/packed")
}
