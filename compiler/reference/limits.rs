//! Entries of the limits that `default-ulimits` can name.

use super::Reference;

/// One limit of a container's processes: its name, what it limits, its unit, and an example of the two values.
struct Limit {
    name: &'static str,
    doc: &'static str,
    ty: &'static str,
    example: &'static str,
}

/// Source: docker/go-units v0.5.0 `ulimit.go` for the names; setrlimit(2) of man-pages 6.03 for what they limit.
const LIMITS: &[Limit] = &[
    limit(
        "as",
        "Size of a process's memory with all its mappings.",
        "bytes",
        "4294967296",
    ),
    limit("core", "Size of a core file; 0 makes none.", "bytes", "0"),
    limit(
        "cpu",
        "Processor time that a process may use; then it is killed.",
        "seconds",
        "3600",
    ),
    limit(
        "data",
        "Size of a process's data: initialised, not initialised, heap.",
        "bytes",
        "1073741824",
    ),
    limit(
        "fsize",
        "Size of a file that a process may make.",
        "bytes",
        "10737418240",
    ),
    limit(
        "locks",
        "Number of locks of files; kernels since 2.6 do not look at it.",
        "a number",
        "1024",
    ),
    limit(
        "memlock",
        "Memory that a process may lock, so that it is never swapped.",
        "bytes",
        "67108864",
    ),
    limit(
        "msgqueue",
        "Memory of all POSIX message queues of a user.",
        "bytes",
        "819200",
    ),
    limit(
        "nice",
        "How far a process may raise its priority: to the nice value 20 minus this.",
        "a number from 1 to 40",
        "20",
    ),
    limit(
        "nofile",
        "How many files and sockets a process may have open at once.",
        "a number",
        "65536",
    ),
    limit(
        "nproc",
        "How many processes the user may have; containers of one user without userns-remap share it.",
        "a number",
        "4096",
    ),
    limit(
        "rss",
        "Resident memory; kernels since 2.6 do not look at it.",
        "bytes",
        "1073741824",
    ),
    limit(
        "rtprio",
        "Highest real-time priority that a process may take.",
        "a number from 0 to 99",
        "10",
    ),
    limit(
        "rttime",
        "Processor time that a real-time process may use without a blocking call.",
        "microseconds",
        "200000",
    ),
    limit(
        "sigpending",
        "How many signals may wait for the user's processes.",
        "a number",
        "31000",
    ),
    limit("stack", "Size of a process's stack.", "bytes", "8388608"),
];

const fn limit(
    name: &'static str,
    doc: &'static str,
    ty: &'static str,
    example: &'static str,
) -> Limit {
    Limit {
        name,
        doc,
        ty,
        example,
    }
}

/// Finds a limit by its name.
pub(super) fn find(word: &str) -> Option<Reference> {
    LIMITS.iter().find(|limit| limit.name == word).map(entry)
}

fn entry(limit: &Limit) -> Reference {
    let Limit { name, example, .. } = limit;
    Reference {
        title: (*name).to_owned(),
        kind: "limit of a container's processes",
        key: format!("docker.daemon.default-ulimits.{name}"),
        doc: limit.doc.to_owned(),
        ty: format!("`Soft` and `Hard`, each {}; -1 for no limit", limit.ty),
        default: "what dockerd itself runs with".to_owned(),
        bad_value: "A bad value: dockerd runs and every container fails.".to_owned(),
        read_by: "runc".to_owned(),
        flag: format!("--default-ulimit {name}=SOFT:HARD"),
        sources: vec![
            "docker/go-units v0.5.0, ulimit.go; setrlimit(2) of man-pages 6.03".to_owned(),
        ],
        example: format!(
            "[docker.daemon]\ndefault-ulimits = {{ {name} = {{ Name = \"{name}\", Soft = {example}, Hard = {example} }} }}\n"
        ),
        ..Reference::default()
    }
}

/// Lists the limits.
pub(super) fn all() -> impl Iterator<Item = &'static str> {
    LIMITS.iter().map(|limit| limit.name)
}
