//! What a section needs beside its own tree.

use crate::catalog::base::Base;
use crate::diagnostic::Report;
use crate::source::{Sources, World};

/// What a section needs beside its own tree.
pub(crate) struct Context<'a> {
    pub(crate) world: &'a dyn World,
    pub(crate) sources: &'a mut Sources,
    pub(crate) report: &'a mut Report,
    pub(crate) base: &'static Base,
}

impl<'a> Context<'a> {
    /// Lends it to the sections of one host.
    pub(crate) fn new(
        world: &'a dyn World,
        sources: &'a mut Sources,
        report: &'a mut Report,
        base: &'static Base,
    ) -> Self {
        Self {
            world,
            sources,
            report,
            base,
        }
    }
}
