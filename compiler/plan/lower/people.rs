//! Groups and users.

use super::{Kind, Resource};
use crate::host::Host;
use crate::host::leaf::Deciding;
use crate::plan::action::Action;

pub(super) fn add(host: &Host, list: &mut Vec<Resource>) {
    groups(host, list);
    for user in &host.users {
        let name = &user.name.text;
        let cause = user.name.cause();
        let ensure = |state: &crate::host::UserState| {
            Some(Action::EnsureUser(
                name.clone(),
                state.clone(),
                cause.clone(),
            ))
        };
        let mut resource = Resource::of(Kind::User, format!("user {name}"), user, ensure);
        let groups = user.states.iter().flatten().flat_map(|state| &state.groups);
        resource
            .needs
            .extend(groups.map(|group| format!("group {group}")));
        list.push(resource);
        let keys = |state: &crate::host::UserState| {
            let keys = state.authorized_keys.clone();
            (!keys.is_empty()).then(|| Action::AuthorizedKeys(name.clone(), keys, cause.clone()))
        };
        let resource = Resource::of(Kind::User, format!("authorized keys of {name}"), user, keys);
        list.push(resource.needing(format!("user {name}")));
    }
}

/// A group is there for the first user who is in it; it is late only where every such user is.
fn groups(host: &Host, list: &mut Vec<Resource>) {
    let mut names: Vec<&str> = Vec::new();
    let all = host
        .users
        .iter()
        .flat_map(|user| user.states.iter().flatten().flat_map(|state| &state.groups));
    for name in all {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    for name in names {
        let members = || {
            host.users.iter().filter(|user| {
                user.states
                    .iter()
                    .flatten()
                    .any(|state| state.groups.iter().any(|group| group == name))
            })
        };
        let narrowest = |a: Deciding, b: Deciding| if b.scope < a.scope { b } else { a };
        let Some(deciding) = members()
            .map(|user| user.deciding.clone())
            .reduce(narrowest)
        else {
            continue;
        };
        let Some(first) = members().next() else {
            continue;
        };
        let in_launch = |at: usize| {
            members().any(|user| {
                user.at(at)
                    .is_some_and(|state| state.groups.iter().any(|group| group == name))
            })
        };
        let ensure = |at: usize| {
            in_launch(at).then(|| Action::EnsureGroup(name.to_owned(), first.name.cause()))
        };
        let actions = (0..host.count()).map(ensure).collect();
        list.push(Resource::new(
            Kind::Group,
            format!("group {name}"),
            actions,
            deciding,
        ));
    }
}
