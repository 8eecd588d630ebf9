//! Profiles of the command line, compiled: the library's result and the names the user knows.

use std::path::{Component, Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use parbake::diagnostic::Severity;
use parbake::source::{ReadError, World};
use parbake::{Aim, Compiled, Options};

use crate::arguments;
use crate::failure::Failure;
use crate::world::DiskWorld;

/// Up to this many profiles are compiled one after the other; a thread would cost more than it saves.
const FEW: usize = 2;

/// Bytes of stack of each thread: as much as the first one usually has, so that what compiles does
/// not depend on which thread it falls to.
const STACK: usize = 8 << 20;

/// What was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Subject {
    /// A profile; names are relative to its directory.
    Profile,
    /// A root directory; names are paths in it.
    Root,
}

impl Subject {
    /// Returns the word for it.
    pub(crate) fn noun(self) -> &'static str {
        match self {
            Self::Profile => "profile",
            Self::Root => "root",
        }
    }
}

/// One profile and what the library made of it.
#[derive(Debug)]
pub(crate) struct Compilation {
    /// The path as typed.
    pub(crate) profile: PathBuf,
    /// What is at the path.
    pub(crate) subject: Subject,
    /// The library's result.
    pub(crate) compiled: Compiled,
}

impl Compilation {
    /// Returns a name of the library, which is relative to the profile, as the user would type it.
    pub(crate) fn shown(&self, name: &str) -> String {
        match self.subject {
            Subject::Profile => shown(directory(&self.profile), name),
            Subject::Root => self.profile.join(name).to_string_lossy().into_owned(),
        }
    }

    /// Returns the path under which the file behind a name is read.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        directory(&self.profile).join(name)
    }
}

/// Compiles profiles, in parallel where there are more than a few; the order stays that of the arguments.
pub(crate) fn compile_all(
    profiles: &[PathBuf],
    options: &arguments::Compile,
    aim: Aim,
) -> Vec<Result<Compilation, Failure>> {
    if profiles.len() <= FEW {
        return profiles
            .iter()
            .map(|profile| compile(profile, options, aim))
            .collect();
    }
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::with_capacity(profiles.len()));
    let work = || {
        while let Some((index, profile)) = take(&next, profiles) {
            let result = compile(profile, options, aim);
            let mut done = done.lock().unwrap_or_else(|poison| poison.into_inner());
            done.push((index, result));
        }
    };
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 1..threads.min(profiles.len()) {
            // Where the system gives no more threads, this one does all the work.
            let _ = thread::Builder::new()
                .stack_size(STACK)
                .spawn_scoped(scope, work);
        }
        work();
    });
    let mut done = done
        .into_inner()
        .unwrap_or_else(|poison| poison.into_inner());
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}

/// Takes the next profile that no thread has.
fn take<'a>(next: &AtomicUsize, profiles: &'a [PathBuf]) -> Option<(usize, &'a PathBuf)> {
    let index = next.fetch_add(1, Ordering::Relaxed);
    profiles.get(index).map(|profile| (index, profile))
}

/// Compiles one profile.
///
/// # Errors
/// [`Failure`] when the profile itself cannot be read; what it names is the library's to report.
pub(crate) fn compile(
    profile: &Path,
    options: &arguments::Compile,
    aim: Aim,
) -> Result<Compilation, Failure> {
    let world = DiskWorld::new(directory(profile));
    let entry = entry(profile)?;
    world
        .read(entry)
        .map_err(|error| unreadable(profile, &error))?;
    let vars = options.vars.clone();
    let mut compiled = parbake::compile(&world, entry, &Options { vars, aim });
    if options.deny_warnings {
        deny_warnings(&mut compiled);
    }
    Ok(Compilation {
        profile: profile.to_owned(),
        subject: Subject::Profile,
        compiled,
    })
}

/// Returns the file name of a profile.
fn entry(profile: &Path) -> Result<&str, Failure> {
    let name = profile.file_name().and_then(|name| name.to_str());
    name.ok_or_else(|| Failure::new(format!("{} is not a file name", profile.display())))
}

/// Says why a profile could not be read.
fn unreadable(profile: &Path, error: &ReadError) -> Failure {
    Failure::new(format!("cannot read {}: {error}", profile.display()))
}

/// Takes warnings for errors: nothing is built from a profile that has one.
pub(crate) fn deny_warnings(compiled: &mut Compiled) {
    for diagnostic in &mut compiled.diagnostics {
        if diagnostic.severity == Severity::Warning {
            diagnostic.severity = Severity::Error;
            compiled.bundle = None;
        }
    }
}

/// Returns the directory that the names in a profile are relative to; empty for the current one.
fn directory(profile: &Path) -> &Path {
    profile.parent().unwrap_or(Path::new(""))
}

/// Puts the directory before a name and takes `x/..` out where that leads to the same file.
fn shown(directory: &Path, name: &str) -> String {
    let typed = directory.join(name);
    let short = without_detours(&typed);
    // Behind a symbolic link `x/..` is somewhere else.
    let same = match (typed.canonicalize(), short.canonicalize()) {
        (Ok(typed), Ok(short)) => typed == short,
        (Err(_), Err(_)) => true,
        (Ok(_), Err(_)) | (Err(_), Ok(_)) => false,
    };
    let path = if same { short } else { typed };
    path.to_string_lossy().into_owned()
}

/// Drops each directory that the next component leaves again.
fn without_detours(path: &Path) -> PathBuf {
    let mut short = PathBuf::new();
    for component in path.components() {
        let inside = matches!(short.components().next_back(), Some(Component::Normal(_)));
        if component == Component::ParentDir && inside {
            short.pop();
        } else {
            short.push(component);
        }
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_shown_as_the_user_would_type_them() {
        let show = |directory, name| shown(Path::new(directory), name);
        assert_eq!(show("", "web.toml"), "web.toml");
        assert_eq!(show("", "../base.toml"), "../base.toml");
        assert_eq!(show("hosts/web", "profile.toml"), "hosts/web/profile.toml");
        assert_eq!(show("hosts/web", "../base.toml"), "hosts/base.toml");
        assert_eq!(show("..", "../base.toml"), "../../base.toml");
        assert_eq!(show("hosts", "/etc/x.toml"), "/etc/x.toml");
        assert_eq!(show(".", "web.toml"), "./web.toml");
    }

    #[test]
    fn a_denied_warning_is_an_error_and_stops_the_bundle() {
        let mut compiled = crate::report::sample::compilation("web").compiled;
        compiled.diagnostics.remove(0);
        compiled.bundle = Some(parbake::bundle::Bundle {
            name: "web".to_owned(),
            files: std::collections::BTreeMap::new(),
        });
        deny_warnings(&mut compiled);
        let severities: Vec<Severity> = compiled.diagnostics.iter().map(|d| d.severity).collect();
        assert_eq!(severities, [Severity::Error, Severity::Note]);
        assert_eq!(compiled.bundle, None);
    }

    #[test]
    fn a_detour_through_a_symbolic_link_stays() {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(root.path().join("real/web")).unwrap();
        std::fs::write(root.path().join("real/base.toml"), "").unwrap();
        std::os::unix::fs::symlink("real/web", root.path().join("web")).unwrap();
        let shown = shown(&root.path().join("web"), "../base.toml");
        assert!(shown.ends_with("web/../base.toml"), "{shown}");
    }
}
