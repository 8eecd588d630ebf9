//! The metadata service answers without a token.

use super::Finding;
use super::subject::Subject;

lint! {
    /// The launch template lets the instance metadata service answer without a token (IMDSv1).
    ///
    /// Anything on the host that can be made to fetch a URL (a proxy, a web hook) can then read the credentials of the
    /// instance role. With a token the request needs a PUT and a header first.
    ///
    /// Bad: `launch.metadata.http-tokens = "optional"`. Good: leave it out; parbake requires tokens.
    ///
    /// Source: EC2 user guide, "Use the Instance Metadata Service to access instance metadata".
    "L0150" "metadata-without-token" Security Deny check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let keys = ["metadata", "http-tokens"];
    let optional = subject
        .host
        .launch
        .iter()
        .filter(|data| data.text(&keys) == Some("optional"));
    let found = |cause| {
        LINT.at(&cause, "the metadata service answers without a token")
            .label("IMDSv1")
            .note("whatever can be made to fetch a URL on this host can read the credentials of its role")
            .help("leave it out: parbake requires tokens")
    };
    optional
        .filter_map(|data| data.cause(&keys))
        .map(found)
        .collect()
}
