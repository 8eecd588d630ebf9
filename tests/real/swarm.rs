//! `join_swarm` against two swarms of the real dockerd 20.10: what it says, what the manager sees, and that no process has the
//! token among its words.

use std::fs;

use super::reader::{Real, Suite};
use crate::support::{Program, Report, package_root};

/// What the step calls into, in the order of a program.
const LIBRARIES: &[&str] = &[
    "core", "files", "template", "instance", "json", "aws", "aws_curl", "secrets", "swarm",
];

pub(super) fn run(real: &Real, report: &mut Report) {
    let home = tempfile::tempdir().unwrap();
    let library = home.path().join("lib.sh");
    let files = LIBRARIES.iter().map(|name| {
        let path = package_root().join(format!("templates/lib/{name}.sh"));
        fs::read_to_string(path).unwrap()
    });
    fs::write(&library, files.collect::<String>()).unwrap();
    let ran = Program::new("unshare")
        .args(["--mount", "--net", "--pid", "--fork", "--kill-child", "--"])
        .arg("bash")
        .arg(package_root().join("tests/real/swarm.sh"))
        .arg(real.root(Suite::Bookworm))
        .arg(&library)
        .run();
    let said = match ran.and_then(|ran| ran.output()) {
        Ok(said) => String::from_utf8_lossy(&said).into_owned(),
        Err(why) => return report.takes("two swarms", Err(why)),
    };
    let findings: Vec<&str> = said.lines().collect();
    assert!(findings.len() >= 10, "{said}");
    for finding in findings {
        match finding.strip_prefix("ok ") {
            Some(what) => report.takes(what, Ok(())),
            None => report.takes(finding, Err(said.clone())),
        }
    }
}
