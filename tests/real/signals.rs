//! The signals of the boot program against botocore, which computes each signature and each request again: by the curl of Debian
//! 12, and by the AWS command line. moto has neither call.

use super::reader::{Real, Suite};
use super::secrets::trials;
use crate::support::Report;

pub(super) fn run(real: &Real, report: &mut Report) {
    let driver = include_str!("signals_botocore.py");
    trials(
        "botocore",
        driver,
        &real.root(Suite::Bookworm),
        real,
        report,
    );
}
