//! The GPU flag in the file in which ecs-init does not wait for the devices.

use super::Finding;
use super::subject::{Set, Subject};

lint! {
    /// `enable-gpu-support` is written where ecs-init does not wait for the GPUs.
    ///
    /// In `/var/lib/ecs/ecs.config` ecs-init waits for `/dev/nvidia*`, up to 30 s at each of the three times it reads the file,
    /// and drops the flag where none shows. In `/etc/ecs/ecs.config`, where `[ecs]` is written, it does neither: an agent that
    /// starts before the driver registers a host without GPUs, until somebody restarts it.
    ///
    /// Bad: `ecs.enable-gpu-support = true`.
    /// Good: `files."/var/lib/ecs/ecs.config".content = "ECS_ENABLE_GPU_SUPPORT=true\n"`.
    ///
    /// Source: amazon-ecs-agent 1.105.1, `ecs-init/docker/docker.go:403-425`; github.com/aws/amazon-ecs-agent/issues/3823.
    "L0015" "gpu-flag-without-wait" Ordinary Warn check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let flags = subject.ecs("enable-gpu-support").filter(|set| set.is(true));
    let found = |set: Set<'_>| {
        LINT.at(&set.cause(), "ecs-init does not wait for the GPUs")
            .label("written to /etc/ecs/ecs.config")
            .note("an agent that starts before the driver registers a host without GPUs; from /var/lib/ecs/ecs.config ecs-init would wait for /dev/nvidia*")
            .help("write `ECS_ENABLE_GPU_SUPPORT=true` as `[files.\"/var/lib/ecs/ecs.config\"]` instead")
    };
    flags.map(found).collect()
}
