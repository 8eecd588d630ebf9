//! Values that some reader of the output would take otherwise than they were meant.

use parbake::reader::{mime_go, mime_python};

use super::{expect, with};
use crate::support::{findings, messages};

#[test]
fn a_path_is_absolute_and_in_its_shortest_form() {
    for path in [
        "/etc/../x",
        "etc/x",
        "",
        "/etc//x",
        "/etc/./x",
        "/etc/x/",
        "../x",
        "~/x",
        "/etc/x\\n",
    ] {
        let compiled = with(&format!("[files.\"{path}\"]\ncontent = \"\"\n"));
        expect(&compiled, &["malformed:7"], "");
    }
}

#[test]
fn a_path_is_written_once() {
    for (lines, line) in [
        ("[files.\"/etc/docker/daemon.json\"]\ncontent = \"{}\"\n", 7),
        (
            "[files.\"/etc/systemd/system/a.service\"]\ncontent = \"\"\n[units.\"a.service\"]\ncontent = \"\"\n",
            7,
        ),
        (
            "[logrotate.a]\npaths = [\"/a\"]\ndaily = true\n[files.\"/etc/logrotate.d/parbake-a\"]\ncontent = \"\"\n",
            10,
        ),
        (
            "[sysctl]\n\"vm.swappiness\" = 1\n[files.\"/etc/sysctl.d/60-parbake.conf\"]\ncontent = \"\"\n",
            9,
        ),
        ("[files.\"/etc/hosts\"]\ncontent = \"\"\n", 7),
        ("[files.\"/etc/ecs/ecs.config\"]\ncontent = \"\"\n", 7),
        ("[files.\"/etc/parbake/x\"]\ncontent = \"\"\n", 7),
        (
            "[files.\"/etc/systemd/system/parbake-early.service\"]\ncontent = \"\"\n",
            7,
        ),
        ("[units.\"parbake-late.service\"]\ncontent = \"\"\n", 8),
        (
            "[units.\"ecs.service\"]\ndrop-ins.\"10-parbake.conf\" = \"\"\n",
            8,
        ),
    ] {
        let compiled = with(lines);
        let mut found = findings(&compiled);
        // What the clean-up would take besides is another question about the same path.
        found.retain(|one| !one.starts_with("keep:"));
        let [one] = found.as_slice() else {
            panic!("{lines}: {:#?}", messages(&compiled));
        };
        // Two places are concerned; either may be the one that is shown first.
        assert!(one.starts_with("path-conflict:"), "{lines}: {one}");
        let places: Vec<u32> = compiled.diagnostics[0]
            .related
            .iter()
            .map(|related| related.span)
            .chain(compiled.diagnostics[0].span)
            .filter_map(|span| Some(compiled.sources.get(span.file)?.position(span.start).line))
            .collect();
        assert!(places.contains(&line), "{lines}: {places:?}");
    }
}

#[test]
fn names_that_differ_only_in_case_clash() {
    let compiled = with("[files.\"/etc/a\"]\ncontent = \"\"\n[files.\"/etc/A\"]\ncontent = \"\"\n");
    expect(&compiled, &["name-clash:9"], "");
    let compiled = with("[users.Web]\n[users.web]\n");
    expect(&compiled, &["name-clash:8"], "");
}

#[test]
fn a_key_that_is_given_twice_is_shown_twice() {
    let compiled = with("[sysctl]\n\"vm.swappiness\" = 1\n\"vm.swappiness\" = 2\n");
    let found = findings(&compiled);
    assert!(found.iter().any(|one| one.ends_with(":9")), "{found:?}");
}

#[test]
fn a_line_break_does_not_fit_a_line() {
    for line in [
        "[ecs.extra]\nMY_VARIABLE = \"a\\nECS_CLUSTER=other\"\n",
        "[ecs]\nx = 1\n",
        "[ecs.instance-attributes]\na = \"x\\ny\"\n",
        "[hosts]\n\"a.b\" = \"10.0.0.1\\n10.0.0.2 c\"\n",
        "[sysctl]\n\"kernel.core_pattern\" = \"a\\nkernel.x = 1\"\n",
        "[scripts.a]\nphase = \"boot\"\nrun = \"#!/bin/sh\\n\"\nenv = { A = \"x\\ny\" }\n",
        "[users.a]\nauthorized-keys = [\"ssh-ed25519 AAAA a\\nssh-rsa BBBB b\"]\n",
        "[logrotate.a]\npaths = [\"/a\"]\ndateformat = \"x\\ny\"\n",
        "[docker.gc]\nschedule = \"daily\\nUnit=evil.service\"\n",
        "[image]\nname = \"a\\nb\"\n",
        "[launch]\ntags = { a = \"x\\ny\" }\n",
        "[packages]\ninstall = [\"a\\nb\"]\n",
    ] {
        let compiled = with(line);
        assert!(compiled.bundle.is_none(), "{line}");
    }
}

#[test]
fn a_control_character_fits_nowhere() {
    for character in ["\\u0007", "\\u001b", "\\u007f", "\\u0085"] {
        for line in [
            format!("[files.\"/a\"]\ncontent = \"x{character}\"\n"),
            format!("[ecs.extra]\nMY_VARIABLE = \"x{character}\"\n"),
            format!("[scripts.a]\nphase = \"boot\"\nrun = \"#!/bin/sh\\n{character}\"\n"),
            format!("[docker.daemon-extra]\nx = \"{character}\"\n"),
            format!("[cloud-config]\ntimezone = \"{character}\"\n"),
        ] {
            let found = findings(&with(&line));
            assert!(
                found
                    .iter()
                    .any(|one| one.starts_with("control-character:")),
                "{line}: {found:?}"
            );
        }
    }
    let compiled = with("[docker.daemon-extra]\n\"a\\u0007\" = 1\n");
    assert!(compiled.bundle.is_none());
    let compiled = with("[cloud-config]\nntp = { \"a\\u0007\" = 1 }\n");
    assert!(compiled.bundle.is_none(), "{:?}", messages(&compiled));
}

#[test]
fn a_script_that_looks_like_a_boundary_or_the_end_of_a_document_stays_whole() {
    let body =
        "#!/bin/sh\n--==parbake==\nPARBAKE_EOF\n--==parbake==--\nPARBAKE_EOF_2\nFrom me\n.\n";
    let compiled = with(&format!(
        "[scripts.a]\nphase = \"boot\"\nrun = '''\n{body}'''\n"
    ));
    expect(&compiled, &[], "");
    let bundle = compiled.bundle.expect("no error was found");
    let user_data = &bundle.files["launch/default/user-data"].bytes;
    let parts = mime_python::read(user_data).expect("Python's parser reads it");
    assert_eq!(Ok(&parts), mime_go::read(user_data).as_ref());
    let hook = String::from_utf8(parts[0].bytes.clone()).expect("the hook is text");
    assert!(hook.contains(body), "{hook}");
    let mark = hook
        .lines()
        .find_map(|line| line.strip_prefix("put scripts/a 0600 <<'"))
        .and_then(|rest| rest.strip_suffix('\''))
        .expect("the script is put");
    assert!(!body.lines().any(|line| line == mark), "{mark}");
}

#[test]
fn a_script_is_never_interpolated() {
    let body =
        "#!/bin/bash\necho \"${VAR}\" ${1:-x} $${y} ${instance.id} ${instnace.id} ${unclosed\n";
    let compiled = with(&format!(
        "[scripts.a]\nphase = \"boot\"\nrun = '''\n{body}'''\n"
    ));
    expect(&compiled, &["reference-in-script:11"], "bad substitution");
    let bundle = compiled.bundle.expect("no error was found");
    let hook = &bundle.files["launch/default/parts/boothook.sh"].bytes;
    let hook = String::from_utf8_lossy(hook);
    assert!(hook.contains(body), "{hook}");
}

#[test]
fn an_unknown_reference_in_a_file_has_a_suggestion() {
    let file = |content: &str| with(&format!("[files.\"/a\"]\ncontent = \"{content}\"\n"));
    expect(
        &file("x ${instnace.id}"),
        &["unknown-reference:8"],
        "instance.id",
    );
    expect(
        &file("${instance.idd}"),
        &["unknown-reference:8"],
        "instance.id",
    );
    expect(&file("${VAR}"), &["unknown-reference:8"], "$${");
    expect(&file("${}"), &["unknown-reference:8"], "");
    expect(&file("${var.}"), &["unknown-variable:8"], "");
    expect(&file("a ${instance.id"), &["unknown-reference:8"], "");
    expect(&file("${"), &["unknown-reference:8"], "");
    expect(&file("${${instance.id}}"), &["unknown-reference:8"], "");
    expect(&file("$${instnace.id} $${"), &[], "");
}

#[test]
fn a_variable_in_a_circle_is_one_finding_for_each_way_in() {
    let compiled = with("[vars]\na = \"${var.b}\"\nb = \"${var.a}\"\nc = \"${var.c}\"\n");
    let found = findings(&compiled);
    assert!(
        !found.is_empty() && found.iter().all(|one| one.starts_with("variable-cycle:")),
        "{found:?}"
    );
}

#[test]
fn eight_mistakes_are_eight_findings() {
    let compiled = with(
        "reserved-memory = 70000\nclutser = \"x\"\nimage-cleanup-interval = \"30\"\nloglevel = \"loud\"\n\
         [files.\"etc/motd\"]\ncontent = \"${instnace.id}\"\n[hosts]\n\"a b\" = \"10.0.0.1\"\n[host.x]\n",
    );
    let lines: Vec<String> = findings(&compiled);
    assert_eq!(lines.len(), 8, "{lines:?}");
}
