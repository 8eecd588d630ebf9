//! A live builder and the hosts of its profile, each a debootstrapped Debian under systemd-nspawn with a layer of its own.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Map, Value, json};
use tempfile::TempDir;

use super::super::boot::same;
use super::super::group::Group;
use super::super::reader::{Real, Suite};
use super::sample::Sample;
use crate::support::{Program, files_under, package_root};

/// Seconds from the start of a machine to its end, with room for a machine that does other work as well.
const TIME_LIMIT: u32 = 480;

/// Where cloud-init's NoCloud looks.
const SEED: &str = "cloud/var/lib/cloud/seed/nocloud";

/// A secret of whoever keeps the builder.
pub(in super::super) const CANARY: &str = "canary-6f1d0c52a97e4b83";

/// A network that outlives the machines in it, and what the metadata service says there besides.
pub(in super::super) struct Network {
    /// A process in its namespace.
    pub(in super::super) process: u32,
    pub(in super::super) values: Map<String, Value>,
}

/// The directory of one run: bundles, machines, and where the readers are.
pub(in super::super) struct Yard<'a> {
    dir: Arc<TempDir>,
    real: &'a Real,
    pub(in super::super) sample: &'a Sample,
    /// Where its machines are; each has a network of its own where there is none.
    network: Option<Network>,
}

/// A machine that has been, with what it left.
pub(in super::super) struct Machine {
    /// What its driver wrote.
    pub(in super::super) out: PathBuf,
    /// What it changed in its root.
    pub(in super::super) layer: PathBuf,
    /// Its /var/lib/docker.
    pub(in super::super) docker: PathBuf,
}

impl<'a> Yard<'a> {
    /// Builds the bundles.
    ///
    /// # Errors
    /// What the compiler said.
    pub(in super::super) fn new(real: &'a Real, sample: &'a Sample) -> Result<Self, String> {
        let dir = tempfile::tempdir_in(real.path("")).unwrap();
        // A machine's services are other users, who must get through to their files.
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
        Ok(Self {
            dir: Arc::new(dir),
            real,
            sample,
            network: None,
        })
    }

    /// The same yard, with machines in a network that outlives them. It takes one at a time.
    pub(in super::super) fn within(&self, network: Network) -> Self {
        Self {
            dir: Arc::clone(&self.dir),
            network: Some(network),
            ..*self
        }
    }

    /// Builds the bundles below `out`.
    ///
    /// # Errors
    /// What the compiler said.
    pub(in super::super) fn build(&self, out: &str, arguments: &[&str]) -> Result<(), String> {
        for twin in self.sample.twins {
            let ran = Program::new(env!("CARGO_BIN_EXE_parbake"))
                .args(["build", twin.profile, "--out"])
                .arg(self.path(out))
                .args(arguments)
                .dir(&self.folder())
                .run()?;
            ran.output()?;
        }
        Ok(())
    }

    /// The digest under which the registry keeps an image.
    ///
    /// # Errors
    /// Where it has none of that name.
    pub(in super::super) fn pushed(&self, name: &str) -> Result<String, String> {
        let tag = format!(
            "registry/storage/docker/registry/v2/repositories/build/{name}/_manifests/tags/2026.11/current/link"
        );
        let path = self.real.path(&tag);
        fs::read_to_string(&path).map_err(|why| format!("{}: {why}", path.display()))
    }

    /// The bundle that is baked.
    pub(in super::super) fn bundle(&self) -> PathBuf {
        self.path("bundles").join(self.sample.twins[0].bundle())
    }

    /// What the bake places, by path and digest.
    pub(in super::super) fn rootfs(&self) -> Vec<(String, String)> {
        let rootfs = self.bundle().join("image/rootfs");
        let digest = |path: &PathBuf| {
            let name = path.strip_prefix(&rootfs).unwrap().display();
            (format!("/{name}"), same::digest(&fs::read(path).unwrap()))
        };
        files_under(&rootfs).iter().map(digest).collect()
    }

    /// The plan of the profile that is baked.
    ///
    /// # Errors
    /// What the compiler said.
    pub(in super::super) fn plan(&self) -> Result<Value, String> {
        let ran = Program::new(env!("CARGO_BIN_EXE_parbake"))
            .args(["plan", self.sample.twins[0].profile, "--format", "json"])
            .dir(&self.folder())
            .run()?;
        serde_json::from_slice(&ran.output()?).map_err(|why| why.to_string())
    }

    fn folder(&self) -> PathBuf {
        readers().join(self.sample.folder)
    }

    pub(in super::super) fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.dir.path().join(name)
    }

    /// A JSON file of the yard.
    ///
    /// # Errors
    /// Where it is none.
    pub(in super::super) fn json(&self, name: &str) -> Result<Value, String> {
        parse(&self.path(name))
    }

    /// The build instance of many bakes: it boots as any Debian does, fails at a pin that does not hold, and bakes twice.
    ///
    /// # Errors
    /// What was said, where it did not come to its end.
    pub(in super::super) fn bake(&self) -> Result<Machine, String> {
        let data = format!("#cloud-config\n# {CANARY}\n{{}}\n");
        let work = self.builder("golden/builder.sh", &data)?;
        fs::write(work.join("canary"), CANARY).unwrap();
        let wrong = self.path("wrong").join(self.sample.twins[0].bundle());
        fs::copy(wrong.join("image/bake.sh"), work.join("wrong.sh")).unwrap();
        self.boot("builder", &[self.host()])
    }

    /// A build instance that bakes once.
    ///
    /// # Errors
    /// What was said, where it did not come to its end or the bake failed.
    pub(in super::super) fn bake_once(&self) -> Result<Machine, String> {
        self.builder("golden/oven.sh", "#cloud-config\n{}\n")?;
        let builder = self.boot("builder", &[self.host()])?;
        let said = builder.text("bake");
        if said.ends_with("bake.sh ended with 0\n") {
            return Ok(builder);
        }
        Err(said)
    }

    /// What a build instance finds: bake.sh, the registry, the archive.
    fn builder(&self, driver: &str, data: &str) -> Result<PathBuf, String> {
        let work = self.work("builder", "i-0123456789abcdef0", &[driver]);
        fs::write(work.join(SEED).join("user-data"), data).unwrap();
        fs::copy(self.bundle().join("image/bake.sh"), work.join("bake.sh")).unwrap();
        self.stores(&work)?;
        Ok(work)
    }

    /// The registry and the archive of packages, which a machine serves to itself.
    fn stores(&self, work: &Path) -> Result<(), String> {
        let archive = format!("archive-{}", self.sample.suite.name());
        copy(&self.real.path(&archive), &work.join("archive"))?;
        copy(&self.real.path("registry"), &work.join("registry"))
    }

    /// An instance of the image: the builder's root and Docker's directory, and the emitted user-data.
    ///
    /// # Errors
    /// What was said, where it did not come to its end.
    pub(in super::super) fn instance(
        &self,
        name: &str,
        id: &str,
        image: &Machine,
    ) -> Result<Machine, String> {
        self.launch(name, id, 0)?;
        copy(&image.docker, &self.path(format!("{name}.docker")))?;
        self.boot(name, &[image.layer.clone(), self.host()])
    }

    /// One more boot, `name`, of a machine of the image, on the disk that it left; another id makes it another instance.
    ///
    /// # Errors
    /// What was said, where it did not come to its end.
    pub(in super::super) fn again(
        &self,
        name: &str,
        id: &str,
        machine: &Machine,
        image: &Machine,
    ) -> Result<Machine, String> {
        self.launch(name, id, 0)?;
        let machine = Machine {
            out: self.path(format!("{name}.work/out")),
            layer: machine.layer.clone(),
            docker: machine.docker.clone(),
        };
        self.run(name, machine, &[image.layer.clone(), self.host()])
    }

    /// A host that the twin with this number builds without an image, with the registry and the archive at hand.
    ///
    /// # Errors
    /// What was said, where it did not come to its end.
    pub(in super::super) fn bare(
        &self,
        name: &str,
        id: &str,
        twin: usize,
    ) -> Result<Machine, String> {
        let work = self.launch(name, id, twin)?;
        self.stores(&work)?;
        self.boot(name, &[self.host()])
    }

    /// The user-data of a twin, as it is sent.
    pub(in super::super) fn sent(&self, twin: usize) -> PathBuf {
        let launch = self.sample.twins[twin].launch;
        let data = self.path("bundles").join(launch).join("user-data");
        let zipped = data.with_extension("gz");
        if zipped.exists() { zipped } else { data }
    }

    /// What an instance finds: the user-data as it is sent, which is gzip where the text is long.
    fn launch(&self, name: &str, id: &str, twin: usize) -> Result<PathBuf, String> {
        let work = self.work(name, id, self.sample.drivers);
        let sent = self.sent(twin);
        let seed = work.join(SEED).join("user-data");
        fs::copy(&sent, seed).map_err(|why| format!("{}: {why}", sent.display()))?;
        let mut values = metadata(name, id);
        if let Some(network) = &self.network {
            values.extend(network.values.clone());
        }
        let answers = json!({ "values": values }).to_string();
        fs::write(work.join("imds.json"), answers).unwrap();
        Ok(work)
    }

    pub(in super::super) fn host(&self) -> PathBuf {
        self.real
            .path(&format!("host-{}", self.sample.suite.name()))
    }

    /// What a machine finds under /mnt, and what the cloud tells it.
    ///
    /// A test may have put something there before.
    fn work(&self, name: &str, id: &str, drivers: &[&str]) -> PathBuf {
        let work = self.path(format!("{name}.work"));
        for directory in ["units", "out", SEED] {
            fs::create_dir_all(work.join(directory)).unwrap();
        }
        let tests = package_root().join("tests");
        for (from, to) in [
            ("real/golden/driver.service", "units/driver.service"),
            ("real/golden/imds.service", "units/imds.service"),
            ("real/golden/stores.service", "units/stores.service"),
            ("real/golden/stores.sh", "stores.sh"),
            ("real/golden/disks.service", "units/disks.service"),
            ("real/golden/disks.sh", "disks.sh"),
            ("real/golden/settle.sh", "settle.sh"),
            ("real/boot/tree.py", "tree.py"),
            ("shell/imds.py", "imds.py"),
        ] {
            fs::copy(tests.join(from), work.join(to)).unwrap();
        }
        for (number, driver) in drivers.iter().enumerate() {
            let name = driver.rsplit('/').next().unwrap_or_default();
            let to = if number == 0 { "driver.sh" } else { name };
            fs::copy(readers().join(driver), work.join(to)).unwrap();
        }
        fs::write(work.join("units-of-profile"), self.sample.units.join("\n")).unwrap();
        // One name for all: only what makes them hosts of their own may differ.
        let about = format!("instance-id: {id}\nlocal-hostname: host\n");
        fs::write(work.join(SEED).join("meta-data"), about).unwrap();
        work
    }

    fn boot(&self, name: &str, lower: &[PathBuf]) -> Result<Machine, String> {
        let machine = Machine {
            out: self.path(format!("{name}.work/out")),
            layer: self.path(name),
            docker: self.path(format!("{name}.docker")),
        };
        self.run(name, machine, lower)
    }

    fn run(&self, name: &str, machine: Machine, lower: &[PathBuf]) -> Result<Machine, String> {
        let lower: Vec<String> = lower
            .iter()
            .map(|layer| layer.display().to_string())
            .collect();
        let group = Group::of(&format!("{}-{name}", self.sample.twins[0].bundle()));
        // From within it has another number.
        let network = self.network.iter().map(|_| "/proc/self/ns/net");
        let ran = self
            .entered()
            .args(["unshare", "--mount", "--pid", "--fork", "--kill-child"])
            .args(["--", "bash"])
            .arg(readers().join("golden/machine.sh"))
            .arg(self.real.root(Suite::Bookworm))
            .arg(lower.join(":"))
            .args([&machine.layer, &self.path(format!("{name}.work"))])
            .arg(&machine.docker)
            .arg(group.name())
            .args(network)
            .run();
        if machine.text("journal").is_empty() {
            let said = ran.map_or_else(|why| why, |ran| ran.complaint());
            let driver = machine.text("driver");
            return Err(format!("{name} did not come to its end: {said}\n{driver}"));
        }
        Ok(machine)
    }

    /// Runs what follows in the network that the machines have, if they have one.
    fn entered(&self) -> Program {
        match &self.network {
            Some(network) => Program::limited("nsenter", TIME_LIMIT)
                .arg(format!("--net=/proc/{}/ns/net", network.process)),
            None => Program::limited("env", TIME_LIMIT),
        }
    }
}

impl Machine {
    /// A file that the driver wrote; empty where it is absent.
    pub(in super::super) fn text(&self, name: &str) -> String {
        fs::read_to_string(self.out.join(name)).unwrap_or_default()
    }

    /// The same as JSON.
    ///
    /// # Errors
    /// Where it is none.
    pub(in super::super) fn json(&self, name: &str) -> Result<Value, String> {
        parse(&self.out.join(name))
    }

    /// A JSON file that the machine changed in its root.
    ///
    /// # Errors
    /// Where it is none.
    pub(in super::super) fn host_json(&self, name: &str) -> Result<Value, String> {
        parse(&self.layer.join(name))
    }
}

fn parse(path: &Path) -> Result<Value, String> {
    let name = path.display();
    let text = fs::read_to_string(path).map_err(|why| format!("{name}: {why}"))?;
    serde_json::from_str(&text).map_err(|why| format!("{name}: {why}"))
}

/// Copies a tree with owners and modes.
pub(in super::super) fn copy(from: &Path, to: &Path) -> Result<(), String> {
    let ran = Program::new("cp")
        .args(["-a", "--"])
        .args([from, to])
        .run()?;
    ran.output().map(|_| ())
}

/// What the metadata service says; the name of the stranded one fits no file.
fn metadata(name: &str, id: &str) -> Map<String, Value> {
    let hostname = if name == "stranded" {
        "ip-10-0-0-7\"; reboot"
    } else {
        "ip-10-0-0-7.example.internal"
    };
    let values = [
        ("instance-id", id),
        ("instance-type", "t3.micro"),
        ("placement/region", "eu-central-1"),
        ("placement/availability-zone", "eu-central-1a"),
        ("local-ipv4", "10.0.0.7"),
        ("local-hostname", hostname),
    ];
    let values = values.map(|(name, value)| (name.to_owned(), Value::from(value)));
    values.into_iter().collect()
}

fn readers() -> PathBuf {
    package_root().join("tests/real")
}
