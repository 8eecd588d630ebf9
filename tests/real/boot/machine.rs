//! A root of Debian 12 made of layers: baked by chroot, booted by systemd-nspawn. Nothing of it outlives its directory.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tempfile::TempDir;

use super::super::group::Group;
use super::super::reader::{Real, Suite};
use super::scripts;
use crate::support::{Program, package_root};

/// The scripts that are run beside or inside the root.
const SCRIPTS: &[&str] = &[
    "agent.py",
    "amazon.sh",
    "collect.sh",
    "prepare.sh",
    "record.sh",
    "tree.py",
];

/// The instance that every machine is.
pub(super) const INSTANCE: &str = "i-0123456789abcdef0";

/// Where layers and machines are, and the bundles of the two profiles.
pub(in super::super) struct Yard {
    dir: TempDir,
    root: PathBuf,
}

/// A stack of layers, the uppermost first.
pub(in super::super) type Layers = Vec<PathBuf>;

impl Yard {
    /// Builds the bundles and makes the unpacked root a host.
    ///
    /// # Errors
    /// What the compiler or the root said.
    pub(super) fn new(real: &Real) -> Result<(Self, Layers), String> {
        Self::of(real, &scripts(), &["profile.toml", "none.toml"], "booted")
    }

    /// Builds the bundles of profiles in a directory; `baked` is the one whose bake.sh is at hand in the root.
    ///
    /// # Errors
    /// What the compiler or the root said.
    pub(in super::super) fn of(
        real: &Real,
        profiles_in: &Path,
        profiles: &[&str],
        baked: &str,
    ) -> Result<(Self, Layers), String> {
        let dir = tempfile::tempdir_in(real.path("")).unwrap();
        // A machine's services are other users, who must get through to their files.
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let yard = Self {
            dir,
            root: real.root(Suite::Bookworm),
        };
        for profile in profiles {
            let ran = Program::new(env!("CARGO_BIN_EXE_parbake"))
                .args(["build", profile, "--out"])
                .arg(yard.path("bundles"))
                .dir(profiles_in)
                .run()?;
            ran.output()?;
        }
        let work = yard.path("shared");
        fs::create_dir_all(work.join("scripts")).unwrap();
        for name in SCRIPTS {
            fs::copy(scripts().join(name), work.join("scripts").join(name)).unwrap();
        }
        let imds = package_root().join("tests/shell/imds.py");
        fs::copy(imds, work.join("scripts/imds.py")).unwrap();
        let bake = yard.bundle(baked).join("image/bake.sh");
        fs::copy(bake, work.join("bake.sh")).unwrap();
        let base = vec![yard.root.clone()];
        let host = yard.inside(&base, "host", "scripts/prepare.sh")?.0;
        Ok((yard, host))
    }

    pub(in super::super) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub(super) fn bundle(&self, name: &str) -> PathBuf {
        self.path("bundles").join(name)
    }

    /// Runs a script in the root of these layers; its changes go into the layer `upper`, which may be there already.
    ///
    /// # Errors
    /// What the script said, where it failed.
    pub(in super::super) fn inside(
        &self,
        lower: &Layers,
        upper: &str,
        script: &str,
    ) -> Result<(Layers, String), String> {
        let interpreter = if script.ends_with(".py") {
            "python3"
        } else {
            "bash"
        };
        let ran = Program::new("unshare")
            .args(["--mount", "--net", "--pid", "--fork", "--kill-child", "--"])
            .arg("bash")
            .arg(scripts().join("inside.sh"))
            .arg(joined(lower))
            .args([self.path(upper), self.path("shared")])
            .args([interpreter, &format!("/mnt/{script}")])
            .run()?;
        let text = String::from_utf8_lossy(&ran.output()?).into_owned();
        Ok((over(self.path(upper), lower), text))
    }

    /// What of the host in these layers can differ, by path.
    ///
    /// # Errors
    /// What the script said.
    pub(in super::super) fn tree(
        &self,
        layers: &Layers,
        name: &str,
    ) -> Result<Vec<String>, String> {
        let (_, text) = self.inside(layers, &format!("{name}.tree"), "scripts/tree.py")?;
        Ok(text.lines().map(str::to_owned).collect())
    }

    /// Boots these layers with the user-data of a launch until nothing is left to do. A second boot under the same
    /// name finds what the first one left.
    ///
    /// # Errors
    /// What was said, where the machine did not come to its end.
    pub(in super::super) fn boot(
        &self,
        lower: &Layers,
        name: &str,
        launch: &str,
    ) -> Result<(Layers, Boot), String> {
        self.start(lower, name, &Start::of(launch))?.at_its_end()
    }

    /// The same for any start, and for a machine that is not left to come to its end.
    ///
    /// # Errors
    /// An edit of user-data that does not apply.
    pub(super) fn start(
        &self,
        lower: &Layers,
        name: &str,
        start: &Start,
    ) -> Result<Started, String> {
        let work = self.path(&format!("{name}.work"));
        let _ = fs::remove_dir_all(&work);
        fs::create_dir_all(work.join("seed")).unwrap();
        fs::create_dir(work.join("out")).unwrap();
        start.lay_out(self, &work)?;
        let group = Group::of(name);
        let upper = self.path(name);
        let ran = Program::new("unshare")
            .args(["--mount", "--pid", "--fork", "--kill-child", "--"])
            .arg("bash")
            .arg(scripts().join("machine.sh"))
            .arg(&self.root)
            .arg(joined(lower))
            .args([&upper, &work])
            .arg(group.name())
            .run();
        let boot = Boot {
            out: work.join("out"),
        };
        let said = ran.map_or_else(|why| why, |ran| ran.complaint());
        Ok(Started {
            host: over(upper, lower),
            boot,
            said,
        })
    }
}

/// A machine that was started, and has come to whatever end.
pub(super) struct Started {
    pub(super) host: Layers,
    pub(super) boot: Boot,
    /// What stood on its console.
    pub(super) said: String,
}

impl Started {
    /// # Errors
    /// What it said, where it did not end by itself.
    pub(super) fn at_its_end(self) -> Result<(Layers, Boot), String> {
        if self.boot.out.join("journal").is_file() {
            return Ok((self.host, self.boot));
        }
        Err(format!("it did not come to its end: {}", self.said))
    }
}

/// How a machine is started.
pub(super) struct Start {
    launch: String,
    instance: &'static str,
    metadata: Value,
    edits: Vec<(String, String)>,
    kill: Option<String>,
}

impl Start {
    /// The usual instance, with a launch of a bundle: `booted/web`.
    pub(super) fn of(launch: &str) -> Self {
        Self {
            launch: launch.to_owned(),
            instance: INSTANCE,
            metadata: metadata(),
            edits: Vec::new(),
            kill: None,
        }
    }

    /// As another instance.
    pub(super) fn instance(mut self, instance: &'static str) -> Self {
        self.instance = instance;
        self.metadata["values"]["instance-id"] = instance.into();
        self
    }

    /// With an option of the metadata service, see imds.py.
    pub(super) fn service(mut self, option: &str, value: impl Into<Value>) -> Self {
        self.metadata[option] = value.into();
        self
    }

    /// With another value of the metadata.
    pub(super) fn value(mut self, path: &str, text: &str) -> Self {
        self.metadata["values"][path] = text.into();
        self
    }

    /// With other words in its user-data.
    pub(super) fn edit(mut self, from: impl Into<String>, to: impl Into<String>) -> Self {
        self.edits.push((from.into(), to.into()));
        self
    }

    /// Killed as soon as a command of bash, run on its disk, says yes.
    pub(super) fn killed_when(mut self, condition: &str) -> Self {
        self.kill = Some(condition.to_owned());
        self
    }

    fn lay_out(&self, yard: &Yard, work: &Path) -> Result<(), String> {
        let (bundle, variant) = self.launch.split_once('/').unwrap();
        let data = yard.bundle(bundle).join("launch").join(variant);
        let mut text = fs::read_to_string(data.join("user-data")).unwrap();
        for (from, to) in &self.edits {
            if !text.contains(from) {
                return Err(format!("user-data has no '{from}'"));
            }
            text = text.replacen(from, to, 1);
        }
        fs::write(work.join("seed/user-data"), text).unwrap();
        let about = format!("instance-id: {}\nlocal-hostname: booted\n", self.instance);
        fs::write(work.join("seed/meta-data"), about).unwrap();
        fs::write(work.join("imds.json"), self.metadata.to_string()).unwrap();
        if let Some(condition) = &self.kill {
            fs::write(work.join("kill"), condition).unwrap();
        }
        Ok(())
    }
}

/// What a boot left behind.
pub(in super::super) struct Boot {
    out: PathBuf,
}

impl Boot {
    /// A file that collect.sh or a stand-in wrote; empty where it is absent.
    pub(in super::super) fn text(&self, name: &str) -> String {
        fs::read_to_string(self.out.join(name)).unwrap_or_default()
    }

    pub(in super::super) fn json(&self, name: &str) -> Value {
        serde_json::from_str(&self.text(name)).unwrap_or(Value::Null)
    }

    /// Whether a unit was active when the boot was done.
    pub(in super::super) fn is_active(&self, unit: &str) -> bool {
        self.text("states").lines().any(|line| {
            let mut words = line.split_whitespace();
            words.next() == Some(unit) && words.nth(1) == Some("active")
        })
    }

    /// The scripts and stand-ins in the order in which they began, over all boots of the instance.
    pub(super) fn steps(&self) -> Vec<String> {
        self.text("steps").lines().map(str::to_owned).collect()
    }
}

/// What the metadata service answers.
fn metadata() -> Value {
    json!({ "values": {
        "instance-id": INSTANCE,
        "instance-type": "t3.micro",
        "placement/region": "eu-central-1",
        "placement/availability-zone": "eu-central-1a",
        "local-ipv4": "10.0.0.7",
        "local-hostname": "ip-10-0-0-7.example.internal",
        "tags/instance/Owner": "team a",
        "tags/instance/Role": "web tier",
    } })
}

/// The file of a host: in the uppermost layer that has it.
pub(in super::super) fn read(layers: &Layers, path: &str) -> String {
    let found = layers.iter().map(|layer| layer.join(path));
    found
        .filter_map(|path| fs::read_to_string(path).ok())
        .next()
        .unwrap_or_default()
}

fn over(upper: PathBuf, lower: &Layers) -> Layers {
    [vec![upper], lower.clone()].concat()
}

pub(in super::super) fn joined(layers: &Layers) -> String {
    let layers: Vec<String> = layers.iter().map(|l| l.display().to_string()).collect();
    layers.join(":")
}
