//! The assignments at the top of bake.sh.

use crate::artifact::Workshop;
use crate::artifact::program::{package_manager, render};
use crate::catalog::base::Fact;
use crate::format::lines::Lines;
use crate::format::shell;
use crate::host::leaf::Cause;
use crate::host::{Host, Role};
use crate::plan::action::Action;
use crate::template::{Slot, Template};

/// Renders the head of bake.sh.
pub(super) fn head(workshop: &mut Workshop<'_>, digest: &str) -> Lines<Cause> {
    let host = workshop.host;
    let name_cause = Cause {
        span: host.name.span,
        leaf: "name".into(),
    };
    let mut slots = vec![
        Slot::new("name", shell::word(&host.name.value), Some(name_cause)),
        Slot::new("digest", shell::word(digest), None),
        Slot::new(
            "data_root",
            shell::word(super::identity::data_root(host)),
            Some(host.base_cause.clone()),
        ),
    ];
    slots.extend(base_slots(host));
    slots.extend(list_slots(workshop));
    render(Template::BakeHead, &slots, None, workshop)
}

/// What the fact pack says and the first step asserts.
fn base_slots(host: &Host) -> Vec<Slot<Cause>> {
    let base = host.base;
    let agent = if host.role == Role::Ecs {
        base.ecs.unit.value
    } else {
        ""
    };
    let version = base.docker.version.value;
    let version = format!("{}.{}", version.major, version.minor);
    let cloud_init = known(&base.cloud_init.version, |version| {
        format!("{}.{}", version.major, version.minor)
    });
    let network_unit = known(&base.cloud_init.network_unit, |unit| (*unit).to_owned());
    let before_sysinit = known(&base.cloud_init.network_before_sysinit, yes_or_no);
    let final_unit = known(&base.cloud_init.final_unit, |unit| (*unit).to_owned());
    let after_multi_user = known(&base.cloud_init.final_after_multi_user, yes_or_no);
    let after_final = known(&base.ecs.after_cloud_final, yes_or_no);
    let words = [
        ("cloud_init_version", cloud_init.as_str()),
        ("network_unit", &network_unit),
        ("network_before_sysinit", &before_sysinit),
        ("final_unit", &final_unit),
        ("final_after_multi_user", &after_multi_user),
        ("agent_after_final", &after_final),
        ("base", base.name),
        ("os_id", base.os.id.value),
        ("os_version", base.os.version_id.value),
        ("dockerd_version", version.as_str()),
        ("dockerd_command", base.docker.exec_start.value),
        ("package_manager", package_manager(host)),
        ("docker_unit", base.docker.unit.value),
        ("agent_unit", agent),
    ];
    let slot = |(name, word): (&'static str, &str)| {
        Slot::new(name, shell::word(word), Some(host.base_cause.clone()))
    };
    words.into_iter().map(slot).collect()
}

/// What a fact says, or nothing where nobody has seen it: a belief must not end a bake.
fn known<T>(fact: &Fact<T>, word: impl Fn(&T) -> String) -> String {
    if fact.is_verified() {
        word(&fact.value)
    } else {
        String::new()
    }
}

fn yes_or_no(value: &bool) -> String {
    if *value { "yes" } else { "no" }.to_owned()
}

/// The container images to record, and what stays on purpose.
fn list_slots(workshop: &Workshop<'_>) -> [Slot<Cause>; 2] {
    let host = workshop.host;
    let actions = workshop
        .plan
        .bake
        .iter()
        .filter_map(|step| step.fixed_action());
    let images: Vec<String> = actions.flat_map(image_words).collect();
    let keep: Vec<String> = host
        .image
        .keep
        .iter()
        .map(|item| shell::word(&item.value))
        .collect();
    let keep_cause = host.image.keep.first().map(|item| Cause {
        span: item.span,
        leaf: "image.keep".into(),
    });
    let image_cause = host.images.first().map(|image| image.name.cause());
    [
        Slot::new("images", images.join(" "), image_cause),
        Slot::new("keep", keep.join(" "), keep_cause),
    ]
}

fn image_words(action: &Action) -> Vec<String> {
    let Action::PullImages { images, .. } = action else {
        return Vec::new();
    };
    images
        .iter()
        .map(|(image, _)| shell::word(&image.tag))
        .collect()
}
