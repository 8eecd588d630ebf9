//! A non-blocking log driver with the default buffer.

use crate::lint::Finding;
use crate::lint::subject::Subject;

lint! {
    /// A non-blocking log driver keeps the default buffer of one MiB.
    ///
    /// What does not fit is dropped without a word. One MiB per container is what a stack trace in a loop writes in
    /// a second; the buffer is in dockerd's memory.
    ///
    /// Bad: `log-opts = { mode = "non-blocking" }`. Good: with `max-buffer-size = "4m"`, or `"1m"` said aloud.
    ///
    /// Source: docs.docker.com, "Configure logging drivers", delivery mode; moby, `daemon/logger/ring.go`.
    "L0065" "small-log-buffer" Ordinary Warn check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for set in subject.daemon("log-opts") {
        let Some(options) = set.node.as_table() else {
            continue;
        };
        let mode = options
            .get("mode")
            .filter(|mode| mode.as_str() == Some("non-blocking"));
        if let Some(mode) = mode.filter(|_| options.get("max-buffer-size").is_none()) {
            let finding = LINT
                .at_span(
                    mode.span,
                    &set.cause().leaf,
                    "lines of a container are dropped when 1 MiB of them wait",
                )
                .label("the default `max-buffer-size`")
                .help("add `max-buffer-size = \"4m\"`, say, to log-opts");
            found.push(finding);
        }
    }
    found
}
