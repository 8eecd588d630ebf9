//! What people read of the command: plans, explanations, help. Taken in by
//! `INSTA_UPDATE=always cargo test shown`, after reading them.

use crate::support::{Run, package_root, parbake, profiles};

#[test]
fn the_plan_of_each_sample() {
    for (name, _) in profiles() {
        let profile = format!("samples/{name}/profile.toml");
        shown(&format!("plan_{name}"), &["plan", &profile]);
    }
    let web = "samples/al2023-ecs-web/profile.toml";
    shown("plan_one_variant", &["plan", web, "--variant", "prod"]);
}

#[test]
fn the_order_of_a_boot() {
    let web = "samples/al2023-ecs-web/profile.toml";
    let prod = ["--variant", "prod"];
    let of = |form: &'static str| [&["plan", web, form][..], &prod].concat();
    shown("graph_text", &of("--graph"));
    shown("graph_dot", &of("--graph=dot"));
    let json = [of("--graph"), vec!["--format", "json"]].concat();
    shown("graph_json", &json);
    let debian = "samples/debian-12-docker/profile.toml";
    shown("graph_of_debian", &["plan", debian, "--graph"]);
    shown(
        "graph_without_image",
        &["plan", "samples/no-image/profile.toml", "--graph"],
    );
}

#[test]
fn the_cause_of_a_line() {
    let bundle = "samples/bundles/al2023-ecs-web";
    let lines = [
        ("line_of_ecs_config", "launch/prod/ecs.config:16"),
        (
            "line_of_daemon_json",
            "image/rootfs/etc/docker/daemon.json:2",
        ),
        (
            "line_of_an_extended_file",
            "image/rootfs/etc/sysctl.d/60-parbake.conf:2",
        ),
        ("line_of_parbake_s_own", "launch/prod/user-data:1"),
    ];
    for (name, place) in lines {
        shown(
            &format!("explain_{name}"),
            &["explain", &format!("{bundle}/{place}")],
        );
    }
}

#[test]
fn a_code() {
    shown("explain_code", &["explain", "P0104"]);
    shown("explain_lint", &["explain", "needless-boot-step"]);
    shown("explain_security_lint", &["explain", "credential"]);
    shown("explain_list", &["explain", "--list"]);
}

#[test]
fn a_setting() {
    shown("explain_variable", &["explain", "ECS_RESERVED_MEMORY"]);
    shown("explain_key", &["explain", "docker.daemon.log-driver"]);
}

#[test]
fn the_help_of_each_command() {
    shown("help", &["--help"]);
    let commands = [
        "new",
        "check",
        "build",
        "show",
        "plan",
        "explain",
        "schema",
        "completions",
        "man",
    ];
    for command in commands {
        shown(&format!("help_{command}"), &[command, "--help"]);
    }
}

/// Holds standard output of a run that ends well against its snapshot.
fn shown(name: &str, arguments: &[&str]) {
    let run = Run::from(parbake(&package_root(), arguments).output().unwrap());
    assert_eq!(
        (run.status, run.stderr.as_str()),
        (Some(0), ""),
        "{arguments:?}"
    );
    let mut settings = insta::Settings::clone_current();
    settings.set_omit_expression(true);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_snapshot_path("snapshots/shown");
    settings.set_description(format!("parbake {}", arguments.join(" ")));
    settings.bind(|| insta::assert_snapshot!(name, run.stdout));
}
