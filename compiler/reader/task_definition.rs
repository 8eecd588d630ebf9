//! The images of an ECS task definition in JSON, and the log drivers that it asks for.
//!
//! Takes the form of `register-task-definition` and of the console, the answer of `describe-task-definition`,
//! and a bare list of container definitions. Source: ECS API reference, `TaskDefinition`, `RuntimePlatform`.

use std::ops::Range;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::compose::{Containers, Fault, LogDriver, Named, Platform};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Task<'t> {
    #[serde(borrow)]
    container_definitions: Option<Vec<Container<'t>>>,
    #[serde(borrow)]
    runtime_platform: Option<RuntimePlatform<'t>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Described<'t> {
    #[serde(borrow)]
    task_definition: Option<Task<'t>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Container<'t> {
    #[serde(borrow)]
    image: Option<&'t RawValue>,
    #[serde(borrow)]
    log_configuration: Option<LogConfiguration<'t>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct LogConfiguration<'t> {
    #[serde(borrow)]
    log_driver: Option<&'t RawValue>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RuntimePlatform<'t> {
    #[serde(borrow)]
    cpu_architecture: Option<&'t RawValue>,
}

/// Lists the images and log drivers of a task definition.
#[must_use]
pub fn containers(text: &str) -> Containers {
    let mut found = Containers::default();
    let task = match task(text) {
        Ok(task) => task,
        Err(error) => {
            let at = offset(text, error.line(), error.column());
            let words = error.to_string();
            // The place is shown beside it.
            let words = words.split(" at line ").next().unwrap_or_default();
            let fault = Fault::NotReadable(words.to_owned());
            found.faults.push((fault, at..at));
            return found;
        }
    };
    let platform = task.runtime_platform.and_then(|platform| {
        let raw = platform.cpu_architecture?;
        let word: Option<String> = serde_json::from_str(raw.get()).ok()?;
        Some(Platform {
            word: word?,
            place: place(text, raw),
        })
    });
    let Some(containers) = task.container_definitions else {
        let words = "it has no `containerDefinitions`".to_owned();
        found.faults.push((Fault::NotReadable(words), 0..0));
        return found;
    };
    found.log_drivers = log_drivers(text, &containers);
    for raw in containers.iter().filter_map(|container| container.image) {
        match serde_json::from_str(raw.get()) {
            Ok(image) => found.images.push(Named {
                image,
                platform: platform.clone(),
                place: place(text, raw),
            }),
            Err(_) => {
                let fault = Fault::NotReadable("`image` is not a string".to_owned());
                found.faults.push((fault, place(text, raw)));
            }
        }
    }
    found
}

/// A driver that is no string is ECS's to refuse: nothing on the host reads it.
fn log_drivers(text: &str, containers: &[Container<'_>]) -> Vec<LogDriver> {
    let raw = containers
        .iter()
        .filter_map(|container| container.log_configuration.as_ref()?.log_driver);
    raw.filter_map(|raw| {
        Some(LogDriver {
            name: serde_json::from_str(raw.get()).ok()?,
            place: place(text, raw),
        })
    })
    .collect()
}

fn task(text: &str) -> Result<Task<'_>, serde_json::Error> {
    if text.trim_start().starts_with('[') {
        return Ok(Task {
            container_definitions: Some(serde_json::from_str(text)?),
            runtime_platform: None,
        });
    }
    let described: Described<'_> = serde_json::from_str(text)?;
    match described.task_definition {
        Some(task) => Ok(task),
        None => serde_json::from_str(text),
    }
}

/// The bytes of a value: it is a part of the text that it was read from.
fn place(text: &str, raw: &RawValue) -> Range<usize> {
    let start = (raw.get().as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
    let start = start.min(text.len());
    start..start.saturating_add(raw.get().len()).min(text.len())
}

/// The offset of a line and a column in bytes, both from 1.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let before: usize = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    let mut at = before
        .saturating_add(column.saturating_sub(1))
        .min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
