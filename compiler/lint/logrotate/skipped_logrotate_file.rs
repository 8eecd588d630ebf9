//! A file of /etc/logrotate.d that logrotate passes over.

use crate::host::FileState;
use crate::lint::Finding;
use crate::lint::subject::Subject;

lint! {
    /// A file of /etc/logrotate.d is one that logrotate passes over.
    ///
    /// It reads only files that belong to root and that group and others cannot write; any other is skipped with status 0 (status 1
    /// from 3.22 on). Names that end like a backup or a leftover of the package manager are skipped without a word.
    ///
    /// Bad: `[files."/etc/logrotate.d/web"]` with `mode = "0664"`, or named `web.bak`. Good: `mode = "0644"`, owner root; better
    /// `[logrotate.web]`.
    ///
    /// Source: logrotate 3.21.0 run; logrotate(8), `tabooext`.
    "L0092" "skipped-logrotate-file" Ordinary Deny check
}

/// Endings that are passed over, a part of the built-in list.
const TABOO: [&str; 8] = [
    ".bak",
    "~",
    ".disabled",
    ".rpmsave",
    ".swp",
    ",v",
    ".dpkg-old",
    ".dpkg-dist",
];

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for file in &subject.host.files {
        let Some(name) = file.name.text.strip_prefix("/etc/logrotate.d/") else {
            continue;
        };
        let ending = TABOO.iter().find(|ending| name.ends_with(*ending));
        let state = file.states.iter().flatten().find_map(unsafe_owner_or_mode);
        let why = match (ending, state) {
            (Some(ending), _) => format!("a name that ends in `{ending}`"),
            (None, Some(why)) => why,
            (None, None) => continue,
        };
        let finding = LINT
            .at(
                &file.name.cause(),
                format!("logrotate passes `{}` over", file.name.text),
            )
            .label(why)
            .help("write it as [logrotate.NAME], or with owner root and `mode = \"0644\"`");
        found.push(finding);
    }
    found
}

fn unsafe_owner_or_mode(state: &FileState) -> Option<String> {
    let mode = u32::from_str_radix(&state.mode, 8).ok()?;
    if mode & 0o022 != 0 {
        return Some(format!(
            "mode {}: others than root may write it",
            state.mode
        ));
    }
    (state.owner != "root").then(|| format!("belongs to `{}`", state.owner))
}
