//! The feeds: what has Packer, EC2 Image Builder and Ansible run the same bake.sh.

mod component;
mod packer;
mod playbook;

use sha2::{Digest, Sha256};

use super::bake::ImageSide;
use super::manifest::hex;
use super::{Artifacts, Workshop};
use crate::format::lines::Lines;
use crate::format::tree::Node;
use crate::host::Host;
use crate::host::leaf::Cause;

/// What every feed says of the image.
struct Feed<'a> {
    host: &'a Host,
    digest: &'a str,
    /// bake.sh.
    script: Vec<u8>,
}

/// Adds the feeds of an image.
pub(super) fn add(image: &ImageSide, workshop: &mut Workshop<'_>, artifacts: &mut Artifacts) {
    let feed = Feed {
        host: workshop.host,
        digest: &image.digest,
        script: image.script.text().into_bytes(),
    };
    let mut add = |path: &str, lines| artifacts.text(path, feed.caused(lines));
    add("image/packer.pkr.json", packer::template(&feed));
    add("image/playbook.yml", playbook::playbook(&feed));
    if let Some(document) = component::document(&feed, workshop) {
        add("image/component.yaml", document);
    }
}

impl Feed<'_> {
    /// Gives the image's name as the cause of what has none of its own: there is a feed where there is an image.
    fn caused(&self, mut lines: Lines<Cause>) -> Lines<Cause> {
        let (_, cause) = self.named();
        for (_, own) in &mut lines.lines {
            own.get_or_insert_with(|| cause.clone());
        }
        lines
    }

    fn script_sha256(&self) -> String {
        hex(&Sha256::digest(&self.script))
    }

    /// The place of a key of `[image]`; the base where the key is left out.
    fn cause(&self, key: &str) -> Cause {
        let cause = self.host.image.cause(key);
        cause.unwrap_or(&self.host.base_cause).clone()
    }

    /// The image's name with the leaf that gives it.
    fn name(&self) -> Node<Cause> {
        let (name, cause) = self.named();
        Node::string(name, cause)
    }

    fn named(&self) -> (&str, Cause) {
        let host = self.host;
        match &host.image.name {
            Some(name) => (name.as_str(), self.cause("name")),
            None => (host.name.value.as_str(), host.name_cause()),
        }
    }
}

fn text(text: &str) -> Node<Cause> {
    Node::plain_string(text)
}
