//! Repositories and packages, and what the role needs of both.

use super::{Kind, Resource, stores};
use crate::catalog::base::{AwsWay, EcsInitSource, PackageManager, Role as PackageRole};
use crate::diagnostic::Report;
use crate::host::{Host, Login, Role};
use crate::plan::action::{Action, Document, UnitVerb, WriteFile};
use crate::plan::diags;

pub(super) fn add(host: &Host, list: &mut Vec<Resource>, report: &mut Report) {
    repositories(host, list);
    for package in &host.packages {
        let install = |(): &()| {
            Some(Action::InstallPackages(vec![(
                package.name.text.clone(),
                package.name.cause(),
            )]))
        };
        let name = format!("package {}", package.name.text);
        list.push(Resource::of(Kind::Package, name, package, install).over_network());
    }
    for role in wanted(host) {
        base_package(host, role, list);
    }
    if host.role == Role::Ecs && !host.base.has(PackageRole::EcsInit) {
        agent(host, list, report);
    }
    services(host, list);
    let repositories: Vec<String> = host
        .repositories
        .iter()
        .map(|item| format!("repository {}", item.name.text))
        .collect();
    for resource in list
        .iter_mut()
        .filter(|resource| resource.kind == Kind::Package)
    {
        resource.needs.extend(repositories.iter().cloned());
    }
}

fn repositories(host: &Host, list: &mut Vec<Resource>) {
    let apt = host.base.os.package_manager.value == PackageManager::Apt;
    for item in &host.repositories {
        let name = item.name.text.as_str();
        let cause = item.name.cause();
        let file = |path: String, document: Document| {
            let (owner, group) = ("root".to_owned(), "root".to_owned());
            Some(Action::WriteFile(WriteFile {
                path,
                mode: "0644".to_owned(),
                owner,
                group,
                document,
                cause: cause.clone(),
            }))
        };
        let (key, source) = if apt {
            (
                format!("/etc/apt/keyrings/{name}.asc"),
                format!("/etc/apt/sources.list.d/{name}.sources"),
            )
        } else {
            (
                format!("/etc/pki/rpm-gpg/RPM-GPG-KEY-{name}"),
                format!("/etc/yum.repos.d/{name}.repo"),
            )
        };
        let key_file = Resource::of(Kind::Repository, format!("file {key}"), item, |state| {
            file(key.clone(), Document::Body(state.key.clone()))
        });
        list.push(key_file);
        let source_file = Resource::of(
            Kind::Repository,
            format!("repository {name}"),
            item,
            |state| {
                let state = state.clone();
                let document = if apt {
                    Document::AptSource(name.to_owned(), state, cause.clone())
                } else {
                    Document::RpmRepository(name.to_owned(), state, cause.clone())
                };
                file(source.clone(), document)
            },
        );
        list.push(source_file.needing(format!("file {key}")));
    }
}

/// The roles whose packages this host needs and the profile may not have named.
fn wanted(host: &Host) -> Vec<PackageRole> {
    let mut roles = vec![PackageRole::Docker, PackageRole::DockerCli];
    if !host.logrotate.is_empty() {
        roles.push(PackageRole::Logrotate);
    }
    if !host.certificates.is_empty() || host.asks_aws() {
        roles.push(PackageRole::CaCertificates);
    }
    let logins = host
        .pull
        .login
        .iter()
        .flat_map(|login| login.states.iter().flatten());
    let by_cli = host.asks_aws() && host.base.aws_way() == Some(AwsWay::CommandLine);
    if by_cli || logins.into_iter().any(|login| *login == Login::Ecr) {
        roles.push(PackageRole::AwsCli);
    }
    roles.extend(stores::roles(host));
    // The boot program asks the metadata service with curl.
    roles.push(PackageRole::Curl);
    roles
}

fn base_package(host: &Host, role: PackageRole, list: &mut Vec<Resource>) {
    let Some(package) = host
        .base
        .package(role)
        .filter(|package| !package.present.value)
    else {
        return;
    };
    let Some(name) = package.name.value else {
        return;
    };
    if host
        .packages
        .iter()
        .any(|item| item.name.text == name && item.is_fixed())
    {
        return;
    }
    let install = Action::InstallPackages(vec![(name.to_owned(), host.base_cause.clone())]);
    list.push(everywhere(host, Kind::Package, format!("package {name}"), install).over_network());
}

/// Installs ecs-init where the machine image has none.
fn agent(host: &Host, list: &mut Vec<Resource>, report: &mut Report) {
    let cause = host.base_cause.clone();
    match host.base.ecs.init.value {
        EcsInitSource::Package(name) => {
            let install = Action::InstallPackages(vec![(name.to_owned(), cause)]);
            list.push(
                everywhere(host, Kind::Package, format!("package {name}"), install).over_network(),
            );
        }
        EcsInitSource::Extra(name) => {
            let enable = Action::EnableExtra(name.to_owned(), cause.clone());
            list.push(
                everywhere(host, Kind::Repository, format!("extra {name}"), enable).over_network(),
            );
            let install = Action::InstallPackages(vec![("ecs-init".to_owned(), cause)]);
            list.push(
                everywhere(host, Kind::Package, "package ecs-init".to_owned(), install)
                    .over_network(),
            );
        }
        EcsInitSource::Download(template) => {
            let Some(region) = region_of_agent(host) else {
                report.push(diags::no_agent_here(cause.span, host.base.name));
                return;
            };
            let apt = host.base.os.package_manager.value == PackageManager::Apt;
            let arch = match (host.arch.as_str(), apt) {
                ("arm64", true) => "arm64",
                ("arm64", false) => "aarch64",
                (_, true) => "amd64",
                (_, false) => "x86_64",
            };
            let url = template
                .replace("{region}", &region)
                .replace("{arch}", arch);
            let name = if apt { "amazon-ecs-init" } else { "ecs-init" }.to_owned();
            let install = Action::InstallUrlPackage {
                name: name.clone(),
                url,
                cause,
            };
            let mut resource =
                everywhere(host, Kind::Package, format!("package {name}"), install).over_network();
            if let Some(docker) = host
                .base
                .package(PackageRole::Docker)
                .and_then(|package| package.name.value)
            {
                resource.needs.push(format!("package {docker}"));
            }
            list.push(resource);
        }
    }
}

/// The region that the profile knows: the agent's own, the same for every launch.
pub(super) fn region_of_agent(host: &Host) -> Option<String> {
    let line = host
        .ecs
        .iter()
        .find(|line| line.name.text == "aws-default-region" && line.is_fixed())?;
    line.first()?.value.as_str().map(str::to_owned)
}

/// Enables Docker and the agent where installing them does not.
fn services(host: &Host, list: &mut Vec<Resource>) {
    let mut enable = |unit: &str| {
        let action = Action::SetUnit(UnitVerb::Enable, unit.to_owned(), host.base_cause.clone());
        list.push(everywhere(host, Kind::Unit, format!("unit {unit}"), action));
    };
    if !host.base.has(PackageRole::Docker) && !host.base.docker.enabled_by_package.value {
        enable(host.base.docker.unit.value);
    }
    if host.role == Role::Ecs && !host.base.has(PackageRole::EcsInit) {
        enable(host.base.ecs.unit.value);
    }
}

/// A resource of every launch, which the base calls for.
pub(super) fn everywhere(host: &Host, kind: Kind, name: String, action: Action) -> Resource {
    Resource::new(
        kind,
        name,
        vec![Some(action); host.count()],
        host.base_deciding(),
    )
}
