//! `parbake new`: a commented profile to start from.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::Path;

use parbake::format::shell;
use serde_json::json;

use crate::arguments::New;
use crate::failure::Failure;
use crate::outcome::Output;

/// The profile; its name is [`NAME`].
const PROFILE: &str = include_str!("new-profile.toml");

/// The name that the directory's own replaces.
const NAME: &str = "web";

/// Writes `<DIR>/profile.toml`.
///
/// # Errors
/// [`Failure`] when there is one already, or it cannot be written.
pub(crate) fn run(arguments: &New) -> Result<Output, Failure> {
    let directory = &arguments.directory;
    let path = directory.join("profile.toml");
    let name = name(directory);
    let line = |name: &str| format!("name = \"{name}\"\n");
    let text = PROFILE.replacen(&line(NAME), &line(&name), 1);
    fs::create_dir_all(directory).map_err(|error| Failure::write(directory, &error))?;
    let file = OpenOptions::new().write(true).create_new(true).open(&path);
    let written = file.and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| {
        if error.kind() == ErrorKind::AlreadyExists {
            Failure::new(format!("{} is there already", path.display()))
        } else {
            Failure::write(&path, &error)
        }
    })?;
    let shown = path.display();
    // Commands to copy: a path with a blank is one word.
    let word = shell::word(&path.to_string_lossy());
    let human = format!(
        "{shown}: written

Next:
  parbake check {word}    what is wrong with it
  parbake plan {word}     what is baked, what waits for boot, and why
  parbake build {word}    write bundle/{name}/
"
    );
    Ok(Output {
        human: human.into_bytes(),
        json: json!({ "file": path.to_string_lossy(), "name": name }),
    })
}

/// Makes a name for a profile from a directory's: `[a-z0-9-]+`.
fn name(directory: &Path) -> String {
    let last = directory.file_name().unwrap_or_default().to_string_lossy();
    let letters = last
        .chars()
        .map(|letter| match letter.to_ascii_lowercase() {
            letter @ ('a'..='z' | '0'..='9') => letter,
            _ => '-',
        });
    let name: String = letters.collect();
    match name.trim_matches('-') {
        "" => NAME.to_owned(),
        name => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_fits_the_language() {
        assert_eq!(name(Path::new("hosts/My Host_1")), "my-host-1");
        assert_eq!(name(Path::new(".")), "web");
        assert_eq!(name(Path::new("été")), "t");
        assert!(PROFILE.contains("name = \"web\"\n"));
    }
}
