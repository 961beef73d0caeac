//! Folders of partitions: what they are called, what is refused, and that they lead back.

use super::{PartitionError, PartitionField, PartitionType, Partitions, Selector};
use crate::{KeyPart, Pointer, compare};
use proptest::prelude::*;
use serde_json::{Value, json};

fn field(name: &str, kind: PartitionType) -> PartitionField {
    let part = KeyPart { pointer: Pointer::root().child(name), default: None };
    PartitionField { field: name.to_owned(), part, kind }
}

fn partitions() -> Partitions {
    let kinds =
        [("text", PartitionType::String), ("flag", PartitionType::Boolean), ("n", PartitionType::Integer)];
    Partitions::new(kinds.into_iter().map(|(name, kind)| field(name, kind)).collect())
}

#[test]
fn folders_are_named_as_hive_names_them_in_the_order_of_fields() {
    let path = |document: Value| partitions().path(&document).unwrap();
    assert_eq!(path(json!({"text": "UPS", "flag": true, "n": -7})), "flag=true/n=-7/text=UPS");
    let null = "__HIVE_DEFAULT_PARTITION__";
    assert_eq!(path(json!({"text": null, "n": 1.0})), format!("flag={null}/n=1/text={null}"));
    let text = |text: &str| path(json!({"text": text})).rsplit_once('=').unwrap().1.to_owned();
    assert_eq!(text("a/b c=%~"), "a%2Fb%20c%3D%25%7E");
    assert_eq!(text("../é"), "..%2Fé");
    assert_eq!(text("null"), "null");
    assert_eq!(text("__HIVE_DEFAULT_PARTITION__"), "%5F_HIVE_DEFAULT_PARTITION__");
    let one = Partitions::new(vec![field("carrier", PartitionType::String)]);
    let file = |partitions: &Partitions| {
        partitions.file("shipments", &json!({"carrier": "UPS"}), "2020-11-22", "0001").unwrap()
    };
    assert_eq!(file(&one), "shipments/carrier=UPS/utc_date=2020-11-22/0001.gz");
    assert_eq!(file(&Partitions::default()), "shipments/utc_date=2020-11-22/0001.gz");
}

#[test]
fn values_that_are_no_folders_are_refused() {
    let refused = |document: Value| partitions().path(&document).unwrap_err();
    assert_eq!(refused(json!({"text": ""})), PartitionError::EmptyString { field: "text".to_owned() });
    let long = "é".repeat(126);
    assert_eq!(
        refused(json!({"text": long})),
        PartitionError::TooLong { field: "text".to_owned(), length: 257 }
    );
    assert!(partitions().path(&json!({"text": "x".repeat(250)})).is_ok());
    assert!(partitions().path(&json!({"text": "/".repeat(84)})).is_err());
    for (name, value) in [("n", json!(0.5)), ("n", json!("1")), ("text", json!([])), ("flag", json!({}))] {
        let found = value.to_string();
        assert_eq!(
            refused(json!({(name): value})),
            PartitionError::WrongType { field: name.to_owned(), found }
        );
    }
}

#[test]
fn folders_that_no_document_has_are_refused() {
    let one = |kind| Partitions::new(vec![field("a", kind)]);
    let refused = |kind, path: &str| one(kind).parse(path).unwrap_err().to_string();
    assert_eq!(refused(PartitionType::Integer, "a=007"), "`a=007` is no folder of a partition `a`");
    for path in ["", "b=1", "a=", "a=x", "a=+1", "a=1e3", "a"] {
        assert!(one(PartitionType::Integer).parse(path).is_err(), "{path}");
    }
    for path in ["a=", "a=%2", "a=%61", "a=a b", "a=%FF", "a=%2f", "%61=a"] {
        assert!(one(PartitionType::String).parse(path).is_err(), "{path}");
    }
    assert_eq!(refused(PartitionType::Boolean, "a=true/b=1"), "`b=1` follows the folders of all partitions");
}

#[test]
fn selectors_include_by_every_field_and_exclude_by_any() {
    let selector = |include: Value, exclude: Value| Selector {
        include: serde_json::from_value(include).unwrap(),
        exclude: serde_json::from_value(exclude).unwrap(),
    };
    let selects = |selector: &Selector, document: Value| selector.selects(&partitions(), &document);
    let all = Selector::default();
    assert!(selects(&all, json!({})));
    let some = selector(json!({"text": ["a", "b"], "n": [1]}), json!({"flag": [true, null]}));
    assert!(selects(&some, json!({"text": "b", "n": 1.0, "flag": false})));
    assert!(!selects(&some, json!({"text": "c", "n": 1, "flag": false})));
    assert!(!selects(&some, json!({"text": "a", "n": 2, "flag": false})));
    assert!(!selects(&some, json!({"text": "a", "n": 1, "flag": true})));
    assert!(!selects(&some, json!({"text": "a", "n": 1})), "a missing value is null");
    assert!(!selects(&selector(json!({"other": [null]}), json!({})), json!({"text": "a"})));
}

fn legal() -> impl Strategy<Value = Value> {
    let text = prop_oneof![
        "[ -~\u{0}-\u{1f}éß漢]{1,12}".prop_map(Value::from),
        Just(json!("__HIVE_DEFAULT_PARTITION__")),
        Just(json!("null")),
        Just(Value::Null),
    ];
    let integer = prop_oneof![
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-9..9_i32).prop_map(|n| json!(f64::from(n))),
        Just(json!(1e20)),
        Just(json!(-1e30)),
        Just(json!(-0.0)),
        Just(Value::Null),
    ];
    let flag = prop::sample::select(vec![json!(true), json!(false), Value::Null]);
    (text, integer, flag).prop_map(|(text, n, flag)| json!({"text": text, "n": n, "flag": flag}))
}

proptest! {
    #[test]
    fn paths_lead_back_to_every_legal_value(document in legal()) {
        let path = partitions().path(&document).unwrap();
        let values = partitions().parse(&path).unwrap();
        for (found, expected) in values.iter().zip(partitions().values(&document)) {
            prop_assert!(compare(found, expected).is_eq(), "{} of {}", found, path);
        }
        let is_plain = |part: &str| !part.contains([' ', '*', '?', '\\', '{']) && part.contains('=');
        prop_assert!(path.split('/').all(is_plain));
    }

    #[test]
    fn different_values_have_different_folders(left in legal(), right in legal()) {
        let same = partitions().values(&left).zip(partitions().values(&right)).all(|(a, b)| compare(a, b).is_eq());
        prop_assert_eq!(partitions().path(&left) == partitions().path(&right), same);
    }

    #[test]
    fn reading_paths_never_panics(path in "[a-z=/%0-9é_]{0,20}") {
        let _ = partitions().parse(&path);
    }
}
