//! `[image]`: the machine image.

use std::collections::BTreeMap;

use crate::host::leaf::{Cause, Leaf};
use crate::host::tree::Tree;
use crate::host::{Context, diags};
use crate::profile::keypath::KeyPath;
use crate::profile::node::{Node, Table};
use crate::profile::shape::is_of_image;
use crate::source::Spanned;

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
    /// Where bake.sh is put in S3, where that is said.
    pub bake_location: Option<String>,
    /// The AMI to build from, where one is given.
    pub base_ami: Option<String>,
    /// Instance type of the build host, where one is given.
    pub build_instance: Option<String>,
    /// The place of each of these by its key.
    causes: BTreeMap<&'static str, Cause>,
    /// Identity items and paths that stay.
    pub keep: Vec<Spanned<String>>,
    /// The SSH host keys of an instance.
    pub host_keys: HostKeys,
}

/// `image.ssh-host-keys`.
#[derive(Clone, Debug, PartialEq)]
pub struct HostKeys {
    /// Their types, at least one.
    pub types: Vec<Spanned<String>>,
    /// The key, or the base where the profile says nothing.
    pub cause: Cause,
}

/// What is made in milliseconds. Clients know ecdsa since OpenSSH 5.7 (2011), in FIPS mode as well, and ed25519 since 6.5.
///
/// cloud-init's own default adds rsa, which takes up to seconds, and dsa, which no sshd of these bases reads by itself. Sources:
/// OpenSSH release notes 5.7, 6.5 and 7.0; cloud-init 20.4.1, 22.4.2 and 25.1.4, config/cc_ssh.py, `GENERATE_KEY_NAMES`.
const HOST_KEYS: &[&str] = &["ecdsa", "ed25519"];

/// The keys whose values the feeds write.
const KEYS: &[&str] = &["name", "bake-location", "base-ami", "build-instance"];

impl Image {
    /// The place of a value, where the profile gives it.
    #[must_use]
    pub fn cause(&self, key: &str) -> Option<&Cause> {
        self.causes.get(key)
    }
}

pub(crate) fn image(tree: &Tree, base: &Cause, ctx: &mut Context<'_>) -> Image {
    let section = tree.get("image");
    let leaf = |key| section.and_then(|image| image.leaf(key));
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
        bake_location: text("bake-location"),
        causes: KEYS
            .iter()
            .filter_map(|key| Some((*key, leaf(key)?.cause(0)?)))
            .collect(),
        base_ami: text("base-ami"),
        build_instance: text("build-instance"),
        keep: keep.iter().filter_map(word).collect(),
        host_keys: host_keys(leaf("ssh-host-keys"), base, ctx),
    }
}

/// The types that the profile names; sshd does not start without a host key.
fn host_keys(leaf: Option<&Leaf<Node>>, base: &Cause, ctx: &mut Context<'_>) -> HostKeys {
    let given = leaf.and_then(|leaf| Some((leaf.first()?.value.as_list()?, leaf.cause(0)?)));
    let Some((types, cause)) = given else {
        let held = |name: &&str| Spanned::new((*name).to_owned(), base.span);
        return HostKeys {
            types: HOST_KEYS.iter().map(held).collect(),
            cause: base.clone(),
        };
    };
    if types.is_empty() {
        ctx.report.push(diags::no_host_key(cause.span));
    }
    let held = |node: &Node| Some(Spanned::new(node.as_str()?.to_owned(), node.span));
    HostKeys {
        types: types.iter().filter_map(held).collect(),
        cause,
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
        // One that is no path has been refused already.
        let Some(path) = KeyPath::parse(text) else {
            continue;
        };
        let keys: Vec<&str> = path.keys().iter().map(String::as_str).collect();
        if tree.at(&keys).is_none() {
            let whole = tree.value_at(0);
            let table = whole.as_ref().and_then(Node::as_table);
            let known = table.map(Table::paths).unwrap_or_default();
            // What the image is made of cannot wait for a launch.
            let can_wait =
                |path: &&String| KeyPath::parse(path).is_none_or(|path| !is_of_image(&path));
            let known: Vec<&str> = known.iter().filter(can_wait).map(String::as_str).collect();
            ctx.report
                .push(diags::late_nothing(held.span, text, &known));
        }
    }
}
