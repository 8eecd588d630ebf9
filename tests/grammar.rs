//! The grammars: good and bad samples of each, and patterns that are never stricter than the check.

mod credential;

use parbake::catalog::types::Grammar;
use parbake::grammar::{check, pattern};
use proptest::prelude::*;

type Samples = (Grammar, &'static [&'static str], &'static [&'static str]);

const DIGEST: &str =
    "nginx:1.27@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

#[rustfmt::skip]
const SAMPLES: &[Samples] = &[
    (Grammar::Line, &["", "a", " a b ", "é"], &["a\nb", "a\rb", "a\tb", "\0", "\u{7f}", "\u{85}", "\u{2028}"]),
    (Grammar::NonEmpty, &["a", " "], &["", "a\n"]),
    (Grammar::Name, &["web-1", "0"], &["", "Web", "a_b", "a b", "é"]),
    (Grammar::AbsolutePath, &["/", "/etc/ecs/ecs.config", "/a b", "/..a"], &["", "a", "/a/", "//", "/a//b", "/a/../b", "/./a", "/a\nb"]),
    (Grammar::PlainPath, &["/usr/bin/zstd"], &["", "zstd", "/a b", "/a/../b", "/a\u{a0}b"]),
    (Grammar::AbsoluteGlob, &["/var/log/ecs/*.log", "/var/log/[ab]?"], &["", "/", "*.log", "/a/{b,c}", "/a\\b", "/a\"", "/a/../b"]),
    (Grammar::SourcePath, &["files/motd", "../x", "/etc/motd"], &["", "files/"]),
    (Grammar::AuthorizedKey,
        &["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl deploy@example.com", "no-pty,command=\"a b\" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl c"],
        &["", "ssh-ed25519", "not a key", "AAAAC3NzaC1lZDI1NTE5", "ssh-ed25519 AAAA a", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9", "ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl\n"]),
    (Grammar::Cluster, &["prod-web", "A_1", "arn:aws:ecs:eu-central-1:123456789012:cluster/prod"], &["", "a b", "\"prod\"", "prod # x", "arn:aws:ecs:eu-central-1:12:cluster/prod", "arn:aws:ecs:eu-central-1:123456789012:service/prod"]),
    (Grammar::PortRange, &["49153-65535", "1-1"], &["", "60000-50000", "1-70000", "0-5", "5", "a-b", "+1-2", " 1-2", "1-2-3"]),
    (Grammar::RatePair, &["40,60", "1,1"], &["", "100", "100,0", "-1,5", "40, 60", "a,b"]),
    (Grammar::Ip, &["10.0.0.2", "fd00::2", "::"], &["", "10.0.0", "10.0.0.256", "010.0.0.1", "fe80::1%eth0"]),
    (Grammar::Ip4, &["10.0.0.2"], &["fd00::2", "10.0.0.2/8"]),
    (Grammar::Ip6, &["fd00::2", "::ffff:1.2.3.4"], &["10.0.0.2"]),
    (Grammar::Cidr, &["10.0.0.0/16", "10.0.15.7/24", "::/0"], &["10.0.0.0", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/+8", "10.0.0.0/08"]),
    (Grammar::Cidr4, &["0.0.0.0/0"], &["fd00::/64", "10.0.0.0/33"]),
    (Grammar::Cidr6, &["fd00::/64", "::/128"], &["10.0.0.0/8", "fd00::/129"]),
    (Grammar::Url, &["https://example.com/repo", "file:///srv/x", "s3://b/k"], &["", "example.com", "https://", "https://a b", "://x"]),
    (Grammar::RegistryUrl, &["https://mirror.example.com", "http://10.0.0.1:5000/", "https://[fd00::1]:5000"], &["mirror.example.com", "https://u:p@m", "https://m?x", "https://m#x", "ftp://m", "https://"]),
    (Grammar::Proxy, &["proxy.example.com:3128", "http://proxy:3128", "http://u:p@proxy:3128/"], &["", "proxy", "socks5://p:1", "http://", "proxy:0", "http://a b"]),
    (Grammar::Registry, &["registry.example.com:5000", "localhost", "10.0.0.0/8", "[fd00::1]:5000"], &["", "-bad-", "http://r:5000", "r:99999"]),
    (Grammar::HostPort, &["127.0.0.1:9323", "[::1]:9323", "db:5432"], &["", "db", ":80", "db:", "db:x", "a b:1"]),
    (Grammar::DockerHost, &["fd://", "unix:///var/run/docker.sock", "tcp://0.0.0.0:2376"], &["", "/var/run/docker.sock", "unix://", "unix://docker.sock", "ssh://h", "\"unix:///x\""]),
    (Grammar::Domain, &["example.com", "a_b.example.", "."], &["", "a..b", "-a.b", "a b"]),
    (Grammar::KeyValue, &["team=web", "a=", "a=b=c d"], &["", "a", "=b", "a b=c"]),
    (Grammar::Image, &["nginx:1.27", "nginx:latest", DIGEST, "registry:5000/a/b__c:v1", "public.ecr.aws/x/y:1", "123456789012.dkr.ecr.eu-central-1.amazonaws.com/a.b-c:T_1"], &["", "nginx", "Nginx:1", "nginx:", "nginx:-1", "nginx@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "nginx:1@sha256:12", "a//b:1", "a/b-:1", "a___b:1", "registry:5000/nginx", "https://r/a:1"]),
    (Grammar::ImageTag, &["busybox:1.36", "localhost/a:1"], &["busybox", DIGEST, " busybox:1.36"]),
    (Grammar::DockerSize, &["10m", "10MB", "1.5GiB", "0", "512b", "64k"], &["", "m", "10 m", "-1", "10x", "1.", "10ib", "1e3"]),
    (Grammar::LogrotateSize, &["100M", "0", "5k", "5K", "1G"], &["", "10m", "1.5M", "010M", "0x10", "10MB", "-1", "9223372036854775807k"]),
    (Grammar::Mode, &["0644", "600", "1777"], &["", "644 ", "0999", "06444", "u+x"]),
    (Grammar::UserName, &["ec2-user", "_apt", "Debian-exim", "a.b"], &["", "1000", "-a", "a b", "a:b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"]),
    (Grammar::UserGroup, &["root adm", "root 4"], &["root", "root  adm", "root adm x", ""]),
    (Grammar::ModeOwnerGroup, &["0640 root adm", "0640 root", "root adm", "0640", "640 0 0"], &["", "999", "999 root adm", "root", "0640 root adm x", "root 0640 adm"]),
    (Grammar::UnitName, &["docker.service", "getty@tty1.service", "a\\x2db.mount"], &["", "docker", "docker.srv", ".service", "@a.service", "a b.service", "a/b.service"]),
    (Grammar::PackageName, &["amazon-ecr-credential-helper", "g++", "docker.io=26.1.5+dfsg1-9", "libc6:amd64"], &["", "-y", "a b", "a;b", "./a.deb", "a*"]),
    (Grammar::SysctlKey, &["net.core.somaxconn", "net/ipv4/conf/eth0.100/rp_filter", "vm.overcommit_memory"], &["", "net", "net..core", "-net.core", "net.*.x", "a = b.c"]),
    (Grammar::SysctlValue, &["4096", "1024 65535", "|/bin/false %p", "="], &["", " 1", "1 ", "1\n2"]),
    (Grammar::HostName, &["db.internal", "db", "10.0.0.1"], &["", "a_b", "-a", "a.", "a b", "a..b"]),
    (Grammar::EnvName, &["HTTP_PROXY", "_X1"], &["", "http_proxy", "1A", "A-B", "A ", "export A"]),
    (Grammar::VarName, &["cluster", "a-b_1"], &["", "A", "1a", "-a", "a.b"]),
    (Grammar::AmiName, &["ecs-web", "web (1) [a]", "a/b.c_d@e'f"], &["", " a", "a ", "a$b", "a{{b}}", "é"]),
    (Grammar::AdvertiseAddr, &["10.0.0.2", "10.0.0.2:2377", "eth0", "ens5:2377", "fd00::2", "[fd00::2]:2377"], &["", "10.0.0.2:0", "10.0.0.2:70000", "a b", "eth0:", "[fd00::2", "\"eth0\"", "an-interface-with-a-long-name"]),
    (Grammar::Secret, &["${ssm:/a}"], &[""]),
    (Grammar::KmsKey, &["arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab", "arn:aws-cn:kms:cn-north-1:123456789012:key/mrk-1"], &["", "alias/web", "arn:aws:kms:eu-central-1:123456789012:alias/web", "arn:aws:kms::123456789012:key/x", "arn:aws:s3:eu-central-1:123456789012:key/x", "arn:aws:kms:eu-central-1::key/x"]),
    (Grammar::S3Location, &["s3://images", "s3://my.bucket-1/a/b_c"], &["", "s3://", "s3://ab", "s3://Bucket", "s3://bucket/", "s3://bucket//a", "s3://bucket/a b", "https://bucket/a"]),
    (Grammar::ImageId, &["ami-0123456789abcdef0", "ami-01234567", "resolve:ssm:/aws/service/ecs/x:1"], &["", "ami-", "ami-0123", "ami-0123456789ABCDEF0", "resolve:ssm:", "resolve:ssm:a b"]),
    (Grammar::InstanceType, &["m7g.large", "u-12tb1.112xlarge", "mac2-m2pro.metal"], &["", "m7g", "m7g.", ".large", "M7g.large", "7g.large"]),
    (Grammar::Region, &["eu-central-1", "us-gov-west-1", "eusc-de-east-1"], &["", "eu-central", "eu-central-1a", "EU-central-1", "eu--1", "eu-1"]),
    (Grammar::KeyPath, &["ecs.cluster", "files.\"/etc/motd\"", "a.'b.c'", "\"a\\\"b\".c", "1"], &["", ".", "a.", ".a", "a..b", "a b", "a.\"b", "a = 1"]),
    (Grammar::Version, &["1.24", "1", "1.24.0"], &["", "v1.24", "1.", ".1", "1.24-rc1"]),
    (Grammar::AttributeName, &["com.example/stack", "a_b-c"], &["", "a b", "a:b", "é"]),
    (Grammar::AttributeValue, &["prod", "a b", "eu/1@x:y\\z"], &["", " a", "a ", "a;b", "é"]),
    (Grammar::TagKey, &["team", "a b", "é"], &["", "aws:x", "AWS:x"]),
    (Grammar::TagValue, &["", "web", "a b"], &["a\u{1}"]),
    (Grammar::Word, &["awslogs-stream-prefix", "a=b", "é"], &["", "a b", "\"a\"", "it's", "`a`", "a\u{a0}b"]),
    (Grammar::UsernsRemap, &["default", "dockremap:dockremap", "1000:1000", "1000"], &["", ":", "a:", "a:b:c", "a b"]),
    (Grammar::UnixSocket, &["unix:///var/run/docker.sock"], &["", "unix://run", "/run/x", "unix:///a/../b"]),
    (Grammar::Fwmark, &["1", "0x1/0x3", "0xFFFFFFFF"], &["", "0x", "01", "4294967296", "1/", "a", "1/2/3"]),
    (Grammar::MountPoint, &["/var/lib/docker", "/mnt/a@b+c", "/d"], &["", "/", "data", "/a b", "/a/../b", "/a//b", "/a/", "/a,b", "/é"]),
    (Grammar::VolumeDevice, &["vol-0123456789abcdef0", "vol-01234567", "/dev/sdf", "/dev/xvdba", "ebs:1", "instance-store:2", "size:100GiB"], &["", "vol-0123", "vol-0123456789ABCDEF0", "/dev/nvme1n1", "/dev/", "ebs:0", "ebs:", "ebs:100", "size:100", "sdf"]),
    (Grammar::VolumeLabel, &["docker", "a_b.c-1"], &["", "thirteen-char", "a b", "a/b", "é"]),
    (Grammar::MountOption, &["noatime", "data=ordered", "logbufs=8"], &["", "a,b", "a b", "a\"b"]),
    (Grammar::BinarySize, &["2GiB", "512MiB", "16TiB"], &["", "2", "2GB", "0GiB", "02GiB", "2 GiB", "1234567GiB", "-1GiB"]),
    (Grammar::SubjectText, &["web.example.com", "A b, c/d+e=f", "é"], &["", " a", "a ", "a\"b", "it's", "a\\b", "a$b", "a#b"]),
    (Grammar::Country, &["DE", "US"], &["", "de", "D", "DEU", "D1"]),
    (Grammar::Stack, &["web", "W-1", "arn:aws-cn:cloudformation:cn-north-1:123456789012:stack/web/0a1b-2c"], &["", "1web", "-web", "a_b", "a.b", "arn:aws:cloudformation:eu-central-1:123456789012:stack/web", "arn:aws:cloudformation:eu-central-1::stack/web/0a", "arn:aws:s3:eu-central-1:123456789012:stack/web/0a", "arn:aws:cloudformation:eu-central-1:123456789012:stack/web/0a/1"]),
    (Grammar::LogicalId, &["Hosts", "1"], &["", "My-Hosts", "a.b", "a b"]),
    (Grammar::AutoScalingGroup, &["ecs-web", "a/b_\"c'$*~!"], &["", "a b", "a:b", "é"]),
    (Grammar::LifecycleHook, &["booted", "a/b_c-1"], &["", "a b", "a.b", "a:b"]),
    (Grammar::AltName, &["dns:web.example.com", "dns:*.example.com", "ip:10.0.0.1", "ip:fd00::1"], &["", "web.example.com", "dns:", "dns:a b", "dns:a.*", "ip:10.0.0", "ip:web", "uri:x"]),
];

fn matches_pattern(grammar: Grammar, text: &str) -> bool {
    let Some(pattern) = pattern(grammar) else {
        return true;
    };
    let schema = serde_json::json!({ "type": "string", "pattern": pattern });
    let validator = jsonschema::validator_for(&schema).expect("the pattern compiles");
    validator.is_valid(&serde_json::json!(text))
}

#[test]
fn every_good_sample_fits_the_check_and_the_pattern() {
    for (grammar, good, _) in SAMPLES {
        for text in *good {
            assert_eq!(check(*grammar, text), Ok(()), "{grammar:?} of {text:?}");
            assert!(
                matches_pattern(*grammar, text),
                "pattern of {grammar:?} refuses {text:?}"
            );
        }
    }
}

#[test]
fn every_bad_sample_is_refused() {
    for (grammar, _, bad) in SAMPLES {
        for text in *bad {
            assert!(check(*grammar, text).is_err(), "{grammar:?} takes {text:?}");
        }
    }
}

#[test]
fn control_characters_and_line_breaks_fit_no_grammar() {
    for (grammar, good, _) in SAMPLES {
        for text in *good {
            for character in ['\0', '\n', '\r', '\u{1b}', '\u{7f}', '\u{2029}'] {
                for wrong in [format!("{text}{character}"), format!("{character}{text}")] {
                    assert!(
                        check(*grammar, &wrong).is_err(),
                        "{grammar:?} takes {wrong:?}"
                    );
                }
            }
        }
    }
}

#[test]
fn every_grammar_says_what_it_expects_with_an_example() {
    for (grammar, _, _) in SAMPLES {
        let expected = check(*grammar, "\0").expect_err("NUL fits nothing");
        assert!(expected.what.contains('`'), "{grammar:?}: {expected}");
        assert!(
            expected.what.contains("such as `"),
            "{grammar:?}: {expected}"
        );
    }
}

#[test]
fn every_grammar_has_samples() {
    let names: std::collections::BTreeSet<String> = SAMPLES
        .iter()
        .map(|(grammar, _, _)| format!("{grammar:?}"))
        .collect();
    let source = include_str!("../compiler/catalog/types.rs");
    let (_, variants) = source.split_once("pub enum Grammar {").expect("the enum");
    for line in variants.lines().map(str::trim) {
        if let Some(variant) = line.strip_suffix(',') {
            assert!(names.contains(variant), "{variant} has no samples");
        }
    }
}

/// Texts near the good samples: each is a sample with a piece of another in it.
fn near_samples() -> impl Strategy<Value = (Grammar, String)> {
    let any_sample = (0..SAMPLES.len(), any::<prop::sample::Index>())
        .prop_map(|(row, at)| SAMPLES[row].1[at.index(SAMPLES[row].1.len())]);
    (
        0..SAMPLES.len(),
        any::<prop::sample::Index>(),
        any_sample,
        any::<prop::sample::Index>(),
        0..4_usize,
    )
        .prop_map(|(row, at, other, cut, kind)| {
            let (grammar, good, _) = SAMPLES[row];
            let sample: Vec<char> = good[at.index(good.len())].chars().collect();
            let cut = cut.index(sample.len() + 1);
            let (head, tail): (String, String) = (
                sample[..cut].iter().collect(),
                sample[cut..].iter().collect(),
            );
            let text = match kind {
                0 => head,
                1 => tail,
                2 => format!("{head}{other}{tail}"),
                _ => format!("{head}{}", other.chars().rev().collect::<String>()),
            };
            (grammar, text)
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]
    #[test]
    fn a_pattern_is_never_stricter_than_the_check((grammar, text) in near_samples()) {
        if check(grammar, &text).is_ok() {
            prop_assert!(matches_pattern(grammar, &text), "{:?} refuses {:?}", grammar, text);
        }
    }

    #[test]
    fn the_check_is_total(text in "\\PC*", row in 0..SAMPLES.len()) {
        let _ = check(SAMPLES[row].0, &text);
    }
}
