//! A prune of volumes on a Docker that takes named ones too.

use crate::catalog::version::Version;
use crate::lint::Finding;
use crate::lint::subject::Subject;

lint! {
    /// The prune timer removes named volumes, with the data in them.
    ///
    /// From Docker 23.0 on `docker volume prune` takes anonymous volumes only. Before, it takes every volume that no container
    /// uses at that moment: the database of a service that is being replaced.
    ///
    /// Bad: `docker.gc.volumes = true` on debian-12, which has Docker 20.10. Good: left out there.
    ///
    /// Source: moby#44216 (API 1.42); docs.docker.com, "docker volume prune", `--all` (API 1.42+).
    "L0073" "prune-takes-named-volumes" Ordinary Warn check
}

/// The first that spares named volumes.
const SPARES_NAMED: Version = Version::new(23, 0, 0);

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let version = subject.host.base.docker.version.value;
    let Some((states, _, _)) = subject
        .host
        .docker
        .gc
        .as_ref()
        .filter(|_| version < SPARES_NAMED)
    else {
        return Vec::new();
    };
    let base = subject.host.base.name;
    let taking = states.iter().flatten().filter(|gc| gc.volumes);
    let found = |cause| {
        LINT.at(cause, "this timer removes named volumes as well")
            .label(format!("{base} has Docker {version}"))
            .note("up to Docker 22 `docker volume prune` takes every volume that no container uses")
            .help("leave `volumes` out on this base")
    };
    taking
        .filter_map(|gc| gc.place("volumes"))
        .map(found)
        .collect()
}
