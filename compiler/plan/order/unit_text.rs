//! A unit as systemd puts it together: its file, then its drop-ins in the order of their names.

use std::collections::BTreeMap;

use crate::host::leaf::Cause;
use crate::host::lines::lines;
use crate::host::{Body, Enablement, Host};
use crate::reader::systemd_unit;
use crate::source::Sources;

/// A unit in one launch.
pub(crate) struct UnitText<'a> {
    /// Its name.
    pub(crate) name: &'a str,
    /// Where it is named.
    pub(crate) cause: Cause,
    /// Whether the profile writes its file.
    pub(crate) has_file: bool,
    /// Its settings in order.
    pub(crate) settings: Vec<Setting>,
    /// Whether it starts with the host.
    pub(crate) enablement: Enablement,
}

/// One `Key=value` line.
pub(crate) struct Setting {
    /// The section, without brackets.
    pub(crate) section: String,
    /// The key.
    pub(crate) key: String,
    /// The value, continued lines put together.
    pub(crate) value: String,
    /// Where it stands.
    pub(crate) cause: Cause,
    /// The file name of the drop-in that it stands in; `None` in the unit's own file.
    pub(crate) drop_in: Option<String>,
}

impl<'a> UnitText<'a> {
    /// Lists the values of a key, each with its setting.
    pub(crate) fn all(&self, key: &str) -> impl Iterator<Item = &Setting> {
        self.settings.iter().filter(move |line| line.key == key)
    }

    /// Finds a setting of one of the keys that names a unit.
    pub(crate) fn naming(&self, keys: &[&str], unit: &str) -> Option<&Setting> {
        let named = |line: &&Setting| {
            keys.contains(&line.key.as_str()) && line.value.split_whitespace().any(|w| w == unit)
        };
        self.settings.iter().find(named)
    }

    /// Reads the units of a launch: those of `[units]`, and what `[files]` places in systemd's directory.
    pub(crate) fn list(host: &'a Host, sources: &Sources, launch: usize) -> Vec<Self> {
        let parts = parts(host, launch, |_| true).into_iter();
        parts
            .map(|(name, parts)| Self::put_together(name, parts, sources))
            .collect()
    }

    /// Reads a unit of the profile by its name.
    pub(crate) fn find(
        host: &'a Host,
        sources: &Sources,
        wanted: &str,
        launch: usize,
    ) -> Option<Self> {
        let parts = parts(host, launch, |name| name == wanted).into_iter();
        parts
            .map(|(name, parts)| Self::put_together(name, parts, sources))
            .next()
    }

    fn put_together(name: &'a str, mut parts: Parts<'a>, sources: &Sources) -> Self {
        parts.drop_ins.sort_by_key(|(name, _)| *name);
        let file = parts
            .file
            .into_iter()
            .flat_map(|body| settings(body, sources));
        let added = parts.drop_ins.iter().flat_map(|(name, body)| {
            let of_drop_in = |line| Setting {
                drop_in: Some((*name).to_owned()),
                ..line
            };
            settings(body, sources).into_iter().map(of_drop_in)
        });
        Self {
            name,
            has_file: parts.file.is_some(),
            settings: file.chain(added).collect(),
            cause: parts.cause,
            enablement: parts.enablement,
        }
    }
}

/// What a launch has of a unit.
struct Parts<'a> {
    cause: Cause,
    file: Option<&'a Body>,
    drop_ins: Vec<(&'a str, &'a Body)>,
    enablement: Enablement,
}

impl Parts<'_> {
    fn new(cause: Cause, enablement: Enablement) -> Self {
        Self {
            cause,
            file: None,
            drop_ins: Vec::new(),
            enablement,
        }
    }
}

fn parts<'a>(
    host: &'a Host,
    launch: usize,
    is_wanted: impl Fn(&str) -> bool,
) -> BTreeMap<&'a str, Parts<'a>> {
    let mut all: BTreeMap<&str, Parts<'_>> = BTreeMap::new();
    for unit in &host.units {
        let name = unit.name.text.as_str();
        let Some(enablement) = unit.enablement.at(launch).filter(|_| is_wanted(name)) else {
            continue;
        };
        let mut parts = Parts::new(unit.name.cause(), *enablement);
        parts.file = unit.body.at(launch);
        let drop_ins = unit.drop_ins.iter();
        let drop_ins =
            drop_ins.filter_map(|item| Some((item.name.text.as_str(), item.at(launch)?)));
        parts.drop_ins.extend(drop_ins);
        all.insert(name, parts);
    }
    for file in &host.files {
        let below = file.name.text.strip_prefix("/etc/systemd/system/");
        let (Some(below), Some(state)) = (below, file.at(launch)) else {
            continue;
        };
        let (name, drop_in) = match below.split_once(".d/") {
            Some((name, drop_in)) => (name, Some(drop_in)),
            None => (below, None),
        };
        if name.contains('/') || !is_wanted(name) {
            continue;
        }
        let parts = all.entry(name);
        let parts = parts.or_insert_with(|| Parts::new(file.name.cause(), Enablement::AsItIs));
        match drop_in {
            Some(drop_in) if drop_in.ends_with(".conf") => {
                parts.drop_ins.push((drop_in, &state.body));
            }
            Some(_) => {}
            None => parts.file = Some(&state.body),
        }
    }
    all
}

/// The settings of a file, each with its place.
fn settings(body: &Body, sources: &Sources) -> Vec<Setting> {
    let lines = lines(body, sources);
    let texts: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    let read = systemd_unit::settings(&texts.join("\n")).into_iter();
    let placed = read.map(|setting| Setting {
        cause: lines
            .get(setting.line)
            .map_or_else(|| body.cause().clone(), |line| line.cause.clone()),
        section: setting.section,
        key: setting.key,
        value: setting.value,
        drop_in: None,
    });
    placed.collect()
}
