//! The intersection of shapes: what holds where both hold (`language.md` section 3.4).

use super::algebra::Algebra;
use super::union::is_among;
use super::{Annotations, ArrayShape, NumericShape, ObjectShape, Pattern, Property, StringShape};
use super::{Choice, Condition, Exclusion, Provenance, Reduce, Shape};
use crate::schema::Types;
use crate::source::Spanned;
use crate::sparse::{Empty, Sparse};
use runtime_lite::compare;
use serde_json::{Number, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The shape of documents that are of both shapes. Annotations of the left win.
pub(super) fn intersect(left: &Arc<Shape>, right: &Arc<Shape>, algebra: &mut Algebra) -> Shape {
    let mut types = left.types & right.types;
    let values = intersect_values(left.values.as_ref(), right.values.as_ref(), types);
    if let Some(values) = &values {
        types = types & values.value.iter().fold(Types::NONE, |sum, value| sum | Types::of(value));
    }
    let both = |types: Types| left.types.overlaps(types) && right.types.overlaps(types);
    let decided =
        if types == left.types { left.types_at.or(right.types_at) } else { right.types_at.or(left.types_at) };
    Shape {
        types,
        types_at: decided,
        values,
        annotations: merge(&left.annotations, &right.annotations, annotations),
        reduce: match left.reduce {
            Reduce::Unset => right.reduce,
            Reduce::Strategy(..) | Reduce::Multiple => left.reduce,
        },
        provenance: provenance(left, right),
        string: facet(both(Types::STRING), &left.string, &right.string, strings),
        numeric: facet(both(Types::NUMBER), &left.numeric, &right.numeric, numbers),
        array: facet(both(Types::ARRAY), &left.array, &right.array, |a, b| arrays(a, b, algebra)),
        object: facet(both(Types::OBJECT), &left.object, &right.object, |a, b| objects(a, b, algebra)),
        conditions: conditions(left, right, types),
        exclusions: exclusions(&left.exclusions, &right.exclusions),
        broken: left.broken || right.broken,
        exact: left.exact && right.exact,
        height: 1,
        reduces: false,
    }
    .measured()
}

/// A facet of a type that both sides allow; of another type nothing is said.
fn facet<T: Empty>(
    both: bool,
    left: &Sparse<T>,
    right: &Sparse<T>,
    intersect: impl FnOnce(&T, &T) -> T,
) -> Sparse<T> {
    if both { merge(left, right, intersect) } else { Sparse::default() }
}

/// What either side says.
fn merge<T: Empty>(left: &Sparse<T>, right: &Sparse<T>, intersect: impl FnOnce(&T, &T) -> T) -> Sparse<T> {
    match () {
        () if right.is_empty() || left.is_same(right) => left.clone(),
        () if left.is_empty() => right.clone(),
        () => intersect(left, right).into(),
    }
}

fn optional(
    left: Option<&Arc<Shape>>,
    right: Option<&Arc<Shape>>,
    algebra: &mut Algebra,
) -> Option<Arc<Shape>> {
    match (left, right) {
        (Some(left), Some(right)) => Some(algebra.intersect(left, right)),
        (one, other) => one.or(other).cloned(),
    }
}

type Values = Spanned<Arc<[Value]>>;

fn intersect_values(left: Option<&Values>, right: Option<&Values>, types: Types) -> Option<Values> {
    let (first, second) = match (left, right) {
        (Some(left), right) => (left, right),
        (None, right) => (right?, None),
    };
    let listed = |value: &&Value| {
        second.is_none_or(|other| other.value.binary_search_by(|one| compare(one, value)).is_ok())
    };
    let fitting = |value: &&Value| Types::of(value).is_subset(types);
    if first.value.iter().all(|value| listed(&value) && fitting(&value)) {
        return Some(first.clone());
    }
    let values = first.value.iter().filter(listed).filter(fitting).cloned().collect();
    Some(Spanned::new(values, first.span))
}

fn annotations(left: &Annotations, right: &Annotations) -> Annotations {
    let both = right.extensions.iter().chain(&left.extensions);
    let others = right.contains.iter().filter(|one| !left.contains.contains(one));
    Annotations {
        title: left.title.clone().or_else(|| right.title.clone()),
        description: left.description.clone().or_else(|| right.description.clone()),
        default: left.default.clone().or_else(|| right.default.clone()),
        examples: left.examples.clone().or_else(|| right.examples.clone()),
        deprecated: left.deprecated.clone().or_else(|| right.deprecated.clone()),
        secret: left.secret.clone().or_else(|| right.secret.clone()),
        contains: left.contains.iter().chain(others).take(MOST_CONTAINED).cloned().collect(),
        extensions: both.map(|(name, value)| (name.clone(), value.clone())).collect(),
    }
}

fn exclusions(left: &[Arc<Exclusion>], right: &[Arc<Exclusion>]) -> Vec<Arc<Exclusion>> {
    let more = right.iter().filter(|one| !left.iter().any(|known| known.at == one.at));
    left.iter().chain(more).take(MOST_EXCLUDED).cloned().collect()
}

/// A side that refuses nothing leaves the other what it is.
fn provenance(left: &Shape, right: &Shape) -> Provenance {
    match (left.provenance, right.provenance) {
        (Provenance::Unset, one) if left.allows_anything() => one,
        (one, Provenance::Unset) if right.allows_anything() => one,
        (one, other) if one == other => one,
        _ => Provenance::Inline,
    }
}

/// The conditions of both sides, and the sides themselves where the facets lose a part of them.
fn conditions(left: &Arc<Shape>, right: &Arc<Shape>, types: Types) -> Vec<Condition> {
    let mut conditions = left.conditions.clone();
    for condition in &right.conditions {
        if !conditions.iter().any(|known| known.is_same(condition)) {
            conditions.push(condition.clone());
        }
    }
    let objects = types.overlaps(Types::OBJECT);
    if objects && (loses(&left.object, &right.object) || loses(&right.object, &left.object)) {
        for side in [left, right] {
            let choice = Choice { at: None, alternatives: vec![side.clone()], exclusive: false };
            conditions.push(Condition::Choice(Arc::new(choice)));
        }
    }
    conditions
}

/// Whether a name that matches a pattern of one side alone may fall under what the other side says of other
/// names, in a way that no pattern of the result says.
fn loses(side: &ObjectShape, other: &ObjectShape) -> bool {
    let extra = |pattern: &Pattern| other.patterns.iter().all(|twin| twin.text != pattern.text);
    other.additional.is_some() && !other.patterns.is_empty() && side.patterns.iter().any(extra)
}

fn strings(left: &StringShape, right: &StringShape) -> StringShape {
    StringShape {
        format: left.format.clone().or_else(|| right.format.clone()),
        content_encoding: left.content_encoding.clone().or_else(|| right.content_encoding.clone()),
        content_media_type: left.content_media_type.clone().or_else(|| right.content_media_type.clone()),
        min_length: tighter(left.min_length.as_ref(), right.min_length.as_ref(), |a, b| a >= b),
        max_length: tighter(left.max_length.as_ref(), right.max_length.as_ref(), |a, b| a <= b),
        patterns: all_of_both(&left.patterns, &right.patterns),
    }
}

/// How many expressions of strings and divisors of numbers are kept: what they say more is left to validation.
const MOST_KEPT: usize = 8;
/// How many things that arrays contain are told of.
const MOST_CONTAINED: usize = 8;
/// How many exclusions are told of.
const MOST_EXCLUDED: usize = 8;

fn all_of_both<T: Clone + PartialEq>(left: &[Spanned<T>], right: &[Spanned<T>]) -> Vec<Spanned<T>> {
    let more = right.iter().filter(|one| !is_among(left, one));
    left.iter().chain(more).take(MOST_KEPT).cloned().collect()
}

/// The bound that allows less.
fn tighter<T: Clone>(
    left: Option<&Spanned<T>>,
    right: Option<&Spanned<T>>,
    is_tighter: impl Fn(&T, &T) -> bool,
) -> Option<Spanned<T>> {
    match (left, right) {
        (Some(left), Some(right)) if !is_tighter(&left.value, &right.value) => Some(right.clone()),
        (one, other) => one.or(other).cloned(),
    }
}

fn numbers(left: &NumericShape, right: &NumericShape) -> NumericShape {
    let order = |a: &Number, b: &Number| compare(&Value::Number(a.clone()), &Value::Number(b.clone()));
    NumericShape {
        minimum: tighter(left.minimum.as_ref(), right.minimum.as_ref(), |a, b| order(a, b).is_ge()),
        maximum: tighter(left.maximum.as_ref(), right.maximum.as_ref(), |a, b| order(a, b).is_le()),
        exclusive_minimum: tighter(
            left.exclusive_minimum.as_ref(),
            right.exclusive_minimum.as_ref(),
            |a, b| order(a, b).is_ge(),
        ),
        exclusive_maximum: tighter(
            left.exclusive_maximum.as_ref(),
            right.exclusive_maximum.as_ref(),
            |a, b| order(a, b).is_le(),
        ),
        divisors: all_of_both(&left.divisors, &right.divisors),
    }
}

fn arrays(left: &ArrayShape, right: &ArrayShape, algebra: &mut Algebra) -> ArrayShape {
    let length = left.tuple.len().max(right.tuple.len());
    let mut item = |index| {
        let of = |side: &ArrayShape| side.tuple.get(index).or(side.additional.as_ref()).cloned();
        optional(of(left).as_ref(), of(right).as_ref(), algebra)
            .unwrap_or_else(|| Arc::new(Shape::anything()))
    };
    ArrayShape {
        min_items: tighter(left.min_items.as_ref(), right.min_items.as_ref(), |a, b| a >= b),
        max_items: tighter(left.max_items.as_ref(), right.max_items.as_ref(), |a, b| a <= b),
        tuple: (0..length).map(&mut item).collect(),
        additional: optional(left.additional.as_ref(), right.additional.as_ref(), algebra),
        unique: left.unique || right.unique,
    }
}

fn objects(left: &ObjectShape, right: &ObjectShape, algebra: &mut Algebra) -> ObjectShape {
    let mut properties: BTreeMap<Arc<str>, Property> = BTreeMap::new();
    for (side, other) in [(left, right), (right, left)] {
        for property in &side.properties {
            match properties.get_mut(&property.name) {
                Some(known) => {
                    known.required = known.required.or(property.required);
                    known.shape = algebra.intersect(&known.shape, &property.shape);
                }
                None => {
                    let mut property = property.clone();
                    let named = other.property(&property.name).is_some();
                    if let (false, Some(imputed)) = (named, impute(other, &property.name, algebra)) {
                        property.shape = algebra.intersect(&property.shape, &imputed);
                    }
                    properties.insert(property.name.clone(), property);
                }
            }
        }
    }
    ObjectShape {
        properties: properties.into_values().collect(),
        patterns: patterns(left, right, algebra),
        additional: optional(left.additional.as_ref(), right.additional.as_ref(), algebra),
        names: optional(left.names.as_ref(), right.names.as_ref(), algebra),
        min_properties: tighter(left.min_properties.as_ref(), right.min_properties.as_ref(), |a, b| a >= b),
        max_properties: tighter(left.max_properties.as_ref(), right.max_properties.as_ref(), |a, b| a <= b),
    }
}

/// What a side says of a property that it does not name: its matching patterns, else its `additional`.
///
/// A pattern that cannot be decided may match, and then `additional` does not apply: anything may be.
pub(in crate::analysis) fn impute(
    object: &ObjectShape,
    name: &str,
    algebra: &mut Algebra,
) -> Option<Arc<Shape>> {
    let matching = object.patterns.iter().filter(|pattern| pattern.matches(name) == Some(true));
    let shape = matching.map(|pattern| pattern.shape.clone()).reduce(|a, b| algebra.intersect(&a, &b));
    let undecided = object.patterns.iter().any(|pattern| pattern.matches(name).is_none());
    shape.or_else(|| match (&object.additional, undecided) {
        (Some(_), true) => Some(Arc::new(Shape::anything())),
        (additional, _) => additional.clone(),
    })
}

/// Patterns of both sides. One of one side alone also means what the other side says of other names, where
/// that has no patterns of its own.
fn patterns(left: &ObjectShape, right: &ObjectShape, algebra: &mut Algebra) -> Vec<Pattern> {
    let mut patterns: Vec<Pattern> = Vec::new();
    for (side, other) in [(left, right), (right, left)] {
        for pattern in &side.patterns {
            if patterns.iter().any(|known| known.text == pattern.text) {
                continue;
            }
            let twin = other.patterns.iter().find(|twin| twin.text == pattern.text);
            let plain = other.additional.as_ref().filter(|_| other.patterns.is_empty());
            let shape = match twin.map(|twin| &twin.shape).or(plain) {
                Some(shape) => algebra.intersect(&pattern.shape, shape),
                None => pattern.shape.clone(),
            };
            patterns.push(Pattern { shape, ..pattern.clone() });
        }
    }
    patterns
}
