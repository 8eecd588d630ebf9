//! A command that takes the baked images away.

use crate::host::leaf::Cause;
use crate::host::lines::lines;
use crate::host::{ScriptPhase, Strategy};
use crate::lint::Finding;
use crate::lint::subject::Subject;

lint! {
    /// A script or unit removes the container images that were baked.
    ///
    /// `docker system prune --all` and `docker image prune --all` remove every image that no container uses at that moment. The
    /// filter `until` counts from the day on which an image was *made*, so a baked one is old on the first day.
    ///
    /// Bad: `docker system prune --all --force` in a boot script, beside `images.pull`. Good: `[docker.gc]`, which spares them
    /// unless told otherwise; or a label on what must stay, and `--filter label!=keep`.
    ///
    /// Source: docker-image-prune(1), docker-system-prune(1), filters `until` and `label`.
    "L0071" "prune-takes-baked-images" Ordinary Warn check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let host = subject.host;
    let baked = host.images.iter().find(|image| image.is_fixed());
    let Some(image) = baked.filter(|_| host.image.strategy == Strategy::Bake) else {
        return Vec::new();
    };
    let found = |cause: Cause| {
        LINT.at(&cause, "this command takes baked images away")
            .label("every image that no container uses")
            .related(image.name.span, "baked, and as old as its maker says")
            .note("`until` counts from the day on which an image was made, not from its pull")
            .help("leave `--all` out: dangling images go all the same")
    };
    causes(subject).into_iter().map(found).collect()
}

/// The commands that prune all images on a running host.
fn causes(subject: &Subject<'_>) -> Vec<Cause> {
    let host = subject.host;
    let mut causes = Vec::new();
    for launch in 0..host.count() {
        for unit in subject.units(launch) {
            let lines = unit
                .settings
                .iter()
                .filter(|line| line.key.starts_with("Exec"));
            let pruning = lines.filter(|line| prunes_all(&line.value));
            causes.extend(pruning.map(|line| line.cause.clone()));
        }
    }
    for script in host.scripts.iter().filter_map(|script| script.first()) {
        if script.phase == ScriptPhase::Boot {
            let lines = lines(&script.body, subject.sources);
            let pruning = lines.into_iter().filter(|line| prunes_all(&line.text));
            causes.extend(pruning.map(|line| line.cause));
        }
    }
    causes
}

/// Says whether a command line holds `docker system prune` or `docker image prune` for all images, without a label.
fn prunes_all(command: &str) -> bool {
    if command.trim_start().starts_with('#') || command.contains("label") {
        return false;
    }
    let words: Vec<&str> = command.split_whitespace().collect();
    let is_prune = |words: &[&str]| matches!(words, [docker, "system" | "image", "prune"] if docker.rsplit('/').next() == Some("docker"));
    let Some(at) = words.windows(3).position(is_prune) else {
        return false;
    };
    let is_all = |word: &str| {
        let short = word.strip_prefix('-').filter(|rest| !rest.starts_with('-'));
        word == "--all" || short.is_some_and(|letters| letters.contains('a'))
    };
    let options = words.iter().skip(at + 3);
    options
        .take_while(|word| !word.ends_with(';'))
        .any(|word| is_all(word))
}
