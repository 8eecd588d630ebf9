//! Files that name containers, each read once: Compose files and task definitions.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::images::{Wanted, reference};
use crate::host::Context;
use crate::host::diags::images as diags;
use crate::host::leaf::{Cause, Leaf};
use crate::profile::load::relative_to;
use crate::profile::node::Node;
use crate::reader::compose::{self, Containers, Platform};
use crate::reader::task_definition;
use crate::source::{FileId, Span, Spanned};

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A Compose file.
    Compose,
    /// An ECS task definition.
    TaskDefinition,
}

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Self::Compose => "Compose file",
            Self::TaskDefinition => "task definition",
        }
    }
}

/// A log driver that a container of an ECS task asks for.
#[derive(Clone, Debug)]
pub struct TaskDriver {
    /// Its name.
    pub driver: String,
    /// Where the task definition names it.
    pub cause: Cause,
    /// Whether each launch names the task definition.
    pub launches: Vec<bool>,
}

/// The files of one profile, by path.
pub(super) struct Files<'a> {
    /// The log drivers of the tasks that were listed so far.
    pub(super) drivers: Vec<TaskDriver>,
    arch: &'a str,
    read: BTreeMap<String, Option<(FileId, Containers)>>,
}

impl<'a> Files<'a> {
    /// Starts with no file read; `arch` is the host's.
    pub(super) fn new(arch: &'a str) -> Self {
        Self {
            drivers: Vec::new(),
            arch,
            read: BTreeMap::new(),
        }
    }

    /// Lists the images of the file that an element of a set names, once for each.
    pub(super) fn images(
        &mut self,
        leaf: &Leaf<Node>,
        kind: Kind,
        count: usize,
        ctx: &mut Context<'_>,
    ) -> Vec<Wanted> {
        let Some(named) = leaf.first() else {
            return Vec::new();
        };
        let Some((file, containers)) = self.read(named, kind, ctx) else {
            return Vec::new();
        };
        let (file, containers) = (*file, containers.clone());
        let path: Arc<str> = Arc::from(leaf.path.to_string());
        let launches: Vec<bool> = (0..count).map(|at| leaf.at(at).is_some()).collect();
        let drivers = containers.log_drivers.into_iter().map(|driver| TaskDriver {
            cause: Cause {
                span: span(file, &driver.place),
                leaf: Arc::clone(&path),
            },
            driver: driver.name,
            launches: launches.clone(),
        });
        self.drivers.extend(drivers);
        let mut found = Vec::new();
        for image in &containers.images {
            let span = span(file, &image.place);
            let Some(reference) = reference(&image.image) else {
                let found = diags::no_image(span, &image.image, named.span);
                ctx.report.push(found);
                continue;
            };
            found.push(Wanted {
                reference,
                span,
                leaf: Arc::clone(&path),
                launches: launches.clone(),
                deciding: leaf.deciding(),
            });
        }
        found
    }

    fn read(
        &mut self,
        named: &Spanned<Node>,
        kind: Kind,
        ctx: &mut Context<'_>,
    ) -> Option<&(FileId, Containers)> {
        let path = named.value.as_str()?;
        let from = ctx.sources.get(named.span.file);
        let path = relative_to(from.map_or("", |file| file.name.as_str()), path);
        if !self.read.contains_key(&path) {
            let file = load(&path, named, kind, ctx);
            if let Some((file, containers)) = &file {
                self.report(*file, containers, kind, named.span, ctx);
            }
            self.read.insert(path.clone(), file);
        }
        self.read.get(&path)?.as_ref()
    }

    fn report(
        &self,
        file: FileId,
        containers: &Containers,
        kind: Kind,
        named: Span,
        ctx: &mut Context<'_>,
    ) {
        for (fault, place) in &containers.faults {
            let span = span(file, place);
            ctx.report
                .push(diags::fault(span, kind.name(), fault, named));
        }
        let platforms = containers
            .images
            .iter()
            .filter_map(|image| image.platform.as_ref());
        for platform in platforms.filter(|platform| !self.fits(platform)) {
            let span = span(file, &platform.place);
            let found = diags::platform(span, &platform.word, self.arch, named);
            ctx.report.push(found);
        }
    }

    /// Compose says `linux/arm64/v8`, a task definition `ARM64`; on x86-64 Docker says amd64.
    fn fits(&self, platform: &Platform) -> bool {
        let word = platform.word.to_ascii_lowercase();
        let word = word.strip_prefix("linux/").unwrap_or(&word);
        let word = word.strip_suffix("/v8").unwrap_or(word);
        match self.arch {
            "arm64" => ["arm64", "aarch64"].contains(&word),
            _ => ["amd64", "x86_64"].contains(&word),
        }
    }
}

fn load(
    path: &str,
    named: &Spanned<Node>,
    kind: Kind,
    ctx: &mut Context<'_>,
) -> Option<(FileId, Containers)> {
    let bytes = super::files::read(&named.value, ctx)?;
    let Ok(text) = String::from_utf8(bytes) else {
        ctx.report.push(diags::not_text(named.span, path));
        return None;
    };
    let containers = match kind {
        Kind::Compose => compose::images(&text),
        Kind::TaskDefinition => task_definition::containers(&text),
    };
    Some((ctx.sources.add(path, text), containers))
}

fn span(file: FileId, place: &std::ops::Range<usize>) -> Span {
    let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    Span {
        file,
        start: offset(place.start),
        end: offset(place.end),
    }
}
