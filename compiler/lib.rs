//! parbake compiles a TOML host profile into what a container host needs at bake and at boot.
//!
//! The library is pure: it asks a [`source::World`] for files and returns bytes. See ARCHITECTURE.md.

mod artifact;
pub mod bundle;
pub mod catalog;
pub mod diagnostic;
pub mod format;
pub mod grammar;
pub mod host;
pub mod lint;
mod pack;
pub mod plan;
pub mod profile;
pub mod reader;
pub mod reference;
pub mod schema;
pub mod source;
pub mod template;
pub mod verify;

use bundle::Bundle;
use diagnostic::conceal::{Secret, conceal};
use diagnostic::{Diagnostic, Report, keep_certain};
use host::Host;
use lint::{Subject, Suspects};
use plan::order::Graph;
use plan::{Plan, PlanRow};
use profile::Profile;
use source::{Sources, World};

/// What a caller may choose for one compilation.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Values given by `--var`, in order.
    pub vars: Vec<(String, String)>,
    /// What is wanted of it.
    pub aim: Aim,
}

/// What a caller wants of a compilation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Aim {
    /// The bundle and the diagnostics.
    #[default]
    Bundle,
    /// The diagnostics alone, and none about what the bundle leaves out (`component-too-large`, a note): what only a bundle
    /// needs is not made.
    Diagnostics,
}

/// The outcome of one compilation: all mistakes, and the bundle where none was an error.
#[derive(Clone, Debug)]
pub struct Compiled {
    /// The bundle, where it was wanted and no diagnostic is an error.
    pub bundle: Option<Bundle>,
    /// The steps in order, where there is a bundle.
    pub plan: Vec<PlanRow>,
    /// The boot of each launch, where no diagnostic is an error.
    pub boots: Vec<Graph>,
    /// Names of the launches (the variants, or `default`), where there is a bundle.
    pub launches: Vec<String>,
    /// Every finding, by file and position.
    pub diagnostics: Vec<Diagnostic>,
    /// What must not be shown of the texts.
    pub secrets: Vec<Secret>,
    /// The texts that the spans point into.
    pub sources: Sources,
}

/// Compiles the profile `entry` (a path of the world, usually a bare file name).
///
/// Total: never panics, prints nothing, collects every mistake.
#[must_use]
pub fn compile(world: &dyn World, entry: &str, options: &Options) -> Compiled {
    let mut sources = Sources::default();
    let mut report = Report::default();
    let mut secrets = Vec::new();
    let done = run(
        world,
        entry,
        options,
        (&mut sources, &mut secrets),
        &mut report,
    );
    let mut diagnostics = report.into_sorted();
    keep_certain(&mut diagnostics, &sources);
    conceal(&mut diagnostics, &secrets);
    let mut compiled = Compiled {
        bundle: None,
        plan: Vec::new(),
        boots: Vec::new(),
        launches: Vec::new(),
        diagnostics,
        secrets,
        sources,
    };
    if let Some(done) = done {
        compiled.bundle = Some(done.bundle);
        compiled.plan = done.plan;
        compiled.boots = done.boots;
        compiled.launches = done.launches;
    }
    compiled
}

/// What the stages come to.
struct Done {
    bundle: Bundle,
    plan: Vec<PlanRow>,
    boots: Vec<Graph>,
    launches: Vec<String>,
}

/// The stages in order; `None` where one found an error.
fn run(
    world: &dyn World,
    entry: &str,
    options: &Options,
    (sources, secrets): (&mut Sources, &mut Vec<Secret>),
    report: &mut Report,
) -> Option<Done> {
    let profile = Profile::read(world, entry, sources, report)?;
    let host = Host::resolve(&profile, &options.vars, world, sources, report);
    let suspects = Suspects::of(&profile, host.as_ref());
    *secrets = suspects.secrets(&profile, sources);
    let Some(host) = host else {
        lint::run_on_text(&profile, &suspects, report);
        return None;
    };
    let plan = Plan::of(&host, report);
    let artifacts = artifact::assemble(&host, &plan, options.aim, sources, report);
    let programs = lint::programs(&host);
    let mut boots = plan::order::graphs(&host, &plan, sources, report);
    lint::add_waits(&programs, host.base, sources, &mut boots);
    // After all errors: a lint adds nothing to what is refused.
    let subject = Subject {
        host: &host,
        plan: &plan,
        sources,
        suspects: &suspects,
        programs,
        boots: &boots,
    };
    lint::run(&profile, &subject, report);
    if report.has_errors() || options.aim == Aim::Diagnostics {
        return None;
    }
    let bundle = pack::pack(&host.name.value, &artifacts, sources);
    Some(Done {
        bundle,
        plan: plan.rows(&host.launches),
        boots,
        launches: host.launches,
    })
}
