//! The value of a credential is in no output, whatever the command and the format.

use std::fs;

use crate::support::{Run, Workspace, package_root, parbake};

/// The made-up values of the cases under tests/cases/credential.
const VALUES: &[&str] = &["tr0ub4dor", "q7W2e9R4t1Y8u3I6o5P0", "bm90IGEga2V5"];

#[test]
fn no_format_shows_a_value() {
    let cases = ["in-every-section", "put-together", "beside-other-mistakes"];
    for case in cases {
        let directory = package_root().join("tests/cases/credential").join(case);
        let more = fs::read_to_string(directory.join("args")).unwrap_or_default();
        for format in ["human", "json", "github", "sarif"] {
            for command in ["check", "build"] {
                let out = tempfile::tempdir().unwrap();
                let mut arguments = vec![command, "profile.toml", "--format", format];
                arguments.extend(more.split_whitespace());
                if command == "build" {
                    arguments.extend(["--out", out.path().to_str().unwrap()]);
                }
                let run = Run::from(parbake(&directory, &arguments).output().unwrap());
                assert_eq!(run.status, Some(1), "{arguments:?}");
                for value in VALUES {
                    let shown = run.stdout.contains(value) || run.stderr.contains(value);
                    assert!(!shown, "{case} {arguments:?}: {run:?}");
                }
                assert_eq!(fs::read_dir(out.path()).unwrap().count(), 0, "{case}");
            }
        }
    }
}

/// Every made-up secret, as the content of a file: found, and shown nowhere.
#[test]
fn no_made_up_secret_gets_out() {
    let workspace = Workspace::new();
    let lines = include_str!("grammar/made-up-secrets.txt").lines();
    let lines: Vec<String> = lines
        .filter_map(|line| Some(line.split_once('\t')?.1.replace('¦', "")))
        .filter(|line| !line.contains("'''"))
        .collect();
    let mut profile = String::from(
        "edition = \"2026\"\nname = \"web\"\nhost.base = \"al2023-ecs\"\necs.cluster = \"web\"\n",
    );
    for (number, line) in lines.iter().enumerate() {
        profile +=
            &format!("[files.\"/etc/{number}\"]\ninterpolate = false\ncontent = '''{line}'''\n");
    }
    workspace.write("profile.toml", &profile);
    let run = workspace.run(["check", "profile.toml"]);
    assert_eq!(run.status, Some(1));
    let found = run.stderr.matches("error[L0130]").count();
    assert!(found >= lines.len(), "{found} of {}", lines.len());
    for line in &lines {
        let word = line
            .split_whitespace()
            .max_by_key(|word| word.len())
            .unwrap();
        let is_value = word.len() > 30 && !word.contains("://") && !word.contains("BEGIN");
        assert!(!is_value || !run.stderr.contains(word), "{word}");
    }
}

/// A wide secret, on several lines, next to letters of many bytes.
#[test]
fn odd_places_of_a_secret_are_hidden_as_well() {
    let workspace = Workspace::new();
    workspace.write(
        "profile.toml",
        "nmae = \"web\"\r\n[vars]\r\né = \"ü\"\r\npässword = \"tr0üb4dor&3\"\r\npassword = \"tr0üb4dor&3\" # password: tr0üb4dor&4\r\nk = \"\"\"\r\n-----BEGIN PRIVATE KEY-----\r\nAAAABBBBCCCC\r\nDDDDEEEEFFFF\"\"\"\r\nk = \"AAAABBBBCCCC\"\r\n",
    );
    for format in ["human", "json"] {
        let run = workspace.run(["check", "profile.toml", "--format", format]);
        let shown = format!("{}{}", run.stdout, run.stderr);
        assert_eq!(run.status, Some(1), "{shown}");
        for value in ["tr0üb", "AAAABBBB", "DDDDEEEE"] {
            assert!(!shown.contains(value), "{shown}");
        }
        assert!(shown.contains("L0130"), "{shown}");
    }
}
