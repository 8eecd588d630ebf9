//! The secrets of the boot program against moto's Systems Manager and Secrets Manager, by the curl of Debian 12, and every
//! policy through moto's IAM, which refuses what IAM's grammar does not know.

use std::collections::BTreeMap;

use super::reader::{Real, Suite};
use crate::support::{Report, package_root};

const DRIVER: &str = include_str!("secrets_moto.py");

pub(super) fn run(real: &Real, report: &mut Report) {
    match ask(real) {
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
        Err(why) => report.takes("moto", Err(why)),
    }
}

fn ask(real: &Real) -> Result<BTreeMap<String, String>, String> {
    let python = real.python().args(["-c", DRIVER]);
    let ran = python
        .arg(package_root())
        .arg(real.root(Suite::Bookworm))
        .run()?;
    let said = ran.stderr.clone();
    serde_json::from_slice(&ran.output()?).map_err(|error| format!("{error}: {said}"))
}
