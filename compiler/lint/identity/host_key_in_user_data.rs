//! SSH host keys in user-data.

use super::Finding;
use super::subject::Subject;

lint! {
    /// `cloud-config.ssh_keys` gives every host the same SSH host keys, and puts the private ones into user-data.
    ///
    /// User-data can be read by every process on the host and by everybody who may describe the launch template. Whoever has
    /// the key can pass for any host of the fleet.
    ///
    /// Bad: `[cloud-config.ssh_keys]`. Good: leave it out; cloud-init makes keys on each host.
    ///
    /// Source: cloud-init 22.4.2, `cloudinit/config/cc_ssh.py`; EC2 user guide, "Run commands at launch": user data is not
    /// protected.
    "L0042" "host-key-in-user-data" Security Deny check
}

fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let modules = subject.host.cloud_config.iter();
    let keys = modules.filter(|module| module.name.text == "ssh_keys");
    let found = |cause| {
        LINT.at(
            &cause,
            "every host gets the same SSH host keys, out of user-data",
        )
        .label("private keys")
        .note("whoever reads the user-data can pass for any of these hosts")
        .help("leave it out: cloud-init makes keys on each host")
        .concealing()
    };
    keys.map(|module| found(module.name.cause())).collect()
}
