//! The assignments at the top of bake.sh.

use crate::artifact::Workshop;
use crate::artifact::program::{package_manager, render};
use crate::catalog::base::{Base, Fact, Key};
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
    let words = [
        ("cloud_init_version", cloud_init.as_str()),
        ("network_unit", &network_unit),
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
    let mut slots: Vec<Slot<Cause>> = words.into_iter().map(slot).collect();
    let rows: Vec<String> = orderings(host).iter().map(|row| shell::word(row)).collect();
    let cause = Some(host.base_cause.clone());
    slots.push(Slot::new("orderings", rows.join(" "), cause));
    slots
}

/// What a fact says, or nothing where nobody has seen it: a belief must not end a bake.
fn known<T>(fact: &Fact<T>, word: impl Fn(&T) -> String) -> String {
    if fact.is_verified() {
        word(&fact.value)
    } else {
        String::new()
    }
}

/// How the base's units must be ordered, `UNIT KEY OTHER yes|no` each; where an ordering would be against the proof of the
/// boot's order, that it is absent.
fn orderings(host: &Host) -> Vec<String> {
    let base = host.base;
    let agent = base.ecs.unit.value;
    let rows = base
        .orderings
        .iter()
        .filter(|row| row.rules.is_verified() && (host.role == Role::Ecs || row.unit != agent));
    let mut words = Vec::new();
    for row in rows {
        for (key, others) in [
            (Key::After, row.rules.value.after),
            (Key::Before, row.rules.value.before),
        ] {
            let word = |other: &&str| format!("{} {} {other} yes", row.unit, key.as_str());
            words.extend(others.iter().map(word));
        }
        let absent = absent(base)
            .into_iter()
            .filter(|(unit, key, other)| *unit == row.unit && !base.orders(unit, *key, other));
        words
            .extend(absent.map(|(unit, key, other)| format!("{unit} {} {other} no", key.as_str())));
    }
    words
}

/// The orderings that one base has and another must not have.
fn absent(base: &'static Base) -> [(&'static str, Key, &'static str); 3] {
    let cloud_init = &base.cloud_init;
    [
        (cloud_init.network_unit.value, Key::Before, "sysinit.target"),
        (cloud_init.final_unit.value, Key::After, "multi-user.target"),
        (base.ecs.unit.value, Key::After, cloud_init.final_unit.value),
    ]
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
