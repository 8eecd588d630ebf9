//! What a baked script asks the host: in an image the answer is the build host's.

use std::ops::Range;

use crate::host::sections::files::Body;
use crate::host::{Context, diags};
use crate::reader::shell_commands::{self, Command, Direction, Script, Word};

/// Reports every question of a baked script, at its bytes where they can be told.
pub(super) fn check(name: &str, body: &Body, ctx: &mut Context<'_>) {
    let Some(bytes) = body
        .as_bytes()
        .filter(|bytes| shell_commands::is_shell_script(bytes))
    else {
        return;
    };
    let script = shell_commands::read(bytes);
    for command in &script.commands {
        let Some((what, range)) = question(&script, command) else {
            continue;
        };
        let whole = body.cause().span;
        let place = body.place(ctx.sources, range);
        ctx.report.push(diags::scripts::baked_script_reads_host(
            place.unwrap_or(whole),
            place.is_some(),
            name,
            &what,
        ));
    }
}

/// What a command asks, and where.
fn question(script: &Script, command: &Command) -> Option<(String, Range<usize>)> {
    let name = command.name().unwrap_or_default();
    let texts: Vec<String> = command
        .arguments()
        .iter()
        .map(|word| script.text(word))
        .collect();
    let has = |words: &[&str]| texts.iter().any(|text| words.contains(&text.as_str()));
    let asks = match name.as_str() {
        "hostname" => {
            texts.iter().all(|text| text.starts_with('-')) && !has(&["-F", "--file", "-b"])
        }
        "uname" => has(&["-n", "--nodename", "-a", "--all"]),
        "hostnamectl" => texts.is_empty() || has(&["status", "hostname"]),
        "uuidgen"
        | "dbus-uuidgen"
        | "ec2-metadata"
        | "ec2metadata"
        | "systemd-machine-id-setup" => true,
        // The others of its many uses make no key.
        "ssh-keygen" => !has(&[
            "-l", "-F", "-R", "-H", "-y", "-e", "-i", "-B", "-Y", "-p", "-c", "-Q", "-k",
        ]),
        "cloud-init" => has(&["query"]),
        _ => false,
    };
    if asks {
        return Some((name, command.range.clone()));
    }
    let known = |words: &'static [&'static str], word: &Word| {
        let text = script.text(word);
        let found = words.iter().find(|known| names(&text, known))?;
        Some(((*found).to_owned(), word.range.clone()))
    };
    let from = command
        .redirections
        .iter()
        .filter(|from| from.direction == Direction::Read);
    if let Some(found) = from
        .map(|from| &from.target)
        .find_map(|word| known(FILES, word))
    {
        return Some(found);
    }
    let words: &'static [&'static str] = match name.as_str() {
        "curl" | "wget" | "http" | "fetch" | "aria2c" => ADDRESSES,
        "cat" | "cp" | "head" | "tail" | "cut" | "awk" | "grep" | "tr" | "md5sum" | "sha1sum"
        | "sha256sum" | "base64" | "xxd" | "od" => FILES,
        _ => return None,
    };
    command
        .arguments()
        .iter()
        .find_map(|word| known(words, word))
}

/// Says whether a text holds a name that does not go on.
fn names(text: &str, name: &str) -> bool {
    let goes_on = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let mut behind = text
        .match_indices(name)
        .filter_map(|(at, _)| text.get(at + name.len()..));
    behind.any(|behind| !behind.starts_with(goes_on))
}

/// The metadata service.
///
/// Source: EC2 user guide, "Use the Instance Metadata Service to access instance metadata".
const ADDRESSES: &[&str] = &["169.254.169.254", "fd00:ec2::254"];

/// Files that say which host this is.
const FILES: &[&str] = &[
    "/etc/machine-id",
    "/var/lib/dbus/machine-id",
    "/proc/sys/kernel/random/uuid",
    "/proc/sys/kernel/random/boot_id",
    "/proc/sys/kernel/hostname",
    "/sys/class/dmi/id/product_uuid",
    "/sys/class/dmi/id/board_asset_tag",
    "/sys/devices/virtual/dmi/id/product_uuid",
    "/sys/devices/virtual/dmi/id/board_asset_tag",
];
