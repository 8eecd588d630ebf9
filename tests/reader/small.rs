//! Shell words, hosts and sysctl.

use parbake::reader::shell_words::{NotWords, split};
use parbake::reader::{hosts, sysctl};

#[test]
fn words_and_quotes() {
    for (text, words) in [
        ("a  b\tc", &["a", "b", "c"][..]),
        ("'a b'\"c d\"e", &["a bc de"]),
        (r#""a\$b\x" \ c"#, &["a$b\\x", " c"]),
        ("''", &[""]),
        (r"'it'\''s'", &["it's"]),
        ("a#b c~", &["a#b", "c~"]),
        ("", &[]),
    ] {
        assert_eq!(split(text).unwrap(), words, "{text:?}");
    }
}

#[test]
fn whatever_expands_is_no_plain_word() {
    for (text, special) in [
        ("$x", '$'),
        ("\"`x`\"", '`'),
        ("a;b", ';'),
        ("*", '*'),
        ("~", '~'),
        ("#x", '#'),
        ("a\nb", '\n'),
        ("{a,b}", '{'),
    ] {
        assert_eq!(split(text), Err(NotWords::Special(special)), "{text:?}");
    }
    for text in ["'a", "\"a", "a\\"] {
        assert_eq!(split(text), Err(NotWords::Unclosed));
    }
}

#[test]
fn hosts_lines() {
    let entries = hosts::read(
        "# x\n10.0.0.1 db db.internal # note\n\nnonsense db\n::1\tlocalhost\n10.0.0.2\n",
    );
    assert_eq!(entries.len(), 2);
    assert_eq!(entries[0].names, ["db", "db.internal"]);
    assert_eq!(entries[1].address.to_string(), "::1");
}

#[test]
fn sysctl_lines() {
    let (settings, passed_over) = sysctl::read(
        "# x\n; y\nnet.core.somaxconn = 4096 # kept\nnet/ipv4/conf/eth0.1/x=1\nnet.ipv4.conf.eth0/1.x=2\n-a.b=1\nnonsense\n",
    );
    let keys: Vec<&str> = settings
        .iter()
        .map(|setting| setting.key.as_str())
        .collect();
    assert_eq!(
        keys,
        [
            "net/core/somaxconn",
            "net/ipv4/conf/eth0.1/x",
            "net/ipv4/conf/eth0.1/x",
            "a/b"
        ]
    );
    assert_eq!(settings[0].value.as_deref(), Some("4096 # kept"));
    assert!(settings[3].may_fail);
    assert_eq!(passed_over, ["nonsense"]);
}
