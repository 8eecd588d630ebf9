//! The library of step functions: its files, what each needs of the others, and where it is for.

/// One file of the library of step functions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Library {
    /// The ground of all others.
    Core,
    /// Files.
    Files,
    /// References in text.
    Template,
    /// What the instance knows of itself.
    Instance,
    /// Texts out of JSON.
    Json,
    /// Requests to AWS.
    Aws,
    /// Requests to AWS that curl signs.
    AwsByCurl,
    /// Requests to AWS by its command line.
    AwsByCli,
    /// Secrets.
    Secrets,
    /// Signals to AWS.
    Signals,
    /// Units and kernel parameters.
    Units,
    /// Packages.
    Packages,
    /// Groups and users.
    Users,
    /// Container images.
    Docker,
    /// ecs.config.
    Ecs,
    /// Membership of a swarm.
    Swarm,
    /// Keys and certificates.
    Certificates,
    /// Volumes and swap.
    Volumes,
    /// The host's name.
    Hostname,
    /// The user's scripts.
    Scripts,
}

impl Library {
    /// All of it, in the order in which the files stand in a program.
    pub const ALL: [Self; 20] = [
        Self::Core,
        Self::Files,
        Self::Template,
        Self::Instance,
        Self::Json,
        Self::Aws,
        Self::AwsByCurl,
        Self::AwsByCli,
        Self::Secrets,
        Self::Signals,
        Self::Units,
        Self::Packages,
        Self::Users,
        Self::Docker,
        Self::Ecs,
        Self::Swarm,
        Self::Certificates,
        Self::Volumes,
        Self::Hostname,
        Self::Scripts,
    ];

    /// The text of the file.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::Core => include_str!("../../templates/lib/core.sh"),
            Self::Files => include_str!("../../templates/lib/files.sh"),
            Self::Template => include_str!("../../templates/lib/template.sh"),
            Self::Instance => include_str!("../../templates/lib/instance.sh"),
            Self::Json => include_str!("../../templates/lib/json.sh"),
            Self::Aws => include_str!("../../templates/lib/aws.sh"),
            Self::AwsByCurl => include_str!("../../templates/lib/aws_curl.sh"),
            Self::AwsByCli => include_str!("../../templates/lib/aws_cli.sh"),
            Self::Secrets => include_str!("../../templates/lib/secrets.sh"),
            Self::Signals => include_str!("../../templates/lib/signals.sh"),
            Self::Units => include_str!("../../templates/lib/units.sh"),
            Self::Packages => include_str!("../../templates/lib/packages.sh"),
            Self::Users => include_str!("../../templates/lib/users.sh"),
            Self::Docker => include_str!("../../templates/lib/docker.sh"),
            Self::Ecs => include_str!("../../templates/lib/ecs.sh"),
            Self::Swarm => include_str!("../../templates/lib/swarm.sh"),
            Self::Certificates => include_str!("../../templates/lib/certificates.sh"),
            Self::Volumes => include_str!("../../templates/lib/volumes.sh"),
            Self::Hostname => include_str!("../../templates/lib/hostname.sh"),
            Self::Scripts => include_str!("../../templates/lib/scripts.sh"),
        }
    }

    /// Says whether a step of the bake may call into it: requests to AWS, memberships, keys, disks and names are of the host alone.
    #[must_use]
    pub fn is_for_bake(&self) -> bool {
        !matches!(
            self,
            Self::Json
                | Self::Aws
                | Self::AwsByCurl
                | Self::AwsByCli
                | Self::Secrets
                | Self::Signals
                | Self::Swarm
                | Self::Certificates
                | Self::Volumes
                | Self::Hostname
        )
    }

    /// The files that this one calls into, itself not among them.
    #[must_use]
    pub const fn needs(self) -> &'static [Self] {
        match self {
            Self::Core => &[],
            Self::Files | Self::Instance | Self::Json | Self::Units | Self::Docker => &[Self::Core],
            Self::Template => &[Self::Core, Self::Instance],
            Self::Aws => &[Self::Core, Self::Instance],
            Self::AwsByCurl => &[Self::Core, Self::Instance, Self::Json, Self::Aws],
            Self::AwsByCli | Self::Signals => &[Self::Core, Self::Instance, Self::Aws],
            Self::Secrets => &[Self::Core, Self::Instance, Self::Json, Self::Aws],
            Self::Packages => &[Self::Core, Self::Units],
            Self::Users => &[Self::Core, Self::Files],
            Self::Ecs | Self::Certificates | Self::Hostname => {
                &[Self::Core, Self::Files, Self::Template, Self::Instance]
            }
            Self::Swarm => &[Self::Core, Self::Template, Self::Instance, Self::Json],
            Self::Volumes => &[Self::Core, Self::Files, Self::Instance],
            Self::Scripts => &[Self::Core, Self::Template, Self::Instance],
        }
    }
}
