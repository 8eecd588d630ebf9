//! A metadata service that is slow, that fails, that is down, and one that lies.

use super::super::judge::{equal, holds, passes};
use super::super::machine::{INSTANCE, Layers, Start, read};
use super::{Bench, Trouble, began, failed_in};

pub(super) fn all() -> Vec<Trouble> {
    let mut troubles = vec![
        Trouble::new("a metadata service that fails three times", |bench| {
            comes_up(bench, "failing", &start().service("fail", 3))
        }),
        Trouble::new("a metadata service that is slow once", |bench| {
            comes_up(bench, "slow", &start().service("slow", 7))
        }),
        Trouble::new("a metadata token that ends after each use", |bench| {
            comes_up(bench, "token", &start().service("expire", 1))
        }),
        Trouble::new("a metadata service that is down", down),
    ];
    for (at, value) in HOSTILE.iter().enumerate() {
        troubles.push(Trouble::new(
            format!("a tag with the value {value:?}"),
            move |bench| refuses(bench, &format!("hostile-{at}"), value),
        ));
    }
    troubles.push(Trouble::new("a tag that a shell would run", harmless));
    troubles.push(Trouble::new("a tag that a unit would run", one_word));
    troubles.push(Trouble::new("such a tag outside quotes", bare_tag));
    troubles.push(Trouble::new(
        "such a tag outside quotes, forced through",
        forced,
    ));
    troubles
}

/// What would change or end a line of ecs.config.
const HOSTILE: &[&str] = &["a\"} b", "a\nECS_CLUSTER=other", "a\\", "it's"];

fn start() -> Start {
    Start::of("troubles/web")
}

fn comes_up(bench: &Bench, name: &str, start: &Start) -> Result<(), String> {
    let (_, boot) = bench.yard.start(&bench.image, name, start)?.at_its_end()?;
    passes(&boot)
}

fn down(bench: &Bench) -> Result<(), String> {
    let start = start()
        .service("fail", 1_000_000)
        .edit("\nLAUNCH_NAME=", "\nPARBAKE_IMDS_SECONDS=3\nLAUNCH_NAME=");
    let (_, boot) = bench
        .yard
        .start(&bench.image, "silent", &start)?
        .at_its_end()?;
    let report = boot.json("boot.json");
    equal(&report["early"], &"failed".into())?;
    let reason = report["failed"]["reason"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    holds(
        &reason,
        "no answer from the metadata service in 3 s (last status ",
    )?;
    stays_down(began(&boot, "ecs"))
}

fn stays_down(agent: bool) -> Result<(), String> {
    if agent {
        return Err("the agent started".to_owned());
    }
    Ok(())
}

/// The value is named by its reference and shown nowhere.
fn refuses(bench: &Bench, name: &str, value: &str) -> Result<(), String> {
    let start = start().value("tags/instance/Owner", value);
    let (host, boot) = bench.yard.start(&bench.image, name, &start)?.at_its_end()?;
    failed_in(
        &boot.json("boot.json"),
        "early",
        "ecs.config",
        "instance.tag.Owner",
    )?;
    for place in [boot.text("boot.json"), read(&host, "etc/ecs/ecs.config")] {
        if place.contains(value) || place.contains("other") {
            return Err(format!("the value is shown: {place}"));
        }
    }
    stays_down(began(&boot, "ecs"))
}

fn harmless(bench: &Bench) -> Result<(), String> {
    let value = "$(touch /pwned) `touch /pwned` ${x}";
    let start = start().value("tags/instance/Owner", value);
    let (host, boot) = bench
        .yard
        .start(&bench.image, "harmless", &start)?
        .at_its_end()?;
    passes(&boot)?;
    holds(&read(&host, "etc/ecs/ecs.config"), value)?;
    if host.iter().any(|layer| layer.join("pwned").exists()) {
        return Err("a shell ran it".to_owned());
    }
    Ok(())
}

/// Behind a lone semicolon systemd takes another command.
const COMMAND: &str = "x ; /usr/bin/touch /var/log/booted-pwned ;";

/// In quotes, as the compiler has seen, it is one word to systemd.
fn one_word(bench: &Bench) -> Result<(), String> {
    let start = start().value("tags/instance/Role", COMMAND);
    let (host, boot) = bench
        .yard
        .start(&bench.image, "one-word", &start)?
        .at_its_end()?;
    passes(&boot)?;
    let said = format!("{COMMAND}\n{COMMAND}\n{INSTANCE}\n");
    equal(&read(&host, "var/log/booted-tagged").into(), &said.into())?;
    equal(&ran(&host).into(), &false.into())
}

fn unquoted() -> Start {
    let tag = "${instance.tag.Role}";
    let start = start().value("tags/instance/Role", COMMAND);
    start.edit(format!("sh \"{tag}\""), format!("sh {tag}"))
}

/// With the sink of a word that stands outside quotes the step refuses it, and the unit does not run.
fn bare_tag(bench: &Bench) -> Result<(), String> {
    let start = unquoted().edit(
        "unit_text /etc/systemd",
        "unit_text,unit_text,unit_word /etc/systemd",
    );
    let (host, boot) = bench
        .yard
        .start(&bench.image, "bare", &start)?
        .at_its_end()?;
    let step = "file /etc/systemd/system/tagged.service";
    failed_in(&boot.json("boot.json"), "early", step, "instance.tag.Role")?;
    equal(&ran(&host).into(), &false.into())
}

/// What the sink keeps out: with another one systemd does run it.
fn forced(bench: &Bench) -> Result<(), String> {
    let (host, _) = bench
        .yard
        .start(&bench.image, "forced", &unquoted())?
        .at_its_end()?;
    equal(&ran(&host).into(), &true.into())
}

fn ran(host: &Layers) -> bool {
    host.iter()
        .any(|layer| layer.join("var/log/booted-pwned").exists())
}
