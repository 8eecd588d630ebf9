//! The calls that make keys, mount volumes and turn on swap.

use super::call::Call;
use super::{Workshop, diags};
use crate::format::lines::Lines;
use crate::format::openssl_config::{Section, Setting, encode};
use crate::host::leaf::Cause;
use crate::host::{KeyPair, Swap, Volume};
use crate::template::Library;

/// `make_key_pair NAME ALGORITHM DAYS KEY MODE OWNER GROUP CERTIFICATE|- REQUEST|-`, openssl's configuration on standard input.
pub(super) fn key_pair(
    name: &str,
    pair: &KeyPair,
    cause: &Cause,
    workshop: &mut Workshop<'_>,
) -> Option<Call> {
    let path = |path: &Option<(String, Cause)>| {
        path.as_ref()
            .map_or_else(|| "-".to_owned(), |(path, _)| path.clone())
    };
    let days = pair.days.to_string();
    let (certificate, request) = (path(&pair.certificate), path(&pair.request));
    let words = [
        name,
        &pair.algorithm,
        &days,
        &pair.key.0,
        &pair.mode,
        &pair.owner,
        &pair.group,
        &certificate,
        &request,
    ];
    let lines = config(pair, cause, workshop)?;
    let call = Call::new(Library::Certificates, "make_key_pair", &words, cause);
    let mut call = call.reading(format!("certificates/{name}"), lines);
    let subject = pair.subject.iter().map(|(_, text, _)| text);
    let mut texts = subject.chain(pair.names.iter().map(|(text, _)| text));
    call.asks_host = texts.any(|text| text.needs_host());
    Some(call)
}

/// openssl's configuration of a certificate and of a request alike.
///
/// Source: openssl req(1), "Configuration file format"; x509v3_config(5).
fn config(pair: &KeyPair, cause: &Cause, workshop: &mut Workshop<'_>) -> Option<Lines<Cause>> {
    let subject = pair.subject.iter();
    let subject = subject
        .map(|(short, text, place)| Setting::new(*short, text.template(), Some(place.clone())));
    let mut sections = vec![
        Section {
            name: "req",
            settings: request(pair),
        },
        Section {
            name: "subject",
            settings: subject.collect(),
        },
        Section {
            name: "extensions",
            settings: extensions(pair, cause),
        },
    ];
    if !pair.names.is_empty() {
        sections.push(Section {
            name: "names",
            settings: names(pair),
        });
    }
    match encode(&sections) {
        Ok(mut lines) => {
            // What is in every certificate is there because this one is.
            for (_, place) in &mut lines.lines {
                place.get_or_insert_with(|| cause.clone());
            }
            Some(lines)
        }
        Err((place, reason)) => {
            let span = place.as_ref().unwrap_or(cause).span;
            let found = diags::not_writable(span, "a certificate", &reason.to_string());
            workshop.report.push(found);
            None
        }
    }
}

fn plain(name: &str, value: &str) -> Setting<Cause> {
    Setting::new(name, value, None)
}

fn request(pair: &KeyPair) -> Vec<Setting<Cause>> {
    let mut settings = vec![
        plain("prompt", "no"),
        plain("utf8", "yes"),
        plain("string_mask", "utf8only"),
        plain("distinguished_name", "subject"),
        plain("x509_extensions", "extensions"),
        plain("req_extensions", "extensions"),
    ];
    // Ed25519 hashes by itself and takes no digest.
    if pair.algorithm != "ed25519" {
        settings.push(plain("default_md", "sha256"));
    }
    settings
}

fn extensions(pair: &KeyPair, cause: &Cause) -> Vec<Setting<Cause>> {
    // Only RSA can carry the secret of a connection itself.
    let usual: &[&str] = if pair.algorithm.starts_with("rsa-") {
        &["digitalSignature", "keyEncipherment"]
    } else {
        &["digitalSignature"]
    };
    let said = |given: &[&'static str], usual: &[&'static str]| {
        let words = if given.is_empty() { usual } else { given };
        words.join(", ")
    };
    let usage = said(&pair.key_usage, usual);
    let sides = said(&pair.extended_key_usage, &["clientAuth", "serverAuth"]);
    let mut settings = vec![
        plain("basicConstraints", "critical, CA:FALSE"),
        Setting::new(
            "keyUsage",
            format!("critical, {usage}"),
            Some(cause.clone()),
        ),
        Setting::new("extendedKeyUsage", sides, Some(cause.clone())),
        plain("subjectKeyIdentifier", "hash"),
    ];
    if !pair.names.is_empty() {
        settings.push(plain("subjectAltName", "@names"));
    }
    settings
}

fn names(pair: &KeyPair) -> Vec<Setting<Cause>> {
    let name = |(at, (text, place)): (usize, &(_, Cause))| {
        let text: &crate::profile::node::Text = text;
        let template = text.template();
        let (kind, name) = template.split_once(':').unwrap_or(("dns", &template));
        let kind = if kind == "ip" { "IP" } else { "DNS" };
        Setting::new(format!("{kind}.{}", at + 1), name, Some(place.clone()))
    };
    pair.names.iter().enumerate().map(name).collect()
}

/// `mount_volume PATH DEVICE FILESYSTEM LABEL|- OPTIONS|- FORMAT GROW SECONDS MODE|- OWNER|- GROUP|-`
pub(super) fn volume(path: &str, volume: &Volume, cause: &Cause) -> Call {
    let or = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
    let options = if volume.options.is_empty() {
        "-".to_owned()
    } else {
        volume.options.join(",")
    };
    let words = [
        path,
        &volume.device.value,
        &volume.filesystem,
        &or(&volume.label),
        &options,
        &volume.format,
        if volume.grow { "yes" } else { "no" },
        &volume.wait_seconds.to_string(),
        &or(&volume.mode),
        &or(&volume.owner),
        &or(&volume.group),
    ];
    Call::new(Library::Volumes, "mount_volume", &words, cause)
}

/// `ensure_swap PATH SIZE`
pub(super) fn swap(swap: &Swap, cause: &Cause) -> Call {
    let words = [swap.path.as_str(), &swap.size];
    Call::new(Library::Volumes, "ensure_swap", &words, cause)
}

/// Source: systemd.unit(5), `RequiresMountsFor=`; no path here holds a blank or a `%`.
pub(super) fn drop_in(mounts: &[(String, Cause)]) -> Lines<Cause> {
    let mut lines = Lines::new();
    for (_, cause) in mounts.iter().take(1) {
        lines.push("[Unit]", cause.clone());
    }
    for (path, cause) in mounts {
        lines.push(format!("RequiresMountsFor={path}"), cause.clone());
    }
    lines
}
