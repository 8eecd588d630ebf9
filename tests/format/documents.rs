//! JSON and YAML: the same document comes back, for JSON in serde, for YAML in PyYAML.

use parbake::format::{Node, Value, json, yaml};
use proptest::prelude::*;
use serde_json::json;

use crate::oracle;

type Plain = Node<()>;

fn tree(document: &serde_json::Value) -> Plain {
    Node::new(
        match document {
            serde_json::Value::Null => Value::Null,
            serde_json::Value::Bool(flag) => Value::Bool(*flag),
            serde_json::Value::Number(number) => match number.as_i64() {
                Some(integer) => Value::Integer(integer),
                None => Value::Float(number.as_f64().unwrap()),
            },
            serde_json::Value::String(text) => Value::String(text.clone()),
            serde_json::Value::Array(elements) => Value::Array(elements.iter().map(tree).collect()),
            serde_json::Value::Object(entries) => Value::Object(
                entries
                    .iter()
                    .map(|(key, value)| (key.clone(), tree(value)))
                    .collect(),
            ),
        },
        (),
    )
}

fn sample() -> serde_json::Value {
    json!({
        "hostname": "web",
        "manage_etc_hosts": false,
        "yes": "no",
        "runcmd": [["sh", "-c", "true"], "echo a: b", []],
        "write_files": [
            {"path": "/etc/x", "permissions": "0600", "content": "a\n  b\n\nc\n"},
            {"path": "/etc/y", "content": "  indented\nno end"},
            {"path": "/etc/z", "content": "two ends\n\n", "n": 1, "f": 1e20, "x": null},
            {"path": "/etc/é", "content": "é\n\u{0}\t\u{7f}\"\\"},
        ],
        "empty": {},
    })
}

#[test]
fn yaml_looks_like_this() {
    let Value::Object(entries) = tree(&sample()).value else {
        panic!("an object");
    };
    insta::assert_snapshot!(yaml::cloud_config(&entries).text(), @r#"
    #cloud-config
    empty: {}
    hostname: "web"
    manage_etc_hosts: false
    runcmd:
      - - "sh"
        - "-c"
        - "true"
      - "echo a: b"
      - []
    write_files:
      - content: |
          a
            b

          c
        path: "/etc/x"
        permissions: "0600"
      - content: |2-
            indented
          no end
        path: "/etc/y"
      - content: |+
          two ends

        f: 100000000000000000000.0
        "n": 1
        path: "/etc/z"
        x: null
      - content: "\xe9\n\x00\t\x7f\"\\"
        path: "/etc/\xe9"
    "yes": "no"
    "#);
    assert_eq!(yaml::cloud_config::<()>(&[]).text(), "#cloud-config\n{}\n");
}

#[test]
fn json_looks_like_this() {
    insta::assert_snapshot!(json::encode(&tree(&json!({"a": [1, {"b": "é\n"}], "c": {}, "d": []}))).text(), @r#"
    {
      "a": [
        1,
        {
          "b": "é\n"
        }
      ],
      "c": {},
      "d": []
    }
    "#);
    assert_eq!(
        json::compact(&tree(&json!({"a": ["é", 1.5, null]}))),
        r#"{"a":["é",1.5,null]}"#
    );
}

#[test]
fn each_line_has_the_cause_of_its_value() {
    let document = Node::object([
        ("a", Node::new(Value::Integer(1), "one")),
        (
            "b",
            Node::new(Value::Array(vec![Node::string("x\ny\n", "two")]), "list"),
        ),
    ]);
    let causes = |lines: parbake::format::Lines<&'static str>| -> Vec<Option<&'static str>> {
        lines.lines.into_iter().map(|(_, cause)| cause).collect()
    };
    assert_eq!(
        causes(json::encode(&document)),
        [None, Some("one"), Some("list"), Some("two"), None, None]
    );
    assert_eq!(
        causes(yaml::encode(&document)),
        [
            Some("one"),
            Some("list"),
            Some("two"),
            Some("two"),
            Some("two")
        ]
    );
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[ -~]{0,20}",
        3 => "([ \ta-z:#|>'\"-]{0,6}\n){0,5}[ a-z]{0,4}",
        1 => "[^\u{0}]{0,12}",
        1 => any::<String>(),
        2 => prop::sample::select(vec![
            "yes", "No", "on", "null", "~", "0644", "0o17", "1e5", "1_000", "1:30", "=", "<<", "2026-01-01",
            ".inf", "-", "?", "---", "...", "a: b", "# x", "\n", "\n\n", " ", "a\n", "a\n\n", " a\nb", "\u{85}", "\u{2028}a\nb",
            "\u{feff}", "{{ v1.x }}", "%x", "@x", "`x", "!x", "&x", "*x", "a \n b \n", "\ta\nb", "a\n\tb\n", "\r\n",
        ]).prop_map(str::to_owned),
    ]
}

fn any_document() -> impl Strategy<Value = serde_json::Value> {
    let scalar = prop_oneof![
        1 => Just(serde_json::Value::Null),
        1 => any::<bool>().prop_map(serde_json::Value::from),
        1 => any::<i64>().prop_map(serde_json::Value::from),
        1 => any::<f64>().prop_filter("finite", |number| number.is_finite()).prop_map(serde_json::Value::from),
        6 => any_text().prop_map(serde_json::Value::from),
    ];
    scalar.prop_recursive(4, 24, 5, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(serde_json::Value::from),
            proptest::collection::btree_map(any_text(), inner, 0..5)
                .prop_map(|entries| serde_json::Value::Object(entries.into_iter().collect())),
        ]
    })
}

const PY_YAML: &str = r"
loader = getattr(yaml, 'CSafeLoader', yaml.SafeLoader)
json.dump([[yaml.load(text, Loader=kind) for kind in (loader, yaml.SafeLoader)] for text in document], sys.stdout)
";

proptest! {
    #[test]
    fn json_comes_back(document in any_document()) {
        let tree = tree(&document);
        let pretty = json::encode(&tree).text();
        let compact = json::compact(&tree);
        prop_assert_eq!(&serde_json::from_str::<serde_json::Value>(&pretty).unwrap(), &document);
        prop_assert_eq!(&serde_json::from_str::<serde_json::Value>(&compact).unwrap(), &document);
        prop_assert!(!compact.contains('\n'));
    }

    #[test]
    fn yaml_is_ascii_and_never_ends_a_line_in_a_tab_key(document in any_document()) {
        let text = yaml::encode(&tree(&document)).text();
        prop_assert!(text.bytes().all(|byte| matches!(byte, b'\n' | b'\t' | b' '..=b'~')), "{}", text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]
    #[test]
    fn yaml_comes_back_from_py_yaml(documents in proptest::collection::vec(any_document(), 60)) {
        let texts: Vec<String> =
            documents.iter().map(|document| yaml::encode(&tree(document)).text()).collect();
        if let Some(answer) = oracle::python("yaml", PY_YAML, &json!(texts)) {
            for ((text, document), read) in texts.iter().zip(&documents).zip(answer.as_array().unwrap()) {
                prop_assert_eq!(&read[0], document, "{}", text);
                prop_assert_eq!(&read[1], document, "{}", text);
            }
        }
    }
}

#[test]
fn a_key_of_any_length_comes_back() {
    let documents = [
        json!({ "k".repeat(3000): {"a": ["b"]} }),
        json!({ "k".repeat(1001): "v", "b": 1 }),
        json!([{ "é".repeat(200): "l\nm\n" }]),
    ];
    let texts: Vec<String> = documents
        .iter()
        .map(|document| yaml::encode(&tree(document)).text())
        .collect();
    if let Some(answer) = oracle::python("yaml", PY_YAML, &json!(texts)) {
        for (document, read) in documents.iter().zip(answer.as_array().unwrap()) {
            assert_eq!(&read[0], document);
            assert_eq!(&read[1], document);
        }
    }
}
