//! Units that wait for each other in a circle.

use crate::lint::Finding;
use crate::lint::subject::Subject;
use crate::plan::order::Graph;
use crate::plan::order::proof::Fault;

lint! {
    /// Units wait for each other in a circle.
    ///
    /// systemd breaks the circle by throwing one of the start jobs away, and not always the same one: in one boot the unit
    /// never starts, in another docker or cloud-init's last stage does not. The usual way into it is a unit of multi-user.target
    /// that is `After=cloud-final.service` on a base where that stage comes after multi-user.target (Debian, Ubuntu), or an
    /// ordinary service that is `Before=` cloud-init's network stage, which there comes before sysinit.target.
    ///
    /// Bad: `After=cloud-final.service` with `WantedBy=multi-user.target` on debian-12.
    /// Good: `WantedBy=cloud-init.target`, or a boot script, which parbake orders itself.
    ///
    /// Source: systemd 252 run on Debian 12, "Found ordering cycle"; systemd.unit(5), `Before=` and `After=`.
    "L0075" "ordering-cycle" Ordinary Deny check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let last_stage = subject.host.base.cloud_init.final_unit.value;
    let circles = subject.boots.iter().flat_map(Graph::circles_in_words);
    circles
        .filter_map(|circle| found(&circle, last_stage))
        .collect()
}

fn found(circle: &Fault<'_>, last_stage: &str) -> Option<Finding> {
    let mut causes = circle.causes();
    let first = causes.next()?;
    let waits_for_end = circle.says.split(" before ").any(|unit| unit == last_stage);
    let help = if waits_for_end {
        "leave `After=` of cloud-init's last stage out; a unit of the profile that needs it says `WantedBy=cloud-init.target`"
    } else {
        "take one of the orderings away"
    };
    let mut finding = LINT
        .at(first, "these units wait for each other in a circle")
        .label("part of the circle")
        .note(format!(
            "{}; systemd drops the start of one of them, not always of the same",
            circle.says
        ))
        .help(help);
    for other in causes {
        finding = finding.related(other.span, "and this");
    }
    Some(finding)
}
