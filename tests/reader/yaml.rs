//! Plain scalars: two versions of YAML, two meanings. The first column is checked against PyYAML itself.

use parbake::reader::yaml_scalars::{Scalar, resolve_core, resolve_py_yaml};
use proptest::prelude::*;

use crate::oracle;

const ROWS: &[(&str, Scalar, Scalar)] = &[
    ("yes", Scalar::Bool(true), Scalar::Text),
    ("Off", Scalar::Bool(false), Scalar::Text),
    ("y", Scalar::Text, Scalar::Text),
    ("true", Scalar::Bool(true), Scalar::Bool(true)),
    ("~", Scalar::Null, Scalar::Null),
    (
        "0644",
        Scalar::Integer(Some(420)),
        Scalar::Integer(Some(644)),
    ),
    ("0o17", Scalar::Text, Scalar::Integer(Some(15))),
    ("0x1F", Scalar::Integer(Some(31)), Scalar::Integer(Some(31))),
    ("0b11", Scalar::Integer(Some(3)), Scalar::Text),
    ("1_000", Scalar::Integer(Some(1000)), Scalar::Text),
    ("1:30", Scalar::Integer(Some(90)), Scalar::Text),
    ("08", Scalar::Text, Scalar::Integer(Some(8))),
    ("-5", Scalar::Integer(Some(-5)), Scalar::Integer(Some(-5))),
    ("1e5", Scalar::Text, Scalar::Float),
    ("1.5", Scalar::Float, Scalar::Float),
    ("1.0e+5", Scalar::Float, Scalar::Float),
    ("1.0e5", Scalar::Text, Scalar::Float),
    (".inf", Scalar::Float, Scalar::Float),
    ("2026-01-01", Scalar::Timestamp, Scalar::Text),
    ("2026-1-1", Scalar::Text, Scalar::Text),
    ("<<", Scalar::Merge, Scalar::Text),
    ("=", Scalar::DefaultValue, Scalar::Text),
    (
        "99999999999999999999",
        Scalar::Integer(None),
        Scalar::Integer(None),
    ),
    ("ecs", Scalar::Text, Scalar::Text),
];

#[test]
fn the_versions_disagree_as_known() {
    for (text, first, second) in ROWS {
        assert_eq!(resolve_py_yaml(text), *first, "1.1: {text:?}");
        assert_eq!(resolve_core(text), *second, "1.2: {text:?}");
    }
}

const TAGS: &str = r"
resolver = yaml.SafeLoader('')
json.dump([resolver.resolve(yaml.ScalarNode, text, (True, False)).rsplit(':', 1)[1] for text in document], sys.stdout)
";

const fn tag(scalar: Scalar) -> &'static str {
    match scalar {
        Scalar::Null => "null",
        Scalar::Bool(_) => "bool",
        Scalar::Integer(_) => "int",
        Scalar::Float => "float",
        Scalar::Timestamp => "timestamp",
        Scalar::Merge => "merge",
        Scalar::DefaultValue => "value",
        Scalar::Text => "str",
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4))]
    #[test]
    fn the_model_resolves_as_py_yaml(
        texts in proptest::collection::vec("[0-9_:.eE+-]{0,8}|[+-]?0[bxo0-9][0-9a-fA-F_]{0,4}|[+-]?[.]?(inf|Inf|nan|NaN|[0-9._]{1,4})(e[+-]?[0-9]{0,2})?|[0-9]{1,2}(:[0-9]{1,2}){0,3}([.][0-9]*)?|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}|(y|n|yes|NO|oN|off|True|null|~|=|<<)?", 400)
    ) {
        if let Some(tags) = oracle::python("yaml", TAGS, &serde_json::json!(texts)) {
            for (text, real) in texts.iter().zip(tags.as_array().unwrap()) {
                prop_assert_eq!(tag(resolve_py_yaml(text)), real.as_str().unwrap(), "{:?}", text);
            }
        }
    }
}
