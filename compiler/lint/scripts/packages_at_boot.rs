//! A boot script installs what could be in the image.

use super::Finding;
use super::program::When;
use crate::host::Strategy;
use crate::lint::subject::Subject;

lint! {
    /// A boot script installs packages, which could be in the image.
    ///
    /// Every new host then waits for the repositories, and does not join when they are down; two hosts of one image may have
    /// different versions.
    ///
    /// Bad: `dnf install -y jq` in a boot script of a baked profile. Good: `[packages] install = ["jq"]`, which parbake puts into
    /// the image; or `phase = "bake"` for the script.
    ///
    /// Source: docs/boot.md; cloud-init's own `packages` has the same cost, in its final stage.
    "L0115" "packages-at-boot" Ordinary Warn check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    if subject.host.image.strategy == Strategy::None {
        return Vec::new();
    }
    let mut found = Vec::new();
    for program in &subject.programs {
        if !matches!(program.when, When::Boot(..) | When::CloudFinal) {
            continue;
        }
        for (name, command) in program.named() {
            let words = program.arguments(command);
            let verb = words
                .iter()
                .find(|word| !word.starts_with('-'))
                .map(String::as_str);
            let installs = match name.as_str() {
                "apt-get" | "apt" | "yum" | "dnf" | "amazon-linux-extras" | "snap" => matches!(
                    verb,
                    Some("install" | "upgrade" | "update" | "dist-upgrade")
                ),
                _ => false,
            };
            // `apt-get update` alone changes no package.
            let is_lists_only = name.starts_with("apt") && verb == Some("update");
            if !installs || is_lists_only {
                continue;
            }
            let message = format!("{} installs packages at boot", program.name);
            let finding = program.at(
                &LINT,
                subject,
                &command.range,
                (message, "could be in the image"),
            );
            found.push(
                finding
                    .note("every new host waits for the repositories, and does not join when they are down")
                    .help("name the packages in `[packages] install`, or say `phase = \"bake\"`"),
            );
        }
    }
    found
}
