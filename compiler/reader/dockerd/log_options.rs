//! The log drivers and the options that each takes.

use super::Version;

/// One option of a log driver.
#[derive(Clone, Copy, Debug)]
pub(super) struct LogOption {
    driver: &'static str,
    name: &'static str,
    /// What its text must be.
    pub(super) form: Form,
    versions: (Version, Version),
}

/// What the text of an option must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Any,
    Bool,
    /// A whole number within bounds.
    Integer(i64, i64),
    /// A size with a unit.
    Size,
    /// A Go duration.
    Duration,
    /// One of a few words.
    Word(&'static [&'static str]),
}

const fn option(driver: &'static str, name: &'static str, form: Form) -> LogOption {
    LogOption {
        driver,
        name,
        form,
        versions: ((0, 0, 0), (u32::MAX, 0, 0)),
    }
}

impl LogOption {
    const fn since(mut self, major: u32, minor: u32) -> Self {
        self.versions.0 = (major, minor, 0);
        self
    }

    const fn until(mut self, major: u32, minor: u32) -> Self {
        self.versions.1 = (major, minor, 0);
        self
    }
}

/// Says whether dockerd on Linux has a log driver.
pub(super) fn is_driver(name: &str, version: Version) -> bool {
    match name {
        "logentries" => version < (25, 0, 0),
        _ => DRIVERS.contains(&name),
    }
}

/// Finds an option that a driver takes: its own, or one of any driver.
pub(super) fn find(driver: &str, name: &str, version: Version) -> Option<&'static LogOption> {
    OPTIONS.iter().find(|row| {
        let is_its = row.driver == driver || row.driver == "*";
        is_its && row.name == name && (row.versions.0..row.versions.1).contains(&version)
    })
}

const DRIVERS: [&str; 10] = [
    "awslogs",
    "fluentd",
    "gcplogs",
    "gelf",
    "journald",
    "json-file",
    "local",
    "none",
    "splunk",
    "syslog",
];

/// Source: moby `daemon/logger/*`, the validator of each driver up to docker-v29.7.2.
const OPTIONS: &[LogOption] = &[
    option("*", "cache-compress", Form::Bool),
    option("*", "cache-disabled", Form::Bool),
    option("*", "cache-max-file", Form::Any),
    option("*", "cache-max-size", Form::Any),
    option("*", "max-buffer-size", Form::Size),
    option("*", "mode", Form::Word(&["blocking", "non-blocking"])),
    option("awslogs", "awslogs-create-group", Form::Bool),
    option("awslogs", "awslogs-create-stream", Form::Bool).since(29, 0),
    option("awslogs", "awslogs-credentials-endpoint", Form::Any),
    option("awslogs", "awslogs-datetime-format", Form::Any),
    option("awslogs", "awslogs-endpoint", Form::Any),
    option(
        "awslogs",
        "awslogs-force-flush-interval-seconds",
        Form::Integer(1, i64::MAX),
    ),
    option("awslogs", "awslogs-format", Form::Word(&["json/emf"])).since(23, 0),
    option("awslogs", "awslogs-group", Form::Any),
    option(
        "awslogs",
        "awslogs-max-buffered-events",
        Form::Integer(1, i64::MAX),
    ),
    option("awslogs", "awslogs-multiline-pattern", Form::Any),
    option("awslogs", "awslogs-region", Form::Any),
    option("awslogs", "awslogs-stream", Form::Any),
    option("awslogs", "tag", Form::Any),
    option("fluentd", "env", Form::Any),
    option("fluentd", "env-regex", Form::Any),
    option("fluentd", "fluentd-address", Form::Any),
    option("fluentd", "fluentd-async", Form::Bool),
    option("fluentd", "fluentd-async-connect", Form::Any).until(28, 0),
    option(
        "fluentd",
        "fluentd-async-reconnect-interval",
        Form::Duration,
    )
    .since(23, 0),
    option("fluentd", "fluentd-buffer-limit", Form::Size),
    option(
        "fluentd",
        "fluentd-max-retries",
        Form::Integer(0, 2_147_483_647),
    ),
    option("fluentd", "fluentd-read-timeout", Form::Duration).since(29, 0),
    option("fluentd", "fluentd-request-ack", Form::Bool),
    option("fluentd", "fluentd-retry-wait", Form::Duration),
    option("fluentd", "fluentd-sub-second-precision", Form::Bool),
    option("fluentd", "fluentd-write-timeout", Form::Duration).since(28, 2),
    option("fluentd", "labels", Form::Any),
    option("fluentd", "labels-regex", Form::Any),
    option("fluentd", "tag", Form::Any),
    option("gcplogs", "env", Form::Any),
    option("gcplogs", "env-regex", Form::Any),
    option("gcplogs", "gcp-log-cmd", Form::Any),
    option("gcplogs", "gcp-meta-id", Form::Any),
    option("gcplogs", "gcp-meta-name", Form::Any),
    option("gcplogs", "gcp-meta-zone", Form::Any),
    option("gcplogs", "gcp-project", Form::Any),
    option("gcplogs", "labels", Form::Any),
    option("gcplogs", "labels-regex", Form::Any),
    option("gelf", "env", Form::Any),
    option("gelf", "env-regex", Form::Any),
    option("gelf", "gelf-address", Form::Any),
    option("gelf", "gelf-compression-level", Form::Integer(-1, 9)),
    option(
        "gelf",
        "gelf-compression-type",
        Form::Word(&["gzip", "zlib", "none"]),
    ),
    option("gelf", "gelf-tcp-max-reconnect", Form::Integer(0, i64::MAX)),
    option(
        "gelf",
        "gelf-tcp-reconnect-delay",
        Form::Integer(0, i64::MAX),
    ),
    option("gelf", "labels", Form::Any),
    option("gelf", "labels-regex", Form::Any),
    option("gelf", "tag", Form::Any),
    option("journald", "env", Form::Any),
    option("journald", "env-regex", Form::Any),
    option("journald", "labels", Form::Any),
    option("journald", "labels-regex", Form::Any),
    option("journald", "tag", Form::Any),
    option("json-file", "compress", Form::Bool),
    option("json-file", "env", Form::Any),
    option("json-file", "env-regex", Form::Any),
    option("json-file", "labels", Form::Any),
    option("json-file", "labels-regex", Form::Any),
    option("json-file", "max-file", Form::Integer(1, i64::MAX)),
    option("json-file", "max-size", Form::Size),
    option("json-file", "tag", Form::Any),
    option("local", "compress", Form::Bool),
    option("local", "env", Form::Any).since(29, 5),
    option("local", "env-regex", Form::Any).since(29, 5),
    option("local", "labels", Form::Any).since(29, 5),
    option("local", "labels-regex", Form::Any).since(29, 5),
    option("local", "max-file", Form::Integer(0, i64::MAX)),
    option("local", "max-size", Form::Size),
    option("local", "tag", Form::Any).since(29, 5),
    option("splunk", "env", Form::Any),
    option("splunk", "env-regex", Form::Any),
    option("splunk", "labels", Form::Any),
    option("splunk", "labels-regex", Form::Any),
    option("splunk", "splunk-caname", Form::Any),
    option("splunk", "splunk-capath", Form::Any),
    option(
        "splunk",
        "splunk-format",
        Form::Word(&["inline", "json", "raw"]),
    ),
    option("splunk", "splunk-gzip", Form::Any),
    option("splunk", "splunk-gzip-level", Form::Any),
    option("splunk", "splunk-index", Form::Any),
    option("splunk", "splunk-index-acknowledgment", Form::Any),
    option("splunk", "splunk-insecureskipverify", Form::Any),
    option("splunk", "splunk-source", Form::Any),
    option("splunk", "splunk-sourcetype", Form::Any),
    option("splunk", "splunk-token", Form::Any),
    option("splunk", "splunk-url", Form::Any),
    option("splunk", "splunk-verify-connection", Form::Any),
    option("splunk", "tag", Form::Any),
    option("syslog", "env", Form::Any),
    option("syslog", "env-regex", Form::Any),
    option("syslog", "labels", Form::Any),
    option("syslog", "labels-regex", Form::Any),
    option("syslog", "syslog-address", Form::Any),
    option("syslog", "syslog-facility", Form::Any),
    option(
        "syslog",
        "syslog-format",
        Form::Word(&["rfc3164", "rfc5424", "rfc5424micro"]),
    ),
    option("syslog", "syslog-tls-ca-cert", Form::Any),
    option("syslog", "syslog-tls-cert", Form::Any),
    option("syslog", "syslog-tls-key", Form::Any),
    option("syslog", "syslog-tls-skip-verify", Form::Any),
    option("syslog", "tag", Form::Any),
];
