//! The secrets of the boot program against moto's Systems Manager and Secrets Manager, by the curl of Debian 12, and every
//! policy through moto's IAM, which refuses what IAM's grammar does not know.

use std::collections::BTreeMap;
use std::path::Path;

use super::reader::{Real, Suite};
use crate::support::{Report, package_root};

pub(super) fn run(real: &Real, report: &mut Report) {
    let root = real.root(Suite::Bookworm);
    trials("moto", include_str!("secrets_moto.py"), &root, real, report);
}

/// Runs a driver in Python, which prints its trials, each with `ok` or what was found instead.
pub(super) fn trials(name: &str, driver: &str, root: &Path, real: &Real, report: &mut Report) {
    match ask(driver, root, real) {
        Ok(found) => {
            assert!(found.len() > 15, "{} trials", found.len());
            for (trial, outcome) in found {
                let outcome = if outcome == "ok" {
                    Ok(())
                } else {
                    Err(outcome)
                };
                report.takes(&trial, outcome);
            }
        }
        Err(why) => report.takes(name, Err(why)),
    }
}

fn ask(driver: &str, root: &Path, real: &Real) -> Result<BTreeMap<String, String>, String> {
    let python = real.python().args(["-c", driver]);
    let ran = python.arg(package_root()).arg(root).run()?;
    let said = ran.stderr.clone();
    serde_json::from_slice(&ran.output()?).map_err(|error| format!("{error}: {said}"))
}
