//! A good sample of every ecs.config is read by booted systemds; the models of both its readers have read them all.

use std::collections::BTreeSet;

use super::super::env_file::{equal, modelled, observe_texts};
use super::super::reader::{Real, Suite};
use super::drawn;
use crate::support::Report;

/// Files of one boot: each is a unit of the guest.
const SAMPLE: usize = 150;

pub(in super::super) fn run(real: &Real, report: &mut Report) {
    let mut texts = BTreeSet::new();
    for drawn in &drawn().drawn {
        for launch in &drawn.launches {
            let path = format!("launch/{}/ecs.config", launch.name);
            texts.extend(drawn.bundle.files.get(&path).map(|file| file.bytes.clone()));
        }
    }
    let step = (texts.len() / SAMPLE).max(1);
    let sample: Vec<Vec<u8>> = texts.into_iter().step_by(step).take(SAMPLE).collect();
    report.says(&format!(
        "{} different ecs.config in each boot",
        sample.len()
    ));
    for suite in Suite::ALL {
        match observe_texts(real, suite, &sample) {
            Err(why) => report.takes(suite.name(), Err(why)),
            Ok(seen) => {
                for (text, seen) in sample.iter().zip(&seen) {
                    let shown = String::from_utf8_lossy(text);
                    report.takes(
                        &format!("{shown:?} under {}", suite.name()),
                        equal(&modelled(suite, text), seen),
                    );
                }
            }
        }
    }
}
