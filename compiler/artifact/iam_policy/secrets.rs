//! Parameters, secrets, and the keys that encrypt them.

use super::{Place, Statement};
use crate::grammar::aws::Arn;
use crate::host::leaf::Cause;
use crate::host::{AskedSecret, Host};
use crate::profile::node::{Node, Secret};

/// The statements for exactly the references of a launch.
///
/// Source: Systems Manager user guide, "Restricting access to Parameter Store parameters using IAM policies"; Secrets Manager
/// user guide, "Identity-based policies" (the six random characters); KMS developer guide, "kms:ViaService".
pub(super) fn statements(host: &Host, launch: usize, place: &Place) -> Vec<Statement> {
    let asked = host
        .secrets
        .get(launch)
        .map(Vec::as_slice)
        .unwrap_or_default();
    let mut parameters = Vec::new();
    let mut secrets = Vec::new();
    for AskedSecret { secret, cause } in asked {
        let list = match secret {
            Secret::Parameter { .. } => &mut parameters,
            Secret::Managed { .. } => &mut secrets,
        };
        let arn = resource(secret, place);
        // One secret with several keys, one parameter in several versions.
        if list.iter().all(|(known, _)| *known != arn) {
            list.push((arn, cause.clone()));
        }
    }
    let has = |list: &[(String, Cause)]| !list.is_empty();
    let services: Vec<&str> = [("ssm", has(&parameters)), ("secretsmanager", has(&secrets))]
        .into_iter()
        .filter_map(|(service, is_asked)| is_asked.then_some(service))
        .collect();
    let keys = keys(host, launch);
    vec![
        Statement {
            sid: "ReadParameters",
            actions: vec!["ssm:GetParameter"],
            resources: parameters,
            condition: None,
        },
        Statement {
            sid: "ReadSecrets",
            actions: vec!["secretsmanager:GetSecretValue"],
            resources: secrets,
            condition: None,
        },
        Statement {
            sid: "DecryptSecrets",
            actions: vec!["kms:Decrypt"],
            resources: if services.is_empty() {
                Vec::new()
            } else {
                keys
            },
            condition: Some((
                "StringLike",
                "kms:ViaService",
                services
                    .iter()
                    .map(|service| format!("{service}.{}.{}", place.region, domain(place)))
                    .collect(),
            )),
        },
    ]
}

/// The domain of a service's name; `*` where a partition has one of its own.
fn domain(place: &Place) -> &'static str {
    match place.partition {
        "aws" | "aws-us-gov" => "amazonaws.com",
        "aws-cn" => "amazonaws.com.cn",
        _ => "*",
    }
}

/// The ARN that a reference may read.
fn resource(secret: &Secret, place: &Place) -> String {
    match secret {
        Secret::Parameter { name, .. } => match Arn::parse(name) {
            Some(_) => name.clone(),
            None if name.starts_with('/') => place.arn("ssm", &format!("parameter{name}")),
            None => place.arn("ssm", &format!("parameter/{name}")),
        },
        Secret::Managed { name, .. } => match Arn::parse(name) {
            Some(arn) if is_complete(arn.resource) => name.clone(),
            Some(_) => format!("{name}-??????"),
            None => place.arn("secretsmanager", &format!("secret:{name}-??????")),
        },
    }
}

/// Says whether an ARN ends with the hyphen and the six characters that Secrets Manager adds.
fn is_complete(resource: &str) -> bool {
    let end = resource.rsplit_once('-').map(|(_, end)| end);
    end.is_some_and(|end| end.len() == 6 && end.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// `launch.kms-keys`: AWS's own keys (aws/ssm, aws/secretsmanager) need no permission of the role.
fn keys(host: &Host, launch: usize) -> Vec<(String, Cause)> {
    let data = host.launch.get(launch);
    let list = data.and_then(|data| data.get(&["kms-keys"]));
    let items = list.and_then(Node::as_list).unwrap_or_default();
    let key = |item: &Node| {
        let cause = Cause {
            span: item.span,
            leaf: "launch.kms-keys".into(),
        };
        Some((item.as_str()?.to_owned(), cause))
    };
    items.iter().filter_map(key).collect()
}
