//! Many documents become one a key, in key order (`language.md` D5, D6 and section 6.5).
//!
//! The documents of one transaction are combined by partition and key before they are written, partially, for they
//! are changes of what was written before. What is read back is combined fully.

use crate::key::{EncodedKey, Key};
use crate::partition::{PartitionError, Partitions};
use crate::reduce::{Group, Mode, Reducer, ReducerError};
use serde_json::Value;
use std::collections::HashMap;

/// A combine that documents are added to.
#[derive(Debug)]
pub struct Combine<'c> {
    reducer: &'c Reducer,
    key: &'c Key,
    partitions: &'c Partitions,
    mode: Mode,
    /// The groups of documents, by the bytes of their key and the path of their partition behind it: as no key is
    /// the beginning of another, these sort by key and then by partition. They are sorted once, at the end.
    groups: HashMap<Vec<u8>, Place>,
    /// The bytes and the path of the document at hand.
    scratch: (Vec<u8>, String),
}

/// A group, and how many bytes its key has.
#[derive(Debug)]
struct Place {
    key: usize,
    group: Group,
}

/// A document that a combine leads to.
#[derive(Debug, Clone, PartialEq)]
pub struct Combined {
    /// Its key.
    pub key: EncodedKey,
    /// The folders of its partition, as [`Partitions::path`] names them.
    pub partition: String,
    /// The document.
    pub document: Value,
    /// Whether it is deleted: a full combine leaves it to say so, and a partial one to delete what is there.
    pub deleted: bool,
}

/// Why documents do not combine.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CombineError {
    /// A document is not valid, or does not reduce with others of its key.
    #[error(transparent)]
    Reduce(#[from] ReducerError),
    /// A document has no partition.
    #[error(transparent)]
    Partition(#[from] PartitionError),
    /// A value was loaded for a key that has documents already, which it has to come before.
    #[error("a value was loaded after documents of its key")]
    LateLoad,
}

impl<'c> Combine<'c> {
    /// A combine without documents, by key and partition. Without partitions it is by key alone.
    pub fn new(reducer: &'c Reducer, key: &'c Key, partitions: &'c Partitions, mode: Mode) -> Combine<'c> {
        Combine { reducer, key, partitions, mode, groups: HashMap::new(), scratch: Default::default() }
    }

    /// The value of a key as it was stored, which the documents of the key are reduced into fully.
    ///
    /// # Errors
    /// There are documents of the key already, or the value has no partition.
    pub fn load(&mut self, value: Value) -> Result<(), CombineError> {
        let key = self.place(&value)?;
        if self.groups.contains_key(&self.scratch.0) {
            return Err(CombineError::LateLoad);
        }
        self.groups.insert(self.scratch.0.clone(), Place { key, group: Group::loaded(value) });
        Ok(())
    }

    /// Writes the place of a document down, and returns how many bytes its key has.
    fn place(&mut self, document: &Value) -> Result<usize, PartitionError> {
        let (bytes, path) = &mut self.scratch;
        bytes.clear();
        path.clear();
        self.key.encode_into(document, bytes);
        let key = bytes.len();
        self.partitions.path_into(document, path)?;
        bytes.extend(path.bytes());
        Ok(key)
    }

    /// Adds a document.
    ///
    /// # Errors
    /// It is not valid, has no partition, or does not reduce with the others of its key, which are lost then.
    pub fn push(&mut self, document: Value) -> Result<(), CombineError> {
        let key = self.place(&document)?;
        if let Some(place) = self.groups.get_mut(self.scratch.0.as_slice()) {
            return Ok(place.group.push(self.reducer, document)?);
        }
        let mut group = Group::new(self.mode);
        group.push(self.reducer, document)?;
        self.groups.insert(self.scratch.0.clone(), Place { key, group });
        Ok(())
    }

    /// The documents in the order of their keys, then of their partitions: one of each, and after a tombstone of a
    /// partial combine two, the tombstone first.
    ///
    /// # Errors
    /// A sum is out of range, or a document is not valid.
    pub fn finish(self) -> Result<Vec<Combined>, CombineError> {
        let mut groups: Vec<(Vec<u8>, Place)> = self.groups.into_iter().collect();
        groups.sort_unstable_by(|left, right| left.0.cmp(&right.0));
        let mut combined = Vec::with_capacity(groups.len());
        for (mut bytes, Place { key, group }) in groups {
            let path = bytes.split_off(key);
            let partition = String::from_utf8(path).expect("paths of partitions are text");
            let key = EncodedKey::new(bytes);
            for document in group.finish(self.reducer)? {
                let (key, partition) = (key.clone(), partition.clone());
                combined.push(Combined {
                    key,
                    partition,
                    document: document.value,
                    deleted: document.deleted,
                });
            }
        }
        Ok(combined)
    }
}

#[cfg(test)]
mod tests {
    use super::{Combine, CombineError};
    use crate::{
        Key, KeyPart, Mode, PartitionField, PartitionType, Partitions, Pointer, Reducer, ValidatorOptions,
    };
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn pointer(text: &str) -> Pointer {
        Pointer::parse(text).unwrap()
    }

    fn reducer() -> Reducer {
        let schema = json!({
            "type": "object",
            "required": ["id"],
            "properties": {"n": {"reduce": {"strategy": "sum"}}, "log": {"reduce": {"strategy": "append"}}},
            "oneOf": [
                {"required": ["gone"], "reduce": {"strategy": "merge", "delete": true}},
                {"properties": {"gone": false}, "reduce": {"strategy": "merge"}},
            ],
        });
        Reducer::new(&schema, &ValidatorOptions::default()).unwrap()
    }

    fn combine(documents: &[Value], partitions: &Partitions, mode: Mode) -> Vec<Value> {
        let (reducer, key) = (reducer(), Key::of([pointer("/id")]));
        let mut combine = Combine::new(&reducer, &key, partitions, mode);
        documents.iter().for_each(|document| combine.push(document.clone()).unwrap());
        let kept = combine.finish().unwrap().into_iter();
        kept.filter(|one| mode == Mode::Partial || !one.deleted).map(|one| one.document).collect()
    }

    #[test]
    fn documents_come_in_key_order_one_a_key() {
        let documents = [json!({"id": "b", "n": 1}), json!({"id": 10, "n": 1}), json!({"id": "b", "n": 2})];
        let expected = [json!({"id": 10, "n": 1}), json!({"id": "b", "n": 3})];
        assert_eq!(combine(&documents, &Partitions::default(), Mode::Partial), expected);
    }

    #[test]
    fn partitions_are_combined_by_themselves() {
        let part = KeyPart { pointer: pointer("/r"), default: None };
        let field = PartitionField { field: "r".to_owned(), part, kind: PartitionType::String };
        let partitions = Partitions::new(vec![field]);
        let documents = [
            json!({"id": 2, "r": "a", "n": 1}),
            json!({"id": 1, "r": "b", "n": 2}),
            json!({"id": 1, "r": "a", "n": 3}),
            json!({"id": 1, "r": "b", "n": 4}),
        ];
        let expected = [
            json!({"id": 1, "n": 3, "r": "a"}),
            json!({"id": 1, "n": 6, "r": "b"}),
            json!({"id": 2, "n": 1, "r": "a"}),
        ];
        assert_eq!(combine(&documents, &partitions, Mode::Partial), expected);
    }

    #[test]
    fn loaded_values_come_first() {
        let (reducer, key, partitions) = (reducer(), Key::of([pointer("/id")]), Partitions::default());
        let mut combine = Combine::new(&reducer, &key, &partitions, Mode::Full);
        combine.load(json!({"id": 1, "n": 5})).unwrap();
        combine.push(json!({"id": 1, "n": 1})).unwrap();
        combine.push(json!({"id": 2, "n": 1})).unwrap();
        assert_eq!(combine.load(json!({"id": 2})), Err(CombineError::LateLoad));
        let found: Vec<Value> = combine.finish().unwrap().into_iter().map(|one| one.document).collect();
        assert_eq!(found, [json!({"id": 1, "n": 6}), json!({"id": 2, "n": 1})]);
    }

    #[test]
    fn members_are_sorted_by_name_however_they_come() {
        let (reducer, key, partitions) = (reducer(), Key::of([pointer("/id")]), Partitions::default());
        let mut combine = Combine::new(&reducer, &key, &partitions, Mode::Full);
        let long = "x".repeat(1000);
        combine.load(json!({"n": 5, "id": 1, "z": long, "b": ["p", "q"], "a": "kept"})).unwrap();
        combine
            .push(json!({"z": "short", "n": 1, "id": 1, "b": ["rr", 2], "new": {"y": 1, "x": 2}}))
            .unwrap();
        let found = combine.finish().unwrap().remove(0).document.to_string();
        let expected = r#"{"a":"kept","b":["rr",2],"id":1,"n":6,"new":{"y":1,"x":2},"z":"short"}"#;
        assert_eq!(found, expected);
    }

    #[test]
    fn errors_name_what_is_wrong() {
        let (reducer, key, partitions) = (reducer(), Key::of([pointer("/id")]), Partitions::default());
        let mut combine = Combine::new(&reducer, &key, &partitions, Mode::Partial);
        combine.push(json!({"id": 1, "n": 1})).unwrap();
        let error = combine.push(json!({"id": 1, "n": "x"})).unwrap_err();
        assert_eq!(error.to_string(), "at `/n`: `sum` expects numbers, found 1 and \"x\"");
        assert_eq!(combine.push(json!({"n": 1})).unwrap_err().to_string(), "the document is not valid");
    }

    proptest! {
        #[test]
        fn documents_combine_in_key_order_however_they_are_grouped(
            documents in prop::collection::vec((0..4_i32, -3..3_i32, 0..6_i32), 0..12),
            cut in 0..12_usize,
        ) {
            let document = |(id, n, gone): &(i32, i32, i32)| match gone {
                0 => json!({"id": id, "gone": true}),
                _ => json!({"id": id, "n": n, "log": [n]}),
            };
            let documents: Vec<Value> = documents.iter().map(document).collect();
            let none = Partitions::default();
            let (left, right) = documents.split_at(cut.min(documents.len()));
            let changes = [combine(left, &none, Mode::Partial), combine(right, &none, Mode::Partial)].concat();
            let whole = combine(&documents, &none, Mode::Full);
            prop_assert_eq!(&combine(&changes, &none, Mode::Full), &whole);
            prop_assert!(whole.windows(2).all(|pair| pair[0]["id"].as_i64() < pair[1]["id"].as_i64()));
            let changes = combine(&documents, &none, Mode::Partial);
            prop_assert!(changes.windows(2).all(|pair| pair[0]["id"].as_i64() <= pair[1]["id"].as_i64()));
            prop_assert!(changes.windows(3).all(|of| of[0]["id"] != of[2]["id"]), "two a key at most");
        }
    }
}
