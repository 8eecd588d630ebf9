//! What several kinds of tests share: where the samples are, how a program is run, what is counted.
//!
//! Knows nothing of what a test is about.

mod disk;
mod judge;
mod planted;
mod program;
mod report;
mod samples;
mod workspace;

pub(crate) use disk::DiskWorld;
pub(crate) use judge::{findings, judge, judged, judged_files, messages};
pub(crate) use planted::{Plant, findings_of_audit, findings_of_verify, plants};
pub(crate) use program::Program;
pub(crate) use report::Report;
pub(crate) use samples::{Bundle, bundles, files_under, package_root, profiles, show};
pub(crate) use workspace::{Run, Workspace, parbake};
