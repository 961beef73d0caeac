//! Verdicts of the validator as tables, and its findings.

use super::{BuildError, Expected, Formats, Place, Validator, ValidatorOptions};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;

fn build(schema: &Value) -> Validator {
    Validator::new(schema, &ValidatorOptions::default()).unwrap_or_else(|error| panic!("{error}: {schema}"))
}

/// Checks lines of a document, its verdict, and a schema. Without a schema it is that of the line before.
fn check(table: &str, options: &ValidatorOptions) {
    let mut schema = Value::Null;
    let draft = |name: &str, number| {
        name.replace(
            &format!("DRAFT-{number}"),
            &format!(r#""$schema": "http://json-schema.org/draft-0{number}/schema#""#),
        )
    };
    let table = [4, 6, 7].into_iter().fold(table.to_owned(), |table, number| draft(&table, number));
    for line in table.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (valid, rest) = line.split_once(' ').unwrap();
        let (document, given) = rest.split_once(" @ ").unwrap_or((rest, ""));
        if !given.is_empty() {
            schema = serde_json::from_str(given.trim()).unwrap_or_else(|error| panic!("{error}: {line}"));
        }
        let document: Value = serde_json::from_str(document.trim()).unwrap_or_else(|_| panic!("{line}"));
        let validator = Validator::new(&schema, options).unwrap_or_else(|error| panic!("{error}: {line}"));
        assert_eq!(validator.is_valid(&document), valid == "yes", "{line}");
        assert_eq!(validator.errors(&document).is_empty(), valid == "yes", "{line}");
    }
}

#[test]
fn siblings_of_references_count_in_every_draft() {
    check(
        r##"
        yes "abc"   @ {DRAFT-7, "$ref": "#/definitions/s", "minLength": 3, "definitions": {"s": {"type": "string"}}}
        no  "ab"
        no  3
        no  "ab"    @ {DRAFT-4, "$ref": "#/definitions/s", "minLength": 3, "definitions": {"s": {"type": "string"}}}
        no  "ab"    @ {DRAFT-6, "$ref": "#/definitions/s", "allOf": [{"minLength": 3}], "definitions": {"s": {}}}
        no  {"b": 1} @ {DRAFT-7, "$ref": "#/parts/s", "maxProperties": 0, "parts": {"s": {}}}
        no  {}      @ {DRAFT-7, "$ref": "#/parts/s", "parts": {"s": {"$ref": "#/parts/t", "minProperties": 1}, "t": {}}}
        "##,
        &ValidatorOptions::default(),
    );
}

#[test]
fn lists_of_items_are_read_without_a_draft() {
    check(
        r##"
        yes [1, "a"]        @ {"items": [{"type": "integer"}], "additionalItems": {"type": "string"}}
        no  ["a", "a"]
        no  [1, 1]
        yes {"a": 1}        @ {"properties": {"a": {"$ref": "#/items/0"}}, "items": [{"type": "integer"}]}
        no  {"a": "x"}
        no  [[1, 1], 1]     @ {"prefixItems": [{"items": [{}], "additionalItems": false}]}
        yes [[1], 1]
        no  [1]             @ {"$schema": "https://json-schema.org/draft/2020-12/schema", "items": [{"type": "string"}]}
        no  [1]          @ {"$ref": "o", "items": [{}], "$defs": {"o": {"$id": "o", "prefixItems": [{"type": "null"}]}}}
        yes [null]
        no  {"a": {"a": 1}} @ {"type": "object", "additionalProperties": {"$recursiveRef": "#"}}
        no  [[1]]           @ {"type": "array", "prefixItems": [{"$recursiveRef": "#"}]}
        "##,
        &ValidatorOptions::default(),
    );
}

#[test]
fn each_resource_is_of_its_own_draft() {
    check(
        r##"
        no  [[1]]       @ {"prefixItems": [{"$id": "o", DRAFT-7, "items": [true], "$ref": "#/items/0", "type": "null"}]}
        no  1              @ {"$ref": "o", "$defs": {"o": {DRAFT-4, "id": "o", "minimum": 1, "exclusiveMinimum": true}}}
        yes 2
        no  1               @ {"minimum": 1, "exclusiveMinimum": true}
        yes 1               @ {"minimum": 1, "exclusiveMinimum": false}
        yes [1]             @ {"$schema": "https://acme.example/unknown", "type": "array"}
        yes {"a": 1}        @ {DRAFT-7, "dependentRequired": {"a": ["b"]}}
        no  {"a": 1}        @ {"dependencies": {"a": ["b"]}}
        no  {"type": "x"}   @ {"$ref": "http://json-schema.org/draft-07/schema#"}
        no  {"type": "x"}   @ {"$ref": "https://json-schema.org/draft/2020-12/schema"}
        yes {"type": "null"}
        "##,
        &ValidatorOptions::default(),
    );
}

#[test]
fn formats_are_annotations_but_for_numbers_in_strings() {
    check(
        r#"
        yes "x"         @ {"format": "date"}
        yes "-12"       @ {"type": "string", "format": "integer"}
        yes "0099999999999999999999"
        no  "1.0"
        no  ""
        no  "-"
        yes 1.5         @ {"format": "integer"}
        yes "+1.50e-3"  @ {"format": "number"}
        no  "1."
        no  ".5"
        no  "NaN"
        yes "x"         @ {DRAFT-7, "format": "email", "contentEncoding": "base64"}
        no  "x"         @ {DRAFT-4, "format": "integer"}
        "#,
        &ValidatorOptions::default(),
    );
    check(
        r#"
        no  "x"                 @ {"format": "date"}
        yes "2020-02-29"
        no  "x"                 @ {DRAFT-4, "format": "email"}
        no  "4294967296"        @ {"format": "uint32"}
        yes "00:1b:44:11:3a:b7" @ {"format": "macaddr"}
        no  "00:1b:44:11:3a"
        yes "x"                 @ {"format": "of our own"}
        no  "x"                 @ {"format": "integer"}
        "#,
        &ValidatorOptions { formats: Formats::Assert, ..Default::default() },
    );
}

#[test]
fn expressions_run_in_linear_time_or_stop() {
    let slow = format!("{}!", "a".repeat(40));
    assert!(!build(&json!({"pattern": "^(a+)+$"})).is_valid(&json!(slow)));
    let patterns = json!({"a": {"pattern": "^(?!x)[a-z]+$"}, "b": {"pattern": "^(a+)+$"}});
    let ahead = build(&json!({ "properties": patterns }));
    assert!(ahead.is_valid(&json!({"a": "ab"})));
    assert!(!ahead.is_valid(&json!({"a": "xb"})));
    assert!(!ahead.is_valid(&json!({"b": slow})));
    let endless = build(&json!({"pattern": "^(?=.*!)(a|a)*(?<!b)$"}));
    let errors = endless.errors(&json!(slow));
    assert!(matches!(errors[0].expected, Expected::Undecided(_)), "{errors:?}");
    assert!(!build(&json!({"not": {"pattern": "^(?=.*!)(a|a)*(?<!b)$"}})).is_valid(&json!(slow)));
}

#[test]
fn violations_are_data() {
    let schema = json!({
        "$id": "https://acme.example/s",
        "properties": {"a/b": {"$ref": "#/$defs/%25"}, "c": false, "d": {"$ref": "t"}},
        "required": ["id"],
        "$defs": {"%": {"type": ["string", "null"]}, "t": {"$id": "t", "anyOf": [{"const": 1}, {"minimum": 3}]}},
    });
    let errors = build(&schema).errors(&json!({"a/b": 1, "c": 1, "d": 2}));
    let found: BTreeMap<_, _> = errors.iter().map(|error| (error.instance.as_str(), error)).collect();
    let place = |pointer: &str| Place { resource: "https://acme.example/s".into(), pointer: pointer.into() };
    assert_eq!(found[""].expected, Expected::Property("id".into()));
    assert_eq!(found["/a~1b"].place, place("/$defs/%/type"));
    assert_eq!(found["/a~1b"].expected, Expected::Types(vec!["null".into(), "string".into()]));
    assert_eq!((found["/c"].keyword.as_str(), &found["/c"].expected), ("", &Expected::Nothing));
    assert_eq!(found["/d"].place.resource, "https://acme.example/t");
    let Expected::Branches(branches) = &found["/d"].expected else { panic!("{found:?}") };
    assert_eq!(branches[0][0].expected, Expected::Values(vec![json!(1)]));
    assert_eq!(branches[1][0].place.pointer, "/anyOf/1/minimum");
    let errors = build(&json!({"maxLength": 1})).errors(&json!("ab"));
    assert_eq!(errors[0].place, Place { resource: String::new(), pointer: "/maxLength".into() });
    assert_eq!(errors[0].expected, Expected::Limit(json!(1)));
}

#[test]
fn reductions_are_those_of_schemas_that_hold() {
    let sum = json!({"strategy": "sum"});
    let schema = json!({
        "properties": {"n": {"$ref": "#/$defs/n"}, "m": {"reduce": sum, "$ref": "#/$defs/n"}},
        "oneOf": [
            {"properties": {"kind": {"const": "set"}}, "reduce": {"strategy": "lastWriteWins"}},
            {"properties": {"kind": {"const": "add"}}, "reduce": {"strategy": "merge"}},
        ],
        "$defs": {"n": {"type": "number", "reduce": {"strategy": "maximize"}}},
    });
    let validator = build(&schema);
    let mut found: Vec<(String, Value)> = validator
        .annotations(&json!({"kind": "add", "n": 1, "m": 2}))
        .into_iter()
        .map(|annotation| (annotation.instance, annotation.value["strategy"].clone()))
        .collect();
    found.sort_by(|a, b| (&a.0, a.1.as_str()).cmp(&(&b.0, b.1.as_str())));
    let expected = [("", "merge"), ("/m", "maximize"), ("/m", "sum"), ("/n", "maximize")];
    assert_eq!(found, expected.map(|(place, name)| (place.to_owned(), json!(name))));
    assert!(validator.annotations(&json!({"kind": "add", "n": "x"})).is_empty());
}

#[test]
fn other_documents_are_those_that_are_given() {
    let schema = json!({"$ref": "https://acme.example/a#/items/0"});
    let missing = Validator::new(&schema, &ValidatorOptions::default()).unwrap_err();
    assert!(matches!(missing, BuildError::Reference(_)), "{missing:?}");
    let documents = BTreeMap::from([
        ("https://acme.example/a".to_owned(), json!({"items": [{"$ref": "b"}]})),
        ("https://acme.example/b".to_owned(), json!({"type": "string"})),
    ]);
    let validator = Validator::new(&schema, &ValidatorOptions { documents, ..Default::default() }).unwrap();
    assert!(validator.is_valid(&json!("x")) && !validator.is_valid(&json!(1)));
    let refused = Validator::new(&json!({"pattern": "("}), &ValidatorOptions::default()).unwrap_err();
    let BuildError::Keyword { place, .. } = refused else { panic!("{refused:?}") };
    assert_eq!(place.pointer, "/pattern");
}

/// JSON whose members are keywords, in any sense and nonsense.
fn anything() -> impl Strategy<Value = Value> {
    let text = prop::sample::select(vec!["#", "#/items/0", "string", "a", "^a", "(", "http://x/y", ""]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-2..3_i32).prop_map(Value::from),
        text.prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let keyword = prop::sample::select(vec![
            "$schema",
            "$id",
            "$ref",
            "$anchor",
            "$dynamicRef",
            "$dynamicAnchor",
            "$recursiveRef",
            "allOf",
            "anyOf",
            "items",
            "additionalItems",
            "prefixItems",
            "properties",
            "patternProperties",
            "pattern",
            "type",
            "enum",
            "const",
            "required",
            "minimum",
            "exclusiveMinimum",
            "multipleOf",
            "if",
            "then",
            "not",
            "dependencies",
            "unevaluatedProperties",
            "unevaluatedItems",
            "contains",
            "minContains",
            "uniqueItems",
            "format",
            "$defs",
        ]);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::vec((keyword, inner), 0..4)
                .prop_map(|pairs| pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()),
        ]
    })
}

/// Schemas whose resources, anchors and references have few names, so that they clash.
fn clashing() -> impl Strategy<Value = Value> {
    let url = prop::sample::select(vec!["a", "b", "http://x/a", "b?copy=2"]);
    let reference = prop::sample::select(vec![
        "#",
        "#x",
        "a",
        "b",
        "a#x",
        "b#x",
        "#/$defs/a",
        "a#/$defs/b",
        "#/items",
        "http://x/a#x",
        "b?copy=2#x",
        "#y",
    ]);
    let draft = prop::sample::select(vec![
        "https://json-schema.org/draft/2020-12/schema",
        "https://json-schema.org/draft/2019-09/schema",
        "http://json-schema.org/draft-07/schema#",
        "http://json-schema.org/draft-04/schema#",
    ]);
    let text = prop_oneof![
        3 => reference.clone().prop_map(|text| ("$ref".to_owned(), json!(text))),
        1 => reference.prop_map(|text| ("$dynamicRef".to_owned(), json!(text))),
        1 => Just(("$recursiveRef".to_owned(), json!("#"))),
        1 => Just(("$recursiveAnchor".to_owned(), json!(true))),
        2 => Just(("$anchor".to_owned(), json!("x"))),
        1 => Just(("$dynamicAnchor".to_owned(), json!("x"))),
        1 => Just(("$id".to_owned(), json!("#x"))),
        3 => url.prop_map(|text| ("$id".to_owned(), json!(text))),
        1 => draft.prop_map(|text| ("$schema".to_owned(), json!(text))),
    ];
    let leaf = prop::collection::vec(text.clone(), 0..3)
        .prop_map(|members| Value::Object(members.into_iter().collect()));
    leaf.prop_recursive(3, 12, 3, move |inner| {
        let one = prop::sample::select(vec!["items", "not", "additionalProperties", "unknown"]);
        let named = prop::collection::vec((prop::sample::select(vec!["a", "b"]), inner.clone()), 0..3)
            .prop_map(|members| members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect());
        let member = prop_oneof![
            3 => text.clone(),
            2 => (one, inner.clone()).prop_map(|(name, value)| (name.to_owned(), value)),
            2 => (Just("$defs".to_owned()), named),
            1 => prop::collection::vec(inner, 1..3).prop_map(|items| ("allOf".to_owned(), json!(items))),
        ];
        prop::collection::vec(member, 0..4).prop_map(|members| Value::Object(members.into_iter().collect()))
    })
}

proptest! {
    #[test]
    fn building_and_checking_never_panic(schema in anything(), document in anything()) {
        if let Ok(validator) = Validator::new(&schema, &ValidatorOptions::default()) {
            prop_assert_eq!(validator.is_valid(&document), validator.errors(&document).is_empty());
        }
    }

    #[test]
    fn resources_of_one_name_never_panic(schema in clashing(), other in clashing(), document in anything()) {
        let documents = BTreeMap::from([("http://x/a".to_owned(), other)]);
        let options = ValidatorOptions { documents, ..Default::default() };
        if let Ok(validator) = Validator::new(&schema, &options) {
            prop_assert_eq!(validator.is_valid(&document), validator.errors(&document).is_empty());
        }
    }
}
