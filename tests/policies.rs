//! The policies of the bundles: IAM's grammar, and what is and is not allowed.

use std::collections::BTreeSet;
use std::fs;

use serde_json::{Value, json};

use crate::support::{Workspace, bundles};

/// Source: IAM user guide, "Grammar of the IAM JSON policy language".
fn check(name: &str, policy: &Value) {
    assert_eq!(policy["Version"], "2012-10-17", "{name}");
    let statements = policy["Statement"].as_array().expect("statements");
    assert!(!statements.is_empty(), "{name}: IAM takes no empty policy");
    let mut sids = BTreeSet::new();
    for statement in statements {
        let sid = statement["Sid"].as_str().expect("a name");
        let is_plain = sid.bytes().all(|byte| byte.is_ascii_alphanumeric());
        assert!(is_plain && sids.insert(sid), "{name}: {sid}");
        assert_eq!(statement["Effect"], "Allow", "{name} {sid}");
        for action in texts(&statement["Action"]) {
            let (service, call) = action.split_once(':').expect("service:Call");
            assert!(
                service
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
            );
            assert!(
                call.starts_with(|first: char| first.is_ascii_uppercase()),
                "{action}"
            );
        }
        let resources = texts(&statement["Resource"]);
        assert!(!resources.is_empty(), "{name} {sid}");
        for resource in resources {
            let parts: Vec<&str> = resource.splitn(6, ':').collect();
            let is_arn = parts.len() == 6 && parts[0] == "arn" && !parts[2].contains('*');
            assert!(resource == "*" || is_arn, "{name} {sid}: {resource}");
        }
    }
}

fn texts(list: &Value) -> Vec<&str> {
    let list = list.as_array().expect("a list").iter();
    list.map(|item| item.as_str().expect("a text")).collect()
}

#[test]
fn each_policy_of_the_samples_is_one_that_iam_takes() {
    let mut seen = 0;
    for bundle in bundles() {
        for (_, launch) in bundle.launches() {
            let Ok(text) = fs::read_to_string(launch.join("iam-policy.json")) else {
                continue;
            };
            let policy: Value = serde_json::from_str(&text).expect("JSON");
            check(&launch.display().to_string(), &policy);
            // A managed policy has at most 6144 characters, white space not counted.
            assert!(policy.to_string().len() <= 6144, "{}", launch.display());
            seen += 1;
        }
    }
    assert!(seen >= 6, "{seen} policies");
}

/// The policy of a profile with these lines; `None` where there is no file.
fn policy(lines: &str) -> Option<Value> {
    let workspace = Workspace::new();
    workspace.write(
        "profile.toml",
        &format!("edition = \"2026\"\nname = \"web\"\n{lines}"),
    );
    let run = workspace.run(["build", "profile.toml", "--out", "out"]);
    assert_eq!(run.status, Some(0), "{}", run.stderr);
    let text = fs::read_to_string(workspace.path("out/web/launch/default/iam-policy.json")).ok()?;
    let policy: Value = serde_json::from_str(&text).expect("JSON");
    check("made up", &policy);
    let tfvars =
        fs::read_to_string(workspace.path("out/web/terraform.tfvars.json")).expect("the feed");
    let tfvars: Value = serde_json::from_str(&tfvars).expect("JSON");
    let handed_on = tfvars["parbake"]["launches"]["default"]["iam_policy"].as_str();
    let handed_on: Value = serde_json::from_str(handed_on.expect("the policy")).expect("JSON");
    assert_eq!(handed_on, policy, "Terraform gets the same");
    Some(policy)
}

fn statement<'p>(policy: &'p Value, sid: &str) -> Option<&'p Value> {
    let statements = policy["Statement"].as_array()?;
    statements.iter().find(|statement| statement["Sid"] == sid)
}

#[test]
fn a_host_that_asks_for_nothing_has_no_policy() {
    assert_eq!(policy("host.base = \"debian-12\"\n"), None);
}

#[test]
fn secrets_are_read_one_by_one_and_decrypted_through_their_service() {
    let found = policy(
        r#"
host.base = "debian-12"
launch.kms-keys = ["arn:aws:kms:eu-central-1:123456789012:key/k1"]
[files]
"/etc/a".content = "${ssm:/a/b:3} ${ssm:/a/b} ${ssm:plain} ${secret:x#k} ${secret:x#l}"
"/etc/b".content = "${secret:arn:aws:secretsmanager:eu-west-1:123456789012:secret:y-a1B2c3}"
"/etc/c".content = "${secret:arn:aws:secretsmanager:eu-west-1:123456789012:secret:partial}"
"/etc/d".content = "${ssm:arn:aws:ssm:eu-west-1:123456789012:parameter/shared/x:2}"
"#,
    )
    .expect("a policy");
    assert_eq!(
        statement(&found, "ReadParameters").expect("it")["Resource"],
        json!([
            "arn:*:ssm:*:*:parameter/a/b",
            "arn:aws:ssm:eu-west-1:123456789012:parameter/shared/x",
            "arn:*:ssm:*:*:parameter/plain",
        ])
    );
    assert_eq!(
        statement(&found, "ReadSecrets").expect("it")["Resource"],
        json!([
            "arn:aws:secretsmanager:eu-west-1:123456789012:secret:partial-??????",
            "arn:aws:secretsmanager:eu-west-1:123456789012:secret:y-a1B2c3",
            "arn:*:secretsmanager:*:*:secret:x-??????",
        ])
    );
    let decrypt = statement(&found, "DecryptSecrets").expect("it");
    assert_eq!(
        decrypt["Resource"],
        json!(["arn:aws:kms:eu-central-1:123456789012:key/k1"])
    );
    assert_eq!(
        decrypt["Condition"],
        json!({ "StringLike": { "kms:ViaService": ["ssm.*.*", "secretsmanager.*.*"] } })
    );
    assert_eq!(
        found["Statement"].as_array().map(Vec::len),
        Some(3),
        "and nothing else"
    );
}

#[test]
fn a_key_decrypts_nothing_where_there_is_no_secret() {
    let key = "launch.kms-keys = [\"arn:aws:kms:eu-central-1:123456789012:key/k1\"]\n";
    assert_eq!(policy(&format!("host.base = \"debian-12\"\n{key}")), None);
}

/// The statements for a signal, on a host that asks AWS for nothing else.
fn of_signal(signal: &str) -> Value {
    let found = policy(&format!("host.base = \"debian-12\"\n{signal}\n"));
    found.expect("a policy")["Statement"].clone()
}

#[test]
fn a_signal_goes_to_its_own_stack_or_group() {
    let stack = of_signal("boot.signal = { stack = \"web\", resource = \"Hosts\" }");
    assert_eq!(
        stack,
        json!([{
            "Sid": "SignalStack",
            "Effect": "Allow",
            "Action": ["cloudformation:SignalResource"],
            "Resource": ["arn:*:cloudformation:*:*:stack/web/*"],
        }])
    );
    let arn = "arn:aws:cloudformation:eu-central-1:123456789012:stack/web/0a1b";
    let stack = of_signal(&format!(
        "boot.signal = {{ stack = \"{arn}\", resource = \"Hosts\" }}"
    ));
    assert_eq!(stack[0]["Resource"], json!([arn]));
    let group = of_signal(
        "ssm.region = \"cn-north-1\"\nboot.signal = { auto-scaling-group = \"web/*-$?\", lifecycle-hook = \"booted\" }",
    );
    let name = "autoScalingGroup:*:autoScalingGroupName/web/${*}-${$}${?}";
    assert_eq!(
        group,
        json!([{
            "Sid": "CompleteLifecycleAction",
            "Effect": "Allow",
            "Action": ["autoscaling:CompleteLifecycleAction"],
            "Resource": [format!("arn:aws-cn:autoscaling:cn-north-1:*:{name}")],
        }])
    );
    let command = "host.base = \"debian-12\"\nboot.signal.command = \"true\"\n";
    assert_eq!(policy(command), None);
}

#[test]
fn the_agent_may_call_what_its_settings_make_it_call() {
    let base = "host.base = \"al2023-ecs\"\necs.cluster = \"web\"\n";
    let plain = policy(base).expect("a policy");
    let talks = statement(&plain, "AgentTalks").expect("it");
    assert_eq!(
        talks["Action"],
        json!(["ecs:Poll", "ecs:StartTelemetrySession"])
    );
    assert_eq!(
        talks["Condition"],
        json!({ "ArnLike": { "ecs:cluster": ["arn:*:ecs:*:*:cluster/web"] } })
    );
    for sid in ["AgentTagsItself", "AgentReadsInstanceTags", "PullImages"] {
        assert_eq!(statement(&plain, sid), None, "{sid}");
    }
    let more = "ecs.enable-spot-instance-draining = true
ecs.container-instance-propagate-tags-from = \"ec2_instance\"
ecs.aws-default-region = \"cn-north-1\"
images.pull = [\"123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/web:1\", \"public.ecr.aws/nginx/nginx:1.27\"]
";
    let more = policy(&format!("{base}{more}")).expect("a policy");
    let talks = statement(&more, "AgentTalks").expect("it");
    assert_eq!(talks["Action"][2], "ecs:UpdateContainerInstancesState");
    assert_eq!(
        statement(&more, "AgentRegisters").expect("it")["Resource"],
        json!(["arn:aws-cn:ecs:cn-north-1:*:cluster/web"])
    );
    assert_eq!(
        statement(&more, "PullImages").expect("it")["Resource"],
        json!(["arn:aws:ecr:eu-west-1:123456789012:repository/team/web"])
    );
    assert!(statement(&more, "AgentReadsInstanceTags").is_some());
    assert_eq!(
        statement(&more, "AgentTagsItself").expect("it")["Resource"],
        json!(["arn:aws-cn:ecs:cn-north-1:*:container-instance/web/*"])
    );
    assert_eq!(
        statement(&more, "LogInToPublicRegistry"),
        None,
        "anybody may pull there"
    );
}
