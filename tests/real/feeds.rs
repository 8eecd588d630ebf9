//! Packer, Ansible and cfn-lint read the feeds of every bundle; Ansible runs one, with a stand-in for bake.sh. A real bake is in packed.rs.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::reader::{Real, Suite};
use crate::support::{Program, Report, bundles, show};

/// What Packer 1.6.6, the newest that Debian 12 has, does not know yet: paths from the root of the template.
const NOT_IN_1_6_6: &[&str] = &[
    "/packer/required_plugins",
    "/data/amazon-parameterstore",
    "/source/amazon-ebs/image/metadata_options",
    "/source/amazon-ebs/image/imds_support",
];

pub(super) fn run(real: &Real, report: &mut Report) {
    let images: Vec<PathBuf> = bundles()
        .into_iter()
        .map(|bundle| bundle.dir.join("image"))
        .filter(|image| image.is_dir())
        .collect();
    packer(real, &images, report);
    ansible(real, &images, report);
    image_builder(real, &images, report);
}

fn packer(real: &Real, images: &[PathBuf], report: &mut Report) {
    let mut refused: Vec<&str> = Vec::new();
    for image in images {
        let path = image.join("packer.pkr.json");
        let whole: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        let old = without(&whole, "");
        report.takes(&show(&path), validate(real, image, &old));
        // Each of the list is there for a reason; one that a bundle does not hold proves nothing.
        for key in NOT_IN_1_6_6
            .iter()
            .filter(|key| whole.pointer(key).is_some())
        {
            if !refused.contains(key) {
                let outcome = validate(real, image, &without(&whole, key));
                report.refuses(&format!("{key} by 1.6.6"), outcome);
                refused.push(key);
            }
        }
    }
    report.takes("the list of what 1.6.6 lacks is used", all_used(&refused));
    let Some(image) = images.first() else { return };
    let text = fs::read(image.join("packer.pkr.json")).unwrap();
    let good = without(&serde_json::from_slice(&text).unwrap(), "");
    for (key, value) in [
        ("ssh_user", json!("admin")),
        ("ami_name", json!("a$b")),
        ("instance_type", Value::Null),
    ] {
        let mut bad = good.clone();
        bad["source"]["amazon-ebs"]["image"][key] = value.clone();
        report.refuses(&format!("{key} = {value}"), validate(real, image, &bad));
    }
    let mut bad = good.clone();
    bad["build"]["provisioner"][0]["shell"]["script"] = json!("${path.root}/absent.sh");
    report.refuses("a script that is not there", validate(real, image, &bad));
}

fn all_used(refused: &[&str]) -> Result<(), String> {
    let unused: Vec<_> = NOT_IN_1_6_6
        .iter()
        .filter(|key| !refused.contains(key))
        .collect();
    if unused.is_empty() {
        return Ok(());
    }
    Err(format!("{unused:?} are in no bundle"))
}

/// The template without what 1.6.6 lacks, but with `kept`. A source without its data source gets an AMI by id.
pub(super) fn without(template: &Value, kept: &str) -> Value {
    let mut template = template.clone();
    for key in NOT_IN_1_6_6.iter().filter(|key| **key != kept) {
        let Some((parent, name)) = key.rsplit_once('/') else {
            continue;
        };
        let parent = template.pointer_mut(parent).and_then(Value::as_object_mut);
        if let Some(parent) = parent {
            parent.remove(name);
        }
    }
    for block in ["packer", "data"] {
        let is_empty = template[block]
            .as_object()
            .is_some_and(|keys| keys.is_empty());
        if let Some(root) = template.as_object_mut().filter(|_| is_empty) {
            root.remove(block);
        }
    }
    let source = &mut template["source"]["amazon-ebs"]["image"];
    if source["source_ami"]
        .as_str()
        .is_some_and(|ami| ami.contains("data."))
    {
        source["source_ami"] = json!("ami-0123456789abcdef0");
    }
    template
}

fn validate(real: &Real, image: &Path, template: &Value) -> Result<(), String> {
    let work = tempfile::tempdir().unwrap();
    fs::copy(image.join("bake.sh"), work.path().join("bake.sh")).unwrap();
    fs::write(work.path().join("packer.pkr.json"), template.to_string()).unwrap();
    let packer = real.path("packer");
    real.inside_over(Suite::Bookworm, work.path(), &[&packer])
        .args(["env", "CHECKPOINT_DISABLE=1", "packer", "validate"])
        .args(["-var", "region=eu-central-1", "/mnt/packer.pkr.json"])
        .run()?
        .output()?;
    Ok(())
}

fn ansible(real: &Real, images: &[PathBuf], report: &mut Report) {
    for image in images {
        let path = image.join("playbook.yml");
        let outcome = play(real, image, &["--syntax-check"]).map(|_| ());
        report.takes(&format!("{} (syntax)", show(&path)), outcome);
    }
    let home = tempfile::tempdir_in(real.path("")).unwrap();
    let mut all = Vec::new();
    for (at, image) in images.iter().enumerate() {
        let copy = home.path().join(format!("{at}.yml"));
        fs::copy(image.join("playbook.yml"), &copy).unwrap();
        all.push(copy);
    }
    report.takes(
        "every playbook, by ansible-lint",
        lint(real, home.path(), &all),
    );
    let Some(image) = images.first() else { return };
    let text = fs::read_to_string(image.join("playbook.yml")).unwrap();
    for (what, bad) in [
        (
            "a mode that is a number",
            text.replace("mode: \"0700\"", "mode: 700"),
        ),
        (
            "an unknown module",
            text.replace("ansible.builtin.copy", "ansible.builtin.cpoy"),
        ),
        (
            "a command that never changes",
            text.replace("changed_when", "failed_when"),
        ),
    ] {
        let path = home.path().join("bad.yml");
        fs::write(&path, bad).unwrap();
        report.refuses(what, lint(real, home.path(), &[path]));
    }
    run_stand_ins(real, &text, home.path(), report);
}

/// Runs the playbook with scripts that stand in for bake.sh: what it says decides what Ansible reports.
fn run_stand_ins(real: &Real, playbook: &str, home: &Path, report: &mut Report) {
    fs::write(home.join("playbook.yml"), playbook).unwrap();
    let mut stand_in = |what: &str, script: &str, recap: Option<&str>| {
        fs::write(home.join("bake.sh"), script).unwrap();
        let said = play(
            real,
            home,
            &["--connection", "local", "-e", "ansible_become=false"],
        );
        let Some(recap) = recap else {
            return report.refuses(what, said.map(|_| ()));
        };
        let outcome = said.and_then(|said| {
            let found = said.contains(recap);
            if found { Ok(()) } else { Err(said) }
        });
        report.takes(what, outcome);
    };
    let mode = "[[ $(stat -c '%a %U' \"$0\") == '700 root' ]]";
    let changed = format!("{mode} && echo '{{{{.Name}}}}' && echo 'changed file /etc/motd'\n");
    stand_in("a bake that changes something", &changed, Some("changed=2"));
    let same = "echo 'unchanged file /etc/motd'\n";
    stand_in("a bake that changes nothing", same, Some("changed=1"));
    stand_in("a bake that fails", "exit 1\n", None);
}

/// Runs a playbook where /tmp is its own and there is no network.
fn play(real: &Real, image: &Path, arguments: &[&str]) -> Result<String, String> {
    let home = tempfile::tempdir_in(real.path("")).unwrap();
    let output = Program::new("unshare")
        .args(["--mount", "--net", "--", "sh", "-euc"])
        .arg("mount -t tmpfs tmpfs /tmp && exec \"$@\"")
        .arg("play")
        .arg(real.path("python/bin/ansible-playbook"))
        .args([
            "-i",
            "localhost,",
            "-e",
            "ansible_python_interpreter=/usr/bin/python3",
        ])
        .args(arguments)
        .arg(image.join("playbook.yml"))
        .env("HOME", home.path())
        .env("ANSIBLE_HOME", home.path())
        .env("ANSIBLE_NOCOLOR", "1")
        .run()?
        .output()?;
    Ok(String::from_utf8_lossy(&output).into_owned())
}

fn lint(real: &Real, home: &Path, playbooks: &[PathBuf]) -> Result<(), String> {
    let path = std::env::var("PATH").unwrap_or_default();
    let own = real.path("python/bin");
    Program::new("unshare")
        .args(["--net", "--"])
        .arg(real.path("python/bin/ansible-lint"))
        .args([
            "--offline",
            "--nocolor",
            "--strict",
            "--profile",
            "production",
        ])
        .args(playbooks)
        .env("PATH", format!("{}:{path}", own.display()))
        .env("HOME", home)
        .env("ANSIBLE_HOME", home)
        .dir(home)
        .run()?
        .output()?;
    Ok(())
}

/// The component as a resource of CloudFormation: as inline data where it is small enough for that, else by its place in S3.
fn image_builder(real: &Real, images: &[PathBuf], report: &mut Report) {
    let mut inline = 0;
    for image in images {
        let path = image.join("component.yaml");
        let text = fs::read_to_string(&path).unwrap();
        let (key, value) = if text.len() <= 16_000 {
            inline += 1;
            ("Data", text)
        } else {
            ("Uri", "s3://images/component.yaml".to_owned())
        };
        report.takes(&show(&path), cloud_formation(real, key, &value, "Linux"));
    }
    let some = if inline > 0 {
        Ok(())
    } else {
        Err("none".to_owned())
    };
    report.takes("a component that fits inline", some);
    let data = "schemaVersion: 1.0\n";
    report.refuses("a platform", cloud_formation(real, "Data", data, "Linuks"));
    let long = "x".repeat(16_001);
    report.refuses(
        "data that is too long",
        cloud_formation(real, "Data", &long, "Linux"),
    );
}

fn cloud_formation(real: &Real, key: &str, value: &str, platform: &str) -> Result<(), String> {
    let home = tempfile::tempdir().unwrap();
    let mut properties = json!({ "Name": "parbake-web", "Platform": platform, "Version": "1.0.0" });
    properties[key] = json!(value);
    let resource = json!({ "Type": "AWS::ImageBuilder::Component", "Properties": properties });
    let path = home.path().join("template.json");
    fs::write(
        &path,
        json!({ "Resources": { "Bake": resource } }).to_string(),
    )
    .unwrap();
    Program::new("unshare")
        .args(["--net", "--"])
        .arg(real.path("python/bin/cfn-lint"))
        .arg(&path)
        .env("HOME", home.path())
        .run()?
        .output()?;
    Ok(())
}
