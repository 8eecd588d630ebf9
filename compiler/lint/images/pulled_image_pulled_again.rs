//! `once` does not know what was pulled ahead.

use super::subject::{Set, Subject};
use super::{Finding, pulled};

lint! {
    /// `image-pull-behavior = "once"` pulls images again that are on the host already.
    ///
    /// "Once" counts pulls that this agent has made. An image that the machine image brought, or that a boot step pulled, was
    /// not pulled by it, so the first task of each image pulls all the same and fails where the registry does not answer.
    ///
    /// Bad: `images.pull` with `image-pull-behavior = "once"`. Good: `"default"`, which falls back to the image on the host
    /// when a pull fails, or `"prefer-cached"`, which does not pull.
    ///
    /// Source: amazon-ecs-agent 1.105.1, `agent/engine/docker_task_engine.go:1472`.
    "L0030" "pulled-image-pulled-again" Ordinary Warn check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let behaviors = subject.ecs("image-pull-behavior");
    let once = behaviors.filter(|set| set.as_str() == Some("once"));
    let found = |set: Set<'_>| {
        let (first, _) = pulled(subject, set.launch).next()?;
        let found = LINT
            .at(&set.cause(), "the agent pulls images again that are on the host already")
            .label("counts only what this agent has pulled itself")
            .related(first.name.span, "pulled ahead")
            .note("the first task of each image pulls it, and fails where the registry does not answer")
            .help("write \"default\" (falls back to the image on the host) or \"prefer-cached\" (does not pull)");
        Some(found)
    };
    once.filter_map(found).collect()
}
