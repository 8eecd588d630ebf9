//! What the members find in their network: the metadata service's role, Systems Manager and Secrets Manager, the swarm's manager.

use std::fs;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use serde_json::{Value, json};

use super::super::golden::yard::{Network, Yard};
use super::super::reader::{Real, Suite};
use crate::support::package_root;

/// The secret of the registry's login, whole.
const LOGIN: &str = r#"{"user": "farm", "password": "canary-0b9f4c7d21e83a56"}"#;

/// The file that is this secret: a file of text ends with a line feed.
pub(super) const REGISTRY: &str =
    "{\"user\": \"farm\", \"password\": \"canary-0b9f4c7d21e83a56\"}\n";

/// The two files that the profile makes of secrets.
pub(super) const AGENT: &str =
    "user=farm\npassword=canary-0b9f4c7d21e83a56\nqueue=canary-d7a1650c92be4f38\n";

/// What nobody else may have: the password and the queue's name, as the files hold them.
const CANARIES: [&str; 2] = ["canary-0b9f4c7d21e83a56", "canary-d7a1650c92be4f38"];

/// Tenths of a second until it must serve.
const PATIENCE: u32 = 600;

pub(super) struct Cloud {
    process: Child,
    dir: PathBuf,
}

impl Cloud {
    /// Starts one in the yard, with the key and certificate of the services and the policy of the bundle.
    pub(super) fn start(
        real: &Real,
        yard: &Yard,
        name: &str,
        services: &str,
    ) -> Result<Self, String> {
        let dir = yard.path(name);
        let policy = yard.sent(0).with_file_name("iam-policy.json");
        let policy = fs::read_to_string(&policy).map_err(|why| why.to_string())?;
        let secrets = json!({
            "ssm": { "/farm/queue": CANARIES[1] },
            "secret": { "farm/registry": LOGIN },
        });
        fs::create_dir(&dir).map_err(|why| why.to_string())?;
        for (name, text) in [
            ("services.pem", services),
            ("policy.json", &policy),
            ("secrets.json", &secrets.to_string()),
        ] {
            fs::write(dir.join(name), text).map_err(|why| why.to_string())?;
        }
        let log = fs::File::create(dir.join("log")).map_err(|why| why.to_string())?;
        // It ends with its standard input, and so with whoever started it.
        let process = Command::new("unshare")
            .args(["--mount", "--net", "--pid", "--fork", "--kill-child"])
            .args(["--", "bash"])
            .arg(package_root().join("tests/real/members/cloud.sh"))
            .args([real.root(Suite::Bookworm), dir.clone()])
            .arg(real.path("python/bin/python3"))
            .stdin(Stdio::piped())
            .stdout(log.try_clone().map_err(|why| why.to_string())?)
            .stderr(log)
            .spawn()
            .map_err(|why| format!("unshare: {why}"))?;
        Ok(Self { process, dir })
    }

    /// Its network, as soon as it serves.
    ///
    /// # Errors
    /// What it said, where it does not.
    pub(super) fn network(&self) -> Result<Network, String> {
        for _ in 0..PATIENCE {
            if self.dir.join("ready").exists() {
                let role = ("iam/security-credentials/", Value::from("farm-member"));
                let keys = (
                    "iam/security-credentials/farm-member",
                    self.read("role.json"),
                );
                let values = [role, (keys.0, Value::from(keys.1))];
                return Ok(Network {
                    process: self.process.id(),
                    values: values
                        .map(|(name, value)| (name.to_owned(), value))
                        .into_iter()
                        .collect(),
                });
            }
            sleep(Duration::from_millis(100));
        }
        Err(self.read("log"))
    }

    /// Every value that is a secret, as text that stands nowhere by chance.
    pub(super) fn canaries(&self) -> Vec<String> {
        let role: Value = serde_json::from_str(&self.read("role.json")).unwrap_or_default();
        let role = ["SecretAccessKey", "Token"].map(|key| role[key].as_str().unwrap_or_default());
        let token = self.read("token");
        let mut canaries: Vec<String> = CANARIES.iter().map(|text| (*text).to_owned()).collect();
        // Its third part is the digest of a certificate, which every member has.
        canaries.extend(token.trim().rsplit('-').next().map(str::to_owned));
        canaries.extend(role.map(str::to_owned));
        canaries
    }

    /// A line for each request: the name, and the status or the error.
    pub(super) fn asked(&self) -> String {
        self.read("asked")
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.dir.join(name)).unwrap_or_default()
    }
}

impl Drop for Cloud {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}
