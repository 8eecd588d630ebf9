//! Logs that logrotate cannot reach.

use super::{line, rules};
use crate::catalog::base::Family;
use crate::host::LogrotateRule;
use crate::lint::Finding;
use crate::lint::subject::Subject;

lint! {
    /// A log lies where logrotate cannot see or write it.
    ///
    /// logrotate.service of Debian and Ubuntu has a /tmp and /var/tmp of its own (`PrivateTmp=`) and finds /usr, /boot and /etc
    /// read-only (`ProtectSystem=full`). Elsewhere logrotate refuses logs in a directory that everyone can write, unless `su`
    /// names a user.
    ///
    /// Bad: `paths = ["/tmp/build.log"]`. Good: logs under /var/log; or a drop-in of logrotate.service that opens the
    /// directory.
    ///
    /// Source: Debian 12, logrotate 3.21.0, logrotate.service; logrotate run ("parent directory has insecure permissions").
    "L0093" "unreachable-log" Ordinary Warn check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    // A drop-in may have opened the directory.
    let opened = |launch: usize| subject.unit("logrotate.service", launch).is_some();
    let opened: Vec<bool> = (0..subject.host.count()).map(opened).collect();
    for (launch, rule) in rules(subject) {
        if opened.get(launch) == Some(&true) {
            continue;
        }
        for (path, cause) in &rule.paths {
            if let Some(why) = obstacle(subject.host.base.family, rule, path) {
                let finding = LINT
                    .at(cause, format!("logrotate cannot rotate `{path}`"))
                    .label(why)
                    .help("write the log under /var/log");
                found.push(finding);
            }
        }
    }
    found
}

fn obstacle(family: Family, rule: &LogrotateRule, path: &str) -> Option<&'static str> {
    let below = |directories: &[&str]| {
        directories
            .iter()
            .any(|directory| path.starts_with(directory))
    };
    let is_temporary = below(&["/tmp/", "/var/tmp/"]);
    match family {
        Family::Debian | Family::Ubuntu if is_temporary => {
            Some("logrotate.service has a /tmp and /var/tmp of its own")
        }
        Family::Debian | Family::Ubuntu if below(&["/usr/", "/etc/", "/boot/"]) => {
            Some("read-only for logrotate.service")
        }
        Family::AmazonLinux if is_temporary && line(rule, "su").is_none() => {
            Some("everyone can write the directory, and there is no `su`")
        }
        Family::Debian | Family::Ubuntu | Family::AmazonLinux => None,
    }
}
