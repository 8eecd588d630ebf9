//! logrotate reads every rule without a word of complaint.

use std::fs;
use std::path::PathBuf;

use super::reader::{Real, Suite};
use crate::support::{Report, bundles, files_under, show};

/// What logrotate says when it drops, changes or doubts something, in lower case.
const COMPLAINTS: [&str; 6] = [
    "error", "warning", "unknown", "ignoring", "note:", "skipping",
];

pub(super) fn run(real: &Real, report: &mut Report) {
    let good = "/var/log/a/*.log {\n    daily\n    rotate 7\n    compress\n    missingok\n}\n";
    let bad = [
        good.replace("rotate 7", "rotate seven"),
        good.replace("rotate 7", "rotate -2"),
        good.replace("daily", "dayly"),
        good.replace("daily", "daily\n    size 10M"),
        good.replace("missingok", "su nobody nosuchgroup"),
        good.replace("}\n", "/var/log/b {\n}\n"),
        format!("{good}/var/log/a/*.log {{\n    weekly\n}}\n/tmp {{\n  rotate x\n}}\n"),
    ];
    for suite in [Suite::Bookworm, Suite::Trixie] {
        report.takes(suite.name(), read(real, suite, good));
        for text in &bad {
            report.refuses(&format!("{text:?}"), read(real, suite, text));
        }
        for path in rules() {
            let text = fs::read_to_string(&path).unwrap();
            let input = format!("{} under {}", show(&path), suite.name());
            report.takes(&input, read(real, suite, &text));
        }
    }
}

fn rules() -> Vec<PathBuf> {
    let mut found = Vec::new();
    for bundle in bundles() {
        found.extend(files_under(&bundle.rootfs().join("etc/logrotate.d")));
    }
    found
}

/// Reads the files of /mnt in one root; what logrotate says goes to `N.out`, and its status behind it.
const READ: &str = r#"
for file in /mnt/*.rule; do
  cp "$file" /tmp/rule && chmod 644 /tmp/rule
  timeout 20 logrotate -d -s /tmp/state /tmp/rule >"${file%.rule}.out" 2>&1 && : >"${file%.rule}.ok"
done
exit 0
"#;

/// Files of one process.
const BATCH: usize = 1000;

fn read(real: &Real, suite: Suite, text: &str) -> Result<(), String> {
    read_all(real, suite, &[text.to_owned()]).remove(0)
}

/// Reads files of rules, each by itself, in debug mode.
pub(super) fn read_all<T: AsRef<[u8]>>(
    real: &Real,
    suite: Suite,
    texts: &[T],
) -> Vec<Result<(), String>> {
    let batches = texts.chunks(BATCH);
    batches
        .flat_map(|batch| read_batch(real, suite, batch))
        .collect()
}

fn read_batch<T: AsRef<[u8]>>(real: &Real, suite: Suite, texts: &[T]) -> Vec<Result<(), String>> {
    let work = tempfile::tempdir().unwrap();
    for (at, text) in texts.iter().enumerate() {
        fs::write(work.path().join(format!("{at}.rule")), text).unwrap();
    }
    let ran = real
        .inside(suite, work.path())
        .args(["sh", "-c", READ])
        .run();
    if let Err(why) = ran {
        return texts.iter().map(|_| Err(why.clone())).collect();
    }
    let outcome = |at: usize| {
        let said = fs::read(work.path().join(format!("{at}.out"))).unwrap_or_default();
        let ok = work.path().join(format!("{at}.ok")).exists();
        judge(ok, &String::from_utf8_lossy(&said))
    };
    (0..texts.len()).map(outcome).collect()
}

fn judge(ok: bool, said: &str) -> Result<(), String> {
    let complaint = said.lines().filter(|line| !is_harmless(line)).find(|line| {
        let line = line.to_lowercase();
        COMPLAINTS.iter().any(|word| line.contains(word))
    });
    match complaint {
        Some(line) => Err(line.to_owned()),
        None if ok || said.lines().any(is_absent_log) => Ok(()),
        None => Err(said.to_owned()),
    }
}

/// The banner of debug mode, and what is a matter of the host.
fn is_harmless(line: &str) -> bool {
    line.starts_with("warning: logrotate in debug mode") || is_absent_log(line)
}

/// The logs of the bundle's host are not in the root; without `missingok` that is an error and status 1.
fn is_absent_log(line: &str) -> bool {
    line.starts_with("error: stat of ") && line.ends_with("failed: No such file or directory")
        || line.ends_with("does not exist -- skipping")
        || line.contains("verifying log file path ") && line.contains(": No such file or directory")
}
