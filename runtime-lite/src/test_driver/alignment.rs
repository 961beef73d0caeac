//! How documents of a test are shown beside one another: those of one key, whatever is missing before them.
//!
//! The verdict pairs documents by position (`language.md` section 7.5). Where one is missing, every later pair would
//! differ, and a reader would look for the one that matters.

use super::comparison::{Difference, differences};
use crate::key::Key;
use serde_json::Value;
use std::cmp::Ordering;

/// What a reader is to see of a collection that is not as expected.
#[derive(Debug, Clone, PartialEq)]
pub enum Aligned {
    /// Two documents of one key differ.
    Differs {
        /// The position of the actual document.
        actual: usize,
        /// The position of the expected document.
        expected: usize,
        /// Where they differ.
        differences: Vec<Difference>,
    },
    /// An expected document that is not there, by its position.
    Missing(usize),
    /// A document that is not expected.
    Unexpected {
        /// Its position.
        actual: usize,
        /// The position of the expected document that it comes before, if it were expected.
        before: usize,
    },
}

/// Lays documents in key order beside those that are expected. Nothing is left where all fit.
pub fn align(key: &Key, actual: &[Value], expected: &[Value]) -> Vec<Aligned> {
    let mut found = Vec::new();
    let (mut left, mut right) = (0, 0);
    loop {
        let order = match (actual.get(left), expected.get(right)) {
            (None, None) => return found,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(actual), Some(expected)) => key.compare(actual, expected),
        };
        match order {
            Ordering::Less => found.push(Aligned::Unexpected { actual: left, before: right }),
            Ordering::Greater => found.push(Aligned::Missing(right)),
            Ordering::Equal => {
                let both = actual.get(left).zip(expected.get(right));
                let differences = both.map(|(left, right)| differences(left, right)).unwrap_or_default();
                if !differences.is_empty() {
                    found.push(Aligned::Differs { actual: left, expected: right, differences });
                }
            }
        }
        left += usize::from(order.is_le());
        right += usize::from(order.is_ge());
    }
}

#[cfg(test)]
mod tests {
    use super::{Aligned, align};
    use crate::{Key, Pointer};
    use serde_json::{Value, json};

    /// What is said of documents `key` or `key=value`, as text.
    fn check(actual: &[(&str, i64)], expected: &[(&str, i64)], found: &[&str]) {
        let documents = |pairs: &[(&str, i64)]| -> Vec<Value> {
            pairs.iter().map(|(key, value)| json!({"k": key, "v": value})).collect()
        };
        let key = Key::of([Pointer::parse_rfc6901("/k").unwrap()]);
        let aligned = align(&key, &documents(actual), &documents(expected)).into_iter();
        let text = aligned.map(|one| match one {
            Aligned::Differs { actual, expected, .. } => format!("{actual} for {expected}"),
            Aligned::Missing(at) => format!("no {at}"),
            Aligned::Unexpected { actual, .. } => format!("also {actual}"),
        });
        assert_eq!(text.collect::<Vec<_>>(), found, "{actual:?} for {expected:?}");
    }

    #[test]
    fn documents_of_one_key_are_compared_whatever_is_missing() {
        check(&[("a", 1), ("b", 2)], &[("a", 1), ("b", 2)], &[]);
        check(&[("b", 2)], &[("a", 1), ("b", 2)], &["no 0"]);
        check(&[("a", 1), ("b", 2)], &[("b", 3)], &["also 0", "1 for 0"]);
        check(&[("a", 1), ("c", 1)], &[("b", 1)], &["also 0", "no 0", "also 1"]);
        check(&[], &[("a", 1), ("a", 1)], &["no 0", "no 1"]);
        check(&[("a", 1)], &[("a", 2), ("a", 1)], &["0 for 0", "no 1"]);
    }
}
