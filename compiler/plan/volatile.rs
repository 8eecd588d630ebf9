//! Files where a running system keeps no files: what is baked there is gone, or was never there.

use super::action::Action;
use super::{Step, diags};
use crate::diagnostic::Report;

/// Directories that are in memory and begin empty, or that devtmpfs fills. A file that is written at boot stays until the next
/// boot, and files are written at each boot.
///
/// Source: file-hierarchy(7), `/run/`, `/dev/`, `/dev/shm/` and `/var/run/`; Debian 12, where `/var/lock` is a link to `/run/lock`.
const EMPTY: &[&str] = &["/run", "/var/run", "/var/lock", "/dev"];

/// File systems of the kernel, in which no file can be made.
///
/// Source: file-hierarchy(7), `/proc/` and `/sys/`; a file is written beside its place and moved (`templates/lib/files.sh`).
const KERNEL: &[&str] = &["/proc", "/sys"];

/// Finds files of the image below the first, and files of any phase below the second.
pub(super) fn check(bake: &[Step], boot: &[Step], report: &mut Report) {
    for step in bake.iter().chain(boot) {
        let Some(Action::WriteFile(file)) = step.fixed_action() else {
            continue;
        };
        let (span, path) = (file.cause.span, file.path.as_str());
        if let Some(directory) = above(path, KERNEL) {
            report.push(diags::no_file_of_a_kernel(span, path, directory));
        }
    }
    for step in bake {
        let Some(Action::WriteFile(file)) = step.fixed_action() else {
            continue;
        };
        let (span, path) = (file.cause.span, file.path.as_str());
        if let Some(directory) = above(path, EMPTY) {
            report.push(diags::volatile_file(span, path, directory));
        }
    }
}

/// The directory of a list that a path is below.
fn above(path: &str, directories: &[&'static str]) -> Option<&'static str> {
    let mut directories = directories.iter().copied();
    directories.find(|directory| {
        let rest = path.strip_prefix(directory);
        rest.is_some_and(|rest| rest.starts_with('/'))
    })
}
