//! image/bake.sh: the bake steps as functions, between the library and the sealing of the image.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

use super::call::{Call, Input, call};
use super::packages::merged;
use super::program::{self, Home, package_manager, render};
use super::{Workshop, manifest::hex};
use crate::format::lines::Lines;
use crate::format::shell;
use crate::host::leaf::Cause;
use crate::host::{Boot, Role};
use crate::plan::Step;
use crate::plan::action::Action;
use crate::template::{
    BAKE_AUDIT, BAKE_BASE, BAKE_CLEAN, BAKE_IDENTITY, BAKE_MAIN, Library, Slot, Template,
};

/// What the image side of a bundle is made of.
pub(crate) struct ImageSide {
    /// bake.sh.
    pub(crate) script: Lines<Cause>,
    /// Every file that the bake places, as it will be on the host.
    pub(crate) files: Vec<ImageFile>,
    /// The image digest, `sha256:...`.
    pub(crate) digest: String,
}

/// A file of the image.
pub(crate) struct ImageFile {
    pub(crate) path: String,
    pub(crate) mode: String,
    pub(crate) owner: String,
    pub(crate) group: String,
    pub(crate) input: Input,
    pub(crate) cause: Cause,
}

/// A named call in the order of the bake.
struct Named {
    name: String,
    call: Call,
}

/// Makes the image side.
pub(crate) fn image(workshop: &mut Workshop<'_>) -> ImageSide {
    let mut calls = calls(workshop);
    let mut files: Vec<ImageFile> = calls
        .iter()
        .filter_map(|named| image_file(&named.call))
        .collect();
    let manifest = manifest_call(&files, workshop);
    files.extend(image_file(&manifest.call));
    calls.push(manifest);
    enable_units(&mut calls, workshop);
    let digest = digest(workshop, &calls);
    let script = script(workshop, &calls, &digest);
    ImageSide {
        script,
        files,
        digest,
    }
}

/// The profile's own steps, then the boot program.
fn calls(workshop: &mut Workshop<'_>) -> Vec<Named> {
    let plan = workshop.plan;
    let mut calls = Vec::new();
    for (_, action, name) in merged(&plan.bake, Step::fixed_action) {
        if let Some(call) = call(&action, workshop) {
            calls.push(Named { name, call });
        }
    }
    let library: BTreeSet<Library> = Library::ALL.into_iter().collect();
    let boot = same_boot(workshop).cloned();
    for file in program::files(Home::Image, &library, boot.as_ref(), workshop) {
        let cause = workshop.host.base_cause.clone();
        let arguments = [&file.path, file.mode, "root", "root"]
            .map(str::to_owned)
            .to_vec();
        let input = Input {
            lines: file.lines,
            place: format!("files{}", file.path),
            is_base64: false,
        };
        let call = Call {
            function: "write_file",
            arguments,
            input: Some(input),
            cause,
            library: Library::Files,
            asks_host: false,
        };
        calls.push(Named {
            name: format!("file {}", file.path),
            call,
        });
    }
    calls
}

/// `[boot]`, where every launch has the same; else the launches say it themselves.
pub(crate) fn same_boot<'w>(workshop: &Workshop<'w>) -> Option<&'w Boot> {
    let first = workshop.host.boot.first()?;
    let same = |other: &Boot| program::words(other) == program::words(first);
    workshop.host.boot.iter().all(same).then_some(first)
}

fn image_file(call: &Call) -> Option<ImageFile> {
    if !matches!(call.function, "write_file" | "write_base64") {
        return None;
    }
    let [path, mode, owner, group] = call.arguments.as_slice() else {
        return None;
    };
    let (path, mode, owner, group) = (path.clone(), mode.clone(), owner.clone(), group.clone());
    Some(ImageFile {
        path,
        mode,
        owner,
        group,
        input: call.input.clone()?,
        cause: call.cause.clone(),
    })
}

/// The list that the audit holds the image against: `SHA256 MODE OWNER GROUP PATH`.
fn manifest_call(files: &[ImageFile], workshop: &Workshop<'_>) -> Named {
    let mut lines = Lines::new();
    for file in files {
        let digest = hex(&Sha256::digest(super::rootfs::bytes(&file.input)));
        let line = format!(
            "{digest} {} {} {} {}",
            file.mode, file.owner, file.group, file.path
        );
        lines.push(line, file.cause.clone());
    }
    let path = "/usr/lib/parbake/manifest";
    let arguments = [path, "0644", "root", "root"].map(str::to_owned).to_vec();
    let input = Input {
        lines,
        place: format!("files{path}"),
        is_base64: false,
    };
    let cause = workshop.host.base_cause.clone();
    let call = Call {
        function: "write_file",
        arguments,
        input: Some(input),
        cause,
        library: Library::Files,
        asks_host: false,
    };
    Named {
        name: format!("file {path}"),
        call,
    }
}

fn enable_units(calls: &mut Vec<Named>, workshop: &Workshop<'_>) {
    for (unit, _) in program::units(workshop) {
        let cause = workshop.host.base_cause.clone();
        let arguments = vec![unit.to_owned()];
        let call = Call {
            function: "enable_unit",
            arguments,
            input: None,
            cause,
            library: Library::Units,
            asks_host: false,
        };
        calls.push(Named {
            name: format!("unit {unit}"),
            call,
        });
    }
}

/// SHA-256 of the canonical bake plan: each step with its words and what it reads, and the step templates.
fn digest(workshop: &Workshop<'_>, calls: &[Named]) -> String {
    let mut hash = Sha256::new();
    let mut field = |text: &str| {
        hash.update(text.len().to_string());
        hash.update(":");
        hash.update(text);
    };
    field("parbake bake plan 1");
    for text in [
        workshop.host.base.name,
        workshop.host.base.pack,
        &workshop.host.arch,
    ] {
        field(text);
    }
    for named in calls {
        field(&named.name);
        field(named.call.function);
        named
            .call
            .arguments
            .iter()
            .for_each(|argument| field(argument));
        field(
            &named
                .call
                .input
                .as_ref()
                .map(|input| input.lines.text())
                .unwrap_or_default(),
        );
    }
    for file in Library::ALL {
        field(file.text());
    }
    for text in [BAKE_BASE, BAKE_IDENTITY, BAKE_CLEAN, BAKE_AUDIT, BAKE_MAIN] {
        field(text);
    }
    for item in &workshop.host.image.keep {
        field(&item.value);
    }
    format!("sha256:{}", hex(&hash.finalize()))
}

fn script(workshop: &mut Workshop<'_>, calls: &[Named], digest: &str) -> Lines<Cause> {
    let mut lines = head(workshop, digest);
    for file in Library::ALL {
        lines.push_plain("");
        lines.push_plain_text(file.text());
    }
    let mut table = Lines::new();
    table.push_plain("");
    table.push_plain("# The steps in order: the name for people, and the function.");
    table.push_plain("STEPS=(");
    let mut taken: BTreeSet<String> = BTreeSet::new();
    for named in calls {
        let function = function_name(&named.name, &mut taken);
        lines.append(step(named, &function, workshop));
        table.push(
            format!("  {} {function}", shell::word(&named.name)),
            named.call.cause.clone(),
        );
    }
    table.push_plain(")");
    lines.append(table);
    for text in [BAKE_BASE, BAKE_IDENTITY, BAKE_CLEAN, BAKE_AUDIT, BAKE_MAIN] {
        lines.push_plain("");
        lines.push_plain_text(text);
    }
    lines
}

fn head(workshop: &mut Workshop<'_>, digest: &str) -> Lines<Cause> {
    let host = workshop.host;
    let base = host.base;
    let cause = Some(host.base_cause.clone());
    let agent = if host.role == Role::Ecs {
        base.ecs.unit.value
    } else {
        ""
    };
    let version = base.docker.version.value;
    let images: Vec<String> = workshop
        .plan
        .bake
        .iter()
        .filter_map(|step| image_word(step.fixed_action()?))
        .collect();
    let first_image = host.images.first().map(|image| image.name.cause());
    let keep: Vec<String> = host
        .image
        .keep
        .iter()
        .map(|item| shell::word(&item.value))
        .collect();
    let keep_cause = host.image.keep.first().map(|item| Cause {
        span: item.span,
        leaf: "image.keep".into(),
    });
    let name_cause = Cause {
        span: host.name.span,
        leaf: "name".into(),
    };
    let slots = [
        Slot::new("name", shell::word(&host.name.value), Some(name_cause)),
        Slot::new("digest", shell::word(digest), None),
        Slot::new("base", shell::word(base.name), cause.clone()),
        Slot::new("os_id", shell::word(base.os.id.value), cause.clone()),
        Slot::new(
            "os_version",
            shell::word(base.os.version_id.value),
            cause.clone(),
        ),
        Slot::new(
            "dockerd_version",
            shell::word(&format!("{}.{}", version.major, version.minor)),
            cause.clone(),
        ),
        Slot::new(
            "dockerd_command",
            shell::word(base.docker.exec_start.value),
            cause.clone(),
        ),
        Slot::new("package_manager", package_manager(host), cause.clone()),
        Slot::new(
            "docker_unit",
            shell::word(base.docker.unit.value),
            cause.clone(),
        ),
        Slot::new("agent_unit", shell::word(agent), cause.clone()),
        Slot::new("data_root", shell::word(data_root(workshop)), cause),
        Slot::new("images", images.join(" "), first_image),
        Slot::new("keep", keep.join(" "), keep_cause),
    ];
    render(Template::BakeHead, &slots, None, workshop)
}

fn image_word(action: &Action) -> Option<String> {
    if let Action::PullImage(image, _) = action {
        Some(shell::word(&image.tag))
    } else {
        None
    }
}

/// Where Docker keeps what must be cleaned.
fn data_root<'w>(workshop: &Workshop<'w>) -> &'w str {
    let setting = workshop
        .host
        .docker
        .settings
        .iter()
        .find(|item| item.name.text == "data-root");
    let own = setting
        .and_then(|item| item.first())
        .and_then(|setting| setting.value.as_str());
    own.unwrap_or(workshop.host.base.docker.data_root.value)
}

/// A function name for a step: its words with everything else as `_`, numbered where it would stand twice.
fn function_name(name: &str, taken: &mut BTreeSet<String>) -> String {
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() {
            c.to_ascii_lowercase()
        } else {
            '_'
        }
    };
    let mut word: String = name.chars().map(plain).collect();
    while word.contains("__") {
        word = word.replace("__", "_");
    }
    let base = format!("step_{}", word.trim_matches('_'));
    let mut function = base.clone();
    let mut number = 1;
    while !taken.insert(function.clone()) {
        number += 1;
        function = format!("{base}_{number}");
    }
    function
}

fn step(named: &Named, function: &str, workshop: &mut Workshop<'_>) -> Lines<Cause> {
    let call = &named.call;
    let cause = Some(call.cause.clone());
    let place = workshop.place(&call.cause);
    let mut slots = vec![
        Slot::new(
            "origin",
            format!("{} ({place})", call.cause.leaf),
            cause.clone(),
        ),
        Slot::new("function", function, cause.clone()),
        Slot::new("command", call.command(), cause),
    ];
    match &call.input {
        Some(input) => {
            slots.push(Slot::new("mark", shell::delimiter(&input.lines), None));
            render(Template::Step, &slots, Some(input.lines.clone()), workshop)
        }
        None => render(Template::BareStep, &slots, None, workshop),
    }
}
