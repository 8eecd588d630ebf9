//! image/bake.sh: the bake steps as functions, between the library and the sealing of the image.

mod head;
mod identity;
mod script;

use sha2::{Digest, Sha256};

use super::call::{Call, Input, call};
use super::merged::merged;
use super::program::{self, Home};
use super::{Workshop, manifest::hex};
use crate::format::lines::Lines;
use crate::host::leaf::Cause;
use crate::host::{Boot, Host};
use crate::plan::Step;
use crate::template::{BAKE_AUDIT, BAKE_BASE, BAKE_CLEAN, BAKE_IDENTITY, BAKE_MAIN, Library};

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

/// Where the image keeps the list that its audit goes by.
const MANIFEST: &str = "/usr/lib/parbake/manifest";

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
        .filter_map(|named| image_file(&named.call, workshop.host))
        .collect();
    let manifest = manifest_call(&files, workshop);
    files.extend(image_file(&manifest.call, workshop.host));
    calls.push(manifest);
    enable_units(&mut calls, workshop);
    let rows = identity::rows(workshop);
    let digest = digest(workshop, &calls, &rows);
    let script = script::script(workshop, &calls, rows, &digest);
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
    check_packages(&mut calls);
    let library = program::library_of_image(workshop.host);
    let boot = same_boot(workshop).cloned();
    for file in program::files(Home::Image, &library, "", boot.as_ref(), workshop) {
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

/// Holds what the packages have brought against the facts, as the first step does with what was there.
fn check_packages(calls: &mut Vec<Named>) {
    let installs = |named: &Named| named.call.function == "install_packages";
    let Some(last) = calls.iter().rposition(installs) else {
        return;
    };
    let Some(cause) = calls.get(last).map(|named| named.call.cause.clone()) else {
        return;
    };
    let check = Named {
        name: "check the packages".to_owned(),
        call: Call::new(Library::Core, "assert_services", &[], &cause),
    };
    calls.insert(last + 1, check);
}

/// `[boot]`, where every launch has the same; else the launches say it themselves.
pub(crate) fn same_boot<'w>(workshop: &Workshop<'w>) -> Option<&'w Boot> {
    let first = workshop.host.boot.first()?;
    let same = |other: &Boot| other.is_fixed && program::words(other) == program::words(first);
    workshop.host.boot.iter().all(same).then_some(first)
}

/// The file that a call places in the image; the keys of a user among them.
fn image_file(call: &Call, host: &Host) -> Option<ImageFile> {
    let words: Vec<&str> = call.arguments.iter().map(String::as_str).collect();
    let (path, mode, owner, group) = match (call.function, words.as_slice()) {
        ("write_file" | "write_base64", [path, mode, owner, group]) => {
            ((*path).to_owned(), *mode, *owner, *group)
        }
        ("authorized_keys", [user]) => {
            let state = host.users.iter().find(|item| item.name.text == *user)?;
            let path = format!("{}/.ssh/authorized_keys", state.first()?.home);
            (path, "0600", *user, *user)
        }
        _ => return None,
    };
    Some(ImageFile {
        path,
        mode: mode.to_owned(),
        owner: owner.to_owned(),
        group: group.to_owned(),
        input: call.input.clone()?,
        cause: call.cause.clone(),
    })
}

/// The list that the audit holds the image against: `SHA256 MODE OWNER GROUP PATH`, and what a reader from outside must
/// know: `data-root PATH`, `keep ITEM-OR-PATH`.
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
    lines.append(identity::settings(workshop.host));
    let arguments = [MANIFEST, "0644", "root", "root"]
        .map(str::to_owned)
        .to_vec();
    let input = Input {
        lines,
        place: format!("files{MANIFEST}"),
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
        name: format!("file {MANIFEST}"),
        call,
    }
}

fn enable_units(calls: &mut Vec<Named>, workshop: &Workshop<'_>) {
    for (pass, _) in program::units(workshop) {
        let unit = pass.unit;
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
///
/// A file's content stands in the image's manifest by its own digest, so it is not read a second time.
fn digest(workshop: &Workshop<'_>, calls: &[Named], rows: &Lines<Cause>) -> String {
    let host = workshop.host;
    let mut hash = Sha256::new();
    let mut field = |text: &str| {
        hash.update(text.len().to_string());
        hash.update(":");
        hash.update(text);
    };
    field("parbake bake plan 1");
    for text in [host.base.name, host.base.pack, &host.arch] {
        field(text);
    }
    for Named { name, call } in calls {
        field(name);
        field(call.function);
        call.arguments.iter().for_each(|word| field(word));
        let listed = image_file(call, host).is_some_and(|file| file.path != MANIFEST);
        if let Some(input) = call.input.as_ref().filter(|_| !listed) {
            field(&input.lines.text());
        }
    }
    for text in [BAKE_BASE, BAKE_IDENTITY, BAKE_CLEAN, BAKE_AUDIT, BAKE_MAIN] {
        field(text);
    }
    field(&rows.text());
    for item in &host.image.keep {
        field(&item.value);
    }
    format!("sha256:{}", hex(&hash.finalize()))
}
