//! A name in the list of spared images that no image has.

use super::Finding;
use super::subject::{Set, Subject};
use crate::host::repo_tag;
use crate::profile::node::Node;

lint! {
    /// A name in `exclude-untracked-image` is not the one under which Docker lists the image.
    ///
    /// The agent compares the text with Docker's `RepoTags`, byte by byte. Docker leaves `docker.io/` and `library/` out there,
    /// so that `docker.io/library/nginx:1.27` spares nothing.
    ///
    /// Bad: `exclude-untracked-image = ["docker.io/library/nginx:1.27"]`. Good: `["nginx:1.27"]`.
    ///
    /// Source: amazon-ecs-agent 1.105.1, `agent/engine/docker_image_manager.go`; distribution/reference 0.6.0,
    /// `FamiliarString`, which moby `daemon/images/image_inspect.go` writes.
    "L0033" "name-that-excludes-nothing" Ordinary Warn check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let lists = subject.ecs("exclude-untracked-image");
    let of_list = |set: Set<'_>| -> Vec<Finding> {
        let names = set.node.as_list().unwrap_or_default().iter();
        names
            .filter_map(|name| finding(subject, &set, name))
            .collect()
    };
    lists.flat_map(of_list).collect()
}

fn finding(subject: &Subject<'_>, set: &Set<'_>, name: &Node) -> Option<Finding> {
    let text = name.as_str()?;
    let listed = repo_tag(text);
    if listed == text {
        return None;
    }
    let found = LINT
        .at_span(
            name.span,
            &set.cause().leaf,
            format!("no image is listed as `{text}`"),
        )
        .label("spares nothing")
        .note(format!(
            "Docker lists it as `{listed}`, and the agent compares byte by byte"
        ))
        .help(format!("write \"{listed}\""));
    let is_literal = subject.sources.text(name.span) == format!("\"{text}\"");
    Some(if is_literal {
        found.fix(name.span, format!("\"{listed}\""))
    } else {
        found
    })
}
