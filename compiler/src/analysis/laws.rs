//! Laws of shapes, over random schemas and values. The judge of validity is the `jsonschema` crate.

use super::shape::{Algebra, Condition, Normal, Shape, are_apart};
use crate::schema::Types;
use crate::source::Uri;
use crate::{Compiler, MemoryFiles, Request};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use regex::Regex;
use runtime_lite::{Validator, ValidatorOptions};
use serde_json::{Map, Value, json};
use std::cell::Cell;
use std::sync::Arc;

/// A few values, so that those that schemas speak of turn up in documents.
fn scalar() -> impl Strategy<Value = Value> {
    prop::sample::select(vec![
        Value::Null,
        json!(true),
        json!(false),
        json!(0),
        json!(1),
        json!(2.5),
        json!(-3),
        json!(""),
        json!("a"),
        json!("bb"),
    ])
}

fn name() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["a", "b", "bb", "c"]).prop_map(str::to_owned)
}

fn value() -> impl Strategy<Value = Value> {
    scalar().prop_recursive(3, 16, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(name(), inner, 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// A keyword and its value, over subschemas.
fn keyword(schema: BoxedStrategy<Value>) -> impl Strategy<Value = (String, Value)> {
    let types =
        prop::sample::select(vec!["null", "boolean", "integer", "number", "string", "array", "object"]);
    let names = prop::collection::btree_set(name(), 1..3).prop_map(|names| json!(names)).boxed();
    let map = |keys: BoxedStrategy<String>, values: BoxedStrategy<Value>| {
        prop::collection::btree_map(keys, values, 1..3).prop_map(|map| json!(map))
    };
    let list = || prop::collection::vec(schema.clone(), 1..4).prop_map(Value::from);
    let patterns = prop::sample::select(vec!["^b", "b", "^[ac]$"]).prop_map(str::to_owned).boxed();
    let said = |name: &'static str, value: BoxedStrategy<Value>| {
        value.prop_map(move |value| (name.to_owned(), value))
    };
    let one = |name: &'static str| said(name, schema.clone());
    let count = |name: &'static str| said(name, (0_u64..3).prop_map(Value::from).boxed());
    let values = prop::collection::vec(value(), 1..4).prop_map(|mut values| {
        values.dedup();
        json!(values)
    });
    prop_oneof![
        4 => said("type", types.clone().prop_map(Value::from).boxed()),
        2 => said("type", prop::collection::btree_set(types, 1..3).prop_map(|types| json!(types)).boxed()),
        1 => said("enum", values.boxed()),
        1 => said("const", value().boxed()),
        4 => said("properties", map(name().boxed(), schema.clone()).boxed()),
        2 => said("patternProperties", map(patterns, schema.clone()).boxed()),
        2 => one("additionalProperties"),
        2 => said("required", names.clone()),
        1 => one("propertyNames"),
        1 => one("unevaluatedProperties"),
        1 => said("dependentRequired", map(name().boxed(), names).boxed()),
        1 => said("dependentSchemas", map(name().boxed(), schema.clone()).boxed()),
        1 => one("items"),
        1 => said("prefixItems", list().boxed()),
        1 => one("unevaluatedItems"),
        1 => one("contains"),
        1 => count("minItems"),
        1 => count("maxItems"),
        1 => count("minLength"),
        1 => count("maxLength"),
        1 => count("minimum"),
        1 => count("exclusiveMaximum"),
        1 => count("exclusiveMinimum"),
        1 => said("multipleOf", Just(json!(2)).boxed()),
        1 => count("minProperties"),
        1 => said("pattern", Just(json!("^a")).boxed()),
        2 => said("allOf", list().boxed()),
        2 => said("anyOf", list().boxed()),
        2 => said("oneOf", list().boxed()),
        1 => one("if"),
        1 => one("then"),
        1 => one("else"),
        1 => one("not"),
        1 => said("$ref", prop::sample::select(vec!["#/$defs/x", "#/$defs/y"]).prop_map(Value::from).boxed()),
    ]
}

fn schema() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![1 => any::<bool>().prop_map(Value::from), 4 => Just(json!({}))];
    leaf.prop_recursive(4, 24, 3, |inner| {
        prop::collection::vec(keyword(inner.boxed()), 0..4)
            .prop_map(|keywords| Value::Object(keywords.into_iter().collect()))
    })
}

/// A schema whose references lead to definitions that may refer to one another, below a level at least.
fn document() -> impl Strategy<Value = Value> {
    (schema(), schema(), schema()).prop_map(|(root, x, y)| {
        let below = |schema: Value| json!({ "properties": { "a": schema.clone() }, "items": schema });
        let mut root = match root {
            Value::Object(members) => members,
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
                Map::from_iter([("allOf".to_owned(), json!([root]))])
            }
        };
        root.insert("$defs".to_owned(), json!({ "x": below(x), "y": below(y) }));
        Value::Object(root)
    })
}

/// The shapes of schemas, and whatever has to live as long as they do.
fn shapes(schemas: &[Value]) -> (crate::Compilation, Vec<Arc<Shape>>) {
    let mut files = vec![("flow.yaml".to_owned(), "collections:\n".to_owned())];
    for (number, schema) in schemas.iter().enumerate() {
        files[0].1 += &format!("  - {{ name: c{number}, key: [/a], schema: s{number}.json }}\n");
        files.push((format!("s{number}.json"), schema.to_string()));
    }
    let request = Request { roots: vec![Uri::local("flow.yaml")], ..Request::default() };
    let compilation = Compiler::default().compile(&request, &MemoryFiles::new(files));
    let collections = compilation.analysis.collections.iter();
    let shapes = collections.map(|analysis| analysis.shape.clone().expect("the schema can be read"));
    let shapes = shapes.collect();
    (compilation, shapes)
}

fn validator(schema: &Value) -> Validator {
    Validator::new(schema, &ValidatorOptions::default()).expect("the schema is sound")
}

#[test]
fn valid_values_are_inside_and_exact_shapes_hold_no_others() {
    // Counted over all cases: a law that is about nothing is none.
    let (valid, refused, exact) = (Cell::new(0_u32), Cell::new(0_u32), Cell::new(0_u32));
    let count = |counter: &Cell<u32>, if_so: bool| counter.set(counter.get() + u32::from(if_so));
    let mut runner = TestRunner::default();
    let values = prop::collection::vec(value(), 12);
    let outcome = runner.run(&(document(), values), |(schema, values)| {
        let (_alive, shapes) = shapes(std::slice::from_ref(&schema));
        let validator = validator(&schema);
        for value in values {
            let (is_valid, inside) = (validator.is_valid(&value), shapes[0].contains(&value));
            count(&valid, is_valid);
            count(&refused, !inside);
            count(&exact, shapes[0].exact);
            prop_assert!(inside || !is_valid, "{value} is valid and outside of {schema}");
            prop_assert!(!shapes[0].exact || inside == is_valid, "{value} is invalid and inside of {schema}");
        }
        Ok(())
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
    let counts = [valid.get(), refused.get(), exact.get()];
    assert!(counts.iter().all(|count| *count > 100), "{counts:?}");
}

/// Schemas of strings with expressions, in alternatives and in parts that all hold.
fn patterned() -> impl Strategy<Value = Value> {
    let pattern =
        prop::sample::select(vec!["^a", "b", "c$", "^[ab]*$"]).prop_map(|text| json!({"pattern": text}));
    pattern.prop_recursive(3, 12, 3, |inner| {
        let keyword = prop::sample::select(vec!["allOf", "anyOf", "oneOf"]);
        (keyword, prop::collection::vec(inner, 1..4), prop::sample::select(vec!["^a", "", "b"]))
            .prop_map(|(keyword, parts, text)| json!({keyword: parts, "pattern": text}))
    })
}

#[test]
fn valid_strings_match_the_expressions_that_are_kept() {
    let matched = Cell::new(0_u32);
    let texts = prop::collection::vec("[abc]{0,3}", 8);
    let outcome = TestRunner::default().run(&(patterned(), texts), |(schema, texts)| {
        let (_alive, shapes) = shapes(std::slice::from_ref(&schema));
        let validator = validator(&schema);
        for text in texts.iter().filter(|text| validator.is_valid(&json!(text))) {
            for pattern in &shapes[0].string.patterns {
                prop_assert!(Regex::new(&pattern.value).unwrap().is_match(text), "{text} of {schema}");
                matched.set(matched.get() + 1);
            }
        }
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
    assert!(matched.get() > 50, "{matched:?}");
}

proptest! {
    #[test]
    fn intersections_hold_what_both_hold(
        schemas in prop::collection::vec(document(), 3),
        values in prop::collection::vec(value(), 12),
    ) {
        let (_alive, shapes) = shapes(&schemas);
        let [a, b, c] = [&shapes[0], &shapes[1], &shapes[2]];
        let mut algebra = Algebra::default();
        let ab = algebra.intersect(a, b);
        let ba = algebra.intersect(b, a);
        let bc = algebra.intersect(b, c);
        let (left, right) = (algebra.intersect(&ab, c), algebra.intersect(a, &bc));
        for value in &values {
            let [in_a, in_b, in_c] = [a, b, c].map(|shape| shape.contains(value));
            prop_assert_eq!(ab.contains(value), in_a && in_b, "{}", value);
            prop_assert_eq!(ba.contains(value), in_a && in_b, "{}", value);
            prop_assert_eq!(left.contains(value), in_a && in_b && in_c, "{}", value);
            prop_assert_eq!(right.contains(value), in_a && in_b && in_c, "{}", value);
        }
    }

    #[test]
    fn unions_hold_what_either_holds(
        schemas in prop::collection::vec(document(), 3),
        values in prop::collection::vec(value(), 12),
    ) {
        let (_alive, shapes) = shapes(&schemas);
        let [a, b, c] = [&shapes[0], &shapes[1], &shapes[2]];
        let mut algebra = Algebra::default();
        let (ab, ba, bc) = (algebra.union(a, b), algebra.union(b, a), algebra.union(b, c));
        let (left, right) = (algebra.union(&ab, c), algebra.union(a, &bc));
        prop_assert_eq!(ab.types, ba.types);
        prop_assert_eq!(left.types, right.types);
        for value in &values {
            let [in_a, in_b, in_c] = [a, b, c].map(|shape| shape.contains(value));
            prop_assert!(ab.contains(value) || !(in_a || in_b), "{}", value);
            prop_assert_eq!(ab.contains(value), ba.contains(value), "{}", value);
            prop_assert!(left.contains(value) || !(in_a || in_b || in_c), "{}", value);
            prop_assert!(right.contains(value) || !(in_a || in_b || in_c), "{}", value);
        }
    }

    #[test]
    fn anything_and_nothing_are_neutral_and_absorb(
        schema in document(),
        values in prop::collection::vec(value(), 12),
    ) {
        let (_alive, shapes) = shapes(std::slice::from_ref(&schema));
        let shape = &shapes[0];
        let (anything, nothing) = (Arc::new(Shape::anything()), Arc::new(Shape::nothing()));
        let mut algebra = Algebra::default();
        for value in &values {
            let inside = shape.contains(value);
            for (left, right) in [(shape, &anything), (&anything, shape)] {
                prop_assert_eq!(algebra.intersect(left, right).contains(value), inside);
                prop_assert!(algebra.union(left, right).contains(value));
            }
            for (left, right) in [(shape, &nothing), (&nothing, shape)] {
                prop_assert!(!algebra.intersect(left, right).contains(value));
                prop_assert_eq!(algebra.union(left, right).contains(value), inside);
            }
            prop_assert_eq!(algebra.intersect(shape, shape).contains(value), inside);
            prop_assert_eq!(algebra.union(shape, shape).contains(value), inside);
        }
    }

    /// What a shape is does not depend on what was inferred before it.
    #[test]
    fn inference_does_not_depend_on_its_order(
        schemas in prop::collection::vec(document(), 2),
        values in prop::collection::vec(value(), 8),
    ) {
        let reversed: Vec<Value> = schemas.iter().rev().cloned().collect();
        let ((first, forth), (second, back)) = (shapes(&schemas), shapes(&reversed));
        for (one, other) in forth.iter().zip(back.iter().rev()) {
            for value in &values {
                prop_assert_eq!(one.contains(value), other.contains(value), "{}", value);
            }
        }
        drop((first, second));
    }

    #[test]
    fn plain_shapes_hold_what_their_shape_holds(
        schemas in prop::collection::vec(document(), 3),
        values in prop::collection::vec(value(), 12),
    ) {
        let (_alive, shapes) = shapes(&schemas);
        let mut normal = Normal::default();
        for shape in &shapes {
            let plain = normal.alternatives(shape);
            let is_choice = |one: &Condition| matches!(one, Condition::Choice(choice) if choice.alternatives.len() > 1);
            for value in &values {
                let inside = plain.iter().any(|one| one.contains(value));
                prop_assert!(inside || !shape.contains(value), "{} of {:#?}", value, plain);
            }
            for one in plain.iter().filter(|one| one.conditions.iter().any(is_choice)) {
                prop_assert!(plain.len() == 1, "a choice is left in {:#?}", one);
            }
        }
    }

    #[test]
    fn what_is_within_holds_no_more_and_what_is_excluded_is_all_else(
        schemas in prop::collection::vec(document(), 3),
        values in prop::collection::vec(value(), 12),
    ) {
        let (compilation, shapes) = shapes(&schemas);
        let mut normal = Normal::default();
        let span = compilation.catalog.collections[0].span;
        for one in &shapes {
            for other in &shapes {
                let within = normal.is_within(one, other);
                let apart = are_apart(one, other, Types::ANY) || normal.is_void(&[one, other]);
                for value in &values {
                    let (in_one, in_other) = (one.contains(value), other.contains(value));
                    prop_assert!(!within || !in_one || in_other, "{} is of {:#?}", value, one);
                    prop_assert!(!(apart && in_one && in_other), "{} is of {:#?}", value, one);
                }
            }
            for value in values.iter().filter(|value| !one.contains(value)) {
                let Some(rest) = normal.complement(one, span) else { continue };
                prop_assert!(rest.iter().any(|other| other.contains(value)), "{} is in none of {:#?}", value, rest);
            }
        }
    }
}

/// Facets of a type that no value has say nothing, and what a keyword closes is then said beside them alone.
#[test]
fn what_is_closed_beside_lost_facets_is_excluded() {
    let schema = json!({"type": "array", "properties": {"a": false}, "unevaluatedItems": false});
    let (compilation, shapes) = shapes(&[schema]);
    let span = compilation.catalog.collections[0].span;
    let rest = Normal::default().complement(&shapes[0], span).unwrap();
    for (value, is_inside) in [(json!([]), true), (json!([null]), false), (json!("x"), false)] {
        assert_eq!(shapes[0].contains(&value), is_inside, "{value}");
        assert!(is_inside || rest.iter().any(|one| one.contains(&value)), "{value}");
    }
}
