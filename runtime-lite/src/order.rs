//! The one ordering of JSON values (`language.md` D5 and section 6.3).
//!
//! Used for `enum` sets, minimum and maximum, keyed arrays and key order.

use serde_json::{Map, Number, Value};
use std::cmp::Ordering;

/// Orders two JSON values: null < boolean < number < string < array < object.
///
/// Numbers compare by mathematical value (`20` equals `20.0`), strings by their UTF-8 bytes, arrays
/// lexicographically, objects lexicographically over their (name, value) pairs sorted by name.
pub fn compare(left: &Value, right: &Value) -> Ordering {
    match (left, right) {
        (Value::Bool(a), Value::Bool(b)) => a.cmp(b),
        (Value::Number(a), Value::Number(b)) => compare_numbers(a, b),
        (Value::String(a), Value::String(b)) => a.as_bytes().cmp(b.as_bytes()),
        (Value::Array(a), Value::Array(b)) => compare_arrays(a, b),
        (Value::Object(a), Value::Object(b)) => compare_objects(a, b),
        _ => rank(left).cmp(&rank(right)),
    }
}

fn rank(value: &Value) -> u8 {
    match value {
        Value::Null => 0,
        Value::Bool(_) => 1,
        Value::Number(_) => 2,
        Value::String(_) => 3,
        Value::Array(_) => 4,
        Value::Object(_) => 5,
    }
}

fn compare_arrays(left: &[Value], right: &[Value]) -> Ordering {
    let items = left.iter().zip(right).map(|(a, b)| compare(a, b));
    items.into_iter().find(|order| order.is_ne()).unwrap_or_else(|| left.len().cmp(&right.len()))
}

fn compare_objects(left: &Map<String, Value>, right: &Map<String, Value>) -> Ordering {
    let (left, right) = (sorted(left), sorted(right));
    let pairs = left.iter().zip(&right);
    let differing = pairs.map(|((a, x), (b, y))| a.as_bytes().cmp(b.as_bytes()).then_with(|| compare(x, y)));
    differing.into_iter().find(|order| order.is_ne()).unwrap_or_else(|| left.len().cmp(&right.len()))
}

pub(crate) fn sorted(object: &Map<String, Value>) -> Vec<(&String, &Value)> {
    let mut pairs: Vec<_> = object.iter().collect();
    pairs.sort_by(|a, b| a.0.as_bytes().cmp(b.0.as_bytes()));
    pairs
}

/// Compares integers exactly and an integer with a float by mathematical value.
///
/// A cast of a 64-bit integer to a float rounds, so equal casts are decided on the exact integers.
fn compare_numbers(left: &Number, right: &Number) -> Ordering {
    match (integer(left), integer(right)) {
        (Some(a), Some(b)) => a.cmp(&b),
        (Some(a), None) => compare_integer_with_float(a, float(right)),
        (None, Some(b)) => compare_integer_with_float(b, float(left)).reverse(),
        (None, None) => float(left).partial_cmp(&float(right)).unwrap_or(Ordering::Equal),
    }
}

fn integer(number: &Number) -> Option<i128> {
    number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from))
}

fn float(number: &Number) -> f64 {
    // `serde_json` numbers are finite, so the ordering of floats is total here.
    number.as_f64().unwrap_or(0.0)
}

fn compare_integer_with_float(integer: i128, float: f64) -> Ordering {
    // Every 64-bit integer lies strictly inside these bounds, which floats represent exactly.
    const BOUND: f64 = 36_893_488_147_419_103_232.0; // 2^65
    if float >= BOUND {
        return Ordering::Less;
    }
    if float <= -BOUND {
        return Ordering::Greater;
    }
    #[expect(clippy::cast_possible_truncation, reason = "bounded above; truncation drops the fraction only")]
    let whole = float.trunc() as i128;
    integer.cmp(&whole).then_with(|| 0.0_f64.partial_cmp(&float.fract()).unwrap_or(Ordering::Equal))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::compare;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    #[test]
    fn orders_across_types_and_within_them() {
        let ascending = json!([
            null, false, true, -5, -4.5, 0, 0.5, 1, 9_007_199_254_740_992_i64, 9_007_199_254_740_993_i64,
            18_446_744_073_709_551_615_u64, 1e300, "", "a", "aa", "b", [], [1], [1, 0], [2], {}, {"a": 1},
            {"a": 1, "b": 0}, {"a": 2}, {"b": 0}
        ]);
        let values = ascending.as_array().unwrap();
        for (i, a) in values.iter().enumerate() {
            for (j, b) in values.iter().enumerate() {
                assert_eq!(compare(a, b), i.cmp(&j), "{a} against {b}");
            }
        }
    }

    #[test]
    fn numbers_compare_by_value_and_objects_ignore_order() {
        assert!(compare(&json!(20), &json!(20.0)).is_eq());
        assert!(compare(&json!({"a": 1, "b": 2}), &json!({"b": 2, "a": 1})).is_eq());
        // 2^53 + 1 is no float, so it is greater than the float that it would round to.
        assert!(compare(&json!(9_007_199_254_740_993_i64), &json!(9_007_199_254_740_992.0)).is_gt());
    }

    pub(crate) fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            (-1e18..1e18_f64).prop_map(Value::from),
            (-3..3_i32).prop_map(|n| Value::from(f64::from(n) / 2.0)),
            (-3..3_i64).prop_map(Value::from),
            "[a-c]{0,2}".prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 12, 3, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
                prop::collection::vec(("[a-b]", inner), 0..3)
                    .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn is_a_total_order(a in value(), b in value(), c in value()) {
            prop_assert_eq!(compare(&a, &b), compare(&b, &a).reverse());
            prop_assert!(compare(&a, &a).is_eq());
            if compare(&a, &b).is_le() && compare(&b, &c).is_le() {
                prop_assert!(compare(&a, &c).is_le());
            }
        }
    }
}
