//! The types of settings: what a value of the profile may be, before any reader sees it.

/// The type of one setting.
///
/// One vocabulary for the sections of the language and for the catalogues, so that checking, merging,
/// the JSON Schema and `parbake explain` each treat a type in one place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Type {
    /// `true` or `false`.
    Bool,
    /// A whole number within inclusive bounds.
    Integer {
        /// Smallest value.
        min: i64,
        /// Largest value.
        max: i64,
    },
    /// A number within inclusive bounds.
    Float {
        /// Smallest value.
        min: f64,
        /// Largest value.
        max: f64,
    },
    /// One line of text of a grammar.
    Text(Grammar),
    /// Text that may have many lines (the content of a file).
    Multiline,
    /// Text that may have many lines and is never interpolated (a script).
    Verbatim,
    /// One of a list of words, as written.
    Enum(&'static [&'static str]),
    /// A length of time in Go's syntax (`"1h30m"`), bounds in nanoseconds, inclusive.
    ///
    /// Source: Go `time.ParseDuration`.
    Duration {
        /// Shortest.
        min: i64,
        /// Longest.
        max: i64,
    },
    /// A list. A set is merged and scoped element by element; a sequence is replaced whole.
    List {
        /// Type of each element.
        of: &'static Self,
        /// Set or sequence.
        kind: ListKind,
    },
    /// A table with names of the user's choice.
    Map {
        /// Grammar of the names.
        key: Grammar,
        /// Type of each value.
        of: &'static Self,
    },
    /// A table with fixed keys.
    Table(&'static [Field]),
    /// Any of several types, the first that fits the TOML kind.
    OneOf(&'static [Self]),
    /// Any JSON value (dockerd keys that are objects with contents of their own).
    Any,
}

impl Type {
    /// Returns the row of a key, where this is a table with fixed keys that has it.
    #[must_use]
    pub fn field(&self, key: &str) -> Option<&'static Field> {
        match self {
            Self::Table(fields) => fields.iter().find(|field| field.key == key),
            Self::OneOf(types) => types.iter().find_map(|ty| ty.field(key)),
            Self::Bool
            | Self::Integer { .. }
            | Self::Float { .. }
            | Self::Text(_)
            | Self::Multiline
            | Self::Verbatim
            | Self::Enum(_)
            | Self::Duration { .. }
            | Self::List { .. }
            | Self::Map { .. }
            | Self::Any => None,
        }
    }

    /// Returns the type of what stands under a key, where something can.
    #[must_use]
    pub fn below(&self, key: &str) -> Option<Self> {
        if let Self::Map { of, .. } = self {
            return Some(**of);
        }
        self.field(key).map(|field| field.ty)
    }
}

/// Whether the elements of a list are merged one by one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListKind {
    /// Merged and scoped element by element, in the order of first mention.
    Set,
    /// Atomic: replaced whole.
    Sequence,
}

/// One key of a table with fixed keys.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Field {
    /// The key as written in the profile.
    pub key: &'static str,
    /// Its type.
    pub ty: Type,
    /// Must be given where the table is.
    pub required: bool,
    /// Unit of the value, empty where it has none.
    pub unit: &'static str,
    /// What holds where the key is left out, in words or as written; empty where nothing does.
    pub default: &'static str,
    /// One or more sentences.
    pub doc: &'static str,
}

impl Field {
    /// A row without content, to begin a table with.
    pub const EMPTY: Self = Self {
        key: "",
        ty: Type::Bool,
        required: false,
        unit: "",
        default: "",
        doc: "",
    };
}

/// What one line of text must look like.
///
/// The grammars are checked by [`crate::grammar`], which is also where their sources stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grammar {
    /// Anything on one line without control characters.
    Line,
    /// At least one character, on one line.
    NonEmpty,
    /// `[a-z0-9-]+`: names of profiles, variants, scripts.
    Name,
    /// A POSIX absolute path without `.`, `..` or doubled slashes.
    AbsolutePath,
    /// Such a path without blanks: logrotate refuses a program with one in it.
    PlainPath,
    /// A glob of absolute paths (logrotate).
    AbsoluteGlob,
    /// A path relative to the profile, or absolute.
    SourcePath,
    /// A line of ssh's authorized_keys.
    AuthorizedKey,
    /// An ECS cluster name, `[A-Za-z0-9_-]{1,255}`, or a cluster ARN.
    Cluster,
    /// `START-END`, 16-bit, START not above END.
    PortRange,
    /// `STEADY,BURST`, whole numbers above 0.
    RatePair,
    /// An IPv4 or IPv6 address.
    Ip,
    /// An IPv4 address.
    Ip4,
    /// An IPv6 address.
    Ip6,
    /// An address block, either family.
    Cidr,
    /// An IPv4 address block.
    Cidr4,
    /// An IPv6 address block.
    Cidr6,
    /// A URL with a scheme.
    Url,
    /// `http://` or `https://`, no user information, no query, no fragment.
    RegistryUrl,
    /// A proxy: `host:port` or an `http(s)` URL.
    Proxy,
    /// `host`, `host:port` or an address block.
    Registry,
    /// `host:port`.
    HostPort,
    /// A dockerd endpoint: `fd://`, `unix://`, `tcp://`.
    DockerHost,
    /// A DNS name.
    Domain,
    /// `key=value`.
    KeyValue,
    /// A container image with a tag or a tag and a digest.
    Image,
    /// `name:tag`, no digest (the agent compares exact text with RepoTags).
    ImageTag,
    /// A size with dockerd's suffixes (`10m`).
    DockerSize,
    /// A size with logrotate's suffixes (`k`, `M`, `G`).
    LogrotateSize,
    /// A file mode, three or four octal digits, quoted.
    Mode,
    /// A Unix user or group name.
    UserName,
    /// `user group`, as logrotate's `su` takes it.
    UserGroup,
    /// `[mode] [owner] [group]`, as logrotate's `create` takes it.
    ModeOwnerGroup,
    /// A systemd unit name with its suffix.
    UnitName,
    /// A package name.
    PackageName,
    /// A sysctl key, `net.core.somaxconn`.
    SysctlKey,
    /// The value of a sysctl.
    SysctlValue,
    /// A host name.
    HostName,
    /// A variable of an environment, `[A-Z_][A-Z0-9_]*`.
    EnvName,
    /// A variable of the profile, `[a-z][a-z0-9_-]*`.
    VarName,
    /// A name of an AMI, with room for a time stamp.
    AmiName,
    /// `s3://bucket/path`.
    S3Location,
    /// An AMI id, or `resolve:ssm:`.
    ImageId,
    /// An EC2 instance type.
    InstanceType,
    /// An AWS region.
    Region,
    /// A key of a profile in TOML's dotted syntax.
    KeyPath,
    /// A dotted version, `1.24`.
    Version,
    /// An attribute or label name of the ECS API, `[A-Za-z0-9_./-]{1,128}`.
    AttributeName,
    /// A value of an ECS attribute: 1 to 128 letters, digits and `- _ . @ / \ :` or blanks inside.
    AttributeValue,
    /// A key of an ECS tag: 1 to 128 characters, not beginning with `aws:` in any case.
    TagKey,
    /// A value of an ECS tag: up to 256 characters, may be empty.
    TagValue,
    /// A Unix socket, `unix:///path`.
    UnixSocket,
    /// A log driver option or another word without blanks, quotes and control characters.
    Word,
    /// `default`, `user[:group]` or `uid[:gid]`.
    UsernsRemap,
    /// A firewall mark, `mark[/mask]`.
    Fwmark,
    /// An address or a network interface, with a port or without.
    AdvertiseAddr,
    /// A reference to a secret; a text in plain is refused by its section, which does not show it.
    Secret,
    /// The ARN of a key of KMS.
    KmsKey,
    /// An absolute path of letters, digits and `._@+-`, below the root: of a mount, of a swap file.
    MountPoint,
    /// A disk: an EBS volume id, a device name of EC2, or a disk by kind or size.
    VolumeDevice,
    /// A label that ext4 and xfs both take.
    VolumeLabel,
    /// One option of mount(8).
    MountOption,
    /// A whole number of MiB, GiB or TiB.
    BinarySize,
    /// A word of a certificate's subject.
    SubjectText,
    /// A country of a certificate's subject.
    Country,
    /// An alternative name of a certificate, `dns:` or `ip:`.
    AltName,
    /// A stack of CloudFormation.
    Stack,
    /// A logical id in a template of CloudFormation.
    LogicalId,
    /// An Auto Scaling group.
    AutoScalingGroup,
    /// A lifecycle hook of an Auto Scaling group.
    LifecycleHook,
}
