//! Proxies, certificate authorities and the SSM agent.

use super::software::region_of_agent;
use super::{Kind, Resource};
use crate::catalog::base::{PackageManager, Role as PackageRole, SsmSource};
use crate::diagnostic::Report;
use crate::host::{Host, Proxy, ProxyState, Ssm};
use crate::plan::action::{Action, Document, UnitVerb, WriteFile};
use crate::plan::diags;

/// Where the variables lie that every step, Docker and the SSM agent take.
const VARIABLES: &str = "/etc/parbake/proxy";
/// The drop-in with them. The clean-up takes drop-ins with `bake` in their names for leftovers.
const DROP_IN: &str = "20-proxy.conf";

pub(super) fn add(host: &Host, list: &mut Vec<Resource>, report: &mut Report) {
    if let Some(proxy) = &host.proxy {
        add_proxy(host, proxy, list);
    }
    certificates(host, list);
    if let Some(ssm) = &host.ssm {
        add_ssm(host, ssm, list, report);
    }
}

fn add_proxy(host: &Host, proxy: &Proxy, list: &mut Vec<Resource>) {
    let resource = |kind, name: String, action: &dyn Fn(&ProxyState) -> Action| {
        let states = proxy.states.iter();
        let actions = states.map(|state| state.as_ref().map(action)).collect();
        Resource::new(kind, name, actions, proxy.deciding.clone()).each_boot()
    };
    let write = |path: &str, document: Document| {
        let (owner, group) = ("root".to_owned(), "root".to_owned());
        Action::WriteFile(WriteFile {
            path: path.to_owned(),
            mode: "0644".to_owned(),
            owner,
            group,
            document,
            cause: proxy.cause.clone(),
        })
    };
    // Before the first repository: it may lie behind the proxy.
    list.push(resource(Kind::Way, format!("file {VARIABLES}"), &|state| {
        write(VARIABLES, Document::ProxyVariables(state.clone()))
    }));
    match host.base.os.package_manager.value {
        PackageManager::Apt => {
            let path = "/etc/apt/apt.conf.d/90parbake";
            list.push(resource(Kind::Way, format!("file {path}"), &|state| {
                write(path, Document::AptProxy(state.clone()))
            }));
        }
        manager @ (PackageManager::Dnf | PackageManager::Yum) => {
            let path = if manager == PackageManager::Dnf {
                "/etc/dnf/dnf.conf"
            } else {
                "/etc/yum.conf"
            };
            list.push(resource(Kind::Way, format!("proxy in {path}"), &|state| {
                Action::SetManagerProxy(path, state.clone(), proxy.cause.clone())
            }));
        }
    }
    let ssm = host.ssm.as_ref().map(|_| host.base.ssm.unit.value);
    for unit in [Some(host.base.docker.unit.value), ssm]
        .into_iter()
        .flatten()
    {
        let path = format!("/etc/systemd/system/{unit}.d/{DROP_IN}");
        list.push(resource(Kind::File, format!("file {path}"), &|_| {
            write(&path, Document::ProxyDropIn(proxy.cause.clone()))
        }));
    }
}

/// The certificates as files, and one run of the distribution's tool for all of a phase.
fn certificates(host: &Host, list: &mut Vec<Resource>) {
    let os = &host.base.os;
    let apt = os.package_manager.value == PackageManager::Apt;
    let mut runs = Vec::new();
    for item in &host.certificates {
        // update-ca-certificates(8) reads `*.crt` only.
        let end = if apt { "crt" } else { "pem" };
        let name = &item.name.text;
        let path = format!("{}/parbake-{name}.{end}", os.ca_directory.value);
        let write = |body: &crate::host::Body| {
            let (owner, group) = ("root".to_owned(), "root".to_owned());
            Some(Action::WriteFile(WriteFile {
                path: path.clone(),
                mode: "0644".to_owned(),
                owner,
                group,
                document: Document::Body(body.clone()),
                cause: item.name.cause(),
            }))
        };
        let file = Resource::of(Kind::Trust, format!("file {path}"), item, write);
        list.push(file.each_boot());
        let refresh = |_: &crate::host::Body| {
            Some(Action::RefreshCertificates(
                os.ca_command.value,
                item.name.cause(),
            ))
        };
        let name = format!("trust {name}");
        let refresh = Resource::of(Kind::Trust, name, item, refresh);
        runs.push(refresh.each_boot().needing(format!("file {path}")));
    }
    // Side by side they are one call.
    list.extend(runs);
}

fn add_ssm(host: &Host, ssm: &Ssm, list: &mut Vec<Resource>, report: &mut Report) {
    let unit = host.base.ssm.unit.value;
    let each = |action: &dyn Fn(bool) -> Option<Action>| -> Vec<Option<Action>> {
        let launches = ssm.enable.iter();
        launches.map(|enable| enable.and_then(action)).collect()
    };
    if !host.base.has(PackageRole::SsmAgent) {
        let Some((name, install)) = install(host, ssm, report) else {
            return;
        };
        let actions = each(&|enable| enable.then(|| install.clone()));
        let package = Resource::new(
            Kind::Package,
            format!("package {name}"),
            actions,
            ssm.deciding.clone(),
        );
        list.push(package.over_network());
    }
    let verb = |enable| {
        if enable {
            UnitVerb::Enable
        } else {
            UnitVerb::Disable
        }
    };
    let set = each(&|enable| {
        let unit = unit.to_owned();
        Some(Action::SetUnit(verb(enable), unit, ssm.cause.clone()))
    });
    let set = Resource::new(
        Kind::Unit,
        format!("unit {unit}"),
        set,
        ssm.deciding.clone(),
    );
    list.push(set);
    let start =
        each(&|enable| enable.then(|| Action::StartUnit(unit.to_owned(), ssm.cause.clone())));
    let start = Resource::new(
        Kind::Start,
        format!("start {unit}"),
        start,
        ssm.deciding.clone(),
    );
    list.push(start.after_docker().needing(format!("unit {unit}")));
}

/// How the agent comes to a base that lacks it, with the name of its package.
fn install(host: &Host, ssm: &Ssm, report: &mut Report) -> Option<(&'static str, Action)> {
    let cause = ssm.cause.clone();
    let name = "amazon-ssm-agent";
    match host.base.ssm.source.value {
        SsmSource::Package(package) => {
            let install = Action::InstallPackages(vec![(package.to_owned(), cause)]);
            Some((package, install))
        }
        // Every base with snap has the agent.
        SsmSource::Snap(_) => None,
        SsmSource::Download(template) => {
            let region = ssm.region.clone().or_else(|| region_of_agent(host));
            let Some(region) = region else {
                report.push(diags::no_ssm_here(cause.span, host.base.name));
                return None;
            };
            let arch = if host.arch == "arm64" {
                "arm64"
            } else {
                "amd64"
            };
            let url = template
                .replace("{region}", &region)
                .replace("{arch}", arch);
            let install = Action::InstallUrlPackage {
                name: name.to_owned(),
                url,
                cause,
            };
            Some((name, install))
        }
    }
}
