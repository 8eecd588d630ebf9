//! A unit that is enabled and says nowhere what should start it.

use crate::host::Enablement;
use crate::lint::Finding;
use crate::lint::subject::Subject;

lint! {
    /// A unit is enabled and its section `Install` says nothing.
    ///
    /// `systemctl enable` prints a hint, changes nothing and ends with success. The boot program starts the unit once, when
    /// the instance is new; after a reboot it stays off.
    ///
    /// Bad: `enable = true` for a unit without `[Install]`. Good: `[Install]` with `WantedBy=multi-user.target`
    /// (`timers.target` for a timer).
    ///
    /// Source: systemd 252 run, `systemctl enable`; systemd.unit(5), "Install section options".
    "L0079" "enabled-without-install" Ordinary Warn check
}

const INSTALL: [&str; 5] = ["WantedBy", "RequiredBy", "UpheldBy", "Also", "Alias"];

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for launch in 0..subject.host.count() {
        for unit in subject.units(launch) {
            let installs = unit
                .settings
                .iter()
                .any(|line| line.section == "Install" && INSTALL.contains(&line.key.as_str()));
            if unit.enablement != Enablement::Enabled || !unit.has_file || installs {
                continue;
            }
            let target = match unit.name.rsplit('.').next() {
                Some("timer") => "timers.target",
                Some("socket") => "sockets.target",
                _ => "multi-user.target",
            };
            let message = format!("nothing starts `{}` after a reboot", unit.name);
            let finding = LINT
                .at(&unit.cause, message)
                .label("enabled, without `[Install]`")
                .note("`systemctl enable` changes nothing for such a unit and ends with success")
                .help(format!(
                    "end the unit with `[Install]` and `WantedBy={target}`"
                ));
            found.push(finding);
        }
    }
    found
}
