//! Container images and scripts.

use super::{Kind, Resource};
use crate::host::Host;
use crate::host::item::Item;
use crate::host::{ImageReference, Login, Order, ScriptPhase, ScriptState, Swarm, SwarmState};
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
        let pull = |launch: usize| pull(host, image, launch);
        let name = format!("image {}", image.name.text);
        let actions = (0..host.count()).map(pull).collect();
        let resource = Resource::new(Kind::Image, name, actions, image.deciding.clone());
        list.push(resource.after_docker().over_network());
    }
    list.extend(host.swarm.as_ref().map(swarm));
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

/// Joins the swarm once the images are there: tasks may come at once, and scripts may ask for the membership.
fn swarm(swarm: &Swarm) -> Resource {
    let join = |state: &SwarmState| Action::JoinSwarm(state.clone(), swarm.cause.clone());
    let states = swarm.states.iter();
    let actions = states.map(|state| state.as_ref().map(join)).collect();
    let deciding = swarm.deciding.clone();
    let resource = Resource::new(Kind::Swarm, "swarm".to_owned(), actions, deciding);
    resource.after_docker().over_network()
}

/// Pulls one image in a launch; neighbours are pulled by one call.
fn pull(host: &Host, image: &Item<ImageReference>, launch: usize) -> Option<Action> {
    let login = |item: &Item<Login>| Some((item.name.text.clone(), item.at(launch)?.clone()));
    Some(Action::PullImages {
        images: vec![(image.at(launch)?.clone(), image.name.cause())],
        parallel: host.pull.parallel.get(launch).copied()?,
        login: host.pull.login.iter().filter_map(login).collect(),
    })
}
