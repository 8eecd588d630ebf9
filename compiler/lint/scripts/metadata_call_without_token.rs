//! The metadata service is asked without a token.

use super::Finding;
use super::program::{Program, When};
use crate::lint::subject::Subject;
use crate::reader::shell_commands::{Command, Piece};

lint! {
    /// A script asks the instance metadata service without a token.
    ///
    /// parbake's launch template requires tokens, so the answer is `401 - Unauthorized`. curl without `--fail` calls that a
    /// success and hands the error page on as the instance's id or region.
    ///
    /// Bad: `curl -s http://169.254.169.254/latest/meta-data/instance-id`. Good: `env = { ID = "${instance.id}" }`, which parbake
    /// asks for with a token; or a token of the script's own, sent as `X-aws-ec2-metadata-token`.
    ///
    /// Source: EC2 user guide, "Use the Instance Metadata Service to access instance metadata"; the same fault in
    /// skyscrapers/terraform-teleport pull request 42 and linuxarena/control-tower pull request 1784.
    "L0106" "metadata-call-without-token" Ordinary Warn check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let tokens = ["metadata", "http-tokens"];
    let is_optional = |launch: &crate::host::LaunchData| launch.text(&tokens) == Some("optional");
    // Where every launch answers without one, `metadata-without-token` speaks of that.
    if subject.host.launch.iter().all(is_optional) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for program in &subject.programs {
        // A question of a baked script is an error of its own.
        if program.when == When::Bake {
            continue;
        }
        for command in &program.script.commands {
            if !asks_without_token(program, command) {
                continue;
            }
            let message = format!("{} asks the metadata service without a token", program.name);
            let finding = program.at(
                &LINT,
                subject,
                &command.range,
                (message, "answered with `401 - Unauthorized`"),
            );
            found.push(
                finding
                    .note("parbake's launch template requires tokens (IMDSv2)")
                    .help("let parbake ask: `env = { ID = \"${instance.id}\" }`; or send `X-aws-ec2-metadata-token`"),
            );
        }
    }
    found
}

fn asks_without_token(program: &Program<'_>, command: &Command) -> bool {
    if !matches!(command.name().as_deref(), Some("curl" | "wget")) {
        return false;
    }
    let words = program.arguments(command);
    let is_address =
        |word: &String| word.contains("169.254.169.254") || word.contains("[fd00:ec2::254]");
    let asks = words
        .iter()
        .any(|word| is_address(word) && !word.contains("/api/token"));
    let has_token = words.iter().any(|word| {
        word.to_ascii_lowercase()
            .contains("x-aws-ec2-metadata-token")
    });
    // A header may be in a variable, or in a file of options.
    let may_have = command.arguments().iter().any(|word| {
        let begins = !matches!(word.pieces.first(), Some(Piece::Text(_)) | None);
        begins && !is_address(&program.text(word))
            || matches!(program.text(word).as_str(), "-K" | "--config")
    });
    asks && !has_token && !may_have
}
