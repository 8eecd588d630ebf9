//! Steps that stand side by side and are one call: of the package manager, of the pulls.

use crate::plan::Step;
use crate::plan::action::Action;

/// Lists the actions of steps in one launch (or of the image), neighbours of a kind as one.
pub(crate) fn merged<'s>(
    steps: &'s [Step],
    action: impl Fn(&'s Step) -> Option<&'s Action>,
) -> Vec<(&'s Step, Action, String)> {
    let mut out: Vec<(&'s Step, Action, String)> = Vec::new();
    for step in steps {
        let Some(action) = action(step) else { continue };
        let last = out.last_mut();
        let last = last.filter(|(last, _, _)| last.order == step.order && last.every == step.every);
        if let Some(name) = last.and_then(|(_, last, name)| Some((join(last, action)?, name))) {
            *name.1 = name.0.to_owned();
        } else {
            out.push((step, action.clone(), step.name.clone()));
        }
    }
    out
}

/// Adds an action to one of its kind; returns what the two are called, or nothing where they are not one.
fn join(last: &mut Action, action: &Action) -> Option<&'static str> {
    if let (Action::InstallPackages(names), Action::InstallPackages(more)) = (&mut *last, action) {
        names.extend(more.iter().cloned());
        return Some("packages");
    }
    if let (Action::RefreshCertificates(..), Action::RefreshCertificates(..)) = (&mut *last, action)
    {
        return Some("trust");
    }
    let (Action::PullImages { images, .. }, Action::PullImages { images: more, .. }) =
        (last, action)
    else {
        return None;
    };
    images.extend(more.iter().cloned());
    Some("images")
}
