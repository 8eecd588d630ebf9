//! What was pulled ahead is cleaned up before a task asks for it.

use std::collections::BTreeSet;

use super::subject::{Set, Subject};
use super::{Finding, pulled};
use crate::host::leaf::Cause;
use crate::host::{DockerGc, ImageReference};
use crate::source::Span;

lint! {
    /// A clean-up takes images away that were pulled ahead.
    ///
    /// With `enable-untracked-image-cleanup` the agent removes images that it did not pull, and counts their age from the day
    /// on which they were built: what the machine image brings is old enough at once. Only the exact names of
    /// `exclude-untracked-image` are spared. `[docker.gc]` with `all-images` removes whatever no container uses.
    ///
    /// Bad: `images.pull = ["nginx:1.27"]` with `enable-untracked-image-cleanup = true`. Good: with
    /// `exclude-untracked-image = ["nginx:1.27"]` as well.
    ///
    /// Source: amazon-ecs-agent 1.105.1, `agent/engine/docker_image_manager.go:82-90`, `411`;
    /// github.com/aws/amazon-ecs-agent/issues/3520; docker system prune.
    "L0032" "pulled-image-removed" Ordinary Warn check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let flags = subject.ecs("enable-untracked-image-cleanup");
    let by_agent = flags.filter(|set| set.is(true));
    let mut found: Vec<_> = by_agent
        .filter_map(|set| by_agent_of(subject, &set))
        .collect();
    if let Some((states, _, cause)) = &subject.host.docker.gc {
        let timers = states.iter().enumerate();
        let timers = timers.filter_map(|(launch, gc)| Some((launch, gc.as_ref()?)));
        found.extend(timers.filter_map(|(launch, gc)| by_timer(subject, launch, gc, cause)));
    }
    found
}

/// What the agent's clean-up would take.
fn by_agent_of(subject: &Subject<'_>, set: &Set<'_>) -> Option<Finding> {
    let launch = set.launch;
    let text = |key, default| {
        let set = subject.ecs_at(key, launch);
        set.map_or(Some(default), |set| set.as_str())
    };
    let behavior = text("image-pull-behavior", "default");
    let disabled = subject.flag("disable-image-cleanup", launch) == Some(true);
    if disabled || behavior == Some("prefer-cached") {
        return None;
    }
    let (image, span, more) = unprotected(subject, launch)?;
    let age = text("non-ecs-image-minimum-cleanup-age", "1h").unwrap_or("an age");
    let found = LINT.at(&set.cause(), format!("the agent removes `{image}`{more}"));
    Some(
        found
            .label("takes what the agent did not pull itself")
            .related(span, "pulled ahead, and not in `exclude-untracked-image`")
            .note(format!(
                "its age counts from the day on which it was built, and {age} is enough"
            ))
            .help(format!(
                "add \"{image}\"{more} to `ecs.exclude-untracked-image`"
            )),
    )
}

/// The first image that no name of the list spares, and how many more there are.
fn unprotected<'a>(subject: &Subject<'a>, launch: usize) -> Option<(&'a str, Span, String)> {
    let list = subject.ecs_at("exclude-untracked-image", launch);
    let list = list
        .and_then(|list| list.node.as_list())
        .unwrap_or_default();
    let spared: BTreeSet<&str> = list.iter().filter_map(|name| name.as_str()).collect();
    let images = pulled(subject, launch);
    let mut taken = images.filter(|(_, image)| !spared.contains(image.repo_tag()));
    let (item, image) = taken.next()?;
    Some((image.repo_tag(), item.name.span, and_more(taken.count())))
}

fn and_more(count: usize) -> String {
    match count {
        0 => String::new(),
        more => format!(" and {more} more"),
    }
}

/// What the prune timer would take.
fn by_timer(subject: &Subject<'_>, launch: usize, gc: &DockerGc, cause: &Cause) -> Option<Finding> {
    let mut images = pulled(subject, launch).filter(|_| gc.all_images);
    let (item, image) = images.next()?;
    let name = ImageReference::repo_tag(image);
    let more = and_more(images.count());
    let found = LINT.at(cause, format!("the timer removes `{name}`{more}"));
    Some(
        found
            .label("`all-images` takes what no container uses")
            .related(item.name.span, "pulled ahead")
            .note(format!(
                "its age counts from the day on which it was built, and {} is enough",
                gc.until
            ))
            .help("leave `all-images` out: dangling layers go all the same"),
    )
}
