//! `prefer-cached` switches the clean-up of images off.

use super::Finding;
use super::subject::{Set, Subject};

lint! {
    /// `image-pull-behavior = "prefer-cached"` switches the agent's clean-up of images off.
    ///
    /// With it the agent removes no image at all, whatever the settings of clean-up say, and images of each deployment stay
    /// until the disk is full.
    ///
    /// Bad: `image-pull-behavior = "prefer-cached"` and an `image-cleanup-interval`. Good: with `disable-image-cleanup = true`,
    /// which says so, or with `[docker.gc]` and `all-images = true`.
    ///
    /// Source: amazon-ecs-agent 1.105.1, `agent/engine/docker_image_manager.go:367`;
    /// github.com/aws/amazon-ecs-agent/issues/2769.
    "L0031" "cleanup-switched-off" Ordinary Warn check
}

/// Settings that do nothing then.
const IDLE: &[&str] = &[
    "image-cleanup-interval",
    "image-minimum-cleanup-age",
    "num-images-delete-per-cycle",
    "enable-untracked-image-cleanup",
];

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let behaviors = subject.ecs("image-pull-behavior");
    let prefers = behaviors.filter(|set| {
        let is_said = subject.flag("disable-image-cleanup", set.launch) == Some(true);
        set.as_str() == Some("prefer-cached") && !is_said && !prunes_images(subject, set.launch)
    });
    prefers.map(|set| finding(subject, &set)).collect()
}

fn finding(subject: &Subject<'_>, set: &Set<'_>) -> Finding {
    let found = LINT
        .at(&set.cause(), "the agent cleans no image up")
        .label("switches the clean-up off")
        .note("images of each deployment stay on the host until the disk is full")
        .help(
            "say `disable-image-cleanup = true`, or prune with `docker.gc = { all-images = true }`",
        );
    let mut idle = IDLE
        .iter()
        .filter_map(|key| subject.ecs_at(key, set.launch));
    match idle.next() {
        Some(idle) => found.related(idle.cause().span, "has no effect then"),
        None => found,
    }
}

/// Says whether the prune timer takes every unused image.
fn prunes_images(subject: &Subject<'_>, launch: usize) -> bool {
    let gc = subject.host.docker.gc.as_ref();
    let state = gc.and_then(|(states, _, _)| states.get(launch)?.as_ref());
    state.is_some_and(|gc| gc.all_images)
}
