//! The table of annotations and the evaluation of documents say the same of every location.

use proptest::prelude::*;
use runtime_lite::{Pointer, Reducer, ValidatorOptions};
use serde_json::{Map, Value, json};

/// Schemas without conditions: any document is valid, and annotations depend on locations alone.
fn schema() -> impl Strategy<Value = Value> {
    let names = ["append", "firstWriteWins", "maximize", "merge", "minimize", "set", "sum"];
    let reduce = move || prop::option::of(prop::sample::select(names.to_vec()));
    let references = vec!["#", "#/$defs/a", "#/$defs/b", "#anchor", "other", "other#/$defs/a"];
    let leaf = reduce().prop_map(|name| match name {
        Some(name) => json!({"reduce": {"strategy": name}}),
        None => json!({}),
    });
    leaf.prop_recursive(4, 24, 4, move |inner| {
        let list = || prop::option::of(prop::collection::vec(inner.clone(), 1..3));
        let one = || prop::option::of(inner.clone());
        let named = |names: Vec<&'static str>| {
            prop::option::of(prop::collection::vec((prop::sample::select(names), inner.clone()), 1..4))
        };
        let reference = prop::option::weighted(0.2, prop::sample::select(references.clone()));
        let children =
            (named(vec!["x", "y", "a/b", ""]), named(vec!["^x", "y$", "^[a-y]"]), one(), list(), one());
        (reduce(), children, list(), reference).prop_map(|(reduce, children, all_of, reference)| {
            let (properties, patterns, additional, prefix, items) = children;
            let object = |pairs: Vec<(&str, Value)>| {
                Value::Object(pairs.into_iter().map(|(name, schema)| (name.to_owned(), schema)).collect())
            };
            let mut schema = Map::new();
            let mut put = |keyword: &str, value: Option<Value>| {
                schema.extend(value.map(|value| (keyword.to_owned(), value)));
            };
            // A reference in place may lead back to itself, where no validation would end.
            put("properties", reference.map(|to| json!({"x": {"$ref": to}})));
            put("properties", properties.map(object));
            put("reduce", reduce.map(|name| json!({"strategy": name})));
            put("patternProperties", patterns.map(object));
            put("additionalProperties", additional);
            put("prefixItems", prefix.map(Value::from));
            put("items", items);
            put("allOf", all_of.map(Value::from));
            Value::Object(schema)
        })
    })
}

fn document() -> impl Strategy<Value = Value> {
    let leaf = prop::sample::select(vec![json!(1), Value::Null, json!("x"), json!([]), json!({})]);
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..4).prop_map(Value::from),
            prop::collection::btree_map(
                prop::sample::select(vec!["x", "y", "xy", "a/b", "z", ""]),
                inner,
                1..4
            )
            .prop_map(|members| json!(members)),
        ]
    })
}

fn locations(value: &Value, at: Pointer, found: &mut Vec<Pointer>) {
    match value {
        Value::Object(members) => {
            members.iter().for_each(|(name, value)| locations(value, at.child(name.as_str()), found))
        }
        Value::Array(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(index, item)| locations(item, at.child(index.to_string()), found));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    found.push(at);
}

proptest! {
    #[test]
    fn a_table_says_what_evaluation_says(
        root in schema(),
        (a, b, other) in (schema(), schema(), schema()),
        documents in prop::collection::vec(document(), 1..4),
    ) {
        let mut root = root;
        let mut anchored = b;
        anchored["$anchor"] = json!("anchor");
        root["$defs"] = json!({"a": a, "b": anchored});
        root["properties"]["x"] = root["properties"].get("x").cloned().unwrap_or(json!({}));
        let mut other = other;
        other["$defs"] = json!({"a": {"reduce": {"strategy": "sum"}}, "b": {"$anchor": "anchor"}});
        other["properties"]["x"] = json!({"$ref": "/root#/$defs/a"});
        let options = ValidatorOptions {
            base: Some("https://acme.example/root".to_owned()),
            documents: [
                ("https://acme.example/other".to_owned(), other),
            ].into(),
            ..ValidatorOptions::default()
        };
        let fast = Reducer::new(&root, &options).unwrap();
        let slow = Reducer::evaluating(&root, &options).unwrap();
        prop_assume!(fast.is_static());
        for document in documents {
            let mut found = Vec::new();
            locations(&document, Pointer::root(), &mut found);
            for location in found {
                let (fast, slow) = (fast.reduction(&document, &location), slow.reduction(&document, &location));
                prop_assert_eq!(fast, slow, "at `{}` of {} by {}", location, document, root);
            }
        }
    }
}

#[test]
fn annotations_under_conditions_are_evaluated() {
    let sum = json!({"reduce": {"strategy": "sum"}});
    let is_static = |schema: Value| Reducer::new(&schema, &ValidatorOptions::default()).unwrap().is_static();
    for keyword in ["anyOf", "oneOf"] {
        assert!(!is_static(json!({"properties": {"x": {(keyword): [sum]}}})), "{keyword}");
        assert!(is_static(
            json!({"properties": {"x": {(keyword): [{"type": "null"}], "reduce": sum["reduce"]}}})
        ));
    }
    for keyword in ["if", "then", "else", "contains", "unevaluatedProperties", "unevaluatedItems"] {
        assert!(!is_static(json!({(keyword): sum})), "{keyword}");
    }
    assert!(!is_static(json!({"dependentSchemas": {"a": sum}})));
    assert!(!is_static(json!({"$dynamicRef": "#x", "$dynamicAnchor": "x", "reduce": sum["reduce"]})));
    assert!(is_static(json!({"not": sum, "propertyNames": sum})), "these say nothing of documents");
    assert!(is_static(json!({"if": {"type": "null"}, "properties": {"x": sum}})));
}

#[test]
fn malformed_annotations_are_refused_with_their_place() {
    let refused = |reduce: Value| {
        let schema = json!({"properties": {"a/b": {"reduce": reduce}}});
        Reducer::new(&schema, &ValidatorOptions::default()).unwrap_err().to_string()
    };
    let place = "at `/properties/a~1b/reduce`:";
    assert_eq!(refused(json!("sum")), format!("{place} expected an object with `strategy`"));
    assert_eq!(refused(json!({"strategy": "add"})), format!("{place} the strategy is unknown"));
    assert_eq!(
        refused(json!({"strategy": "sum", "key": []})),
        format!("{place} `sum` takes no argument `key`")
    );
    assert_eq!(
        refused(json!({"strategy": "merge", "key": ["k"]})),
        format!("{place} `k` is no JSON pointer: it does not begin with `/`")
    );
    assert_eq!(
        refused(json!({"strategy": "merge", "delete": 1})),
        format!("{place} `delete` has a value that it cannot have")
    );
}
