//! schemas/logrotate.toml to the tables of `catalog::logrotate`.

use std::path::Path;

use serde::Deserialize;

use crate::literal::{Version, read, record, table, words};

words! { Argument DirectiveScope LogMethod }

record! { setting Directive {
    group: String,
    argument: Argument,
    off: Option<String>,
    scope: DirectiveScope,
    since: Version,
    #[serde(default)]
    conflicts: String,
    #[serde(default)]
    note: String,
    refused: Option<String>,
    source: String,
} }

record! { HostLog {
    paths: Vec<String>,
    writer: String,
    method: LogMethod,
    note: String,
    source: String,
} }

record! { LogrotateRule {
    id: String,
    text: String,
    source: String,
} }

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Catalogue {
    directive: Vec<Directive>,
    log: Vec<HostLog>,
    rule: Vec<LogrotateRule>,
}

/// Writes the tables, the directives sorted by key.
pub(crate) fn generate(path: &Path) -> String {
    let mut file: Catalogue = read(path);
    file.directive.sort_by(|a, b| a.key.cmp(&b.key));
    [
        table(
            "Every directive, sorted by key; the negative forms are the `off` of theirs.",
            "DIRECTIVES",
            "Directive",
            &file.directive,
        ),
        table(
            "Logs on container hosts and who may rotate them.",
            "HOST_LOGS",
            "HostLog",
            &file.log,
        ),
        table(
            "What the manual does not spell out.",
            "LOGROTATE_RULES",
            "LogrotateRule",
            &file.rule,
        ),
    ]
    .concat()
}
