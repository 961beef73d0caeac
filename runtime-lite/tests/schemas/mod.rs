//! Schemas of many forms, and documents that many of them let through.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// A document of few values, so that schemas often agree about it.
pub(crate) fn document() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-3..4_i32).prop_map(Value::from),
        prop::sample::select(vec![json!(0.5), json!(1.0), json!(-2.5)]),
        "[ab]{0,3}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[abc]", inner, 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// A valid schema: keywords in any combination, alternatives, conditions and references, in several drafts.
pub(crate) fn schema() -> impl Strategy<Value = Value> {
    let drafts = ["04/schema#", "07/schema#"].map(|draft| format!("http://json-schema.org/draft-{draft}"));
    let draft = prop_oneof![
        4 => Just(None),
        1 => prop::sample::select(drafts.to_vec()).prop_map(Some),
    ];
    (part(), part(), draft).prop_map(|(mut schema, definition, draft)| {
        if let Value::Object(members) = &mut schema {
            members.insert("definitions".to_owned(), json!({ "part": definition }));
            let is_old = draft.as_ref().is_some_and(|draft| draft.contains("-04"));
            members.extend(draft.map(|draft| ("$schema".to_owned(), draft.into())));
            if is_old {
                older(&mut schema);
            }
        }
        schema
    })
}

/// Makes a schema one of draft 4, which has no `true` and `false` and no bounds that are excluded by themselves.
fn older(schema: &mut Value) {
    match schema {
        Value::Bool(always) => *schema = if *always { json!({}) } else { json!({ "not": {} }) },
        Value::Array(items) => items.iter_mut().for_each(older),
        Value::Object(members) => {
            members.remove("exclusiveMinimum");
            for (keyword, value) in members.iter_mut() {
                if !matches!(keyword.as_str(), "enum" | "const" | "uniqueItems") {
                    older(value);
                }
            }
        }
        Value::Null | Value::Number(_) | Value::String(_) => {}
    }
}

fn part() -> impl Strategy<Value = Value> {
    let types = ["null", "boolean", "integer", "number", "string", "array", "object"];
    let types = prop::sample::subsequence(types.to_vec(), 1..4);
    let counts = |least: &'static str, greatest: &'static str| {
        (0..3_u32, 1..4_u32).prop_map(move |(from, to)| json!({ (least): from, (greatest): to }))
    };
    let leaf = prop_oneof![
        any::<bool>().prop_map(Value::from),
        types.prop_map(|types| json!({ "type": types })),
        prop::sample::select(vec![
            json!({ "type": "integer" }),
            json!({ "type": "string" }),
            json!({ "const": 1 }),
            json!({ "enum": ["a", 1.0, null] }),
            json!({ "minimum": -1, "maximum": 2 }),
            json!({ "exclusiveMinimum": -1 }),
            json!({ "minimum": 0, "exclusiveMinimum": true }),
            json!({ "multipleOf": 0.5, "pattern": "a" }),
            json!({ "$ref": "#/definitions/part" }),
            json!({ "$ref": "#" }),
            json!({ "not": { "type": "string" } }),
            json!({ "required": ["a"] }),
            json!({ "uniqueItems": true, "dependencies": { "a": ["b"] } }),
        ]),
        counts("minLength", "maxLength"),
        counts("minItems", "maxItems"),
        counts("minProperties", "maxProperties"),
    ];
    leaf.prop_recursive(3, 16, 3, |inner| {
        let list = || prop::collection::vec(inner.clone(), 1..3);
        let by_name = || prop::collection::btree_map("[abc]", inner.clone(), 0..3);
        prop_oneof![
            // Everything at once, as schemas of people have it.
            (inner.clone(), inner.clone()).prop_map(|(left, right)| beside(left, right)),
            (by_name(), prop::option::of(inner.clone())).prop_map(|(properties, others)| {
                let mut members = Map::new();
                members.insert("properties".to_owned(), json!(properties));
                members.extend(others.map(|others| ("additionalProperties".to_owned(), others)));
                Value::Object(members)
            }),
            (inner.clone(), inner.clone()).prop_map(
                |(a, others)| json!({ "patternProperties": { "^a": a }, "additionalProperties": others })
            ),
            inner.clone().prop_map(|items| json!({ "items": items })),
            (list(), inner.clone())
                .prop_map(|(tuple, rest)| json!({ "items": tuple, "additionalItems": rest })),
            (list(), inner.clone()).prop_map(|(tuple, rest)| json!({ "prefixItems": tuple, "items": rest })),
            list().prop_map(|list| json!({ "allOf": list })),
            list().prop_map(|list| json!({ "anyOf": list })),
            list().prop_map(|list| json!({ "oneOf": list })),
            (inner.clone(), inner.clone(), inner.clone())
                .prop_map(|(one, then, other)| json!({ "if": one, "then": then, "else": other })),
        ]
    })
}

/// The keywords of two schemas in one.
fn beside(left: Value, right: Value) -> Value {
    match (left, right) {
        (Value::Object(mut left), Value::Object(right)) => {
            left.extend(right);
            Value::Object(left)
        }
        (left, _) => left,
    }
}
