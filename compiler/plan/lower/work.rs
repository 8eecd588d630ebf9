//! Container images and scripts.

use super::{Kind, Resource};
use crate::host::Host;
use crate::host::item::Item;
use crate::host::{ImageReference, Order, ScriptPhase, ScriptState};
use crate::plan::action::Action;

pub(super) fn add(host: &Host, list: &mut Vec<Resource>) {
    if let Some(first) = host.images.iter().find(|image| image.is_fixed()) {
        let actions = vec![Some(Action::StartDockerForBake(first.name.cause())); host.count()];
        list.push(Resource::new(
            Kind::Docker,
            "docker for the bake".to_owned(),
            actions,
            first.deciding.clone(),
        ));
    }
    for image in &host.images {
        let pull = |reference: &ImageReference| {
            Some(Action::PullImage(reference.clone(), image.name.cause()))
        };
        let resource = Resource::of(
            Kind::Image,
            format!("image {}", image.name.text),
            image,
            pull,
        );
        list.push(resource.after_docker().over_network());
    }
    // The image's scripts come first, whatever the strategy: those of the boot may lean on what they made.
    let baked = |script: &&Item<ScriptState>| {
        script
            .first()
            .is_some_and(|state| state.phase == ScriptPhase::Bake)
    };
    let (baked, at_boot): (Vec<_>, Vec<_>) = host.scripts.iter().partition(baked);
    for script in baked.into_iter().chain(at_boot) {
        let name = &script.name.text;
        let run = |state: &ScriptState| Some(Action::RunScript(name.clone(), state.clone()));
        let mut resource = Resource::of(Kind::Script, format!("script {name}"), script, run);
        if let Some(state) = script.first() {
            resource.order = if state.phase == ScriptPhase::Bake {
                Order::BeforeDocker
            } else {
                state.order
            };
            resource.every = state.every;
            // The script has its own limit; the step's is a little longer, so that the script's own message comes first.
            resource.timeout_seconds = state.timeout_seconds + 30;
        }
        list.push(resource);
    }
}
