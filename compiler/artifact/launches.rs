//! `launch/<variant>/**`: user-data, its parts for review, ecs.config and the launch template.

use sha2::{Digest, Sha256};

use super::document::tree;
use super::manifest::hex;
use super::{
    Artifacts, Workshop, agree, boothook, diags, effective, host_keys, iam_policy, launch_template,
};
use crate::format::lines::Lines;
use crate::format::mime::{self, Part};
use crate::format::{Node, Value, gzip, yaml};
use crate::host::Strategy;
use crate::host::item::Item;
use crate::host::leaf::Cause;
use crate::profile::node::Text;

/// What EC2 takes, in bytes before base64, compressed or not.
///
/// Source: EC2 user guide, "User data is limited to 16 KB, in raw form, before it is base64-encoded".
const LIMIT: usize = 16_384;

/// The user-data of a launch, as it is sent.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    /// Name of the launch.
    pub(crate) launch: String,
    /// The bytes: text, or gzip of it.
    pub(crate) bytes: Vec<u8>,
    /// Whether they are gzip.
    pub(crate) compressed: bool,
    /// SHA-256 of the bytes.
    pub(crate) sha256: String,
    /// The policy of the host's role as text, where it needs one.
    pub(crate) iam_policy: Option<String>,
}

/// Adds the files of every launch.
pub(crate) fn add(
    workshop: &mut Workshop<'_>,
    digest: Option<&str>,
    artifacts: &mut Artifacts,
) -> Vec<Sent> {
    let names = workshop.host.launches.clone();
    let mut all = Vec::new();
    for (launch, name) in names.iter().enumerate() {
        let parts = parts(launch, digest, workshop);
        for part in &parts {
            artifacts.text(
                format!("launch/{name}/parts/{}", part.filename),
                part.body.clone(),
            );
        }
        let message = match mime::encode(&parts) {
            Ok(message) => {
                let text = message.lines.text();
                if let Err(reading) = agree::files::message(&parts, text.as_bytes()) {
                    let span = workshop.host.name.span;
                    workshop.report.push(diags::not_in_mime(span, &reading));
                }
                message.lines
            }
            Err(error) => {
                workshop.report.push(diags::not_in_mime(
                    workshop.host.name.span,
                    &error.to_string(),
                ));
                continue;
            }
        };
        let mut sent = send(name, &message, workshop);
        sent.iam_policy = iam_policy::compact(launch, workshop);
        if sent.compressed {
            artifacts.bytes(
                format!("launch/{name}/user-data.gz"),
                sent.bytes.clone(),
                None,
            );
        }
        artifacts.text(format!("launch/{name}/user-data"), message);
        if let Some(lines) = effective::ecs_config(launch, workshop) {
            artifacts.text(format!("launch/{name}/ecs.config"), lines);
        }
        if let Some(lines) = iam_policy::lines(launch, workshop) {
            artifacts.text(format!("launch/{name}/iam-policy.json"), lines);
        }
        artifacts.text(
            format!("launch/{name}/launch-template.json"),
            launch_template::lines(launch, &sent, workshop),
        );
        all.push(sent);
    }
    all
}

/// The parts in order: the hook, and cloud-config where the profile has some.
fn parts(launch: usize, digest: Option<&str>, workshop: &mut Workshop<'_>) -> Vec<Part<Cause>> {
    let part = |kind: &str, filename: &str, body: Lines<Cause>, cause: Option<Cause>| {
        let content_type = kind.parse().ok()?;
        Some(Part {
            content_type,
            filename: filename.to_owned(),
            body,
            cause,
        })
    };
    let hook = boothook::boothook(launch, digest, workshop);
    let mut parts: Vec<Part<Cause>> = part("text/cloud-boothook", "boothook.sh", hook, None)
        .into_iter()
        .collect();
    let image = &workshop.host.image;
    let keys = (image.strategy == Strategy::None).then(|| host_keys::entry(&image.host_keys));
    let modules: Vec<_> = workshop
        .host
        .cloud_config
        .iter()
        .filter_map(|item| {
            let node = item.at(launch)?;
            Some((
                item.name.text.clone(),
                tree(node, &item.name.cause(), false),
            ))
        })
        .chain(keys)
        .chain(
            workshop
                .host
                .hostname
                .as_ref()
                .and_then(|name| keeps_name(name, launch)),
        )
        .collect();
    if !modules.is_empty() {
        parts.extend(part(
            "text/cloud-config",
            "cloud-config.yaml",
            yaml::cloud_config(&modules),
            None,
        ));
    }
    parts
}

/// A name that a step sets is cloud-init's no more, which would set its own at the boot after.
///
/// Source: cloud-init 19.3 to 25.1.4, config/cc_set_hostname.py and cc_update_hostname.py.
fn keeps_name(name: &Item<Text>, launch: usize) -> Option<(String, Node<Cause>)> {
    name.at(launch)?;
    let keep = Node::new(Value::Bool(true), name.name.cause());
    Some(("preserve_hostname".to_owned(), keep))
}

fn send(name: &str, message: &Lines<Cause>, workshop: &mut Workshop<'_>) -> Sent {
    let text = message.text().into_bytes();
    let size = text.len();
    let compressed = size > LIMIT;
    let bytes = if compressed {
        gzip::encode_within(&text, LIMIT).unwrap_or_default()
    } else {
        text
    };
    if bytes.len() > LIMIT {
        let found = diags::TooLarge {
            launch: name,
            text: size,
            compressed: bytes.len(),
            limit: LIMIT,
            costs: costs(message),
        };
        workshop
            .report
            .push(diags::too_large(workshop.host.name.span, &found));
    }
    Sent {
        launch: name.to_owned(),
        sha256: hex(&Sha256::digest(&bytes)),
        compressed,
        bytes,
        iam_policy: None,
    }
}

/// Bytes of the text by the leaf that caused them, the dearest first.
fn costs(message: &Lines<Cause>) -> Vec<(String, usize)> {
    let mut costs: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
    for (line, cause) in &message.lines {
        let leaf = cause
            .as_ref()
            .map_or("(the boot program)", |cause| &cause.leaf);
        *costs.entry(leaf).or_default() += line.len() + 1;
    }
    let mut sorted: Vec<(String, usize)> = costs
        .into_iter()
        .map(|(leaf, bytes)| (leaf.to_owned(), bytes))
        .collect();
    sorted.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    sorted
}
