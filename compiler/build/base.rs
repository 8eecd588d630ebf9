//! schemas/bases/*.toml to `catalog::base::BASES`.

use std::path::Path;

use serde::Deserialize;

use crate::literal::{Literal, Version, read, record, table, words};

words! { Family PackageManager Arch Role }

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Fact<T> {
    value: T,
    source: String,
    read: String,
}

impl<T: Literal> Literal for Fact<T> {
    fn literal(&self) -> String {
        format!(
            "Fact {{ value: {}, source: {:?}, read: {:?} }}",
            self.value.literal(),
            self.source,
            self.read
        )
    }
}

/// Declares an enum whose variants each hold one text, `{ package = "ecs-init" }`.
macro_rules! sources {
    ($name:ident { $($variant:ident)* }) => {
        #[derive(Deserialize)]
        #[serde(rename_all = "kebab-case")]
        enum $name { $($variant(String),)* }
        impl Literal for $name {
            fn literal(&self) -> String {
                match self {
                    $(Self::$variant(text) => format!(
                        concat!(stringify!($name), "::", stringify!($variant), "({:?})"), text
                    ),)*
                }
            }
        }
    };
}

sources! { EcsInitSource { Package Extra Download } }
sources! { SsmSource { Package Snap Download } }

record! { OptionsFile { path: String, variable: String, shipped: String, } }
record! { ShippedRule { file: String, paths: Vec<String>, } }
record! { Package { role: Role, name: Fact<Option<String>>, present: Fact<bool>, } }
record! { LogrotateFacts { shipped: Fact<Vec<ShippedRule>>, } }
record! { SsmFacts { unit: Fact<String>, source: Fact<SsmSource>, } }
record! { ImageFacts { source: Fact<AmiSource>, root_device: Fact<String>, } }

record! { Ordering { unit: String, rules: Fact<Rules>, } }

record! { Rules {
    #[serde(default)]
    after: Vec<String>,
    #[serde(default)]
    before: Vec<String>,
    wanted_by: Option<String>,
    #[serde(default = "yes")]
    default_dependencies: bool,
} }

fn yes() -> bool {
    true
}

record! { AmiSource {
    #[serde(default, rename = "ssm-x86-64")]
    ssm_x86_64: String,
    #[serde(default)]
    ssm_arm64: String,
    owner: String,
    #[serde(default)]
    name: String,
} }

record! { Os {
    id: Fact<String>,
    version_id: Fact<String>,
    codename: Fact<Option<String>>,
    package_manager: Fact<PackageManager>,
    architectures: Fact<Vec<Arch>>,
    end_of_life: Fact<String>,
    end_of_life_note: String,
    default_user: Fact<String>,
    admin_group: Fact<String>,
    ca_directory: Fact<String>,
    ca_command: Fact<String>,
} }

record! { DockerFacts {
    version: Fact<Version>,
    unit: Fact<String>,
    socket: Fact<Option<String>>,
    containerd: Fact<String>,
    exec_start: Fact<String>,
    flags: Fact<Vec<(String, String)>>,
    options_file: Fact<Option<OptionsFile>>,
    daemon_json: Fact<String>,
    daemon_json_ships: Fact<bool>,
    data_root: Fact<String>,
    enabled_by_package: Fact<bool>,
} }

record! { EcsFacts {
    init: Fact<EcsInitSource>,
    unit: Fact<String>,
    stays_down_on_exit_5: Fact<bool>,
    environment_files: Fact<Vec<String>>,
} }

record! { CloudInitFacts {
    version: Fact<Version>,
    network_unit: Fact<String>,
    config_unit: Fact<String>,
    final_unit: Fact<String>,
    manages_hosts: Fact<bool>,
    hosts_template: Fact<String>,
} }

record! { Tools {
    systemd: Fact<Version>,
    bash: Fact<Version>,
    logrotate: Fact<Version>,
    openssl: Fact<Version>,
    python: Fact<Version>,
    curl: Fact<Version>,
} }

record! { Base {
    name: String,
    doc: String,
    pack: String,
    family: Family,
    os: Os,
    docker: DockerFacts,
    ecs: EcsFacts,
    cloud_init: CloudInitFacts,
    ssm: SsmFacts,
    packages: Vec<Package>,
    tools: Tools,
    logrotate: LogrotateFacts,
    image: ImageFacts,
    orderings: Vec<Ordering>,
} }

/// Writes the table, sorted by name.
pub(crate) fn generate(directory: &Path) -> String {
    let entries = std::fs::read_dir(directory)
        .unwrap_or_else(|error| panic!("{}: {error}", directory.display()));
    let paths = entries.map(|entry| entry.expect("an entry of schemas/bases").path());
    let mut bases: Vec<Base> = paths.map(|path| load(&path)).collect();
    bases.sort_by(|a, b| a.name.cmp(&b.name));
    table(
        "Every base that a profile can name, sorted by name.",
        "BASES",
        "Base",
        &bases,
    )
}

/// Reads one fact pack; its file bears its name.
fn load(path: &Path) -> Base {
    let base: Base = read(path);
    let file = path.file_stem().and_then(|stem| stem.to_str());
    assert_eq!(
        file,
        Some(base.name.as_str()),
        "{}: the name differs from the file's",
        path.display()
    );
    base
}
