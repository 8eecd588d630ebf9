//! Reads the small files back before they are written: what their readers make of them is what was meant.

use std::net::IpAddr;

use crate::format::logrotate::Stanza;
use crate::format::mime::Part;
use crate::host::leaf::Cause;
use crate::reader::{ReadPart, hosts, logrotate, mime_go, mime_python, sysctl};

/// Says what logrotate would make of a rule that is not what the rule says.
///
/// # Errors
/// The reading, in words.
pub(in crate::artifact) fn rule(stanza: &Stanza<Cause>, text: &str) -> Result<(), String> {
    let read = logrotate::read(text)
        .map_err(|refused| format!("would be refused by logrotate: {refused:?}"))?;
    if let Some(word) = read.unknown.first() {
        return Err(format!("holds the word `{word}`, which logrotate ignores"));
    }
    let [found] = read.stanzas.as_slice() else {
        let count = read.stanzas.len();
        return Err(format!("would be {count} rules for logrotate"));
    };
    let paths: Vec<&str> = stanza.paths.iter().map(|(path, _)| path.as_str()).collect();
    if found.paths != paths {
        return Err(format!("names the paths {:?} for logrotate", found.paths));
    }
    for (meant, read) in stanza.directives.iter().zip(&found.directives) {
        let argument = meant.argument.as_deref().unwrap_or_default();
        if meant.word != read.word || argument != read.argument {
            return Err(format!(
                "reads `{} {}` for logrotate",
                read.word, read.argument
            ));
        }
    }
    let same = stanza.directives.len() == found.directives.len()
        && stanza.scripts.len() == found.scripts.len();
    if same {
        return Ok(());
    }
    Err("holds more or fewer words for logrotate".to_owned())
}

/// Says what systemd-sysctl would make of a file that is not what was meant.
///
/// # Errors
/// The reading, in words.
pub(in crate::artifact) fn kernel(meant: &[(&str, &str)], text: &str) -> Result<(), String> {
    let (read, passed_over) = sysctl::read(text);
    if let Some(line) = passed_over.first() {
        return Err(format!(
            "holds the line `{line}`, which systemd-sysctl passes over"
        ));
    }
    let values = read
        .iter()
        .map(|setting| setting.value.as_deref().unwrap_or_default());
    let same = read.len() == meant.len() && values.eq(meant.iter().map(|(_, value)| *value));
    if same {
        return Ok(());
    }
    Err("holds other values for systemd-sysctl".to_owned())
}

/// Says what the resolver would make of a line of /etc/hosts that is not what was meant.
///
/// # Errors
/// The reading, in words.
pub(in crate::artifact) fn name(address: &str, name: &str, text: &str) -> Result<(), String> {
    let Ok(address) = address.parse::<IpAddr>() else {
        // Only the host knows it.
        return Ok(());
    };
    match hosts::read(text).as_slice() {
        [entry] if entry.address == address && entry.names == [name] => Ok(()),
        _ => Err("is no address with its name for the resolver".to_owned()),
    }
}

/// Says which part of the user-data one of the two parsers would not take as it is.
///
/// cloud-init is in Python; nodeadm, which reads the user-data of EKS hosts, is in Go.
///
/// # Errors
/// The reading, in words.
pub(in crate::artifact) fn message(parts: &[Part<Cause>], bytes: &[u8]) -> Result<(), String> {
    let python = mime_python::read(bytes)
        .map_err(|refused| format!("Python's parser refuses it: {refused:?}"))?;
    let go =
        mime_go::read(bytes).map_err(|refused| format!("Go's parser refuses it: {refused:?}"))?;
    for (parser, read) in [("Python", &python), ("Go", &go)] {
        if read.len() != parts.len() {
            return Err(format!("{parser}'s parser sees {} parts", read.len()));
        }
        let differs = |(part, read): (&Part<Cause>, &ReadPart)| {
            let same = read.bytes == part.body.text().as_bytes()
                && read.filename.as_deref() == Some(part.filename.as_str());
            (!same).then(|| part.filename.clone())
        };
        if let Some(name) = parts.iter().zip(read).find_map(differs) {
            return Err(format!("{parser}'s parser changes the part {name}"));
        }
    }
    Ok(())
}
