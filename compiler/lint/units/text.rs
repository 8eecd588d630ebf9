//! A unit as systemd puts it together: its file, then its drop-ins in the order of their names.

use crate::host::leaf::Cause;
use crate::host::{Body, Enablement, Unit};
use crate::lint::lines::lines;
use crate::lint::subject::Subject;
use crate::source::Sources;

/// A unit in one launch.
pub(in crate::lint) struct UnitText<'a> {
    /// Its name.
    pub(in crate::lint) name: &'a str,
    /// Where it is named.
    pub(in crate::lint) cause: Cause,
    /// Whether the profile writes its file.
    pub(in crate::lint) has_file: bool,
    /// Its settings in order.
    pub(in crate::lint) settings: Vec<Setting>,
    /// Whether it starts with the host.
    pub(in crate::lint) enablement: Enablement,
}

/// One `Key=value` line.
pub(in crate::lint) struct Setting {
    /// The section, without brackets.
    pub(in crate::lint) section: String,
    /// The key.
    pub(in crate::lint) key: String,
    /// The value, continued lines put together.
    pub(in crate::lint) value: String,
    /// Where it stands.
    pub(in crate::lint) cause: Cause,
}

impl<'a> UnitText<'a> {
    /// Lists the values of a key, each with its setting.
    pub(in crate::lint) fn all(&self, key: &str) -> impl Iterator<Item = &Setting> {
        self.settings.iter().filter(move |line| line.key == key)
    }

    /// Finds a setting of one of the keys that names a unit.
    pub(in crate::lint) fn naming(&self, keys: &[&str], unit: &str) -> Option<&Setting> {
        let named = |line: &&Setting| {
            keys.contains(&line.key.as_str()) && line.value.split_whitespace().any(|w| w == unit)
        };
        self.settings.iter().find(named)
    }

    /// Reads the units of a launch.
    pub(in crate::lint) fn list(subject: &Subject<'a>, launch: usize) -> Vec<Self> {
        let units = subject.host.units.iter();
        units
            .filter_map(|unit| Self::read(unit, launch, subject.sources))
            .collect()
    }

    /// Reads a unit of the profile by its name.
    pub(in crate::lint) fn find(subject: &Subject<'a>, name: &str, launch: usize) -> Option<Self> {
        let unit = subject
            .host
            .units
            .iter()
            .find(|unit| unit.name.text == name)?;
        Self::read(unit, launch, subject.sources)
    }

    fn read(unit: &'a Unit, launch: usize, sources: &Sources) -> Option<Self> {
        let file = unit.body.at(launch);
        let mut drop_ins: Vec<(&str, &Body)> = unit
            .drop_ins
            .iter()
            .filter_map(|item| Some((item.name.text.as_str(), item.at(launch)?)))
            .collect();
        drop_ins.sort_by_key(|(name, _)| *name);
        let bodies = file
            .into_iter()
            .chain(drop_ins.iter().map(|(_, body)| *body));
        Some(Self {
            name: &unit.name.text,
            cause: unit.name.cause(),
            has_file: file.is_some(),
            settings: bodies.flat_map(|body| settings(body, sources)).collect(),
            enablement: *unit.enablement.at(launch)?,
        })
    }
}

/// Splits a unit file; comments are left out, a backslash at the end of a line continues it.
///
/// Source: systemd.syntax(7).
fn settings(body: &Body, sources: &Sources) -> Vec<Setting> {
    let mut found: Vec<Setting> = Vec::new();
    let mut section = String::new();
    let mut continues = false;
    for line in lines(body, sources) {
        let text = line.text.trim();
        if text.starts_with(['#', ';']) {
            continue;
        }
        let (content, goes_on) = match text.strip_suffix('\\') {
            Some(content) => (content.trim_end(), true),
            None => (text, false),
        };
        if let Some(last) = found.last_mut().filter(|_| continues) {
            last.value.push(' ');
            last.value.push_str(content);
        } else if let Some(name) = content.strip_prefix('[') {
            section = name.trim_end_matches(']').to_owned();
        } else if let Some((key, value)) = content.split_once('=') {
            found.push(Setting {
                section: section.clone(),
                key: key.trim_end().to_owned(),
                value: value.trim_start().to_owned(),
                cause: line.cause,
            });
        }
        continues = goes_on;
    }
    found
}
