//! `[images]`: container images to have before the first task, from the profile and from files of containers.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::grammar::ImageParts;
use crate::host::Context;
use crate::host::diags::images as diags;
use crate::host::item::{Item, Named, items};
use crate::host::leaf::{Deciding, Leaf, Scope};
use crate::host::tree::Tree;
use crate::profile::node::{Entry, Node};
use crate::source::Span;

use super::container_files::{Files, Kind, TaskDriver};

/// A container image: what to pull and the digest it must have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageReference {
    /// `name:tag`; `name@sha256:...` where a file of containers names no tag.
    pub tag: String,
    /// `sha256:...`, where one is pinned.
    pub digest: Option<String>,
}

/// How to log in to a registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Login {
    /// A password of Amazon ECR, asked for with the host's own role, good for the pull only.
    Ecr,
    /// A program `docker-credential-NAME`, which keeps no password on disk.
    Helper(String),
}

/// How images are pulled.
#[derive(Clone, Debug)]
pub struct Pull {
    /// How many at a time, launch by launch.
    pub parallel: Vec<i64>,
    /// Logins by registry.
    pub login: Vec<Item<Login>>,
    /// What decides when these are known.
    deciding: Option<Deciding>,
}

/// An image as one place names it, with what its leaf says of every launch.
pub(super) struct Wanted {
    pub(super) reference: ImageReference,
    pub(super) span: Span,
    pub(super) leaf: Arc<str>,
    /// Whether each launch names it here.
    pub(super) launches: Vec<bool>,
    pub(super) deciding: Deciding,
}

/// Images pulled at a time where the profile says nothing: dockerd's own number of layers at a time.
///
/// Source: dockerd `max-concurrent-downloads`, default 3.
const PARALLEL: i64 = 3;

pub(crate) fn pull(tree: &Tree, count: usize) -> Pull {
    let section = tree.get("images");
    let parallel = section.and_then(|images| images.leaf("parallel"));
    let login = logins(section, count);
    let of_login = login.iter().map(|login| login.deciding.clone());
    let number = |at: usize| parallel.and_then(|leaf| leaf.at(at)?.as_integer());
    Pull {
        parallel: (0..count)
            .map(|at| number(at).unwrap_or(PARALLEL))
            .collect(),
        deciding: parallel
            .map(Leaf::deciding)
            .into_iter()
            .chain(of_login)
            .reduce(Deciding::widest),
        login,
    }
}

/// Lists the images, and the log drivers of the tasks that name them.
pub(crate) fn images(
    tree: &Tree,
    pull: &Pull,
    count: usize,
    ctx: &mut Context<'_>,
) -> (Vec<Item<ImageReference>>, Vec<TaskDriver>) {
    let section = tree.get("images");
    let set = |key| section.map(|images| images.set(key)).unwrap_or_default();
    let named = set("pull").iter().filter_map(|leaf| named(leaf, count));
    let mut wanted: Vec<Wanted> = named.collect();
    refuse_twice(&wanted, ctx);
    let arch = tree.at(&["host"]).and_then(|host| host.text("arch", 0));
    let mut files = Files::new(arch.as_deref().unwrap_or("x86_64"));
    for (key, kind) in [
        ("from-compose", Kind::Compose),
        ("from-task-definitions", Kind::TaskDefinition),
    ] {
        for leaf in set(key) {
            wanted.extend(files.images(leaf, kind, count, ctx));
        }
    }
    let mut list = merged(wanted, count, ctx);
    check_logins(&pull.login, &list, ctx);
    // What says how they are pulled is in the same step.
    for (image, how) in list.iter_mut().zip(std::iter::repeat(&pull.deciding)) {
        if let Some(how) = how {
            image.deciding = image.deciding.clone().widest(how.clone());
        }
    }
    (list, files.drivers)
}

/// An element of `images.pull`.
fn named(leaf: &Leaf<Node>, count: usize) -> Option<Wanted> {
    let first = leaf.first()?;
    Some(Wanted {
        reference: reference(first.value.as_str()?)?,
        span: first.span,
        leaf: Arc::from(leaf.path.to_string()),
        launches: (0..count).map(|at| leaf.at(at).is_some()).collect(),
        deciding: leaf.deciding(),
    })
}

/// Takes a reference apart: no tag and no digest is Docker's `latest`.
pub(super) fn reference(text: &str) -> Option<ImageReference> {
    let parts = ImageParts::parse(text)?;
    let name = parts.name;
    let tag = match (parts.tag, parts.digest) {
        (Some(tag), _) => format!("{name}:{tag}"),
        (None, Some(digest)) => format!("{name}@{digest}"),
        (None, None) => format!("{name}:latest"),
    };
    let digest = parts.digest.map(str::to_owned);
    Some(ImageReference { tag, digest })
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

impl ImageReference {
    /// The name under which Docker lists the image: `docker.io/library/nginx:1.27` is `nginx:1.27`.
    #[must_use]
    pub fn repo_tag(&self) -> &str {
        repo_tag(&self.tag)
    }

    /// The host of its registry.
    #[must_use]
    pub fn registry(&self) -> &str {
        ImageParts::parse(&self.tag).map_or("", |parts| parts.registry())
    }
}

fn refuse_twice(wanted: &[Wanted], ctx: &mut Context<'_>) {
    let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
    for image in wanted {
        let name = image.reference.repo_tag();
        match seen.get(name) {
            Some(first) => ctx.report.push(diags::twice(image.span, name, *first)),
            None => {
                seen.insert(name, image.span);
            }
        }
    }
}

/// One item for each name and tag, in the order of first mention.
fn merged(wanted: Vec<Wanted>, count: usize, ctx: &mut Context<'_>) -> Vec<Item<ImageReference>> {
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut list: Vec<Item<ImageReference>> = Vec::new();
    for image in wanted {
        let name = image.reference.repo_tag().to_owned();
        if let Some(item) = places.get(&name).and_then(|at| list.get_mut(*at)) {
            join(item, &image, ctx);
            continue;
        }
        places.insert(name, list.len());
        list.push(item(image, count));
    }
    list
}

fn item(image: Wanted, count: usize) -> Item<ImageReference> {
    let state = |at: usize| {
        let is_there = image.launches.get(at).copied().unwrap_or(false);
        is_there.then(|| image.reference.clone())
    };
    let reference = &image.reference;
    let text = match &reference.digest {
        Some(digest) if !reference.tag.contains('@') => format!("{}@{digest}", reference.tag),
        Some(_) | None => reference.tag.clone(),
    };
    Item {
        name: Named {
            text,
            span: image.span,
            leaf: image.leaf,
        },
        states: (0..count).map(state).collect(),
        deciding: image.deciding,
    }
}

/// Adds a second mention of an image. The pinned one wins; two digests in one launch are an error.
fn join(item: &mut Item<ImageReference>, image: &Wanted, ctx: &mut Context<'_>) {
    let here = item.states.iter_mut().zip(&image.launches);
    for (state, _) in here.filter(|(_, is_there)| **is_there) {
        let Some(known) = state else {
            *state = Some(image.reference.clone());
            continue;
        };
        match (&known.digest, &image.reference.digest) {
            (Some(first), Some(second)) if first != second => {
                let found = diags::two_digests(image.span, &known.tag, item.name.span);
                ctx.report.push(found);
            }
            (None, Some(digest)) => known.digest = Some(digest.clone()),
            (Some(_), _) | (None, None) => {}
        }
    }
    // One leaf that every launch shares is enough to bake it, as long as no launch changes it.
    let same = item
        .states
        .windows(2)
        .all(|pair| matches!(pair, [a, b] if a == b));
    let first = item.deciding.clone();
    let second = image.deciding.clone();
    item.deciding = if same && first.scope != Scope::Fixed && second.scope == Scope::Fixed {
        second
    } else if same {
        first
    } else {
        first.widest(second)
    };
}

fn logins(section: Option<&Tree>, count: usize) -> Vec<Item<Login>> {
    let lower = |entry: &Entry| match entry.node.as_table() {
        Some(table) => Some(Login::Helper(table.get("helper")?.as_str()?.to_owned())),
        None => Some(Login::Ecr),
    };
    let login = section.and_then(|images| images.get("login"));
    items(login, &["images", "login"], count, lower)
}

fn check_logins(login: &[Item<Login>], list: &[Item<ImageReference>], ctx: &mut Context<'_>) {
    for item in login {
        let registry = item.name.text.as_str();
        let states = || list.iter().flat_map(|image| image.states.iter().flatten());
        if !states().any(|image| image.registry() == registry) {
            let found = diags::login_without_image(item.name.span, registry);
            ctx.report.push(found);
        } else if item
            .states
            .iter()
            .flatten()
            .any(|login| *login == Login::Ecr)
            && ecr_region(registry).is_none()
        {
            ctx.report.push(diags::not_ecr(item.name.span, registry));
        }
    }
}

/// The region whose ECR gives the password of a registry; that of the public one is always us-east-1.
///
/// Source: Amazon ECR user guide, "Private registry authentication"; Amazon ECR public user guide, "Registry authentication".
#[must_use]
pub fn ecr_region(registry: &str) -> Option<&str> {
    if registry == PUBLIC_ECR {
        return Some("us-east-1");
    }
    let (account, rest) = registry.split_once(".dkr.ecr")?;
    let rest = rest.strip_prefix("-fips").unwrap_or(rest);
    let (region, suffix) = rest.strip_prefix('.')?.split_once('.')?;
    let is_account = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
    let is_amazon = ["amazonaws.com", "amazonaws.com.cn", "amazonaws.eu"].contains(&suffix);
    (is_account && is_amazon).then_some(region)
}

/// The public gallery of Amazon ECR.
const PUBLIC_ECR: &str = "public.ecr.aws";
