//! The first part of user-data: a boothook that hands the launch's data to the runner.

use std::collections::BTreeSet;

use super::Workshop;
use super::bake::same_boot;
use super::call::{Call, call};
use super::merged::merged;
use super::program::{self, Home};
use crate::format::lines::Lines;
use crate::format::shell;
use crate::host::leaf::Cause;
use crate::host::{Every, Order, Strategy};
use crate::template::{BOOTHOOK_HEAD, BOOTHOOK_TAIL, BOOTHOOK_TAIL_NONE, Library};

/// Makes the hook of a launch.
pub(crate) fn boothook(
    launch: usize,
    digest: Option<&str>,
    workshop: &mut Workshop<'_>,
) -> Lines<Cause> {
    let none = workshop.host.image.strategy == Strategy::None;
    let mut lines = Lines::new();
    lines.push_plain_text(BOOTHOOK_HEAD);
    let mut steps = Lines::new();
    let mut library: BTreeSet<Library> = BTreeSet::new();
    let mut inputs = Lines::new();
    let plan = workshop.plan;
    for (step, action, name) in merged(&plan.boot, |step| step.action(launch)) {
        let Some(call) = call(&action, workshop) else {
            continue;
        };
        library.insert(call.library);
        if call.asks_host || call.function == "write_ecs_config" {
            library.extend([Library::Template, Library::Instance]);
        }
        steps.push(
            step_line(step.order, step.every, step.timeout_seconds, &name, &call),
            call.cause.clone(),
        );
        put_input(&mut inputs, call);
    }
    if plan.has_after_agent() {
        library.insert(Library::Ecs);
    }
    let secrets = workshop.host.secrets.get(launch);
    if secrets.is_some_and(|secrets| !secrets.is_empty()) {
        library.extend(program::for_secrets(workshop.host));
    }
    if none {
        let boot = same_boot(workshop).cloned();
        for file in program::files(
            Home::UserData,
            &library,
            &steps.text(),
            boot.as_ref(),
            workshop,
        ) {
            put(&mut lines, "put", &file.path, file.lines, None);
        }
    }
    if let Some(digest) = digest {
        let mut text = Lines::new();
        text.push_plain(digest);
        put(&mut lines, "put", "digest", text, None);
    }
    let settings = settings(launch, workshop);
    put(&mut lines, "put", "settings", settings, None);
    lines.append(inputs);
    put(&mut lines, "put", "steps", steps, None);
    lines.push_plain_text(if none {
        BOOTHOOK_TAIL_NONE
    } else {
        BOOTHOOK_TAIL
    });
    lines
}

/// What a call reads, where it reads something.
fn put_input(lines: &mut Lines<Cause>, call: Call) {
    let Some(input) = call.input else { return };
    let function = if input.is_base64 && call.function != "write_base64" {
        "put_base64"
    } else {
        "put"
    };
    let cause = Some(&call.cause);
    put(lines, function, &input.place, input.lines, cause);
}

/// `put PATH MODE <<'MARK'`, the lines, the mark.
fn put(
    lines: &mut Lines<Cause>,
    function: &str,
    path: &str,
    body: Lines<Cause>,
    cause: Option<&Cause>,
) {
    let mark = shell::delimiter(&body);
    lines.lines.push((
        format!("{function} {} 0600 <<'{mark}'", shell::word(path)),
        cause.cloned(),
    ));
    lines.append(body);
    lines.push_plain(mark);
}

fn step_line(order: Order, every: Every, seconds: u64, name: &str, call: &Call) -> String {
    let order = match order {
        Order::BeforeDocker => "before-docker",
        Order::AfterDocker => "after-docker",
        Order::AfterAgent => "after-agent",
    };
    let every = match every {
        Every::Instance => "instance",
        Every::Boot => "boot",
    };
    let input = call
        .input
        .as_ref()
        .map(|input| format!(" < {}", shell::word(&input.place)))
        .unwrap_or_default();
    format!(
        "step {order} {every} {seconds} {} {}{input}",
        shell::word(name),
        call.command()
    )
}

/// What the launch is called, and `[boot]` where the launches differ in it.
fn settings(launch: usize, workshop: &Workshop<'_>) -> Lines<Cause> {
    let mut lines = Lines::new();
    let name = workshop
        .host
        .launches
        .get(launch)
        .map_or("default", String::as_str);
    let cause = Some(workshop.launch_cause(launch));
    lines
        .lines
        .push((format!("LAUNCH_NAME={}", shell::word(name)), cause));
    if workshop.host.image.strategy == Strategy::Bake {
        // For who reads of a skew; without an image there is none.
        let name = shell::word(&workshop.host.name.value);
        let cause = Some(workshop.host.name_cause());
        lines.lines.push((format!("PROFILE_NAME={name}"), cause));
    }
    if same_boot(workshop).is_some() {
        return lines;
    }
    let Some(boot) = workshop.host.boot.get(launch) else {
        return lines;
    };
    let words = program::words(boot);
    let mut say = |name: &str, value: String, cause: Option<&Cause>| {
        lines
            .lines
            .push((format!("{name}={value}"), cause.cloned()));
    };
    let failure = boot.on_failure_cause.as_ref();
    say("ON_FAILURE", shell::word(words.failure), failure);
    say("ON_FAILURE_COMMAND", shell::word(&words.command), failure);
    let skew = boot.on_skew_cause.as_ref();
    say("ON_SKEW", shell::word(words.skew), skew);
    let signal = boot.signal_cause.as_ref();
    say("SIGNAL", format!("({})", words.signal), signal);
    lines
}
