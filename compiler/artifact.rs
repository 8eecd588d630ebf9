//! From the plan to the files of the bundle: which there are, what is in each, and what caused each line.
//!
//! Writes no text of a format with a grammar itself: documents go through `format/`, shell through
//! `template`. Every artifact is one module and one line in [`assemble`].

mod agree;
mod bake;
mod boothook;
mod call;
mod daemon;
mod diags;
mod document;
mod effective;
mod feeds;
mod flags;
mod host_keys;
mod iam_policy;
mod launch_template;
mod launches;
pub(crate) mod manifest;
mod merged;
mod outside;
mod program;
mod pull;
mod rootfs;
mod sink;
mod stores;
mod terraform;

use std::collections::BTreeMap;

use crate::Aim;
use crate::diagnostic::Report;
use crate::format::lines::Lines;
use crate::host::leaf::Cause;
use crate::host::{Host, Strategy};
use crate::plan::Plan;
use crate::source::Sources;
use crate::template::Templates;

/// What is in a file of the bundle.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Content {
    /// Text whose lines know their cause.
    Lines(Lines<Cause>),
    /// Bytes with one cause.
    Bytes(Vec<u8>, Option<Cause>),
}

/// A file of the bundle before it is bytes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Artifact {
    /// What is in it.
    pub content: Content,
    /// Whether it is a program.
    pub executable: bool,
}

/// The files of a bundle by path, and what is known of the whole.
#[derive(Clone, Debug, Default)]
pub(crate) struct Artifacts {
    /// The files.
    pub files: BTreeMap<String, Artifact>,
}

impl Artifacts {
    /// Adds a text.
    pub(crate) fn text(&mut self, path: impl Into<String>, lines: Lines<Cause>) {
        self.files.insert(
            path.into(),
            Artifact {
                content: Content::Lines(lines),
                executable: false,
            },
        );
    }

    /// Adds a program.
    pub(crate) fn program(&mut self, path: impl Into<String>, lines: Lines<Cause>) {
        self.files.insert(
            path.into(),
            Artifact {
                content: Content::Lines(lines),
                executable: true,
            },
        );
    }

    /// Adds bytes.
    pub(crate) fn bytes(&mut self, path: impl Into<String>, bytes: Vec<u8>, cause: Option<Cause>) {
        self.files.insert(
            path.into(),
            Artifact {
                content: Content::Bytes(bytes, cause),
                executable: false,
            },
        );
    }
}

/// What every artifact is made from.
pub(crate) struct Workshop<'a> {
    pub(crate) host: &'a Host,
    pub(crate) plan: &'a Plan,
    pub(crate) sources: &'a Sources,
    pub(crate) templates: Templates,
    pub(crate) report: &'a mut Report,
}

impl Workshop<'_> {
    /// The leaf behind what a launch has as a whole.
    pub(crate) fn launch_cause(&self, launch: usize) -> Cause {
        let named = self.host.launch_causes.get(launch);
        named.unwrap_or(&self.host.base_cause).clone()
    }

    /// Names a place for people: `profile.toml:12`.
    pub(crate) fn place(&self, cause: &Cause) -> String {
        self.sources
            .get(cause.span.file)
            .map_or_else(String::new, |file| {
                let line = file.position(cause.span.start).line;
                format!("{}:{line}", file.name)
            })
    }
}

/// Makes every artifact of a host, or looks whether they can be made. What cannot be written goes into the report.
pub(crate) fn assemble(
    host: &Host,
    plan: &Plan,
    aim: Aim,
    sources: &Sources,
    report: &mut Report,
) -> Artifacts {
    let mut workshop = Workshop {
        host,
        plan,
        sources,
        templates: Templates::new(),
        report,
    };
    agree::units::check(host, sources, workshop.report);
    let mut artifacts = Artifacts::default();
    let image = (host.image.strategy == Strategy::Bake).then(|| bake::image(&mut workshop));
    let digest = image.as_ref().map(|image| image.digest.clone());
    match (image, aim) {
        (None, _) | (Some(_), Aim::Diagnostics) => {}
        (Some(image), Aim::Bundle) => {
            feeds::add(&image, &mut workshop, &mut artifacts);
            rootfs::add(&image.files, &mut artifacts);
            artifacts.program("image/bake.sh", image.script);
        }
    }
    let launches = launches::add(&mut workshop, digest.as_deref(), &mut artifacts);
    if aim == Aim::Diagnostics {
        return artifacts;
    }
    terraform::add(host, digest.as_deref(), &launches, &mut artifacts);
    manifest::add(host, digest.as_deref(), &launches, sources, &mut artifacts);
    artifacts
}
