//! Whether a value lies inside a shape: what soundness and precision of inference are measured by.

use super::{Algebra, ArrayShape, Choice, Condition, ObjectShape, Shape, impute};
use crate::schema::Types;
use crate::source::Spanned;
use runtime_lite::compare;
use serde_json::{Map, Number, Value};
use std::collections::HashMap;
use std::ptr;
use std::sync::Arc;

impl Shape {
    /// Whether the shape allows a value. Of a sound shape that is true of every valid document; `format` is
    /// an annotation and refuses nothing (`language.md` D2).
    pub fn contains(&self, value: &Value) -> bool {
        Membership::default().check(self, value)
    }
}

/// One question, with the answers to the questions that it led to: alternatives share parts.
#[derive(Default)]
struct Membership {
    algebra: Algebra,
    /// Answers, by the addresses of a shape and a value.
    known: HashMap<(usize, usize), bool>,
    /// Shapes that were made on the way, whose addresses must not be used again.
    made: Vec<Arc<Shape>>,
}

impl Membership {
    fn check(&mut self, shape: &Shape, value: &Value) -> bool {
        let key = (ptr::from_ref(shape).addr(), ptr::from_ref(value).addr());
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        // A shape that is asked of a value within the same question holds itself without a level between.
        self.known.insert(key, true);
        let inside = self.facets(shape, value) && shape.conditions.iter().all(|one| self.meets(one, value));
        self.known.insert(key, inside);
        inside
    }

    fn facets(&mut self, shape: &Shape, value: &Value) -> bool {
        if !Types::of(value).is_subset(shape.types) {
            return false;
        }
        if shape.listed().is_some_and(|values| !values.iter().any(|one| compare(one, value).is_eq())) {
            return false;
        }
        match value {
            Value::Null | Value::Bool(_) => true,
            Value::Number(_) => {
                let order = |bound: &Spanned<Number>| compare(value, &Value::Number(bound.value.clone()));
                let bounds = &shape.numeric;
                bounds.minimum.as_ref().is_none_or(|least| order(least).is_ge())
                    && bounds.maximum.as_ref().is_none_or(|most| order(most).is_le())
                    && bounds.exclusive_minimum.as_ref().is_none_or(|least| order(least).is_gt())
                    && bounds.exclusive_maximum.as_ref().is_none_or(|most| order(most).is_lt())
            }
            Value::String(text) => within(text.chars().count(), shape.string.least(), shape.string.most()),
            Value::Array(items) => self.array(&shape.array, items),
            Value::Object(members) => self.object(&shape.object, members),
        }
    }

    fn array(&mut self, array: &ArrayShape, items: &[Value]) -> bool {
        within(items.len(), array.least(), array.most())
            && items.iter().enumerate().all(|(at, item)| {
                let shape = array.tuple.get(at).or(array.additional.as_ref());
                shape.is_none_or(|shape| self.check(shape, item))
            })
    }

    fn object(&mut self, object: &ObjectShape, members: &Map<String, Value>) -> bool {
        let names = |shape: &Arc<Shape>| members.keys().all(|name| shape.contains(&name.as_str().into()));
        let present = |name: &str| members.contains_key(name);
        object.properties.iter().all(|property| property.required.is_none() || present(&property.name))
            && object.names.as_ref().is_none_or(names)
            && members.iter().all(|(name, value)| match object.property(name) {
                Some(property) => self.check(&property.shape, value),
                None => match impute(object, name, &mut self.algebra) {
                    Some(shape) => {
                        self.made.push(shape.clone());
                        self.check(&shape, value)
                    }
                    None => true,
                },
            })
    }

    fn meets(&mut self, condition: &Condition, value: &Value) -> bool {
        match condition {
            Condition::Choice(choice) => self.chooses(choice, value),
            Condition::Not(shape, _) => !self.check(shape, value),
            Condition::Named(named) => named.shape().is_none_or(|shape| self.check(&shape, value)),
        }
    }

    /// Of exclusive alternatives two that surely match are one too many; one that is not exact may match more
    /// than its schema does.
    fn chooses(&mut self, choice: &Choice, value: &Value) -> bool {
        if !choice.exclusive {
            return choice.alternatives.iter().any(|shape| self.check(shape, value));
        }
        let (mut some, mut sure) = (false, 0);
        for shape in &choice.alternatives {
            if self.check(shape, value) {
                some = true;
                sure += usize::from(shape.exact);
            }
        }
        some && sure < 2
    }
}

fn within(count: usize, least: u64, most: Option<u64>) -> bool {
    let count = u64::try_from(count).unwrap_or(u64::MAX);
    count >= least && most.is_none_or(|most| count <= most)
}
