//! The structural lines of the encoders: the whole list, so that a line without a cause is noticed.

/// Lines that hold no value, as they stand.
const LINES: &[&str] = &[
    "",
    // Here-documents and tables of bake.sh and the boothook.
    "PARBAKE_EOF",
    "STEPS=(",
    "IDENTITY=(",
    "# The steps in order: the name for people, and the function.",
    // The defaults of what a profile leaves out.
    "IMAGES=()",
    "KEEP=()",
    "ON_FAILURE=stay-down",
    "ON_FAILURE_COMMAND=''",
    "ON_SKEW=warn",
    "SIGNAL=()",
    "LAST_PASS=late",
    "LAST_PASS=after-agent",
    // MIME.
    "MIME-Version: 1.0",
    "Content-Type: multipart/mixed; boundary=\"==parbake==\"",
    "--==parbake==",
    "--==parbake==--",
    "Content-Type: text/cloud-boothook; charset=\"utf-8\"",
    "Content-Type: text/cloud-config; charset=\"utf-8\"",
    "Content-Transfer-Encoding: 7bit",
    "Content-Transfer-Encoding: quoted-printable",
    "Content-Disposition: attachment; filename=\"boothook.sh\"",
    "Content-Disposition: attachment; filename=\"cloud-config.yaml\"",
    "#cloud-config",
    // The end of a script of logrotate.
    "    endscript",
    // Where the program lies, with an image and without one.
    "ConditionPathExists=/etc/parbake/image.json",
    "ConditionPathExists=/run/parbake/launch/COMMIT",
];

/// Keys of JSON documents that open an object or a list.
const OPENERS: &[&str] = &[
    "parbake",
    "launches",
    "IamInstanceProfile",
    "MetadataOptions",
    "BlockDeviceMappings",
    "Ebs",
    "Monitoring",
    "TagSpecifications",
    "Tags",
];

/// What the launch template says where the profile says nothing, and its words for kinds.
const MEMBERS: &[&str] = &[
    "\"HttpEndpoint\": \"enabled\"",
    "\"HttpTokens\": \"required\"",
    "\"HttpPutResponseHopLimit\": 2",
    "\"DeleteOnTermination\": true",
    "\"Encrypted\": true",
    "\"ResourceType\": \"instance\"",
    "\"ResourceType\": \"volume\"",
    "\"image_digest\": null",
];

/// Says whether a line is one that an encoder writes whatever the profile says.
pub(super) fn is_structural(line: &str) -> bool {
    LINES.contains(&line)
        || is_json(line.trim_start_matches(' '))
        || is_digest(line)
        || is_file_of_the_program(line)
        || is_start_of_the_program(line)
}

/// Says whether a text of a profile is also a word of the lists above.
pub(super) fn is_word(value: &str) -> bool {
    let lines = LINES.iter().chain(OPENERS).chain(MEMBERS);
    lines.into_iter().any(|line| line.contains(value))
}

/// A bracket, a key that opens one, or a member of the list.
fn is_json(line: &str) -> bool {
    let line = line.strip_suffix(',').unwrap_or(line);
    let opens = |key: &&str| {
        line.strip_prefix(&format!("\"{key}\": "))
            .is_some_and(|rest| rest == "{" || rest == "[")
    };
    ["{", "}", "[", "]"].contains(&line) || OPENERS.iter().any(opens) || MEMBERS.contains(&line)
}

/// A digest with its name.
fn is_digest(line: &str) -> bool {
    let word = line.trim_start_matches(' ');
    let named = [
        ("DIGEST=sha256:", ""),
        ("sha256:", ""),
        ("\"image_digest\": \"sha256:", "\","),
        ("\"user_data_sha256\": \"", "\""),
        ("\"user_data_gz_sha256\": \"", "\""),
    ];
    named.iter().any(|(before, after)| {
        let digest = word
            .strip_prefix(before)
            .and_then(|rest| rest.strip_suffix(after));
        digest.is_some_and(|digest| {
            digest.len() == 64 && digest.bytes().all(|byte| byte.is_ascii_hexdigit())
        })
    })
}

/// The head of a here-document that the boothook writes, of the program's own files only.
fn is_file_of_the_program(line: &str) -> bool {
    const OWN: &[&str] = &[
        "digest",
        "settings",
        "steps",
        "program/lib.sh",
        "program/runner",
        "program/guard",
        "program/status",
        "program/facts",
        "units/parbake-early.service",
        "units/parbake-late.service",
        "units/parbake-after-agent.service",
        "units/docker.service.d/10-parbake.conf",
        "units/docker.socket.d/10-parbake.conf",
        "units/ecs.service.d/10-parbake.conf",
    ];
    let name = line
        .strip_prefix("put ")
        .and_then(|rest| rest.strip_suffix(" 0600 <<'PARBAKE_EOF'"));
    name.is_some_and(|name| OWN.contains(&name))
}

/// The runner with the name of its moment.
fn is_start_of_the_program(line: &str) -> bool {
    let command = line.strip_prefix("ExecStart=/bin/bash ");
    command.is_some_and(|command| {
        ["early", "late", "after-agent"].iter().any(|moment| {
            command == format!("/usr/lib/parbake/runner {moment}")
                || command == format!("/run/parbake/launch/program/runner {moment}")
        })
    })
}
