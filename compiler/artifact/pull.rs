//! The pull of container images as one call: `pull_images LIMIT PLATFORM CONFIG [REGISTRY=REGION]...`.

use serde_json::json;

use super::call::Call;
use crate::format::lines::Lines;
use crate::host::leaf::Cause;
use crate::host::{Host, ImageReference, Login, ecr_region};
use crate::template::Library;

/// Makes the call. Its input has a line for each image: the reference, and the digest or `-`.
pub(super) fn call(
    images: &[(ImageReference, Cause)],
    parallel: i64,
    login: &[(String, Login)],
    host: &Host,
) -> Option<Call> {
    let used = |(registry, _): &&(String, Login)| {
        let mut registries = images.iter().map(|(image, _)| image.registry());
        registries.any(|one| one == registry)
    };
    let login: Vec<_> = login.iter().filter(used).collect();
    let mut words = vec![
        parallel.to_string(),
        platform(&host.arch).to_owned(),
        client_config(&login),
    ];
    for (registry, how) in login {
        if let (Login::Ecr, Some(region)) = (how, ecr_region(registry)) {
            words.push(format!("{registry}={region}"));
        }
    }
    let mut lines = Lines::new();
    for (image, cause) in images {
        let digest = image.digest.as_deref().unwrap_or("-");
        lines.push(format!("{} {digest}", image.tag), cause.clone());
    }
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let cause = &images.first()?.1;
    Some(Call::new(Library::Docker, "pull_images", &words, cause).reading("images", lines))
}

/// Docker's word for an architecture in EC2's words.
pub(super) fn platform(arch: &str) -> &'static str {
    match arch {
        "arm64" => "linux/arm64",
        _ => "linux/amd64",
    }
}

/// config.json of Docker's client for the pull; `-` where there is no login and the host's own counts.
///
/// Docker Hub is known there by the address of its index.
///
/// Source: docker(1), `config.json`, `credHelpers`; docker/cli `cli/config/configfile/file.go`, moby `registry.IndexServer`.
fn client_config(login: &[&(String, Login)]) -> String {
    if login.is_empty() {
        return "-".to_owned();
    }
    let helper = |(registry, how): &&(String, Login)| match how {
        Login::Helper(name) if registry == "docker.io" => {
            Some(("https://index.docker.io/v1/".to_owned(), json!(name)))
        }
        Login::Helper(name) => Some((registry.clone(), json!(name))),
        Login::Ecr => None,
    };
    let helpers: serde_json::Map<_, _> = login.iter().filter_map(helper).collect();
    json!({ "credHelpers": helpers }).to_string()
}
