//! Whether a shape is inside of another one, as far as their parts say so.

use super::{Normal, address};
use crate::analysis::shape::{ArrayShape, NumericShape, ObjectShape, Shape, StringShape, impute};
use crate::schema::Types;
use crate::source::Spanned;
use runtime_lite::compare;
use serde_json::{Number, Value};
use std::cmp::Ordering;
use std::sync::Arc;

/// How deep it is looked for what tells shapes apart.
const MOST_LEVELS: usize = 3;

/// Whether two shapes surely have no value of these types in common.
pub(in crate::analysis) fn are_apart(left: &Shape, right: &Shape, types: Types) -> bool {
    apart(left, right, types, MOST_LEVELS)
}

fn apart(left: &Shape, right: &Shape, types: Types, levels: usize) -> bool {
    let common = left.types & right.types & types;
    if common.is_empty() {
        return true;
    }
    if let (Some(ours), Some(theirs)) = (left.listed(), right.listed()) {
        return !ours.iter().any(|one| theirs.binary_search_by(|other| compare(other, one)).is_ok());
    }
    let Some(levels) = levels.checked_sub(1).filter(|_| common == Types::OBJECT) else { return false };
    let required = left.object.properties.iter().filter(|one| one.required.is_some());
    required
        .filter_map(|one| Some((one, right.property(&one.name)?)))
        .any(|(one, other)| other.required.is_some() && apart(&one.shape, &other.shape, Types::ANY, levels))
}

impl Normal {
    /// Whether every value of a shape is surely one of another.
    pub(in crate::analysis) fn is_within(&mut self, inner: &Arc<Shape>, outer: &Arc<Shape>) -> bool {
        if Arc::ptr_eq(inner, outer) || inner.types.is_empty() || outer.allows_anything() {
            return true;
        }
        let key = (address(inner), address(outer));
        if let Some((known, ..)) = self.inside.get(&key) {
            return *known;
        }
        let found = self.compare(inner, outer);
        self.inside.insert(key, (found, inner.clone(), outer.clone()));
        found
    }

    fn compare(&mut self, inner: &Shape, outer: &Shape) -> bool {
        if !inner.types.is_subset(outer.types) {
            return false;
        }
        let mut conditions = outer.conditions.iter();
        if !conditions.all(|one| inner.conditions.iter().any(|known| known.is_same(one))) {
            return false;
        }
        if let Some(values) = inner.listed() {
            let facets = Shape { conditions: Vec::new(), ..outer.clone() };
            // No expression is asked whether a value matches it.
            let is_sure = outer.string.patterns.is_empty() || !inner.types.overlaps(Types::STRING);
            return is_sure && values.iter().all(|value| facets.contains(value));
        }
        outer.values.is_none()
            && (!inner.types.overlaps(Types::STRING) || strings(&inner.string, &outer.string))
            && (!inner.types.overlaps(Types::NUMBER) || numbers(&inner.numeric, &outer.numeric))
            && (!inner.types.overlaps(Types::ARRAY) || self.arrays(&inner.array, &outer.array))
            && (!inner.types.overlaps(Types::OBJECT) || self.objects(&inner.object, &outer.object))
    }

    fn arrays(&mut self, inner: &ArrayShape, outer: &ArrayShape) -> bool {
        let counts = inner.least() >= outer.least() && at_most(inner.most(), outer.most());
        if !counts || (outer.unique && !inner.unique) {
            return false;
        }
        let length = inner.tuple.len().max(outer.tuple.len());
        (0..=length).all(|at| {
            let item = |array: &ArrayShape| array.tuple.get(at).or(array.additional.as_ref()).cloned();
            self.is_inside(item(inner), item(outer))
        })
    }

    fn objects(&mut self, inner: &ObjectShape, outer: &ObjectShape) -> bool {
        let is_alike = |a: &ObjectShape, b: &ObjectShape| {
            a.patterns.iter().map(|one| &one.text).eq(b.patterns.iter().map(|one| &one.text))
        };
        if !outer.patterns.is_empty() && !is_alike(inner, outer) {
            return false;
        }
        let count = |bound: &Option<Spanned<u64>>| bound.as_ref().map(|bound| bound.value);
        if count(&inner.min_properties) < count(&outer.min_properties)
            || !at_most(count(&inner.max_properties), count(&outer.max_properties))
        {
            return false;
        }
        for property in &outer.properties {
            let own = inner.property(&property.name);
            if property.required.is_some() && own.is_none_or(|own| own.required.is_none()) {
                return false;
            }
            let own = match own {
                Some(own) => Some(own.shape.clone()),
                None => impute(inner, &property.name, &mut self.algebra),
            };
            if !self.is_inside(own, Some(property.shape.clone())) {
                return false;
            }
        }
        for property in inner.properties.iter().filter(|one| outer.property(&one.name).is_none()) {
            let theirs = impute(outer, &property.name, &mut self.algebra);
            if !self.is_inside(Some(property.shape.clone()), theirs) {
                return false;
            }
        }
        let twin =
            |text: &str| outer.patterns.iter().find(|one| *one.text == *text).map(|one| one.shape.clone());
        let mut patterns = inner.patterns.iter();
        patterns
            .all(|one| self.is_inside(Some(one.shape.clone()), twin(&one.text).or(outer.additional.clone())))
            && self.is_inside(inner.additional.clone(), outer.additional.clone())
            && self.is_inside(inner.names.clone(), outer.names.clone())
    }

    /// The same of parts, which are anything where nothing is said.
    fn is_inside(&mut self, inner: Option<Arc<Shape>>, outer: Option<Arc<Shape>>) -> bool {
        match (inner, outer) {
            (_, None) => true,
            (None, Some(outer)) => outer.allows_anything(),
            (Some(inner), Some(outer)) => self.is_within(&inner, &outer),
        }
    }
}

fn strings(inner: &StringShape, outer: &StringShape) -> bool {
    let said = |text: &Option<Spanned<Arc<str>>>| text.as_ref().map(|text| text.value.clone());
    let keeps = |inner: &Option<Spanned<Arc<str>>>, outer: &Option<Spanned<Arc<str>>>| {
        outer.is_none() || said(inner) == said(outer)
    };
    let mut patterns = outer.patterns.iter();
    inner.least() >= outer.least()
        && at_most(inner.most(), outer.most())
        && patterns.all(|one| inner.patterns.iter().any(|own| own.value == one.value))
        && keeps(&inner.format, &outer.format)
        && keeps(&inner.content_encoding, &outer.content_encoding)
        && keeps(&inner.content_media_type, &outer.content_media_type)
}

fn numbers(inner: &NumericShape, outer: &NumericShape) -> bool {
    let order = |a: &Number, b: &Number| compare(&Value::Number(a.clone()), &Value::Number(b.clone()));
    let bounded = |inner: &Option<Spanned<Number>>, outer: &Option<Spanned<Number>>, wrong: Ordering| match (
        inner, outer,
    ) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(inner), Some(outer)) => order(&inner.value, &outer.value) != wrong,
    };
    bounded(&inner.minimum, &outer.minimum, Ordering::Less)
        && bounded(&inner.maximum, &outer.maximum, Ordering::Greater)
        && bounded(&inner.exclusive_minimum, &outer.exclusive_minimum, Ordering::Less)
        && bounded(&inner.exclusive_maximum, &outer.exclusive_maximum, Ordering::Greater)
        && outer.divisors.iter().all(|one| inner.divisors.iter().any(|own| own.value == one.value))
}

fn at_most(inner: Option<u64>, outer: Option<u64>) -> bool {
    outer.is_none_or(|outer| inner.is_some_and(|inner| inner <= outer))
}
