//! Whether a value lies inside a shape: what soundness and precision of inference are measured by.

use super::algebra::Algebra;
use super::intersect::impute;
use super::shape::{ArrayShape, ObjectShape, Shape};
use crate::schema::Types;
use runtime_lite::compare;
use serde_json::{Map, Number, Value};

impl Shape {
    /// Whether the shape allows a value. Of a sound shape that is true of every valid document; `format` is
    /// an annotation and refuses nothing (`language.md` D2).
    pub fn contains(&self, value: &Value) -> bool {
        if !Types::of(value).is_subset(self.types) {
            return false;
        }
        if self.values.as_ref().is_some_and(|values| !values.iter().any(|one| compare(one, value).is_eq())) {
            return false;
        }
        match value {
            Value::Null | Value::Bool(_) => true,
            Value::Number(_) => {
                let order = |bound: &Number| compare(value, &Value::Number(bound.clone()));
                self.numeric.minimum.as_ref().is_none_or(|least| order(least).is_ge())
                    && self.numeric.maximum.as_ref().is_none_or(|most| order(most).is_le())
            }
            Value::String(text) => {
                within(text.chars().count(), self.string.min_length, self.string.max_length)
            }
            Value::Array(items) => array_contains(&self.array, items),
            Value::Object(members) => object_contains(&self.object, members),
        }
    }
}

fn within(count: usize, least: u64, most: Option<u64>) -> bool {
    let count = u64::try_from(count).unwrap_or(u64::MAX);
    count >= least && most.is_none_or(|most| count <= most)
}

fn array_contains(array: &ArrayShape, items: &[Value]) -> bool {
    within(items.len(), array.min_items, array.max_items)
        && items.iter().enumerate().all(|(at, item)| {
            let shape = array.tuple.get(at).or(array.additional.as_ref());
            shape.is_none_or(|shape| shape.contains(item))
        })
}

fn object_contains(object: &ObjectShape, members: &Map<String, Value>) -> bool {
    let required = |name: &str| members.contains_key(name);
    object.properties.iter().all(|property| property.required.is_none() || required(&property.name))
        && members.iter().all(|(name, value)| {
            let declared = object.properties.binary_search_by(|property| (*property.name).cmp(name)).ok();
            let declared = declared.and_then(|at| object.properties.get(at)).map(|property| &property.shape);
            let shape = declared.cloned().or_else(|| impute(object, name, &mut Algebra::default()));
            shape.is_none_or(|shape| shape.contains(value))
        })
}
