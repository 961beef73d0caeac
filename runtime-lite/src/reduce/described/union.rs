//! The union: what either side lets through. It is associative, and a side joined with itself stays as it is.

use super::bound::{Bound, End};
use super::{Arrays, Counts, Described, MAX_NAMES, MAX_VALUES, Numbers, Objects, Strings};
use crate::compare;
use serde_json::Value;
use std::collections::BTreeSet;

impl Described {
    /// What either of two lets through.
    pub(in crate::reduce) fn union(self, other: Described) -> Described {
        Described {
            null: self.null || other.null,
            boolean: self.boolean || other.boolean,
            numbers: either(self.numbers, other.numbers, numbers),
            strings: either(self.strings, other.strings, strings),
            arrays: either(self.arrays, other.arrays, arrays),
            objects: either(self.objects, other.objects, objects),
            values: self.values.zip(other.values).and_then(|(left, right)| values(left, right)),
        }
    }
}

/// A type that only one side has is as it is there.
fn either<T>(left: Option<T>, right: Option<T>, union: fn(T, T) -> T) -> Option<T> {
    match (left, right) {
        (Some(left), Some(right)) => Some(union(left, right)),
        (left, right) => left.or(right),
    }
}

/// What both sides say.
fn same<T: PartialEq>(left: Option<T>, right: Option<T>) -> Option<T> {
    left.filter(|left| right.as_ref() == Some(left))
}

/// Nothing is known of what nothing is known of on either side.
fn part(left: Option<Box<Described>>, right: Option<Box<Described>>) -> Option<Box<Described>> {
    known(left?.union(*right?))
}

/// A part of which something is known.
pub(super) fn known(part: Described) -> Option<Box<Described>> {
    (part != Described::anything()).then(|| Box::new(part))
}

/// Both lists, sorted; nothing where that is too long.
fn values(left: Vec<Value>, right: Vec<Value>) -> Option<Vec<Value>> {
    sorted(left.into_iter().chain(right).collect())
}

/// Values in their order, each once; nothing where they are too many.
pub(super) fn sorted(mut values: Vec<Value>) -> Option<Vec<Value>> {
    values.sort_by(compare);
    values.dedup_by(|next, first| compare(next, first).is_eq());
    (values.len() <= MAX_VALUES).then_some(values)
}

fn numbers(left: Numbers, right: Numbers) -> Numbers {
    Numbers {
        integers: left.integers && right.integers,
        least: Bound::looser(left.least, right.least, End::Least),
        greatest: Bound::looser(left.greatest, right.greatest, End::Greatest),
        multiple_of: same(left.multiple_of, right.multiple_of),
    }
}

fn strings(left: Strings, right: Strings) -> Strings {
    Strings {
        lengths: left.lengths.union(right.lengths),
        format: same(left.format, right.format),
        pattern: same(left.pattern, right.pattern),
        content_encoding: same(left.content_encoding, right.content_encoding),
        content_media_type: same(left.content_media_type, right.content_media_type),
    }
}

fn arrays(left: Arrays, right: Arrays) -> Arrays {
    Arrays {
        lengths: left.lengths.union(right.lengths),
        unique: left.unique && right.unique,
        items: part(left.items, right.items),
    }
}

/// A map stays a map, and what the other side names is part of it; so many names make a map, too.
fn objects(left: Objects, right: Objects) -> Objects {
    let sizes = left.sizes.union(right.sizes);
    let required = left.required.intersection(&right.required).cloned().collect();
    let names: BTreeSet<&String> = left.named.keys().chain(right.named.keys()).collect();
    if left.is_map() || right.is_map() || names.len() > MAX_NAMES {
        let others = part(left.folded(), right.folded());
        return Objects { sizes, required, others, ..Objects::default() };
    }
    let named = names.into_iter().map(|name| (name.clone(), left.property(name).union(right.property(name))));
    Objects { sizes, required, named: named.collect(), others: part(left.others, right.others) }
}

impl Objects {
    /// What every property is, whatever its name.
    fn folded(&self) -> Option<Box<Described>> {
        let others = self.others.as_deref()?.clone();
        known(self.named.values().cloned().fold(others, Described::union))
    }
}

impl Counts {
    fn union(self, other: Counts) -> Counts {
        let greatest = self.greatest.zip(other.greatest).map(|(left, right)| left.max(right));
        Counts { least: self.least.min(other.least), greatest }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{MAX_NAMES, read};
    use serde_json::{Map, Value, json};

    fn merge(left: &Value, right: &Value) -> Value {
        read(left).union(read(right)).to_schema()
    }

    /// A closed object with properties from one number to another.
    fn object(from: usize, to: usize) -> Value {
        let properties: Map<String, Value> =
            (from..to).map(|name| (name.to_string(), json!({ "type": "string" }))).collect();
        json!({ "type": "object", "properties": properties, "additionalProperties": false })
    }

    #[test]
    fn too_many_names_make_a_map_however_they_are_grouped() {
        let (a, b) = (object(0, MAX_NAMES), object(MAX_NAMES, MAX_NAMES + 1));
        let c = json!({ "type": "object", "properties": { "x": { "type": "null" } } });
        let map = json!({ "type": "object", "additionalProperties": { "type": "string" } });
        assert_eq!(merge(&a, &b), map);
        assert_eq!(merge(&a, &a), a);
        assert_eq!(merge(&merge(&a, &b), &c), json!({ "type": "object" }));
        assert_eq!(merge(&a, &merge(&b, &c)), json!({ "type": "object" }));
    }

    #[test]
    fn too_many_values_are_none_however_they_are_grouped() {
        let list = |from: u32, to: u32| json!({ "enum": (from..to).collect::<Vec<_>>() });
        let (a, b, c) = (list(0, 60), list(60, 100), list(100, 101));
        assert_eq!(merge(&a, &b)["enum"].as_array().map(Vec::len), Some(100));
        assert_eq!(merge(&merge(&a, &b), &c), json!({ "type": "integer" }));
        assert_eq!(merge(&a, &merge(&b, &c)), json!({ "type": "integer" }));
    }

    #[test]
    fn references_that_double_end() {
        let mut definitions = Map::new();
        for level in 0..40 {
            let next = json!({ "$ref": format!("#/$defs/{}", level + 1) });
            let both = json!({ "type": "object", "properties": { "a": next, "b": next } });
            definitions.insert(level.to_string(), both);
        }
        definitions.insert("40".to_owned(), json!({ "type": "null" }));
        let schema = json!({ "$ref": "#/$defs/0", "$defs": definitions });
        let merged = merge(&schema, &schema);
        assert_eq!(merged["properties"]["a"]["properties"]["a"]["type"], "object");
        assert_eq!(merged["properties"]["b"], json!({}));
        assert_eq!(merge(&merged, &schema), merged);
    }

    #[test]
    fn references_of_schemas_within_schemas_are_not_mistaken() {
        let schema = json!({
            "$defs": { "x": { "type": "null" } },
            "properties": { "p": {
                "$id": "https://example.org/p",
                "$defs": { "x": { "type": "string" } },
                "$ref": "#/$defs/x"
            } },
            "additionalProperties": false,
        });
        assert_eq!(merge(&schema, &json!(false))["properties"]["p"], json!({}));
    }
}
