//! Container logs without a size limit.

use super::Finding;
use crate::diagnostic::{Diagnostic, codes};
use crate::host::leaf::Cause;
use crate::host::{DaemonSetting, Host};
use crate::plan::Plan;

/// json-file is dockerd's default and keeps everything; `local` has limits of its own.
///
/// Source: moby, daemon/logger/jsonfilelog: `max-size` is unlimited by default.
pub(super) fn check(host: &Host, _: &Plan) -> Vec<Finding> {
    let driver = host
        .docker
        .settings
        .iter()
        .find(|item| item.name.text == "log-driver");
    let Some(driver) = driver else {
        return Vec::new();
    };
    let options = host
        .docker
        .settings
        .iter()
        .find(|item| item.name.text == "log-opts");
    let limited = |launch: usize| {
        let table = options
            .and_then(|item| item.at(launch))
            .and_then(|setting| setting.value.as_table());
        table.is_some_and(|table| table.get("max-size").is_some())
    };
    let unlimited = |(launch, setting): (usize, &Option<DaemonSetting>)| {
        let setting = setting.as_ref()?;
        (setting.value.as_str() == Some("json-file") && !limited(launch))
            .then_some(setting.value.span)
    };
    let span = driver.states.iter().enumerate().find_map(unlimited);
    let finding = |span| {
        let cause = Cause {
            span,
            leaf: driver.name.leaf.clone(),
        };
        let found = Diagnostic::warning(
            codes::LOG_WITHOUT_LIMIT,
            span,
            "json-file keeps the logs of containers without limit",
        )
        .label("no `max-size` in log-opts")
        .help("add `log-opts = { max-size = \"10m\", max-file = \"3\" }` to [docker.daemon]");
        Finding::new(found, &cause)
    };
    span.map(finding).into_iter().collect()
}
