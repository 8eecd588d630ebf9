//! Package steps that stand side by side, as one call of the package manager.

use crate::plan::Step;
use crate::plan::action::Action;

/// Lists the actions of steps in one launch (or of the image), neighbouring installations as one.
pub(crate) fn merged<'s>(
    steps: &'s [Step],
    action: impl Fn(&'s Step) -> Option<&'s Action>,
) -> Vec<(&'s Step, Action, String)> {
    let mut out: Vec<(&'s Step, Action, String)> = Vec::new();
    for step in steps {
        let Some(action) = action(step) else { continue };
        let joins = |last: &&mut (&Step, Action, String)| {
            matches!(last.1, Action::InstallPackages(_))
                && last.0.order == step.order
                && last.0.every == step.every
        };
        match (action, out.last_mut().filter(joins)) {
            (Action::InstallPackages(more), Some((_, Action::InstallPackages(names), name))) => {
                names.extend(more.iter().cloned());
                *name = "packages".to_owned();
            }
            _ => out.push((step, action.clone(), step.name.clone())),
        }
    }
    out
}
