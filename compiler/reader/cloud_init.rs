//! cloud-init's view of user-data: is it MIME, which type a part has, what becomes of it.
//!
//! Source: canonical/cloud-init, tags 19.3, 20.4.1, 22.2.2, 22.4.2, 24.1.4, 25.1.4, 26.2:
//! `user_data.py`, `handlers/__init__.py`, `util.py`; each rule was measured on those versions.

use super::ReadPart;

/// A version by its first two numbers: 22.4.2 is `Version(22, 4)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(pub u16, pub u16);

/// What becomes of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handling {
    /// Merged into the configuration.
    CloudConfig,
    /// A patch of the configuration.
    CloudConfigPatch,
    /// A list of further parts.
    CloudConfigArchive,
    /// Run early, at every boot.
    Boothook,
    /// Rendered, then handled as what its second line says.
    Jinja,
    /// Run late, once for each instance.
    Script,
    /// Run late, at every boot.
    ScriptPerBoot,
    /// Run late, once for each instance, from its own directory.
    ScriptPerInstance,
    /// Run late, once.
    ScriptPerOnce,
    /// A list of URLs to fetch.
    Include,
    /// Python code that handles further types.
    PartHandler,
    /// An Upstart job, up to 22.1.
    UpstartJob,
    /// A warning in the log, nothing else.
    Ignored,
}

/// Beginnings and the type that they stand for; of several that fit the longest counts.
///
/// Source: `handlers/__init__.py:42-59` (22.4.2).
const PREFIXES: [(&str, &str); 9] = [
    ("#cloud-config-archive", "text/cloud-config-archive"),
    ("#cloud-config-jsonp", "text/cloud-config-jsonp"),
    ("## template: jinja", "text/jinja2"),
    ("#cloud-boothook", "text/cloud-boothook"),
    ("#include-once", "text/x-include-once-url"),
    ("#cloud-config", "text/cloud-config"),
    ("#part-handler", "text/part-handler"),
    ("#include", "text/x-include-url"),
    ("#!", "text/x-shellscript"),
];

/// Tells whether the bytes (after decompression) are taken for MIME.
///
/// Source: `user_data.py:384`: `mime-version:` anywhere in the first 4096 bytes.
#[must_use]
pub fn is_mime(bytes: &[u8]) -> bool {
    let mark = b"mime-version:";
    bytes
        .get(..4096)
        .unwrap_or(bytes)
        .windows(mark.len())
        .any(|window| window.eq_ignore_ascii_case(mark))
}

/// Guesses a type from the beginning of a content: white space before it and case do not matter.
///
/// Source: `handlers/__init__.py:292-301`. A byte order mark defeats it.
#[must_use]
pub fn sniff(content: &[u8], version: Version) -> Option<&'static str> {
    let trimmed = content.trim_ascii_start();
    let begins = |prefix: &str| {
        trimmed
            .get(..prefix.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(prefix.as_bytes()))
    };
    if version < Version(22, 2) && begins("#upstart-job") {
        return Some("text/upstart-job");
    }
    PREFIXES
        .iter()
        .find(|(prefix, _)| begins(prefix))
        .map(|(_, kind)| *kind)
}

/// Decides the type of a part: most declared types win over the content.
///
/// Source: `user_data.py:132`; `text/x-shellscript` is looked into from 20.4 on, not in 19.3.
#[must_use]
pub fn effective_type(declared: &str, content: &[u8], version: Version) -> String {
    let is_looked_into = matches!(declared, "" | "text/plain" | "text/x-not-multipart")
        || (declared == "text/x-shellscript" && version >= Version(20, 4));
    let sniffed = is_looked_into.then(|| sniff(content, version)).flatten();
    match (sniffed, declared) {
        (Some(kind), _) => kind.to_owned(),
        (None, "") => "text/plain".to_owned(),
        (None, declared) => declared.to_owned(),
    }
}

/// Says what a version does with a type.
///
/// Source: the handlers of each tag; per-boot, per-instance and per-once since 22.1 (600b870b3).
#[must_use]
pub fn handling(kind: &str, version: Version) -> Handling {
    let has_frequencies = version >= Version(22, 1);
    match kind {
        "text/cloud-config" => Handling::CloudConfig,
        "text/cloud-config-jsonp" => Handling::CloudConfigPatch,
        "text/cloud-config-archive" => Handling::CloudConfigArchive,
        "text/cloud-boothook" => Handling::Boothook,
        "text/jinja2" => Handling::Jinja,
        "text/x-shellscript" => Handling::Script,
        "text/x-shellscript-per-boot" if has_frequencies => Handling::ScriptPerBoot,
        "text/x-shellscript-per-instance" if has_frequencies => Handling::ScriptPerInstance,
        "text/x-shellscript-per-once" if has_frequencies => Handling::ScriptPerOnce,
        "text/x-include-url" | "text/x-include-once-url" => Handling::Include,
        "text/part-handler" => Handling::PartHandler,
        "text/upstart-job" if version < Version(22, 2) => Handling::UpstartJob,
        _ => Handling::Ignored,
    }
}

/// Says what a version does with a part that a parser handed on.
///
/// A jinja part is only [`Handling::Jinja`] where its second line is one that the version renders: a
/// boothook since 24.4 (7a0d957c2), cloud-config and scripts always.
#[must_use]
pub fn handle(part: &ReadPart, version: Version) -> Handling {
    let kind = effective_type(&part.content_type, &part.bytes, version);
    let found = handling(&kind, version);
    if found == Handling::Jinja && !is_rendered(&part.bytes, version) {
        return Handling::Ignored;
    }
    found
}

fn is_rendered(content: &[u8], version: Version) -> bool {
    let trimmed = content.trim_ascii_start();
    let below = trimmed
        .iter()
        .position(|&byte| byte == b'\n')
        .and_then(|at| trimmed.get(at + 1..))
        .unwrap_or_default();
    match sniff(below, version) {
        Some("text/cloud-config" | "text/x-shellscript") => true,
        Some("text/cloud-boothook") => version >= Version(24, 4),
        Some(_) | None => false,
    }
}

/// Returns the file name of a script part: `/` becomes `_`, other odd characters go.
///
/// An empty result means that the script is not written at all.
///
/// Source: `util.py:61` and `:363`.
#[must_use]
pub fn clean_filename(name: &str) -> String {
    name.replace('/', "_")
        .chars()
        .filter(|character| {
            character.is_ascii_alphanumeric() || matches!(character, '_' | '-' | '.' | '(' | ')')
        })
        .collect()
}

/// Returns the order in which script parts run: by the bytes of their cleaned names, of one name only
/// the last part.
///
/// Source: `subp.py:416`, `handlers/shell_script.py`.
#[must_use]
pub fn run_order<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let written: std::collections::BTreeSet<String> = names
        .into_iter()
        .map(clean_filename)
        .filter(|name| !name.is_empty())
        .collect();
    written.into_iter().collect()
}
