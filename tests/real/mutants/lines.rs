//! glibc that reads /etc/hosts, and systemd-sysctl, against their models.

use std::fs;
use std::net::IpAddr;

use parbake::reader::{hosts as hosts_model, sysctl as sysctl_model};

use super::super::reader::{Real, Suite};
use super::{Class, Reading, Trial, hold, mutants};
use crate::support::Report;

const COUNT: usize = 600;

/// Reads each file as /etc/hosts: the addresses that glibc finds for each of some names.
const HOSTS: &str = r#"
cat >/tmp/ask.py <<'END'
import shutil, socket, sys
names = "db.internal cache.internal cache localhost ip6-localhost name".split()
for at in range(int(sys.argv[1])):
    shutil.copy("/mnt/%d.text" % at, "/tmp/hosts")
    with open("/mnt/%d.out" % at, "w") as out:
        for name in names:
            found = set()
            for family in (socket.AF_INET, socket.AF_INET6):
                try:
                    found.update(entry[4][0] for entry in socket.getaddrinfo(name, None, family))
                except OSError:
                    pass
            out.write("%s %s\n" % (name, " ".join(sorted(found))))
END
set -- /mnt/*.text
exec python3 /tmp/ask.py $#
"#;

const NAMES: [&str; 6] = [
    "db.internal",
    "cache.internal",
    "cache",
    "localhost",
    "ip6-localhost",
    "name",
];

/// Reads each file with a /proc that has no settings: what would be set stands in the words of the debug log.
const SYSCTL: &str = r#"
umount /proc
mount -t tmpfs tmpfs /proc
mkdir -p /proc/sys
for file in /mnt/*.text; do
  SYSTEMD_LOG_LEVEL=debug SYSTEMD_LOG_TARGET=console /usr/lib/systemd/systemd-sysctl "$file" >"${file%.text}.out" 2>&1
done
exit 0
"#;

pub(in super::super) fn hosts(real: &Real, report: &mut Report) {
    let seeds = [
        "10.0.0.1 db.internal\nfd00::2 cache.internal cache\n",
        "# names\n127.0.0.1 localhost # this host\n::1\tlocalhost ip6-localhost\n10.0.0.9 a b c\n",
    ];
    let words = [
        "10.0.0.256",
        "fd00::g",
        "1.2.3",
        "#",
        "name",
        "::",
        "0x7f.1",
        "127.1",
        "a#b",
        "::ffff:10.0.0.1",
    ];
    let modelled = |mutant: &[u8]| {
        let text = String::from_utf8_lossy(mutant).into_owned();
        let entries = hosts_model::read(&text);
        let line = |name: &&str| {
            let of_name = entries.iter().filter(|entry| {
                entry
                    .names
                    .iter()
                    .any(|found| found.eq_ignore_ascii_case(name))
            });
            let found: std::collections::BTreeSet<String> = of_name
                .flat_map(|entry| answers(entry.address))
                .map(|address| address.to_string())
                .collect();
            let found: Vec<String> = found.into_iter().collect();
            format!("{name} {}\n", found.join(" "))
        };
        NAMES.iter().map(line).collect()
    };
    let read = str::to_owned;
    compare(
        real,
        report,
        "hosts",
        HOSTS,
        (&seeds, &words),
        modelled,
        read,
    );
}

/// What an address answers to: glibc gives a question for IPv4 the loopback of IPv6 and mapped addresses as well.
///
/// Source: glibc 2.36 `nss/nss_files/files-hosts.c`, `LINE_PARSER`.
fn answers(address: IpAddr) -> Vec<IpAddr> {
    match address {
        IpAddr::V6(six) if six.is_loopback() => vec![address, IpAddr::from([127, 0, 0, 1])],
        IpAddr::V6(six) => six
            .to_ipv4_mapped()
            .map_or(vec![address], |four| vec![address, four.into()]),
        IpAddr::V4(_) => vec![address],
    }
}

pub(in super::super) fn sysctl(real: &Real, report: &mut Report) {
    let seeds = [
        "net.ipv4.ip_forward = 1\nvm.max_map_count = 262144\n# a comment\nkernel.core_pattern = |/bin/false %p\n",
        "-net/core/somaxconn=1024\n; another\nnet.ipv4.conf.eth0/100.rp_filter = 2\nfs.file-max=  99 1\n",
    ];
    let words = [
        "=",
        "-",
        "net",
        "a/b.c",
        "kernel.x",
        "# no",
        "a = b = c",
        "1 2",
        "\\",
    ];
    let modelled = |mutant: &[u8]| {
        let text = String::from_utf8_lossy(mutant).into_owned();
        let (settings, _) = sysctl_model::read(&text);
        let mut set: std::collections::BTreeMap<String, String> = std::collections::BTreeMap::new();
        for setting in settings {
            if let Some(value) = setting.value {
                set.insert(setting.key, value);
            }
        }
        set.iter()
            .map(|(key, value)| format!("{key}={value}\n"))
            .collect()
    };
    let read = |text: &str| {
        let mut set = std::collections::BTreeMap::new();
        for line in text.lines() {
            let Some(rest) = line.split_once("Setting '").map(|(_, rest)| rest) else {
                continue;
            };
            if let Some((key, value)) = rest.split_once("' to '") {
                let key = key.strip_prefix("/proc/sys").unwrap_or(key);
                let key = key.strip_prefix('/').unwrap_or(key);
                set.insert(
                    key.to_owned(),
                    value.strip_suffix('\'').unwrap_or(value).to_owned(),
                );
            }
        }
        set.iter()
            .map(|(key, value)| format!("{key}={value}\n"))
            .collect()
    };
    compare(
        real,
        report,
        "sysctl",
        SYSCTL,
        (&seeds, &words),
        modelled,
        read,
    );
}

fn compare(
    real: &Real,
    report: &mut Report,
    name: &str,
    program: &str,
    (seeds, words): (&[&str], &[&str]),
    modelled: impl Fn(&[u8]) -> String,
    read: impl Fn(&str) -> String,
) {
    let texts: Vec<Vec<u8>> = seeds.iter().map(|text| text.as_bytes().to_vec()).collect();
    let mutants = mutants(name, &texts, words, COUNT);
    let only: Vec<&Vec<u8>> = mutants.iter().map(|(_, mutant)| mutant).collect();
    let (before, seen) = match (
        outputs(real, program, &texts),
        outputs(real, program, &only),
    ) {
        (Ok(before), Ok(seen)) => (before, seen),
        (Err(why), _) | (_, Err(why)) => return report.takes(name, Err(why)),
    };
    let trials: Vec<Trial> = mutants
        .into_iter()
        .zip(seen)
        .map(|((at, mutant), seen)| Trial {
            before: Reading::Taken(read(&before[at])),
            real: Reading::Taken(read(&seen)),
            model: Reading::Taken(modelled(&mutant)),
            mutant,
        })
        .collect();
    let classes: &[Class] = &[
        Class {
            reason: "carriage returns, globs and a key with a slash first; the grammar of sysctl keys takes none",
            covers: |trial| {
                trial.mutant.contains(&b'\r')
                    || trial.mutant.contains(&b'[')
                    || String::from_utf8_lossy(&trial.mutant)
                        .lines()
                        .any(|line| line.trim_start_matches(['-', ' ']).starts_with('/'))
            },
        },
        Class {
            reason: "bytes that are not UTF-8; every output is",
            covers: |trial| std::str::from_utf8(&trial.mutant).is_err(),
        },
    ];
    hold(report, &trials, classes);
}

fn outputs<T: AsRef<[u8]>>(real: &Real, program: &str, texts: &[T]) -> Result<Vec<String>, String> {
    let work = tempfile::tempdir().unwrap();
    for (at, text) in texts.iter().enumerate() {
        fs::write(work.path().join(format!("{at}.text")), text).unwrap();
    }
    let over = tempfile::tempdir().unwrap();
    fs::create_dir(over.path().join("etc")).unwrap();
    std::os::unix::fs::symlink("/tmp/hosts", over.path().join("etc/hosts")).unwrap();
    fs::write(over.path().join("etc/nsswitch.conf"), "hosts: files\n").unwrap();
    let ran = real.inside_over(Suite::Bookworm, work.path(), &[over.path()]);
    ran.args(["sh", "-c", program]).run()?.output()?;
    let read = |at: usize| {
        let bytes = fs::read(work.path().join(format!("{at}.out"))).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    };
    Ok((0..texts.len()).map(read).collect())
}
