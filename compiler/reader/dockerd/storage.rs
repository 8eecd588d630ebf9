//! Storage drivers, their options, and what decides the store of images.
//!
//! Source: moby docker-v29.7.2 `daemon/graphdriver/*`, `daemon/image_store_choice.go`, `daemon/command/daemon_linux.go`.

use serde_json::Value;

use super::{Effect, Examiner, Settings, at, text_of, texts};

const STOPS: Effect = Effect::StopsStart;

pub(super) fn check(settings: &Settings, examiner: &mut Examiner) {
    let features = settings.get("features").and_then(Value::as_object);
    let snapshotter = features
        .and_then(|features| features.get("containerd-snapshotter"))
        .and_then(Value::as_bool);
    let by_name = snapshotter == Some(true) || examiner.since(29, 0);
    let driver = text_of(settings, "storage-driver").map(str::to_ascii_lowercase);
    if let Some(driver) = driver.as_deref().filter(|_| !by_name) {
        let is_known = match driver {
            "overlay2" | "fuse-overlayfs" | "btrfs" | "zfs" | "vfs" => true,
            "overlay" | "aufs" => !examiner.since(24, 0),
            "devicemapper" => !examiner.since(25, 0),
            _ => false,
        };
        if !is_known {
            let says = format!("there is no storage driver `{driver}`");
            examiner.value(STOPS, &at("storage-driver"), says);
        }
    }
    options(settings, driver.as_deref(), examiner);
    if text_of(settings, "userns-remap").is_some()
        && snapshotter == Some(true)
        && examiner.since(29, 0)
    {
        let says = "`userns-remap` does not go with `features.containerd-snapshotter`";
        examiner.name(STOPS, &at("userns-remap"), says);
    }
}

/// Source: moby `daemon/graphdriver/*` (`parseOptions`): each driver refuses what is not its own.
fn options(settings: &Settings, driver: Option<&str>, examiner: &mut Examiner) {
    for (place, option) in texts(settings, "storage-opts") {
        let Some((name, _)) = option.split_once('=') else {
            examiner.value(STOPS, &place, format!("`{option}` is not NAME=VALUE"));
            continue;
        };
        let name = name.trim().to_ascii_lowercase();
        let fits = match driver {
            Some("overlay2") => {
                name == "overlay2.size"
                    || (name == "overlay2.override_kernel_check" && !examiner.since(24, 0))
            }
            Some("btrfs") => name == "btrfs.min_space",
            Some("zfs") => name == "zfs.fsname",
            Some("vfs") => name == "size" || name == "vfs.xattrs",
            Some("fuse-overlayfs") => false,
            Some(_) | None => true,
        };
        if !fits {
            let driver = driver.unwrap_or_default();
            let says = format!("the storage driver `{driver}` has no option `{name}`");
            examiner.value(STOPS, &place, says);
        }
    }
}
