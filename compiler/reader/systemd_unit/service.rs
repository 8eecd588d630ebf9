//! What a service needs as a whole.
//!
//! Source: systemd v252 `src/core/service.c` (`service_verify`); run with `systemd-analyze verify` 252.38.

use super::{Effect, Finding, Line, Reader, directives, exec, whole};

/// What a service says of itself.
#[derive(Debug, Default)]
pub(super) struct Service {
    kind: Option<String>,
    restart: Option<(String, usize, std::ops::Range<usize>)>,
    remain: bool,
    starts: usize,
    stops: usize,
    bus_name: bool,
    success_action: bool,
}

impl Reader<'_> {
    pub(super) fn remember(
        &mut self,
        line: &Line<'_>,
        key: &str,
        value: &str,
        bytes: &std::ops::Range<usize>,
    ) {
        match key {
            "Type" => self.service.kind = Some(value.to_owned()),
            "Restart" => {
                let at = line.start + bytes.start..line.start + bytes.end;
                self.service.restart = Some((value.to_owned(), line.number, at));
            }
            "RemainAfterExit" => self.service.remain = directives::boolean(value) == Some(true),
            "ExecStart" if value.is_empty() => self.service.starts = 0,
            // A command that is refused is one all the same: the unit has its error already.
            "ExecStart" => self.service.starts += exec::commands(value).unwrap_or(1),
            "ExecStop" => self.service.stops += 1,
            "BusName" => self.service.bus_name = true,
            "SuccessAction" => self.service.success_action = true,
            _ => {}
        }
    }

    pub(super) fn service(&mut self) {
        let service = std::mem::take(&mut self.service);
        let oneshot = service.kind.as_deref() == Some("oneshot");
        if service.starts == 0 && service.stops == 0 && !service.success_action {
            self.findings.push(whole(
                "the service has no ExecStart=, ExecStop= or SuccessAction=",
            ));
        } else if service.starts == 0 && !oneshot && !service.remain {
            self.findings.push(whole(
                "the service has no ExecStart=, which only RemainAfterExit=yes may lack",
            ));
        }
        if service.starts > 1 && !oneshot {
            self.findings.push(whole(
                "the service has more than one ExecStart=, which only Type=oneshot may have",
            ));
        }
        if service.kind.as_deref() == Some("dbus") && !service.bus_name {
            self.findings
                .push(whole("the service is of Type=dbus and has no BusName="));
        }
        if let Some((restart, line, bytes)) = service.restart
            && oneshot
            && matches!(restart.as_str(), "always" | "on-success")
        {
            self.findings.push(Finding {
                effect: Effect::Refused,
                line: Some(line),
                bytes,
                says: format!("Restart={restart} does not go with Type=oneshot"),
                known: Vec::new(),
            });
        }
    }
}
