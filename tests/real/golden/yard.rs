//! A live builder and the instances of its image, each a debootstrapped Debian 12 under systemd-nspawn with a layer of its own.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tempfile::TempDir;

use super::super::reader::{Real, Suite};
use crate::support::{Program, package_root};

/// Seconds from the start of a machine to its end, with room for a machine that does other work as well.
const TIME_LIMIT: u32 = 480;

/// Where cloud-init's NoCloud looks.
const SEED: &str = "cloud/var/lib/cloud/seed/nocloud";

/// A secret of whoever keeps the builder.
pub(super) const CANARY: &str = "canary-6f1d0c52a97e4b83";

/// The directory of one run: bundle, machines, and where the readers are.
pub(super) struct Yard<'a> {
    dir: TempDir,
    real: &'a Real,
}

/// A machine that has been, with what it left.
pub(super) struct Machine {
    out: PathBuf,
    /// What it changed in its root.
    pub(super) layer: PathBuf,
    /// Its /var/lib/docker.
    pub(super) docker: PathBuf,
}

impl<'a> Yard<'a> {
    /// Builds the bundle.
    ///
    /// # Errors
    /// What the compiler said.
    pub(super) fn new(real: &'a Real) -> Result<Self, String> {
        let dir = tempfile::tempdir_in(real.path("")).unwrap();
        // A machine's services are other users, who must get through to their files.
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let yard = Self { dir, real };
        yard.build("wrong", &[])?;
        let digest = format!("digest={}", yard.pushed("cache")?);
        yard.build("bundles", &["--var", &digest])?;
        Ok(yard)
    }

    fn build(&self, out: &str, arguments: &[&str]) -> Result<(), String> {
        let ran = Program::new(env!("CARGO_BIN_EXE_parbake"))
            .args(["build", "profile.toml", "--out"])
            .arg(self.path(out))
            .args(arguments)
            .dir(&scripts())
            .run()?;
        ran.output().map(|_| ())
    }

    /// The digest under which the registry keeps an image.
    fn pushed(&self, name: &str) -> Result<String, String> {
        let tag = format!(
            "registry/storage/docker/registry/v2/repositories/build/{name}/_manifests/tags/2026.11/current/link"
        );
        let path = self.real.path(&tag);
        fs::read_to_string(&path).map_err(|why| format!("{}: {why}", path.display()))
    }

    /// The bundle that is baked.
    pub(super) fn bundle(&self) -> PathBuf {
        self.path("bundles/golden")
    }

    pub(super) fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.dir.path().join(name)
    }

    /// A JSON file of the yard.
    ///
    /// # Errors
    /// Where it is none.
    pub(super) fn json(&self, name: &str) -> Result<Value, String> {
        parse(&self.path(name))
    }

    /// The build instance: it boots as any Debian does, fails at a pin that does not hold, and bakes twice.
    ///
    /// # Errors
    /// What was said, where it did not come to its end.
    pub(super) fn bake(&self) -> Result<Machine, String> {
        let work = self.work("builder", "i-0123456789abcdef0");
        let data = format!("#cloud-config\n# {CANARY}\n{{}}\n");
        fs::write(work.join(SEED).join("user-data"), data).unwrap();
        fs::write(work.join("canary"), CANARY).unwrap();
        for (bundle, script) in [("bundles", "bake.sh"), ("wrong", "wrong.sh")] {
            let bake = self.path(bundle).join("golden/image/bake.sh");
            fs::copy(bake, work.join(script)).unwrap();
        }
        for tree in ["archive", "registry"] {
            copy(&self.real.path(tree), &work.join(tree))?;
        }
        self.boot("builder", &[self.host()])
    }

    /// An instance of the image: the builder's root and Docker's directory, and the emitted user-data.
    ///
    /// # Errors
    /// What was said, where it did not come to its end.
    pub(super) fn instance(
        &self,
        name: &str,
        id: &str,
        image: &Machine,
    ) -> Result<Machine, String> {
        let work = self.work(name, id);
        let data = self.path("bundles/golden/launch/default/user-data");
        fs::copy(data, work.join(SEED).join("user-data")).unwrap();
        fs::write(work.join("imds.json"), metadata(name, id).to_string()).unwrap();
        copy(&image.docker, &self.path(format!("{name}.docker")))?;
        self.boot(name, &[image.layer.clone(), self.host()])
    }

    pub(super) fn host(&self) -> PathBuf {
        self.real.path("host-bookworm")
    }

    /// What a machine finds under /mnt, and what the cloud tells it.
    fn work(&self, name: &str, id: &str) -> PathBuf {
        let work = self.path(format!("{name}.work"));
        for directory in ["units", "out", SEED] {
            fs::create_dir_all(work.join(directory)).unwrap();
        }
        let driver = if name == "builder" {
            "builder.sh"
        } else {
            "clone.sh"
        };
        let tests = package_root().join("tests");
        for (from, to) in [
            ("real/golden/driver.service", "units/driver.service"),
            ("real/golden/imds.service", "units/imds.service"),
            ("real/golden/settle.sh", "settle.sh"),
            ("real/boot/tree.sh", "tree.sh"),
            ("shell/imds.py", "imds.py"),
        ] {
            fs::copy(tests.join(from), work.join(to)).unwrap();
        }
        fs::copy(scripts().join(driver), work.join("driver.sh")).unwrap();
        let about = format!("instance-id: {id}\nlocal-hostname: {name}\n");
        fs::write(work.join(SEED).join("meta-data"), about).unwrap();
        work
    }

    fn boot(&self, name: &str, lower: &[PathBuf]) -> Result<Machine, String> {
        let machine = Machine {
            out: self.path(format!("{name}.work/out")),
            layer: self.path(name),
            docker: self.path(format!("{name}.docker")),
        };
        let lower: Vec<String> = lower
            .iter()
            .map(|layer| layer.display().to_string())
            .collect();
        let ran = Program::limited("unshare", TIME_LIMIT)
            .args(["--mount", "--pid", "--fork", "--kill-child", "--"])
            .arg("bash")
            .arg(scripts().join("machine.sh"))
            .arg(self.real.root(Suite::Bookworm))
            .arg(lower.join(":"))
            .args([&machine.layer, &self.path(format!("{name}.work"))])
            .arg(&machine.docker)
            .arg(format!("golden-{}-{name}", std::process::id()))
            .run();
        if machine.text("journal").is_empty() {
            let said = ran.map_or_else(|why| why, |ran| ran.complaint());
            let driver = machine.text("driver");
            return Err(format!("{name} did not come to its end: {said}\n{driver}"));
        }
        Ok(machine)
    }
}

impl Machine {
    /// A file that the driver wrote; empty where it is absent.
    pub(super) fn text(&self, name: &str) -> String {
        fs::read_to_string(self.out.join(name)).unwrap_or_default()
    }

    /// The same as JSON.
    ///
    /// # Errors
    /// Where it is none.
    pub(super) fn json(&self, name: &str) -> Result<Value, String> {
        parse(&self.out.join(name))
    }

    /// A JSON file that the machine changed in its root.
    ///
    /// # Errors
    /// Where it is none.
    pub(super) fn host_json(&self, name: &str) -> Result<Value, String> {
        parse(&self.layer.join(name))
    }
}

fn parse(path: &Path) -> Result<Value, String> {
    let name = path.display();
    let text = fs::read_to_string(path).map_err(|why| format!("{name}: {why}"))?;
    serde_json::from_str(&text).map_err(|why| format!("{name}: {why}"))
}

/// Copies a tree with owners and modes.
pub(super) fn copy(from: &Path, to: &Path) -> Result<(), String> {
    let ran = Program::new("cp")
        .args(["-a", "--"])
        .args([from, to])
        .run()?;
    ran.output().map(|_| ())
}

/// What the metadata service says; the name of the stranded one fits no file.
fn metadata(name: &str, id: &str) -> Value {
    let hostname = if name == "stranded" {
        "ip-10-0-0-7\"; reboot"
    } else {
        "ip-10-0-0-7.example.internal"
    };
    json!({ "values": {
        "instance-id": id,
        "instance-type": "t3.micro",
        "placement/region": "eu-central-1",
        "placement/availability-zone": "eu-central-1a",
        "local-ipv4": "10.0.0.7",
        "local-hostname": hostname,
    } })
}

fn scripts() -> PathBuf {
    package_root().join("tests/real/golden")
}
