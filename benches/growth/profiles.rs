//! Profiles with a number of things of one kind.

use std::fmt::Write as _;

/// What makes a profile of so many things.
type Make = fn(usize) -> String;

/// Each kind with what makes its profile.
pub(crate) const KINDS: &[(&str, Make)] = &[
    ("files", |count| {
        each("al2023", count, |at| {
            format!("[files.\"/srv/f{at}\"]\ncontent = \"{at}\\n\"\n")
        })
    }),
    ("images", |count| {
        list("[images]\npull", count, |at| format!("example/i{at}:1"))
    }),
    ("packages", |count| {
        list("[packages]\ninstall", count, |at| format!("package{at}"))
    }),
    ("labels", |count| {
        list("[docker.daemon]\nlabels", count, |at| format!("k{at}=v"))
    }),
    ("kernel settings", |count| {
        each("al2023", count, |at| {
            format!(
                "{}\"net.x.k{at}\" = {at}\n",
                if at == 0 { "[sysctl]\n" } else { "" }
            )
        })
    }),
    ("names of hosts", |count| {
        each("al2023", count, |at| {
            format!(
                "{}\"h{at}.internal\" = \"10.0.0.1\"\n",
                if at == 0 { "[hosts]\n" } else { "" }
            )
        })
    }),
    ("rules", |count| {
        each("al2023", count, |at| {
            format!("[logrotate.r{at}]\npaths = [\"/var/log/r{at}.log\"]\ndaily = true\n")
        })
    }),
    ("units", |count| {
        each("al2023", count, |at| {
            format!(
                "[units.\"u{at}.service\"]\ncontent = \"[Service]\\nExecStart=/usr/bin/true\\n\"\n"
            )
        })
    }),
    ("scripts", |count| {
        each("al2023", count, |at| {
            format!("[scripts.s{at}]\nphase = \"bake\"\nrun = \"#!/bin/sh\\ntrue\\n\"\n")
        })
    }),
    ("variables", |count| {
        each("al2023", count, |at| {
            format!("{}v{at} = \"x\"\n", if at == 0 { "[vars]\n" } else { "" })
        })
    }),
    ("attributes", |count| {
        each("al2023-ecs", count, |at| {
            format!(
                "{}a{at} = \"x\"\n",
                if at == 0 {
                    "[ecs]\ncluster = \"web\"\n[ecs.instance-attributes]\n"
                } else {
                    ""
                }
            )
        })
    }),
];

fn head(base: &str) -> String {
    format!("edition = \"2026\"\nname = \"many\"\n[host]\nbase = \"{base}\"\n")
}

fn each(base: &str, count: usize, thing: impl Fn(usize) -> String) -> String {
    let mut text = head(base);
    for at in 0..count {
        text.push_str(&thing(at));
    }
    text
}

fn list(key: &str, count: usize, item: impl Fn(usize) -> String) -> String {
    let mut text = head("al2023");
    let _ = write!(text, "{key} = [");
    for at in 0..count {
        let _ = write!(text, "\"{}\", ", item(at));
    }
    text.push_str("]\n");
    text
}
