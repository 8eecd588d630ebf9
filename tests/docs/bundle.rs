//! The page of the bundle: every file that a build writes.

use crate::support::{files_under, package_root};

use super::page::Page;

/// The files of a bundle: where, and what they are. `*` stands for a name, `**` for a path.
const FILES: &[(&str, &str)] = &[
    (
        "manifest.json",
        "digests of the profile and of the image, the images by reference, versions, mode and digest of each other file",
    ),
    (
        "origins.json",
        "which line of the profile caused which line of output; `parbake explain FILE:LINE` reads it",
    ),
    (
        "SHA256SUMS",
        "digest of every other file, for `sha256sum -c`",
    ),
    (
        "terraform.tfvars.json",
        "one object, `parbake`: name, digest of the image, and the user-data of each launch with its digest",
    ),
    (
        "image/bake.sh",
        "makes the image, run as root on the builder; self-contained, with `--list`, `--dry-run` and `--audit`",
    ),
    (
        "image/packer.pkr.json",
        "a Packer template (amazon-ebs) that runs bake.sh on a builder and tags the machine image with name and digest",
    ),
    (
        "image/component.yaml",
        "a component document of EC2 Image Builder that runs the same bake.sh; left out where it would be too large",
    ),
    (
        "image/playbook.yml",
        "an Ansible playbook that copies the same bake.sh to a host and runs it",
    ),
    (
        "image/rootfs/**",
        "every file that the bake places, as it will be on the host, for review",
    ),
    (
        "launch/*/user-data",
        "the user-data of a launch: MIME multi-part text",
    ),
    (
        "launch/*/user-data.gz",
        "the same, compressed: only where the text is over 16384 bytes, and then this is what is sent",
    ),
    (
        "launch/*/parts/**",
        "the parts of the user-data as plain files, for review",
    ),
    (
        "launch/*/ecs.config",
        "the agent's file as it will be on the host, with `${...}` for what only the host knows",
    ),
    (
        "launch/*/iam-policy.json",
        "the least policy of the host's role: its secrets, Amazon ECR, the agent; only where the host asks AWS for something",
    ),
    (
        "launch/*/launch-template.json",
        "the EC2 API's LaunchTemplateData",
    ),
];

pub(super) fn page() -> String {
    let mut page = Page::new(
        "The bundle",
        "What `parbake build` writes to `<out>/<name>`. The directory belongs to parbake and is replaced as a whole; equal input gives equal bytes. With `image.strategy = \"none\"` there is no `image/`; a profile without variants has one launch, `default`.",
    );
    page.contents(FILES.iter().map(|(path, _)| *path));
    for (path, what) in FILES {
        page.heading(path, path);
        let mut letters = what.chars();
        let first = letters
            .next()
            .map(|letter| letter.to_uppercase().to_string());
        page.line(&format!(
            "{}{}.\n",
            first.unwrap_or_default(),
            letters.as_str()
        ));
        if let Some(example) = examples().find(|example| matches(path, example.1)) {
            let file = example.0;
            page.line(&format!(
                "Such as [{file}](../../samples/bundles/{file}).\n"
            ));
        }
    }
    page.text
}

/// The files of the committed bundles: with and without the name of the bundle.
fn examples() -> impl Iterator<Item = (&'static str, &'static str)> {
    let root = package_root().join("samples/bundles");
    let paths = files_under(&root).into_iter();
    let names = paths.map(move |path| path.strip_prefix(&root).unwrap().display().to_string());
    names.map(|name| {
        let name: &'static str = name.leak();
        (name, name.split_once('/').map_or(name, |(_, below)| below))
    })
}

fn matches(pattern: &str, path: &str) -> bool {
    let mut parts = path.split('/');
    for wanted in pattern.split('/') {
        match (wanted, parts.next()) {
            ("**", Some(_)) => return true,
            ("*", Some(_)) => {}
            (wanted, Some(part)) if wanted == part => {}
            _ => return false,
        }
    }
    parts.next().is_none()
}

#[test]
fn every_file_of_a_bundle_is_on_the_page() {
    for (name, path) in examples() {
        assert!(
            FILES.iter().any(|(pattern, _)| matches(pattern, path)),
            "{name}"
        );
    }
}
