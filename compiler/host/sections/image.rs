//! `[image]` and `[images]`: the machine image, and the container images on it.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

use crate::host::item::{Item, Named};
use crate::host::leaf::Leaf;
use crate::host::tree::Tree;
use crate::host::{Context, diags};
use crate::profile::keypath::KeyPath;
use crate::profile::node::Node;
use crate::source::{Span, Spanned};

/// Whether there is a custom image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strategy {
    /// What is fixed goes into an image.
    Bake,
    /// No image: the whole plan goes into user-data.
    None,
}

/// `[image]`.
#[derive(Clone, Debug)]
pub struct Image {
    /// Whether there is one.
    pub strategy: Strategy,
    /// Its name, where one is given.
    pub name: Option<String>,
    /// The AMI to build from, where one is given.
    pub base_ami: Option<String>,
    /// Instance type of the build host, where one is given.
    pub build_instance: Option<String>,
    /// Identity items and paths that stay.
    pub keep: Vec<Spanned<String>>,
}

/// A container image: the tag to pull and the digest it must have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageReference {
    /// `name:tag`.
    pub tag: String,
    /// `sha256:...`, where the profile pins one.
    pub digest: Option<String>,
}

impl ImageReference {
    /// The name under which Docker lists the image.
    #[must_use]
    pub fn repo_tag(&self) -> &str {
        repo_tag(&self.tag)
    }
}

/// Returns the name under which Docker lists an image: without `docker.io/`, and without `library/` there.
///
/// Source: distribution/reference 0.6.0 `normalize.go` (`splitDockerDomain`, `familiarizeName`).
#[must_use]
pub fn repo_tag(image: &str) -> &str {
    let of_hub = ["docker.io/", "index.docker.io/"];
    let hub = of_hub.iter().find_map(|hub| image.strip_prefix(hub));
    let path = hub.unwrap_or(image);
    let official = path.strip_prefix("library/");
    official.filter(|name| !name.contains('/')).unwrap_or(path)
}

pub(crate) fn image(tree: &Tree) -> Image {
    let section = tree.get("image");
    let text = |key| section.and_then(|image| image.text(key, 0));
    let keep = section.map(|image| image.set("keep")).unwrap_or_default();
    let word = |leaf: &Leaf<Node>| {
        leaf.map(|node| node.as_str().map(str::to_owned))
            .first()
            .cloned()
    };
    Image {
        strategy: if text("strategy").as_deref() == Some("none") {
            Strategy::None
        } else {
            Strategy::Bake
        },
        name: text("name"),
        base_ami: text("base-ami"),
        build_instance: text("build-instance"),
        keep: keep.iter().filter_map(word).collect(),
    }
}

/// `image.late` must name what the profile sets.
pub(crate) fn check_late(tree: &Tree, ctx: &mut Context<'_>) {
    let late = tree
        .get("image")
        .map(|image| image.set("late"))
        .unwrap_or_default();
    for held in late.iter().filter_map(Leaf::first) {
        let Some(text) = held.value.as_str() else {
            continue;
        };
        let path = KeyPath::parse(text).unwrap_or_default();
        let keys: Vec<&str> = path.keys().iter().map(String::as_str).collect();
        if keys.is_empty() || tree.at(&keys).is_none() {
            ctx.report.push(diags::late_nothing(held.span, text));
        }
    }
}

pub(crate) fn images(tree: &Tree, ctx: &mut Context<'_>) -> Vec<Item<ImageReference>> {
    let pull = tree
        .get("images")
        .map(|images| images.set("pull"))
        .unwrap_or_default();
    let items: Vec<_> = pull.iter().filter_map(item).collect();
    let mut listed: BTreeMap<&str, Span> = BTreeMap::new();
    for item in &items {
        let Some(image) = item.first() else { continue };
        match listed.entry(image.repo_tag()) {
            Entry::Vacant(free) => {
                free.insert(item.name.span);
            }
            Entry::Occupied(first) => {
                let found = diags::image_twice(item.name.span, image.repo_tag(), *first.get());
                ctx.report.push(found);
            }
        }
    }
    items
}

fn item(leaf: &Leaf<Node>) -> Option<Item<ImageReference>> {
    let first = leaf.first()?;
    let reference = |node: &Node| {
        let text = node.as_str()?;
        let (tag, digest) = text
            .split_once('@')
            .map_or((text, None), |(tag, digest)| (tag, Some(digest)));
        Some(ImageReference {
            tag: tag.to_owned(),
            digest: digest.map(str::to_owned),
        })
    };
    let references = leaf.map(reference);
    Some(Item {
        name: Named {
            text: first.value.as_str()?.to_owned(),
            span: first.span,
            leaf: Arc::from(leaf.path.to_string()),
        },
        states: references
            .held
            .into_iter()
            .map(|held| held.map(|held| held.value))
            .collect(),
        deciding: leaf.deciding(),
    })
}
