//! A late drop-in or options file that gives dockerd another image store.

use super::Finding;
use super::subject::Subject;
use crate::catalog::docker::DAEMON_KEYS;
use crate::host::item::Item;
use crate::host::leaf::Scope;
use crate::host::lines::lines;
use crate::host::{Body, FileState, Strategy};

lint! {
    /// A file that comes only at boot gives dockerd another place for images than it had in the bake.
    ///
    /// Docker looks for images where its flags say: in the data root, under the storage driver, in the remapped user's
    /// directory. What was baked lies in the store of the bake, and after such a boot Docker does not see it, without a word.
    /// For `[docker.daemon]` that is an error; in a drop-in or an options file the flags are text that only dockerd reads.
    ///
    /// Bad: a drop-in of docker.service in one variant with `ExecStart=/usr/bin/dockerd --data-root /srv/docker`.
    /// Good: the same drop-in for every variant, so that the bake has it too.
    ///
    /// Source: moby, flags of dockerd; images lie under `<data-root>/<driver>`, with `userns-remap` under `<data-root>/<uid>.<gid>`.
    "L0034" "image-store-moved-at-boot" Ordinary Warn check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let host = subject.host;
    let is_baked = host.images.iter().any(Item::is_fixed);
    if host.image.strategy == Strategy::None || !is_baked {
        return Vec::new();
    }
    let docker = host.base.docker.unit.value;
    let units = host.units.iter().filter(|unit| unit.name.text == docker);
    let bodies = units.flat_map(|unit| unit.drop_ins.iter().chain([&unit.body]));
    let late = bodies.filter(|body| body.deciding.scope != Scope::Fixed);
    let bodies = late.flat_map(|item| item.states.iter().flatten());
    let options = host.base.docker.options_file.value;
    let path = options.map(|options| options.path);
    let files = host.files.iter();
    let files = files.filter(|file| Some(file.name.text.as_str()) == path && !file.is_fixed());
    let contents = files.flat_map(|file: &Item<FileState>| file.states.iter().flatten());
    let bodies = bodies.chain(contents.map(|file| &file.body));
    bodies.filter_map(|body| finding(subject, body)).collect()
}

fn finding(subject: &Subject<'_>, body: &Body) -> Option<Finding> {
    let lines = lines(body, subject.sources).into_iter();
    let mut code = lines.filter(|line| !line.text.trim_start().starts_with(['#', ';']));
    let (cause, flag) = code.find_map(|line| Some((line.cause, store_flag(&line.text)?)))?;
    let message = format!("`{flag}` comes only at boot, and the images were baked without it");
    let found = LINT.at(&cause, message);
    Some(
        found
            .label("another image store than in the bake")
            .note("Docker does not see the baked images then, without a word")
            .help("give it to every launch alike, so that the bake has it too"),
    )
}

/// Finds a flag that decides where images lie.
fn store_flag(line: &str) -> Option<&'static str> {
    let keys = DAEMON_KEYS.iter().filter(|key| key.bake_boot_match);
    let mut flags = keys.filter_map(|key| Some(key.flag?.name));
    flags.find(|flag| line.split([' ', '=', '"', '\'']).any(|word| word == *flag))
}
