//! The parser of each variable.
//!
//! Source: amazon-ecs-agent v1.105.1 (8dfceca6c) `agent/config/config.go`, `agent/config/parse.go`.

use super::TooShort;

const SECOND: i64 = 1_000_000_000;

/// The parser of a variable.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    /// Any text.
    Text,
    Flag,
    /// A flag whose other words are taken for its default without a word.
    SilentFlag,
    /// A flag that only the text `true` raises.
    ExactlyTrue,
    Memory,
    /// Another number is warned of and counts as none.
    Number {
        least: i64,
        most: i64,
    },
    /// Zero is the default without a word; a negative number is taken, or warned of.
    Count {
        negative: bool,
    },
    FileSize,
    Duration(i64, TooShort),
    /// A length of time without bounds; zero is the default.
    AnyDuration,
    /// A length of time without bounds of which zero is the default.
    Jitter,
    Word(&'static [&'static str], Otherwise),
    LogLevel,
    PullBehavior,
    StringMap,
    /// An object of strings that is only warned of.
    Options,
    AuthData,
    Ports,
    PortRange,
    Rates,
    Drivers,
    Routes,
    /// An array of strings that is only warned of.
    Strings,
    Csv,
}

/// What becomes of a word that is none of those known.
#[derive(Clone, Copy, Debug)]
pub(super) enum Otherwise {
    SilentDefault,
    WarnedDefault,
    LogBroken,
    /// Another word, without a word.
    Instead(&'static str),
}

/// Sorted by name.
pub(super) const VARIABLES: &[(&str, Kind)] = &[
    ("AWS_ACCESS_KEY_ID", Kind::Text),
    ("AWS_DEFAULT_REGION", Kind::Text),
    ("AWS_SECRET_ACCESS_KEY", Kind::Text),
    ("AWS_SESSION_TOKEN", Kind::Text),
    ("CREDENTIALS_FETCHER_HOST", Kind::Text),
    ("CREDENTIALS_FETCHER_HOST_DIR", Kind::Text),
    (
        "CREDENTIALS_FETCHER_SECRET_NAME_FOR_DOMAINLESS_GMSA",
        Kind::Text,
    ),
    ("DOCKER_HOST", Kind::Text),
    ("ECS_AGENT_APPARMOR_PROFILE", Kind::Text),
    ("ECS_AGENT_CONFIG_FILE_PATH", Kind::Text),
    ("ECS_AGENT_HEALTHCHECK_HOST", Kind::Text),
    ("ECS_AGENT_LABELS", Kind::Options),
    ("ECS_AGENT_PID_NAMESPACE_HOST", Kind::SilentFlag),
    ("ECS_AGENT_RUN_PRIVILEGED", Kind::ExactlyTrue),
    ("ECS_ALLOW_OFFHOST_INTROSPECTION_ACCESS", Kind::Flag),
    ("ECS_ALTERNATE_CREDENTIAL_PROFILE", Kind::Text),
    ("ECS_APPARMOR_CAPABLE", Kind::Flag),
    ("ECS_AUDIT_LOGFILE", Kind::Text),
    ("ECS_AUDIT_LOGFILE_DISABLED", Kind::SilentFlag),
    ("ECS_AVAILABLE_LOGGING_DRIVERS", Kind::Drivers),
    ("ECS_AWSVPC_ADDITIONAL_LOCAL_ROUTES", Kind::Routes),
    ("ECS_AWSVPC_BLOCK_IMDS", Kind::Flag),
    ("ECS_BACKEND_HOST", Kind::Text),
    (
        "ECS_CGROUP_CPU_PERIOD",
        Kind::Duration(8_000_000, TooShort::Defaulted),
    ),
    ("ECS_CGROUP_PATH", Kind::Text),
    ("ECS_CHECKPOINT", Kind::Flag),
    ("ECS_CLUSTER", Kind::Text),
    ("ECS_CNI_PLUGINS_PATH", Kind::Text),
    (
        "ECS_CONTAINER_CREATE_TIMEOUT",
        Kind::Duration(60 * SECOND, TooShort::Raised),
    ),
    (
        "ECS_CONTAINER_INSTANCE_PROPAGATE_TAGS_FROM",
        Kind::Word(&["none", "ec2_instance"], Otherwise::SilentDefault),
    ),
    ("ECS_CONTAINER_INSTANCE_TAGS", Kind::StringMap),
    (
        "ECS_CONTAINER_START_TIMEOUT",
        Kind::Duration(45 * SECOND, TooShort::Raised),
    ),
    (
        "ECS_CONTAINER_STOP_TIMEOUT",
        Kind::Duration(SECOND, TooShort::Raised),
    ),
    ("ECS_DATADIR", Kind::Text),
    ("ECS_DETAILED_OS_FAMILY", Kind::Text),
    ("ECS_DISABLE_DOCKER_HEALTH_CHECK", Kind::Flag),
    ("ECS_DISABLE_IMAGE_CLEANUP", Kind::Flag),
    ("ECS_DISABLE_METRICS", Kind::Flag),
    ("ECS_DISABLE_PRIVILEGED", Kind::Flag),
    ("ECS_DISABLE_TASK_METADATA_AZ", Kind::SilentFlag),
    ("ECS_DOMAIN_JOINED_LINUX_INSTANCE", Kind::SilentFlag),
    ("ECS_DYNAMIC_HOST_PORT_RANGE", Kind::PortRange),
    ("ECS_EBSTA_SUPPORTED", Kind::SilentFlag),
    ("ECS_ENABLE_AWSLOGS_EXECUTIONROLE_OVERRIDE", Kind::Flag),
    ("ECS_ENABLE_CONTAINER_METADATA", Kind::Flag),
    ("ECS_ENABLE_CPU_UNBOUNDED_WINDOWS_WORKAROUND", Kind::Flag),
    ("ECS_ENABLE_FIRELENS_ASYNC", Kind::Flag),
    ("ECS_ENABLE_GPU_SUPPORT", Kind::SilentFlag),
    ("ECS_ENABLE_HIGH_DENSITY_ENI", Kind::Flag),
    ("ECS_ENABLE_INF_SUPPORT", Kind::SilentFlag),
    ("ECS_ENABLE_MEMORY_UNBOUNDED_WINDOWS_WORKAROUND", Kind::Flag),
    ("ECS_ENABLE_PROMETHEUS_METRICS", Kind::SilentFlag),
    ("ECS_ENABLE_RUNTIME_STATS", Kind::Flag),
    ("ECS_ENABLE_SPOT_INSTANCE_DRAINING", Kind::Flag),
    ("ECS_ENABLE_TASK_CPU_MEM_LIMIT", Kind::Flag),
    ("ECS_ENABLE_TASK_ENI", Kind::Flag),
    ("ECS_ENABLE_TASK_IAM_ROLE", Kind::Flag),
    ("ECS_ENABLE_TASK_IAM_ROLE_NETWORK_HOST", Kind::SilentFlag),
    ("ECS_ENABLE_UNTRACKED_IMAGE_CLEANUP", Kind::Flag),
    ("ECS_ENGINE_AUTH_DATA", Kind::AuthData),
    (
        "ECS_ENGINE_AUTH_TYPE",
        Kind::Word(&["docker", "dockercfg"], Otherwise::WarnedDefault),
    ),
    (
        "ECS_ENGINE_TASK_CLEANUP_WAIT_DURATION",
        Kind::Duration(SECOND, TooShort::Defaulted),
    ),
    ("ECS_ENGINE_TASK_CLEANUP_WAIT_DURATION_JITTER", Kind::Jitter),
    ("ECS_EXCLUDE_IPV6_PORTBINDING", Kind::Flag),
    ("ECS_EXCLUDE_UNTRACKED_IMAGE", Kind::Csv),
    ("ECS_EXTERNAL", Kind::Flag),
    ("ECS_FSX_WINDOWS_FILE_SERVER_SUPPORTED", Kind::Flag),
    ("ECS_GMSA_SUPPORTED", Kind::SilentFlag),
    ("ECS_HOST_DATA_DIR", Kind::Text),
    (
        "ECS_IMAGE_CLEANUP_INTERVAL",
        Kind::Duration(600 * SECOND, TooShort::Defaulted),
    ),
    ("ECS_IMAGE_MINIMUM_CLEANUP_AGE", Kind::AnyDuration),
    ("ECS_IMAGE_PULL_BEHAVIOR", Kind::PullBehavior),
    (
        "ECS_IMAGE_PULL_INACTIVITY_TIMEOUT",
        Kind::Duration(60 * SECOND, TooShort::Raised),
    ),
    ("ECS_IMAGE_PULL_TIMEOUT", Kind::AnyDuration),
    ("ECS_INIT_DOCKER_LOG_FILE_NUM", Kind::Text),
    ("ECS_INIT_DOCKER_LOG_FILE_SIZE", Kind::Text),
    ("ECS_INSTANCE_ATTRIBUTES", Kind::StringMap),
    (
        "ECS_INSTANCE_IP_COMPATIBILITY",
        Kind::Word(&["ipv4", "ipv6"], Otherwise::WarnedDefault),
    ),
    ("ECS_LOGFILE", Kind::Text),
    ("ECS_LOGLEVEL", Kind::LogLevel),
    (
        "ECS_LOGLEVEL_ON_INSTANCE",
        Kind::Word(
            &["none", "crit", "error", "warn", "info", "debug"],
            Otherwise::WarnedDefault,
        ),
    ),
    (
        "ECS_LOG_DRIVER",
        Kind::Word(
            &[
                "awslogs",
                "fluentd",
                "gelf",
                "json-file",
                "journald",
                "logentries",
                "syslog",
                "splunk",
            ],
            Otherwise::WarnedDefault,
        ),
    ),
    ("ECS_LOG_MAX_FILE_SIZE_MB", Kind::FileSize),
    (
        "ECS_LOG_MAX_ROLL_COUNT",
        Kind::Number {
            least: i64::MIN,
            most: i64::MAX,
        },
    ),
    ("ECS_LOG_OPTS", Kind::Options),
    (
        "ECS_LOG_OUTPUT_FORMAT",
        Kind::Word(&["logfmt", "json"], Otherwise::LogBroken),
    ),
    (
        "ECS_LOG_ROLLOVER_TYPE",
        Kind::Word(&["size", "hourly", "none"], Otherwise::Instead("hourly")),
    ),
    (
        "ECS_MANIFEST_PULL_TIMEOUT",
        Kind::Duration(30 * SECOND, TooShort::Raised),
    ),
    (
        "ECS_NUM_IMAGES_DELETE_PER_CYCLE",
        Kind::Count { negative: false },
    ),
    ("ECS_NVIDIA_RUNTIME", Kind::Text),
    ("ECS_OFFHOST_INTROSPECTION_INTERFACE_NAME", Kind::Text),
    ("ECS_PAUSE_LABELS", Kind::Options),
    ("ECS_POLLING_METRICS_WAIT_DURATION", Kind::AnyDuration),
    ("ECS_POLL_METRICS", Kind::Flag),
    ("ECS_PROPAGATE_TASK_MEMORY_LIMIT_CGROUPV2", Kind::Flag),
    ("ECS_PULL_DEPENDENT_CONTAINERS_UPFRONT", Kind::Flag),
    ("ECS_RESERVED_MEMORY", Kind::Memory),
    ("ECS_RESERVED_PORTS", Kind::Ports),
    ("ECS_RESERVED_PORTS_UDP", Kind::Ports),
    ("ECS_SELINUX_CAPABLE", Kind::Flag),
    ("ECS_SHARED_VOLUME_MATCH_FULL_CONFIG", Kind::Flag),
    ("ECS_SKIP_LOCALHOST_TRAFFIC_FILTER", Kind::Flag),
    ("ECS_TASK_METADATA_RPS_LIMIT", Kind::Rates),
    (
        "ECS_TASK_PIDS_LIMIT",
        Kind::Number {
            least: 1,
            most: 4_194_304,
        },
    ),
    ("ECS_UPDATES_ENABLED", Kind::Flag),
    ("ECS_UPDATE_DOWNLOAD_DIR", Kind::Text),
    ("ECS_VOLUME_PLUGIN_CAPABILITIES", Kind::Strings),
    ("ECS_WARM_POOLS_CHECK", Kind::Flag),
    ("HTTPS_PROXY", Kind::Text),
    ("HTTP_PROXY", Kind::Text),
    (
        "NONECS_NUM_CONTAINERS_DELETE_PER_CYCLE",
        Kind::Count { negative: true },
    ),
    ("NON_ECS_IMAGE_MINIMUM_CLEANUP_AGE", Kind::AnyDuration),
    ("NO_PROXY", Kind::Csv),
    ("SSL_CERT_DIR", Kind::Text),
    (
        "ZZZ_I_KNOW_SETTING_TEST_VALUES_IN_PRODUCTION_IS_NOT_SUPPORTED",
        Kind::Text,
    ),
    (
        "ZZZ_SKIP_CREDENTIALS_FETCHER_INVOCATION_CHECK_NOT_SUPPORTED_IN_PRODUCTION",
        Kind::SilentFlag,
    ),
    (
        "ZZZ_SKIP_DOMAIN_JOIN_CHECK_NOT_SUPPORTED_IN_PRODUCTION",
        Kind::SilentFlag,
    ),
    (
        "ZZZ_SKIP_DOMAIN_LESS_CHECK_NOT_SUPPORTED_IN_PRODUCTION",
        Kind::SilentFlag,
    ),
    (
        "ZZZ_SKIP_WINDOWS_SERVER_VERSION_CHECK_NOT_SUPPORTED_IN_PRODUCTION",
        Kind::SilentFlag,
    ),
];
