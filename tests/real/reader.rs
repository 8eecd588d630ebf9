//! Where the real readers are, and how one is run inside the Debian root that it belongs to.

use std::path::{Path, PathBuf};

use crate::support::Program;

/// Mounts the work directory and /proc, and runs the reader in its root: no network, nothing of the machine's.
const ENTER: &str = "
root=$1 work=$2 over=$3
shift 3
if [ -n \"$over\" ]; then
  mount -t overlay overlay -o \"lowerdir=$over:$root\" \"$root\"
fi
mount -t proc proc \"$root/proc\"
mount -t tmpfs tmpfs \"$root/run\"
mount -t tmpfs tmpfs \"$root/tmp\"
mount --bind \"$work\" \"$root/mnt\"
exec chroot \"$root\" env -i PATH=/usr/sbin:/usr/bin HOME=/root LC_ALL=C.UTF-8 \"$@\"
";

/// A Debian release whose packages stand unpacked in a root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Suite {
    Bullseye,
    Bookworm,
    Trixie,
}

impl Suite {
    pub(super) const ALL: [Self; 3] = [Self::Bullseye, Self::Bookworm, Self::Trixie];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Bullseye => "bullseye",
            Self::Bookworm => "bookworm",
            Self::Trixie => "trixie",
        }
    }
}

/// The directory that `tests/full` filled.
pub(super) struct Real {
    dir: PathBuf,
}

impl Real {
    /// The readers, at the full level.
    ///
    /// # Panics
    /// Where the full level is asked for and no directory is given.
    pub(super) fn from_environment() -> Option<Self> {
        std::env::var_os("PARBAKE_FULL")?;
        let dir = std::env::var_os("PARBAKE_REAL")
            .expect("PARBAKE_FULL is set and PARBAKE_REAL is not: use tests/full");
        let dir = PathBuf::from(dir);
        assert!(dir.is_dir(), "{} is missing", dir.display());
        Some(Self { dir })
    }

    /// Where the closing report goes.
    pub(super) fn report(&self) -> PathBuf {
        self.dir.join("report.txt")
    }

    /// A file of the readers' directory.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }

    pub(super) fn root(&self, suite: Suite) -> PathBuf {
        self.dir.join(format!("root-{}", suite.name()))
    }

    /// A program inside a root; `work` is its /mnt, and it sees no network.
    pub(super) fn inside(&self, suite: Suite, work: &Path) -> Program {
        self.inside_over(suite, work, &[])
    }

    /// The same with other trees laid over the root, the first on top.
    pub(super) fn inside_over(&self, suite: Suite, work: &Path, over: &[&Path]) -> Program {
        self.entered(Program::new("unshare"), suite, work, over)
    }

    /// The same for what takes minutes.
    pub(super) fn inside_slowly(&self, suite: Suite, work: &Path, over: &[&Path]) -> Program {
        self.entered(Program::limited("unshare", 1200), suite, work, over)
    }

    fn entered(&self, unshare: Program, suite: Suite, work: &Path, over: &[&Path]) -> Program {
        let over: Vec<String> = over.iter().map(|path| path.display().to_string()).collect();
        unshare
            .args(["--mount", "--net", "--pid", "--fork", "--kill-child", "--"])
            .args(["sh", "-euc", ENTER, "enter"])
            .arg(self.root(suite))
            .arg(work)
            .arg(over.join(":"))
    }

    /// A program of the Python environment, with no network but the loopback of its own.
    pub(super) fn python(&self) -> Program {
        Program::new("unshare")
            .args(["--net", "--", "sh", "-euc"])
            .arg("\"$0\" -c 'import fcntl, socket, struct\ns = socket.socket()\nfcntl.ioctl(s, 0x8914, struct.pack(\"16sh14x\", b\"lo\", 0x49))'\nexec \"$0\" \"$@\"")
            .arg(self.dir.join("python/bin/python3"))
    }
}
