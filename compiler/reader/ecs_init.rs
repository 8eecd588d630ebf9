//! `ecs.config` as ecs-init reads it for the agent's container.
//!
//! Source: amazon-ecs-agent v1.105.1 `ecs-init/docker/docker.go:438-456` (trim the line, split at the
//! first `=`, nothing else); moby v28.2.2 `daemon/pkg/opts/env.go` (an empty name is refused).

use std::collections::BTreeMap;

/// What becomes of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reading {
    /// A line begins with `=`: Docker refuses the container, and systemd tries again every 10 s.
    ContainerRefused,
    /// The container's environment; of a name given twice the last value. Names are kept as they
    /// stand, so `A = x` is a variable called `A ` and `# a=b` one called `# a`.
    Read(BTreeMap<String, String>),
}

/// Reads a file. Bytes that are not UTF-8 become U+FFFD on the way to Docker.
#[must_use]
pub fn read(bytes: &[u8]) -> Reading {
    let text = String::from_utf8_lossy(bytes);
    let mut variables = BTreeMap::new();
    for line in text.split('\n') {
        let Some((name, value)) = line.trim().split_once('=') else {
            continue;
        };
        if name.is_empty() {
            return Reading::ContainerRefused;
        }
        variables.insert(name.to_owned(), value.to_owned());
    }
    Reading::Read(variables)
}
