//! What documents reach of a schema: the schemas that they are valid against, and the annotations that reduce them.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use runtime_lite::{Mode, Place, Reduced, Reducer, ValidatorOptions};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The pointers of places.
fn pointers(places: BTreeSet<Place>) -> Vec<String> {
    places.into_iter().map(|place| place.pointer).collect()
}

/// What some documents, which are reduced one after the other, reach of a schema.
fn reached(schema: &Value, documents: &[Value]) -> (Vec<String>, Vec<String>) {
    let reducer = Reducer::recording(schema, &ValidatorOptions::default()).unwrap();
    let mut left = None;
    for document in documents {
        match reducer.reduce(left, document.clone(), Mode::Full).unwrap() {
            Reduced::One(folded) => left = Some(folded),
            Reduced::Apart(..) => panic!("a full reduction keeps nothing apart"),
        }
    }
    let reached = reducer.reached();
    (pointers(reached.schemas), pointers(reached.reductions))
}

#[test]
fn alternatives_and_conditions_are_reached_by_documents_that_are_valid_there() {
    let schema = json!({
        "properties": { "kind": { "oneOf": [{ "const": "a" }, { "const": "b" }, { "type": "null" }] } },
        "if": { "required": ["kind"] },
        "then": { "properties": { "kind": true } },
        "else": { "maxProperties": 1 },
    });
    let (schemas, _) = reached(&schema, &[json!({ "kind": "b" })]);
    let branches = |schemas: &[String]| {
        let known = ["/properties/kind/oneOf/0", "/properties/kind/oneOf/1", "/then", "/else"];
        known.iter().filter(|known| schemas.iter().any(|place| place == *known)).copied().collect::<Vec<_>>()
    };
    assert_eq!(branches(&schemas), ["/properties/kind/oneOf/1", "/then"], "{schemas:?}");
    let (schemas, _) = reached(&schema, &[json!({})]);
    assert_eq!(branches(&schemas), ["/else"], "{schemas:?}");
}

#[test]
fn annotations_are_reached_where_two_sides_meet() {
    let schema = json!({
        "$id": "https://example.org/a",
        "reduce": { "strategy": "merge" },
        "properties": { "count": { "$ref": "#/$defs/sum" }, "most": { "reduce": { "strategy": "maximize" } } },
        "$defs": { "sum": { "reduce": { "strategy": "sum" } } },
    });
    let (_, reductions) = reached(&schema, &[json!({ "count": 1, "most": 1 })]);
    assert!(reductions.is_empty(), "{reductions:?}");
    let (_, reductions) = reached(&schema, &[json!({ "count": 1, "most": 1 }), json!({ "count": 2 })]);
    assert_eq!(reductions, ["", "/$defs/sum"]);
}

#[test]
fn documents_that_are_refused_reach_nothing() {
    let schema = json!({ "anyOf": [{ "type": "object" }, { "type": "string" }], "minProperties": 1 });
    let reducer = Reducer::recording(&schema, &ValidatorOptions::default()).unwrap();
    assert!(!reducer.accepts(&json!({})));
    assert_eq!(pointers(reducer.reached().schemas), [""; 0]);
    assert!(reducer.accepts(&json!({ "a": 1 })));
    assert!(pointers(reducer.reached().schemas).contains(&"/anyOf/0".to_owned()));
    // Who does not record knows nothing.
    let reducer = Reducer::new(&schema, &ValidatorOptions::default()).unwrap();
    assert!(reducer.accepts(&json!({ "a": 1 })) && reducer.reached().schemas.is_empty());
}
