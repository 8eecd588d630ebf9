//! Images that a host pulls from Amazon ECR.

use super::Statement;
use crate::grammar::ImageParts;
use crate::grammar::aws::partition;
use crate::host::leaf::Cause;
use crate::host::{Host, Login, Role, Strategy, ecr_region};

/// The calls of a pull, on the repositories that the profile names.
///
/// Source: Amazon ECR user guide, "Repository policy examples" and "Private registry authentication"; Amazon ECR public user
/// guide, "Registry authentication".
pub(super) fn statements(host: &Host, launch: usize) -> Vec<Statement> {
    let mut repositories = Vec::new();
    let mut public = Vec::new();
    for item in &host.images {
        // The bake has pulled it with the builder's role; only an agent pulls it again.
        let is_baked = item.is_fixed() && host.image.strategy == Strategy::Bake;
        let image = item
            .at(launch)
            .filter(|_| !is_baked || host.role == Role::Ecs);
        let Some(parts) = image.and_then(|image| ImageParts::parse(&image.tag)) else {
            continue;
        };
        let cause = item.name.cause();
        match repository(&parts) {
            Some(arn) if repositories.iter().all(|(known, _)| *known != arn) => {
                repositories.push((arn, cause));
            }
            Some(_) => {}
            None if is_logged_in(host, launch, parts.registry()) => {
                public.push(("*".to_owned(), cause));
            }
            None => {}
        }
    }
    public.truncate(1);
    let token: Vec<(String, Cause)> = repositories
        .first()
        .map(|(_, cause)| ("*".to_owned(), cause.clone()))
        .into_iter()
        .collect();
    let allow = |sid, actions, resources| Statement {
        sid,
        actions,
        resources,
        condition: None,
    };
    vec![
        allow("LogInToRegistry", vec!["ecr:GetAuthorizationToken"], token),
        allow(
            "PullImages",
            vec![
                "ecr:BatchCheckLayerAvailability",
                "ecr:BatchGetImage",
                "ecr:GetDownloadUrlForLayer",
            ],
            repositories,
        ),
        allow(
            "LogInToPublicRegistry",
            vec![
                "ecr-public:GetAuthorizationToken",
                "sts:GetServiceBearerToken",
            ],
            public,
        ),
    ]
}

/// The ARN of a private repository: account and region stand in the registry's name.
fn repository(parts: &ImageParts<'_>) -> Option<String> {
    let registry = parts.registry();
    let (account, _) = registry.split_once(".dkr.ecr")?;
    let region = ecr_region(registry)?;
    let (_, path) = parts.name.split_once('/')?;
    Some(format!(
        "arn:{}:ecr:{region}:{account}:repository/{path}",
        partition(region)
    ))
}

/// Says whether the profile logs in to a registry of Amazon's: anybody may pull from the public one.
fn is_logged_in(host: &Host, launch: usize, registry: &str) -> bool {
    let mut logins = host.pull.login.iter();
    let is_ecr = ecr_region(registry).is_some();
    is_ecr && logins.any(|item| item.name.text == registry && item.at(launch) == Some(&Login::Ecr))
}
