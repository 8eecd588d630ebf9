//! What the image has below a mount point: the volume hides it on every host.

use super::action::Action;
use super::{Step, diags};
use crate::diagnostic::Report;
use crate::host::item::Item;
use crate::host::{Host, Volume};
use crate::source::Span;

/// Finds baked files, homes of users and baked container images that a volume is mounted over.
pub(super) fn check(host: &Host, bake: &[Step], boot: &[Step], report: &mut Report) {
    for volume in &host.volumes {
        for action in bake.iter().filter_map(Step::fixed_action) {
            if let Action::WriteFile(file) = action
                && is_at_or_below(&file.path, &volume.name.text)
            {
                let (mount, place) = (&volume.name.text, volume.name.span);
                let found = diags::hidden_by_volume(file.cause.span, &file.path, mount, place);
                report.push(found);
            }
        }
        // Users come before the volumes at boot as well: one of them may own a volume.
        for step in bake.iter().chain(boot) {
            if let Some(Action::EnsureUser(_, state, cause)) = step.fixed_action()
                && is_at_or_below(&state.home, &volume.name.text)
            {
                let (mount, place) = (&volume.name.text, volume.name.span);
                report.push(diags::home_hidden(cause.span, &state.home, mount, place));
            }
        }
        check_images(host, bake, volume, report);
    }
}

/// Docker's directory on a volume is empty when the host first boots, whatever was pulled in the bake.
fn check_images(host: &Host, bake: &[Step], volume: &Item<Volume>, report: &mut Report) {
    let Some(image) = baked_image(bake) else {
        return;
    };
    let launches = 0..host.count();
    let roots = launches.filter(|launch| volume.at(*launch).is_some());
    let mut roots = roots.map(|launch| data_root(host, launch));
    let hidden = roots.find(|root| is_at_or_below(root, &volume.name.text));
    if let Some(root) = hidden {
        report.push(diags::images_hidden(volume.name.span, &root, image));
    }
}

fn baked_image(bake: &[Step]) -> Option<Span> {
    let mut actions = bake.iter().filter_map(Step::fixed_action);
    actions.find_map(|action| {
        let Action::PullImages { images, .. } = action else {
            return None;
        };
        images.first().map(|(_, cause)| cause.span)
    })
}

/// Where dockerd of a launch keeps its images.
fn data_root(host: &Host, launch: usize) -> String {
    let settings = host.docker.settings.iter();
    let mut set = settings.filter(|item| item.name.text == "data-root");
    let set = set.find_map(|item| item.at(launch)?.value.as_str().map(str::to_owned));
    set.unwrap_or_else(|| host.base.docker.data_root.value.to_owned())
}

fn is_at_or_below(path: &str, directory: &str) -> bool {
    let rest = path.strip_prefix(directory);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
