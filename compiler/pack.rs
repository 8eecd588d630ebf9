//! From artifacts to the bundle: bytes, the origins of every line, and the digests of every file.

use std::collections::BTreeMap;

use serde_json::json;
use sha2::{Digest, Sha256};

use crate::artifact::manifest::{self, hex};
use crate::artifact::{Artifact, Artifacts, Content};
use crate::bundle::{Bundle, BundleFile};
use crate::host::leaf::Cause;
use crate::source::Sources;

/// Packs the artifacts of a profile.
pub(crate) fn pack(name: &str, artifacts: &Artifacts, sources: &Sources) -> Bundle {
    let mut files: BTreeMap<String, BundleFile> = BTreeMap::new();
    for (path, artifact) in &artifacts.files {
        let bytes = match &artifact.content {
            Content::Lines(lines) => lines.text().into_bytes(),
            Content::Bytes(bytes, _) => bytes.clone(),
        };
        files.insert(
            path.clone(),
            BundleFile {
                bytes,
                executable: artifact.executable,
            },
        );
    }
    add(&mut files, "origins.json", origins(artifacts, sources));
    let mut digests: BTreeMap<String, String> = BTreeMap::new();
    for (path, file) in files
        .iter()
        .filter(|(path, _)| path.as_str() != manifest::PATH)
    {
        digests.insert(path.clone(), hex(&Sha256::digest(&file.bytes)));
    }
    let listed = list(&files, &digests);
    if let Some(manifest) = files.get_mut(manifest::PATH) {
        manifest.bytes = with_files(&manifest.bytes, &listed);
        digests.insert(
            manifest::PATH.to_owned(),
            hex(&Sha256::digest(&manifest.bytes)),
        );
    }
    let sums = digests
        .iter()
        .map(|(path, digest)| format!("{digest}  {path}\n"))
        .collect();
    add(&mut files, "SHA256SUMS", sums);
    Bundle {
        name: name.to_owned(),
        files,
    }
}

fn add(files: &mut BTreeMap<String, BundleFile>, path: &str, text: String) {
    files.insert(
        path.to_owned(),
        BundleFile {
            bytes: text.into_bytes(),
            executable: false,
        },
    );
}

/// `{"path": {"mode", "sha256"}}` of every file but the manifest, one file a line.
fn list(files: &BTreeMap<String, BundleFile>, digests: &BTreeMap<String, String>) -> String {
    let line = |(path, digest): (&String, &String)| {
        let executable = files.get(path).is_some_and(|file| file.executable);
        let mode = if executable { "0755" } else { "0644" };
        let entry = json!({ "mode": mode, "sha256": digest });
        format!("    {}: {entry}", json!(path))
    };
    let lines: Vec<String> = digests.iter().map(line).collect();
    format!("{{\n{}\n  }}", lines.join(",\n"))
}

/// Adds the list as the manifest's last member.
fn with_files(manifest: &[u8], list: &str) -> Vec<u8> {
    let text = String::from_utf8_lossy(manifest);
    let open = text
        .trim_end()
        .strip_suffix('}')
        .unwrap_or(&text)
        .trim_end();
    format!("{open},\n  \"files\": {list}\n}}\n").into_bytes()
}

/// A run of lines with one cause: first and last line, counted from 1.
type Range<'a> = (usize, usize, &'a Cause);

/// Which place of the profile caused which lines; lines that stand in no range are boilerplate.
fn origins(artifacts: &Artifacts, sources: &Sources) -> String {
    let names: Vec<_> = sources
        .files()
        .iter()
        .map(|file| file.name.as_str())
        .collect();
    let mut out = format!(
        "{{\n\"version\": 1,\n\"sources\": {},\n\"files\": {{",
        json!(names)
    );
    let mut first = true;
    for (path, artifact) in &artifacts.files {
        let ranges: Vec<String> = ranges(artifact)
            .iter()
            .filter_map(|range| entry(range, sources))
            .collect();
        if ranges.is_empty() || path == manifest::PATH {
            continue;
        }
        let comma = if first { "" } else { "," };
        first = false;
        out.push_str(&format!(
            "{comma}\n{}: [\n{}\n]",
            json!(path),
            ranges.join(",\n")
        ));
    }
    out.push_str("\n}\n}\n");
    out
}

fn ranges(artifact: &Artifact) -> Vec<Range<'_>> {
    let mut ranges: Vec<Range<'_>> = Vec::new();
    match &artifact.content {
        Content::Bytes(_, cause) => ranges.extend(cause.as_ref().map(|cause| (1, 1, cause))),
        Content::Lines(lines) => {
            for (at, (_, cause)) in lines.lines.iter().enumerate() {
                let Some(cause) = cause else { continue };
                match ranges.last_mut() {
                    Some(last) if last.1 == at && last.2 == cause => last.1 = at + 1,
                    _ => ranges.push((at + 1, at + 1, cause)),
                }
            }
        }
    }
    ranges
}

fn entry((first, last, cause): &Range<'_>, sources: &Sources) -> Option<String> {
    let source = sources.index(cause.span.file);
    let position = sources.get(cause.span.file)?.position(cause.span.start);
    Some(
        json!([
            first,
            last,
            source,
            position.line,
            position.column,
            cause.leaf.as_ref()
        ])
        .to_string(),
    )
}
