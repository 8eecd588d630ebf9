//! image/rootfs/**: every file that the bake places, as it will be on the host.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::bake::ImageFile;
use super::call::Input;
use super::{Artifact, Artifacts, Content};

pub(crate) fn add(files: &[ImageFile], artifacts: &mut Artifacts) {
    for file in files {
        let content = if file.input.is_base64 {
            let cause = file
                .input
                .lines
                .lines
                .iter()
                .find_map(|(_, cause)| cause.clone());
            Content::Bytes(bytes(&file.input), cause)
        } else {
            Content::Lines(file.input.lines.clone())
        };
        // Owner's execute bit: what the bundle can show of a mode; the manifest has all of it.
        let executable = file
            .mode
            .chars()
            .rev()
            .nth(2)
            .is_some_and(|digit| matches!(digit, '1' | '3' | '5' | '7'));
        artifacts.files.insert(
            format!("image/rootfs{}", file.path),
            Artifact {
                content,
                executable,
            },
        );
    }
}

/// The bytes that an input stands for.
pub(crate) fn bytes(input: &Input) -> Vec<u8> {
    if !input.is_base64 {
        return input.lines.text().into_bytes();
    }
    let joined: String = input
        .lines
        .lines
        .iter()
        .map(|(line, _)| line.as_str())
        .collect();
    STANDARD.decode(joined).unwrap_or_default()
}
