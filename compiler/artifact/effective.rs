//! `launch/<variant>/ecs.config`: the file as it will be on the host, host values as `${...}`.

use super::{Workshop, document};
use crate::format::lines::Lines;
use crate::host::EcsLine;
use crate::host::item::Item;
use crate::host::leaf::Cause;

/// The lines of one launch, the baked ones first, as the boot program orders them; `None` without `[ecs]`.
pub(crate) fn ecs_config(launch: usize, workshop: &mut Workshop<'_>) -> Option<Lines<Cause>> {
    let (fixed, late): (Vec<_>, Vec<_>) =
        workshop.host.ecs.iter().partition(|line| line.is_fixed());
    let line = |item: &&Item<EcsLine>| {
        let state = item.at(launch)?.clone();
        let cause = Cause {
            span: state.value.span,
            leaf: item.name.leaf.clone(),
        };
        Some((state, cause))
    };
    let lines: Vec<_> = fixed.iter().chain(&late).filter_map(line).collect();
    (!lines.is_empty())
        .then(|| document::ecs_config(&lines, document::Form::Shown, workshop.report))
}
