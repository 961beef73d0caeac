//! Keys of documents: their values, their order, and bytes that sort alike (`language.md` D4, D5 and section 4.3).
//!
//! A component that a document does not have is its default, else null, which sorts first.

use crate::order::compare;
use crate::{Pointer, order};
use serde_json::{Number, Value};
use std::cmp::Ordering;

/// A component of a key.
#[derive(Debug, Clone, PartialEq)]
pub struct KeyPart {
    /// Its location in documents.
    pub pointer: Pointer,
    /// Its value where a document has none: the `default` of its schema, if there is one.
    pub default: Option<Value>,
}

/// A key: the locations by which documents of a collection are told apart, or shuffled.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Key {
    parts: Vec<KeyPart>,
}

/// The bytes of a key's values, which sort as the values do.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct EncodedKey(Vec<u8>);

impl KeyPart {
    /// The component of a document.
    pub fn value<'v>(&'v self, document: &'v Value) -> &'v Value {
        self.pointer.get(document).or(self.default.as_ref()).unwrap_or(&Value::Null)
    }
}

impl Key {
    /// A key of components in order.
    pub fn new(parts: Vec<KeyPart>) -> Key {
        Key { parts }
    }

    /// The key of locations without defaults.
    pub fn of(pointers: impl IntoIterator<Item = Pointer>) -> Key {
        let parts = pointers.into_iter().map(|pointer| KeyPart { pointer, default: None });
        Key { parts: parts.collect() }
    }

    /// The components.
    pub fn parts(&self) -> &[KeyPart] {
        &self.parts
    }

    /// The key of a document: a value for each component.
    pub fn values<'v>(&'v self, document: &'v Value) -> impl Iterator<Item = &'v Value> {
        self.parts.iter().map(|part| part.value(document))
    }

    /// Orders two documents by component.
    pub fn compare(&self, left: &Value, right: &Value) -> Ordering {
        let pairs = self.values(left).zip(self.values(right));
        pairs.map(|(left, right)| compare(left, right)).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    }

    /// The key of a document as bytes: they order as [`Key::compare`] orders documents.
    pub fn encode(&self, document: &Value) -> EncodedKey {
        let mut bytes = Vec::with_capacity(16 * self.parts.len());
        self.encode_into(document, &mut bytes);
        EncodedKey(bytes)
    }

    /// Appends the bytes of [`Key::encode`], of which those of no key are the beginning of those of another.
    pub(crate) fn encode_into(&self, document: &Value, bytes: &mut Vec<u8>) {
        self.values(document).for_each(|value| encode(value, bytes));
    }
}

impl EncodedKey {
    pub(crate) fn new(bytes: Vec<u8>) -> EncodedKey {
        EncodedKey(bytes)
    }

    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Ends strings, arrays and objects: it is less than whatever else may follow.
const END: u8 = 0;

/// Appends bytes of a value that order as values do, and of which none are the beginning of others.
fn encode(value: &Value, bytes: &mut Vec<u8>) {
    match value {
        Value::Null => bytes.push(1),
        Value::Bool(false) => bytes.push(2),
        Value::Bool(true) => bytes.push(3),
        Value::Number(number) => {
            bytes.push(4);
            encode_number(number, bytes);
        }
        Value::String(text) => {
            bytes.push(5);
            encode_text(text, bytes);
        }
        Value::Array(items) => {
            bytes.push(6);
            items.iter().for_each(|item| encode(item, bytes));
            bytes.push(END);
        }
        Value::Object(object) => {
            bytes.push(7);
            for (name, value) in order::sorted(object) {
                // A name follows another pair, or the end does.
                bytes.push(1);
                encode_text(name, bytes);
                encode(value, bytes);
            }
            bytes.push(END);
        }
    }
}

/// A zero byte in a text is followed by 255, which no byte of UTF-8 is, so that the end sorts before it.
fn encode_text(text: &str, bytes: &mut Vec<u8>) {
    for byte in text.bytes() {
        bytes.push(byte);
        if byte == 0 {
            bytes.push(u8::MAX);
        }
    }
    bytes.extend([END, END]);
}

/// The nearest float in an order of bits, then how far an integer is from it: at most half the distance of floats,
/// which is 1024 below 2^64.
fn encode_number(number: &Number, bytes: &mut Vec<u8>) {
    let integer = number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from));
    let float = number.as_f64().unwrap_or_default();
    // Both zeros are one number.
    let bits = if float == 0.0 { 0 } else { float.to_bits() };
    let ordered = if bits >> 63 == 1 { !bits } else { bits | 1 << 63 };
    bytes.extend(ordered.to_be_bytes());
    #[expect(clippy::cast_possible_truncation, reason = "the float is the nearest of an integer of 64 bits")]
    let rest = integer.map_or(0, |integer| integer - float as i128);
    let rest = u16::try_from(rest + 0x8000).expect("floats are at most 2048 apart there");
    bytes.extend(rest.to_be_bytes());
}

#[cfg(test)]
mod tests {
    use super::{Key, KeyPart};
    use crate::order::tests::value;
    use crate::{Pointer, compare};
    use proptest::prelude::*;
    use serde_json::json;
    use std::cmp::Ordering;

    fn key(parts: &[&str]) -> Key {
        Key::of(parts.iter().map(|part| Pointer::parse(part).unwrap()))
    }

    #[test]
    fn components_decide_in_order_and_missing_ones_come_first() {
        let key = key(&["/a", "/b/0"]);
        let ascending = [
            json!({}),
            json!({"b": [1]}),
            json!({"a": false, "b": [9]}),
            json!({"a": 1}),
            json!({"a": 1.0, "b": [null, 5]}),
            json!({"a": 1, "b": ["x"]}),
            json!({"a": "1"}),
        ];
        for pair in ascending.windows(2) {
            assert!(key.compare(&pair[0], &pair[1]).is_le(), "{} and {}", pair[0], pair[1]);
            assert!(key.encode(&pair[0]) <= key.encode(&pair[1]), "{} and {}", pair[0], pair[1]);
        }
    }

    #[test]
    fn a_missing_component_is_its_default_and_a_null_is_null() {
        let part = KeyPart { pointer: Pointer::parse("/a").unwrap(), default: Some(json!("eu")) };
        let key = Key::new(vec![part]);
        assert!(key.compare(&json!({}), &json!({"a": "eu"})).is_eq());
        assert!(key.compare(&json!({"a": null}), &json!({})).is_lt());
        assert_eq!(key.encode(&json!({})), key.encode(&json!({"a": "eu"})));
    }

    #[test]
    fn integers_beyond_the_precision_of_floats_are_told_apart() {
        let numbers = [
            json!(i64::MIN),
            json!(i64::MIN + 1),
            json!(-9_007_199_254_740_993_i64),
            json!(-9_007_199_254_740_992.0),
            json!(-0.0),
            json!(9_007_199_254_740_992.0),
            json!(9_007_199_254_740_993_i64),
            json!(u64::MAX - 1),
            json!(u64::MAX),
            json!(18_446_744_073_709_551_616.0),
        ];
        for pair in numbers.windows(2) {
            let encoded = |value| key(&[""]).encode(value);
            assert!(encoded(&pair[0]) < encoded(&pair[1]), "{} and {}", pair[0], pair[1]);
        }
    }

    proptest! {
        #[test]
        fn bytes_order_as_values_do(a in value(), b in value(), c in value(), d in value()) {
            let key = key(&["/0", "/1"]);
            let (left, right) = (json!([a, c]), json!([b, d]));
            let order = compare(&a, &b).then_with(|| compare(&c, &d));
            prop_assert_eq!(key.encode(&left).cmp(&key.encode(&right)), order);
            prop_assert_eq!(key.compare(&left, &right), order);
        }

        #[test]
        fn bytes_of_texts_order_as_texts_do(a in "[\u{0}\u{1}a\u{7f}é]{0,3}", b in "[\u{0}\u{1}a\u{7f}é]{0,3}") {
            let encoded = |text: &str| key(&["/0", "/1"]).encode(&json!([text, 1]));
            prop_assert_eq!(encoded(&a).cmp(&encoded(&b)), a.as_bytes().cmp(b.as_bytes()));
        }

        #[test]
        fn bytes_of_near_numbers_order_as_numbers_do(a in any::<u64>(), near in -2..3_i64) {
            let b = a.saturating_add_signed(near);
            let encoded = |number| key(&[""]).encode(&json!(number));
            prop_assert_eq!(encoded(a).cmp(&encoded(b)), a.cmp(&b));
            #[expect(clippy::cast_precision_loss, reason = "the float nearby is what is compared")]
            let float = json!(a as f64);
            let order = compare(&json!(a), &float);
            prop_assert_eq!(encoded(a).cmp(&key(&[""]).encode(&float)), order);
            prop_assert_eq!(order == Ordering::Equal, encoded(a) == key(&[""]).encode(&float));
        }
    }
}
