//! Documents of `[proxy]`: the file of variables, apt's options, the drop-in of a unit.

use super::{Workshop, diags};
use crate::format::lines::Lines;
use crate::format::{apt_conf, env_file};
use crate::host::ProxyState;
use crate::host::leaf::Cause;

/// Variables in both spellings: curl knows `http_proxy` in lower case only, others look for the upper case.
///
/// Source: curl(1), ENVIRONMENT; Go golang.org/x/net/http/httpproxy, `FromEnvironment`.
pub(super) fn variables(state: &ProxyState, workshop: &mut Workshop<'_>) -> Option<Lines<Cause>> {
    let no_proxy = Some((state.no_proxy.join(","), state.no_proxy_cause.clone()));
    let mut all = Vec::new();
    for (name, value) in [
        ("http_proxy", &state.http),
        ("https_proxy", &state.https),
        ("no_proxy", &no_proxy),
    ] {
        let Some((value, cause)) = value else {
            continue;
        };
        for name in [name.to_ascii_uppercase(), name.to_owned()] {
            all.push(env_file::Variable {
                name,
                value: value.clone(),
                cause: Some(cause.clone()),
            });
        }
    }
    match env_file::encode(&all) {
        Ok(lines) => Some(lines),
        Err(refused) => {
            let span = state.no_proxy_cause.span;
            let reason = refused.reason.to_string();
            workshop
                .report
                .push(diags::not_writable(span, "the proxy's variables", &reason));
            None
        }
    }
}

/// apt's own options; a host of `no-proxy` is `DIRECT`, which apt knows for single hosts only.
///
/// Source: apt.conf(5), `Acquire::http::Proxy`; apt-transport-http(1), `DIRECT`.
pub(super) fn apt(state: &ProxyState, workshop: &mut Workshop<'_>) -> Option<Lines<Cause>> {
    let mut settings = Vec::new();
    for (scheme, proxy) in [("http", &state.http), ("https", &state.https)] {
        let Some((url, cause)) = proxy else { continue };
        let mut push = |name: String, value: String, cause: &Cause| {
            settings.push(apt_conf::Setting {
                name,
                value,
                cause: Some(cause.clone()),
            });
        };
        let scope = format!("Acquire::{scheme}::Proxy");
        push(scope.clone(), with_scheme(url), cause);
        let is_host = |host: &&String| {
            !host.starts_with('.') && !host.contains(['/', ':', '*']) && host.contains('.')
        };
        for host in state.no_proxy.iter().filter(is_host) {
            let cause = &state.no_proxy_cause;
            push(format!("{scope}::{host}"), "DIRECT".to_owned(), cause);
        }
    }
    match apt_conf::encode(&settings) {
        Ok(lines) => Some(lines),
        Err(reason) => {
            let span = state.no_proxy_cause.span;
            workshop
                .report
                .push(diags::not_writable(span, "apt.conf", &reason.to_string()));
            None
        }
    }
}

/// A drop-in that gives a unit the variables. It does not fail where the file is not there yet.
///
/// Source: systemd.exec(5), `EnvironmentFile=`; dockerd takes a proxy from its environment in every version, and from
/// daemon.json since 23.0 only (moby `daemon/config/config.go`).
pub(super) fn drop_in(cause: &Cause) -> Lines<Cause> {
    let mut lines = Lines::new();
    for line in ["[Service]", "EnvironmentFile=-/etc/parbake/proxy"] {
        lines.push(line, cause.clone());
    }
    lines
}

/// A proxy as a URL: apt and dnf take no bare `host:port`.
pub(super) fn with_scheme(proxy: &str) -> String {
    if proxy.contains("://") {
        proxy.to_owned()
    } else {
        format!("http://{proxy}")
    }
}
