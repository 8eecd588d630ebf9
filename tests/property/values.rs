//! A value for every type and every grammar of the language.

use parbake::catalog::{Field, Grammar, ListKind, Type};
use parbake::reader::go;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::{Map, Value, json};

use super::marks::MARK;

/// The word of `launch.metadata.http-tokens` that a security lint refuses.
const IMDS_V1: &str = "optional";

/// How far the references in a text may reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// No reference.
    Fixed,
    /// `${var.…}`.
    Vars,
    /// `${var.…}` and `${instance.…}`.
    Host,
    /// These, and secrets.
    Secret,
}

/// Any value of a type.
pub(super) fn value(ty: Type, reach: Reach) -> BoxedStrategy<Value> {
    match ty {
        Type::Bool => any::<bool>().prop_map(Value::from).boxed(),
        Type::Integer { min, max } => integer(min, max),
        Type::Float { min, max } => select(vec![min, max, f64::midpoint(min, max)])
            .prop_map(Value::from)
            .boxed(),
        Type::Text(grammar) => text(grammar, reach).prop_map(Value::from).boxed(),
        Type::Multiline => multiline(reach).prop_map(Value::from).boxed(),
        Type::Verbatim => script().prop_map(Value::from).boxed(),
        Type::Enum(words) => {
            let mut words = words.to_vec();
            words.retain(|word| *word != IMDS_V1);
            select(words).prop_map(Value::from).boxed()
        }
        Type::Duration { min, max } => duration(min, max),
        Type::List { of, kind } => list(*of, kind, reach),
        Type::Map { key, of } => map(key, *of, reach),
        Type::Table(fields) => table(fields, 3, reach),
        Type::OneOf(types) => select(types)
            .prop_flat_map(move |ty| value(ty, reach))
            .boxed(),
        Type::Any => any_value(),
    }
}

fn integer(min: i64, max: i64) -> BoxedStrategy<Value> {
    let near = move |number: i64| number.clamp(min, max);
    let small = (1..5000_i64).prop_map(near);
    prop_oneof![Just(min), Just(max), small]
        .prop_map(Value::from)
        .boxed()
}

fn duration(min: i64, max: i64) -> BoxedStrategy<Value> {
    let whole = (1..90_000_i64).prop_map(move |seconds| (seconds * 1_000_000_000).clamp(min, max));
    prop_oneof![Just(min), Just(max), whole]
        .prop_map(|length| Value::from(go::format_duration(length)))
        .boxed()
}

fn list(of: Type, kind: ListKind, reach: Reach) -> BoxedStrategy<Value> {
    let distinct = move |items: Vec<Value>| {
        let mut kept: Vec<Value> = Vec::new();
        for item in items {
            // Marks make two of the same text, once they have their numbers.
            let is_new = item.to_string().contains(MARK) || !kept.contains(&item);
            if kind == ListKind::Sequence || is_new {
                kept.push(item);
            }
        }
        Value::from(kept)
    };
    prop::collection::vec(value(of, reach), 1..4)
        .prop_map(distinct)
        .boxed()
}

/// A table with names of the user's choice.
pub(super) fn map(key: Grammar, of: Type, reach: Reach) -> BoxedStrategy<Value> {
    let entry = (name(key), value(of, reach));
    let named = |entries: Vec<(String, Value)>| {
        // Names must differ before the marks do.
        let numbered = entries.into_iter().enumerate();
        let named = numbered.map(|(at, (name, value))| (format!("{name}\u{1}{at}"), value));
        Value::Object(named.collect())
    };
    prop::collection::vec(entry, 1..3).prop_map(named).boxed()
}

/// A table with its required keys and up to some others.
pub(super) fn table(fields: &'static [Field], most: usize, reach: Reach) -> BoxedStrategy<Value> {
    let (required, optional): (Vec<Field>, Vec<Field>) =
        fields.iter().copied().partition(|field| field.required);
    let most = most.min(optional.len());
    subsequence(optional, 0..=most)
        .prop_flat_map(move |mut chosen| {
            chosen.extend(required.iter().copied());
            fields_of(chosen, reach)
        })
        .boxed()
}

/// A table of exactly these keys.
pub(super) fn fields_of(fields: Vec<Field>, reach: Reach) -> BoxedStrategy<Value> {
    let entry = |field: Field| {
        let key = field.key.to_owned();
        let entry = value(field.ty, reach).prop_map(move |value| (key.clone(), value));
        entry.boxed()
    };
    let entries: Vec<BoxedStrategy<(String, Value)>> = fields.into_iter().map(entry).collect();
    entries
        .prop_map(|entries| Value::Object(entries.into_iter().collect::<Map<_, _>>()))
        .boxed()
}

fn any_value() -> BoxedStrategy<Value> {
    prop_oneof![
        Just(json!(MARK)),
        Just(json!({ "a": MARK, "b": [1, true] })),
        (1..100_i64).prop_map(Value::from),
    ]
    .boxed()
}

/// References that go into a text, each a few characters of it.
pub(super) fn reference(reach: Reach) -> BoxedStrategy<&'static str> {
    let mut forms = vec!["", "", ""];
    if reach != Reach::Fixed {
        forms.extend(["-${var.same}", "-${var.differs}", "-${var.given}"]);
    }
    if reach == Reach::Secret {
        forms.extend([
            "-${ssm:/random/token:3}",
            "-${secret:random#password}",
            "-${secret:arn:aws:secretsmanager:eu-central-1:123456789012:secret:random-Ab12Cd}",
        ]);
    }
    if matches!(reach, Reach::Host | Reach::Secret) {
        forms.extend([
            "-${instance.id}",
            "-${instance.region}",
            "-${instance.tag.Name}",
        ]);
    }
    select(forms).boxed()
}

/// The content of a file or unit.
fn multiline(reach: Reach) -> BoxedStrategy<String> {
    let literal = if reach == Reach::Fixed {
        ""
    } else {
        "$${x} $ $${"
    };
    let shapes = select(vec![
        format!("{MARK}@\n"),
        format!("# {MARK}@\nb = \"c\" \\ {literal}\n"),
        format!("\n {MARK}@ é\n\n--==parbake==\nPARBAKE_EOF\n"),
        format!("no end {MARK}@"),
    ]);
    (shapes, reference(reach))
        .prop_map(|(shape, reference)| shape.replace('@', reference))
        .boxed()
}

fn script() -> BoxedStrategy<String> {
    select(vec![
        format!("#!/bin/sh\necho {MARK}\n"),
        format!("#!/bin/bash\n: \"${{X:-{MARK}}}\" \"$$\" \"${{var_same}}\"\n"),
        format!("#!/bin/sh\n# {MARK} é ${{instance.id}}\ncat <<'PARBAKE_EOF'\n--==parbake==--\nPARBAKE_EOF\ntrue"),
    ])
    .boxed()
}

/// A name of the user's choice: never one with a reference.
fn name(grammar: Grammar) -> BoxedStrategy<String> {
    let is_open = [Grammar::Line, Grammar::NonEmpty, Grammar::Word].contains(&grammar);
    if is_open {
        Just(MARK.to_owned()).boxed()
    } else {
        text(grammar, Reach::Fixed)
    }
}

/// A text of a grammar, with a mark where the grammar has room for one.
pub(super) fn text(grammar: Grammar, reach: Reach) -> BoxedStrategy<String> {
    let of = |forms: &[&str]| {
        let forms = forms.iter().map(|form| form.replace('@', MARK));
        select(forms.collect::<Vec<_>>()).boxed()
    };
    let open = |form: &'static str| {
        reference(reach)
            .prop_map(move |reference| format!("{}{reference}", form.replace('@', MARK)))
            .boxed()
    };
    match grammar {
        Grammar::Line | Grammar::NonEmpty => prop_oneof![open("@"), open("a @")].boxed(),
        Grammar::TagValue | Grammar::AttributeValue => open("@"),
        Grammar::KeyValue => open("com.example.@=v"),
        Grammar::Name | Grammar::UserName | Grammar::PackageName | Grammar::TagKey => of(&["@"]),
        Grammar::Word | Grammar::VarName | Grammar::Cluster | Grammar::SourcePath => of(&["@"]),
        Grammar::AuthorizedKey => of(&[
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl @",
        ]),
        Grammar::AbsolutePath => of(&["/mk/@", "/mk/a b/@.conf", "/opt/@/x"]),
        Grammar::PlainPath => of(&["/mk/@", "/opt/@/x"]),
        Grammar::AbsoluteGlob => of(&["/var/log/@/*.log", "/var/log/a b/@"]),
        Grammar::PortRange => of(&["40000-50000", "1-1"]),
        Grammar::RatePair => of(&["40,60", "1,1"]),
        Grammar::Ip if reach == Reach::Host => {
            of(&["10.0.0.1", "fd00::2", "${instance.private-ip}"])
        }
        Grammar::Ip => of(&["10.0.0.1", "fd00::2"]),
        Grammar::Ip4 => of(&["10.0.0.1", "10.9.8.7"]),
        Grammar::Ip6 => of(&["fd00::2", "::1"]),
        Grammar::Cidr | Grammar::Cidr4 => of(&["10.1.0.0/16", "10.2.3.0/24"]),
        Grammar::Cidr6 => of(&["fd00::/64", "fd01::/80"]),
        Grammar::Url => of(&["https://@.example.com/repo", "http://@.example/"]),
        Grammar::RegistryUrl => of(&["https://@.example.com"]),
        Grammar::Proxy => of(&["@.example.com:3128", "http://@.example:3128"]),
        Grammar::Registry => of(&["@.example.com:5000", "@.example"]),
        Grammar::HostPort => of(&["127.0.0.1:9323", "@.example:1"]),
        Grammar::DockerHost => of(&["unix:///run/@.sock"]),
        Grammar::Domain => of(&["@.example.com"]),
        Grammar::Image => of(&["@/a:1", "r.example:5000/@/b_c:T-1"]),
        Grammar::ImageTag => of(&["@/a:1"]),
        Grammar::DockerSize => of(&["10m", "64k", "1g"]),
        Grammar::LogrotateSize => of(&["100M", "5k", "1G"]),
        Grammar::Mode => of(&["0640", "755", "1777", "600"]),
        Grammar::UserGroup => of(&["root adm"]),
        Grammar::ModeOwnerGroup => of(&["0640 root adm", "0600"]),
        Grammar::UnitName => of(&["@.service", "@.timer", "a\\x2d@.path"]),
        Grammar::SysctlKey => of(&["net.@.x", "net/ipv4/@"]),
        Grammar::SysctlValue => of(&["@", "1 @", "|/bin/false @"]),
        Grammar::HostName => of(&["@.internal", "@"]),
        Grammar::EnvName => Just(MARK.to_uppercase()).boxed(),
        Grammar::AmiName => of(&["@", "a (@) [b]"]),
        Grammar::AdvertiseAddr => of(&["10.0.0.7", "10.0.0.7:2377", "eth0", "[fd00::2]:2377"]),
        Grammar::Secret => of(&["${ssm:/random/@}"]),
        Grammar::KmsKey => of(&["arn:aws:kms:eu-central-1:123456789012:key/@"]),
        Grammar::S3Location => of(&["s3://bucket/@"]),
        Grammar::ImageId => of(&["ami-0123456789abcdef0", "resolve:ssm:/@"]),
        Grammar::InstanceType => of(&["m7g.large", "t3.micro"]),
        Grammar::Region => of(&["eu-central-1", "us-gov-west-1"]),
        Grammar::KeyPath => of(&["ecs.@"]),
        Grammar::Version => of(&["1.24", "1.44"]),
        Grammar::AttributeName => of(&["com.example/@"]),
        Grammar::UnixSocket => of(&["unix:///run/@.sock"]),
        Grammar::UsernsRemap => of(&["default"]),
        Grammar::Fwmark => of(&["1", "0x1/0x3"]),
        Grammar::MountPoint => of(&["/mk/mk0q"]),
        Grammar::VolumeDevice => of(&["/dev/sdf", "vol-0123456789abcdef0", "ebs:1"]),
        Grammar::VolumeLabel => of(&["mk0q"]),
        Grammar::MountOption => of(&["noatime", "nodev"]),
        Grammar::BinarySize => of(&["2GiB", "512MiB"]),
        Grammar::SubjectText => of(&["mk0q", "mk0q, Inc. / R+D"]),
        Grammar::Country => of(&["DE"]),
        Grammar::AltName => of(&["dns:mk0q.example.com", "ip:10.0.0.2"]),
        Grammar::Stack | Grammar::LogicalId | Grammar::LifecycleHook => of(&["@"]),
        Grammar::AutoScalingGroup => of(&["@", "a/@'$x*"]),
    }
}
