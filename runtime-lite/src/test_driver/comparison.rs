//! What an expected document asks of an actual one (`language.md` section 7.5).
//!
//! The expected document is a part of the actual one: properties that it does not name may be there, at every depth.
//! Arrays have equal lengths. Scalars are equal by value, and two floats nearly so.

use crate::{Pointer, compare};
use serde_json::{Number, Value};

/// A location at which an actual document is not as expected.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// The location.
    pub pointer: Pointer,
    /// The value that is there, if any.
    pub actual: Option<Value>,
    /// The value that is expected there; nothing for an item that is too many.
    pub expected: Option<Value>,
}

/// All differences, in the order of the expected document.
pub(crate) fn differences(actual: &Value, expected: &Value) -> Vec<Difference> {
    let mut found = Vec::new();
    walk(Some(actual), Some(expected), Pointer::root(), &mut found);
    found
}

fn walk(actual: Option<&Value>, expected: Option<&Value>, pointer: Pointer, found: &mut Vec<Difference>) {
    match (actual, expected) {
        (Some(Value::Object(actual)), Some(Value::Object(expected))) => {
            for (name, expected) in expected {
                walk(actual.get(name), Some(expected), pointer.child(name.as_str()), found);
            }
        }
        (Some(Value::Array(actual)), Some(Value::Array(expected))) => {
            for index in 0..actual.len().max(expected.len()) {
                walk(actual.get(index), expected.get(index), pointer.child(index.to_string()), found);
            }
        }
        (Some(actual), Some(expected)) if is_equal(actual, expected) => {}
        (None, None) => {}
        (actual, expected) => {
            found.push(Difference { pointer, actual: actual.cloned(), expected: expected.cloned() });
        }
    }
}

fn is_equal(actual: &Value, expected: &Value) -> bool {
    let float = |number: &Number| number.as_f64().filter(|_| number.is_f64());
    match (actual, expected) {
        (Value::Number(actual), Value::Number(expected)) => match (float(actual), float(expected)) {
            (Some(a), Some(b)) => (a - b).abs() <= f64::EPSILON * a.abs().max(b.abs()).max(1.0),
            (_, _) => compare(&actual.clone().into(), &expected.clone().into()).is_eq(),
        },
        (actual, expected) => compare(actual, expected).is_eq(),
    }
}

#[cfg(test)]
mod tests {
    use super::differences;
    use serde_json::{Value, json};

    /// The differences as text: the location, what is there, and what is expected.
    fn check(actual: Value, expected: Value, found: &[&str]) {
        let text = |value: Option<Value>| value.map_or("nothing".to_owned(), |value| value.to_string());
        let rows = differences(&actual, &expected).into_iter();
        let rows: Vec<String> = rows
            .map(|row| format!("{}: {} for {}", row.pointer, text(row.actual), text(row.expected)))
            .collect();
        assert_eq!(rows, found, "{actual} for {expected}");
    }

    #[test]
    fn extra_properties_are_ignored_at_every_depth() {
        check(json!({"a": 1, "b": 2}), json!({"a": 1}), &[]);
        check(json!({"a": [{"b": 1, "c": 2}]}), json!({"a": [{"b": 1}]}), &[]);
        check(json!({"a": {"b": 1}}), json!({"a": {}}), &[]);
    }

    #[test]
    fn an_expected_null_is_not_a_missing_property() {
        check(json!({"a": 1}), json!({"a": 1, "b": null}), &["/b: nothing for null"]);
        check(json!({"b": null}), json!({"b": null}), &[]);
        check(json!({"b": null}), json!({}), &[]);
    }

    #[test]
    fn arrays_have_equal_lengths() {
        check(json!([1, 2]), json!([1]), &["/1: 2 for nothing"]);
        check(json!([1]), json!([1, null]), &["/1: nothing for null"]);
        check(json!([1, 2]), json!([2, 2]), &["/0: 1 for 2"]);
    }

    #[test]
    fn numbers_are_equal_by_value_and_floats_nearly() {
        check(json!(1.0), json!(1), &[]);
        check(json!(0.1 + 0.2), json!(0.3), &[]);
        check(json!(1e300), json!(1e300 * (1.0 + f64::EPSILON)), &[]);
        check(json!(3.000_000_000_000_000_4), json!(3), &[": 3.0000000000000004 for 3"]);
        check(json!(0.3), json!(0.300_001), &[": 0.3 for 0.300001"]);
    }

    #[test]
    fn all_differences_are_found() {
        let actual = json!({"a/b": {"c": "x"}, "d": []});
        check(actual, json!({"d": {}, "a/b": {"c": "x "}}), &["/d: [] for {}", "/a~1b/c: \"x\" for \"x \""]);
    }
}
