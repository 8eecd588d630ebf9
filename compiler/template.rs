//! The shell templates: which there are, and how values are put into them.
//!
//! A leaf: values arrive as finished, quoted text with the tag of their cause. A template decides
//! nothing; a missing value is an error, never an empty text.

mod library;

use handlebars::{Handlebars, RenderError, no_escape};
use std::collections::BTreeMap;

use crate::format::lines::Lines;

pub use library::Library;

macro_rules! templates {
    ($($name:ident $path:literal $doc:literal)*) => {
        /// A template that takes values.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Template { $(#[doc = $doc] $name,)* }

        impl Template {
            const fn text(self) -> &'static str {
                match self { $(Self::$name => include_str!(concat!("../templates/", $path)),)* }
            }

            /// Its path under templates/.
            const fn name(self) -> &'static str {
                match self { $(Self::$name => $path,)* }
            }
        }
    };
}

templates! {
    BakeHead "bake/head.sh.hbs" "The head of bake.sh: assignments."
    Step "bake/step.sh.hbs" "A step of bake.sh that reads a here-document."
    BareStep "bake/step-bare.sh.hbs" "A step of bake.sh without input."
    Component "bake/component.sh.hbs" "The step of an Image Builder component that holds bake.sh."
    ComponentS3 "bake/component-s3.sh.hbs" "The step of an Image Builder component that has bake.sh from S3."
    Facts "boot/facts.hbs" "What the runner must know of its host."
    EarlyUnit "boot/units/parbake-early.service.hbs" "The unit of the pass before Docker."
    LateUnit "boot/units/parbake-late.service.hbs" "The unit of the pass after Docker."
    AfterAgentUnit "boot/units/parbake-after-agent.service.hbs" "The unit of the pass after the agent."
}

macro_rules! programs {
    ($($name:ident $($path:literal),+;)*) => {
        $(
            #[doc = concat!($("templates/", $path, " "),+)]
            pub const $name: &str = concat!($(include_str!(concat!("../templates/", $path))),+);
        )*
    };
}

programs! {
    BAKE_BASE "bake/base.sh";
    BAKE_IDENTITY "bake/identity.sh";
    BAKE_CLEAN "bake/clean.sh";
    BAKE_AUDIT "bake/audit.sh";
    BAKE_MAIN "bake/main.sh";
    BOOTHOOK_HEAD "boot/boothook-head.sh";
    BOOTHOOK_TAIL "boot/boothook-tail.sh";
    BOOTHOOK_TAIL_NONE "boot/boothook-tail-none.sh";
    RUNNER "boot/runner.sh", "boot/report.sh", "boot/disk.sh", "boot/steps.sh";
    RUNNER_SKEW "boot/skew.sh";
    RUNNER_DEGRADED "boot/degraded.sh";
    RUNNER_SIGNAL "boot/signal.sh";
    RUNNER_ENDING "boot/ending.sh";
    GUARD "boot/guard.sh";
    STATUS "boot/status.sh";
    DOCKER_GATE "boot/units/docker-gate.conf";
    AGENT_GATE "boot/units/agent-gate.conf";
}

/// A value for a template: finished text on one line, and what caused it.
#[derive(Clone, Debug)]
pub struct Slot<T> {
    /// Name in the template.
    pub name: &'static str,
    /// The text.
    pub text: String,
    /// Its cause; `None` where no profile value is in it.
    pub cause: Option<T>,
}

impl<T> Slot<T> {
    /// Makes a value.
    pub fn new(name: &'static str, text: impl Into<String>, cause: Option<T>) -> Self {
        Self {
            name,
            text: text.into(),
            cause,
        }
    }
}

/// Puts values into templates; each template is read once.
#[derive(Debug, Default)]
pub struct Templates {
    engine: Handlebars<'static>,
}

/// The name of the slot that takes lines instead of text.
const BODY: &str = "body";
/// What stands for the lines while the rest is rendered; no template holds it.
const BODY_MARK: &str = "\u{1}";

impl Templates {
    /// Makes a renderer that escapes nothing and takes no missing value.
    #[must_use]
    pub fn new() -> Self {
        let mut engine = Handlebars::new();
        engine.register_escape_fn(no_escape);
        engine.set_strict_mode(true);
        Self { engine }
    }

    /// Renders a template. A line is caused by the first value that stands in it; the line with the
    /// body is replaced by the body's lines.
    ///
    /// # Errors
    /// A value is missing, or the template is broken; both are faults of parbake.
    pub fn render<T: Clone>(
        &mut self,
        template: Template,
        slots: &[Slot<T>],
        body: Option<Lines<T>>,
    ) -> Result<Lines<T>, Box<RenderError>> {
        let name = template.name();
        if !self.engine.has_template(name) {
            let registered = self
                .engine
                .register_template_string(name, open_lines(template));
            registered.map_err(|error| Box::new(RenderError::from(error)))?;
        }
        let mut values: BTreeMap<&str, &str> = slots
            .iter()
            .map(|slot| (slot.name, slot.text.as_str()))
            .collect();
        if body.is_some() {
            values.insert(BODY, BODY_MARK);
        }
        let text = self.engine.render(name, &values).map_err(Box::new)?;
        let mut rendered = text.lines();
        let mut body = body;
        let mut lines = Lines::new();
        for source in template.text().lines() {
            let line = if is_open(source) {
                rendered.next().unwrap_or_default()
            } else {
                source
            };
            match body.take_if(|_| line == BODY_MARK) {
                Some(body) => lines.append(body),
                None => lines.lines.push((line.to_owned(), cause(source, slots))),
            }
        }
        Ok(lines)
    }
}

/// Says whether a line of a template takes a value.
fn is_open(line: &str) -> bool {
    line.contains("{{")
}

/// The lines that take values: most of a template is static, and is not parsed for nothing.
fn open_lines(template: Template) -> String {
    let lines = template.text().lines().filter(|line| is_open(line));
    lines.flat_map(|line| [line, "\n"]).collect()
}

/// Finds the cause of a line by the first value that its template names.
fn cause<T: Clone>(source: &str, slots: &[Slot<T>]) -> Option<T> {
    let named = |slot: &&Slot<T>| source.contains(&format!("{{{{{}}}}}", slot.name));
    slots
        .iter()
        .filter(named)
        .find_map(|slot| slot.cause.clone())
}
