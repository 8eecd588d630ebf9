//! A package manager of another distribution.

use super::Finding;
use crate::catalog::base::PackageManager;
use crate::lint::subject::Subject;

lint! {
    /// A script calls a package manager that the base does not have.
    ///
    /// The command is not found. In a script without `set -e` the rest goes on, and the package is missing on the host.
    ///
    /// Bad: `yum install -y jq` on `ubuntu-24.04`. Good: `[packages] install = ["jq"]`, which the base's own package manager
    /// installs, in the image where that can be.
    ///
    /// Source: the base's fact pack; docs.aws.amazon.com/linux/al2023/ug/compare-with-al2.html: yum is a link to dnf,
    /// amazon-linux-extras is gone.
    "L0108" "foreign-package-manager" Ordinary Warn check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let base = subject.host.base;
    let foreign: &[&str] = match base.os.package_manager.value {
        PackageManager::Apt => &[
            "yum",
            "dnf",
            "amazon-linux-extras",
            "zypper",
            "apk",
            "pacman",
        ],
        PackageManager::Dnf => &[
            "apt-get",
            "apt",
            "dpkg",
            "amazon-linux-extras",
            "zypper",
            "apk",
            "pacman",
        ],
        PackageManager::Yum => &["apt-get", "apt", "dpkg", "zypper", "apk", "pacman"],
    };
    let mut found = Vec::new();
    for program in &subject.programs {
        for (name, command) in program.named() {
            // A script for several distributions looks first.
            if !foreign.contains(&name.as_str()) || command.place.is_conditional {
                continue;
            }
            let message = format!("{} has no `{name}`", base.name);
            let finding = program.at(
                &LINT,
                subject,
                &command.range,
                (message, "command not found"),
            );
            found.push(finding.help("name the packages in `[packages] install`"));
        }
    }
    found
}
