//! The union of shapes: what holds where either holds (`language.md` section 3.3).

use super::algebra::Algebra;
use super::intersect::impute;
use super::{Annotations, ArrayShape, NumericShape, ObjectShape, Pattern, Property, StringShape};
use super::{Condition, Exclusion, Provenance, Reduce, Shape};
use crate::schema::Types;
use crate::source::Spanned;
use crate::sparse::{Empty, Sparse};
use runtime_lite::compare;
use serde_json::{Number, Value};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The shape of documents that are of one of both shapes. Of conditions it keeps those of both alone.
pub(super) fn union(left: &Shape, right: &Shape, algebra: &mut Algebra) -> Shape {
    if left.types.is_empty() {
        return right.clone();
    }
    if right.types.is_empty() {
        return left.clone();
    }
    let types = left.types | right.types;
    Shape {
        types,
        types_at: if types == left.types { left.types_at } else { right.types_at },
        values: left
            .values
            .as_ref()
            .zip(right.values.as_ref())
            .map(|(a, b)| Spanned::new(merge_values(&a.value, &b.value), a.span)),
        annotations: merge(&left.annotations, &right.annotations, annotations),
        reduce: reduce(left.reduce, right.reduce),
        string: facet(left, right, Types::STRING, |shape| &shape.string, strings),
        numeric: facet(left, right, Types::NUMBER, |shape| &shape.numeric, numbers),
        array: facet(left, right, Types::ARRAY, |shape| &shape.array, |a, b| arrays(a, b, algebra)),
        object: facet(left, right, Types::OBJECT, |shape| &shape.object, |a, b| objects(a, b, algebra)),
        provenance: provenance(left.provenance, right.provenance),
        conditions: common(&left.conditions, &right.conditions),
        exclusions: left.exclusions.iter().filter(|one| excludes(right, one)).cloned().collect(),
        broken: left.broken || right.broken,
        exact: false,
        height: 1,
        reduces: false,
    }
    .measured()
}

/// A facet of a type: of the one side that allows the type, or the union of both.
fn facet<T: Empty>(
    left: &Shape,
    right: &Shape,
    types: Types,
    of: impl Fn(&Shape) -> &Sparse<T>,
    union: impl FnOnce(&T, &T) -> T,
) -> Sparse<T> {
    match (left.types.overlaps(types), right.types.overlaps(types)) {
        (true, false) => of(left).clone(),
        (false, true) => of(right).clone(),
        (true, true) | (false, false) => merge(of(left), of(right), union),
    }
}

/// What both sides say: nothing, where one side says nothing.
fn merge<T: Empty>(left: &Sparse<T>, right: &Sparse<T>, union: impl FnOnce(&T, &T) -> T) -> Sparse<T> {
    match () {
        () if left.is_same(right) => left.clone(),
        () if left.is_empty() || right.is_empty() => Sparse::default(),
        () => union(left, right).into(),
    }
}

/// What both sides say, with the place of the left.
fn equal<T: Clone + PartialEq>(left: Option<&Spanned<T>>, right: Option<&Spanned<T>>) -> Option<Spanned<T>> {
    let value = |side: &Spanned<T>| side.value.clone();
    left.filter(|_| left.map(value) == right.map(value)).cloned()
}

fn annotations(left: &Annotations, right: &Annotations) -> Annotations {
    let same = |(name, value): &(&Arc<str>, &Spanned<Value>)| {
        right.extensions.get(*name).is_some_and(|other| other.value == value.value)
    };
    let both = left.extensions.iter().filter(same);
    Annotations {
        title: equal(left.title.as_ref(), right.title.as_ref()),
        description: equal(left.description.as_ref(), right.description.as_ref()),
        default: equal(left.default.as_ref(), right.default.as_ref()),
        examples: equal(left.examples.as_ref(), right.examples.as_ref()),
        deprecated: equal(left.deprecated.as_ref(), right.deprecated.as_ref()),
        secret: equal(left.secret.as_ref(), right.secret.as_ref()),
        contains: left.contains.iter().filter(|one| right.contains.contains(one)).cloned().collect(),
        extensions: both.map(|(name, value)| (name.clone(), value.clone())).collect(),
    }
}

fn provenance(left: Provenance, right: Provenance) -> Provenance {
    match (left, right) {
        (Provenance::Unset, _) | (_, Provenance::Unset) => Provenance::Unset,
        _ if left == right => left,
        _ => Provenance::Inline,
    }
}

fn common(left: &[Condition], right: &[Condition]) -> Vec<Condition> {
    left.iter().filter(|one| right.iter().any(|other| one.is_same(other))).cloned().collect()
}

fn excludes(shape: &Shape, exclusion: &Exclusion) -> bool {
    shape.exclusions.iter().any(|one| one.at == exclusion.at)
}

fn merge_values(left: &[Value], right: &[Value]) -> Arc<[Value]> {
    let mut values: Vec<Value> = left.iter().chain(right).cloned().collect();
    values.sort_by(compare);
    values.dedup_by(|a, b| compare(a, b).is_eq());
    values.into()
}

fn reduce(left: Reduce, right: Reduce) -> Reduce {
    match (left, right) {
        (Reduce::Unset, _) | (_, Reduce::Unset) => Reduce::Unset,
        (Reduce::Strategy(a, span), Reduce::Strategy(b, _)) if a == b => Reduce::Strategy(a, span),
        (Reduce::Strategy(..) | Reduce::Multiple, Reduce::Strategy(..) | Reduce::Multiple) => {
            Reduce::Multiple
        }
    }
}

fn strings(left: &StringShape, right: &StringShape) -> StringShape {
    StringShape {
        format: format(left.format.as_ref(), right.format.as_ref()),
        content_encoding: equal(left.content_encoding.as_ref(), right.content_encoding.as_ref()),
        content_media_type: equal(left.content_media_type.as_ref(), right.content_media_type.as_ref()),
        min_length: looser(left.min_length.as_ref(), right.min_length.as_ref(), |a, b| a <= b),
        max_length: looser(left.max_length.as_ref(), right.max_length.as_ref(), |a, b| a >= b),
        patterns: shared(&left.patterns, &right.patterns),
    }
}

/// What both sides say.
fn shared<T: Clone + PartialEq>(left: &[Spanned<T>], right: &[Spanned<T>]) -> Vec<Spanned<T>> {
    left.iter().filter(|one| is_among(right, one)).cloned().collect()
}

/// Whether an expression or a divisor is one of others.
pub(super) fn is_among<T: PartialEq>(others: &[Spanned<T>], one: &Spanned<T>) -> bool {
    others.iter().any(|other| other.value == one.value)
}

/// The bound that allows more, where both sides have one.
fn looser<T: Clone>(
    left: Option<&Spanned<T>>,
    right: Option<&Spanned<T>>,
    is_looser: impl Fn(&T, &T) -> bool,
) -> Option<Spanned<T>> {
    let (left, right) = left.zip(right)?;
    Some(if is_looser(&left.value, &right.value) { left.clone() } else { right.clone() })
}

/// Equal formats stay; `integer` and `number` are together `number`.
fn format(left: Option<&Spanned<Arc<str>>>, right: Option<&Spanned<Arc<str>>>) -> Option<Spanned<Arc<str>>> {
    let (left, right) = left.zip(right)?;
    match (&*left.value, &*right.value) {
        (a, b) if a == b => Some(left.clone()),
        ("number", "integer") => Some(left.clone()),
        ("integer", "number") => Some(right.clone()),
        _ => None,
    }
}

fn numbers(left: &NumericShape, right: &NumericShape) -> NumericShape {
    let order = |a: &Number, b: &Number| compare(&Value::Number(a.clone()), &Value::Number(b.clone()));
    NumericShape {
        minimum: looser(left.minimum.as_ref(), right.minimum.as_ref(), |a, b| order(a, b).is_le()),
        maximum: looser(left.maximum.as_ref(), right.maximum.as_ref(), |a, b| order(a, b).is_ge()),
        exclusive_minimum: looser(
            left.exclusive_minimum.as_ref(),
            right.exclusive_minimum.as_ref(),
            |a, b| order(a, b).is_le(),
        ),
        exclusive_maximum: looser(
            left.exclusive_maximum.as_ref(),
            right.exclusive_maximum.as_ref(),
            |a, b| order(a, b).is_ge(),
        ),
        divisors: shared(&left.divisors, &right.divisors),
    }
}

fn arrays(left: &ArrayShape, right: &ArrayShape, algebra: &mut Algebra) -> ArrayShape {
    let length = left.tuple.len().max(right.tuple.len());
    let item = |index| {
        let of = |side: &ArrayShape| side.tuple.get(index).or(side.additional.as_ref()).cloned();
        of(left).zip(of(right)).map(|(a, b)| algebra.union(&a, &b))
    };
    // The tuple ends where one side says nothing more; that side has no `additional` either.
    let tuple = (0..length).map_while(item).collect();
    let additional =
        left.additional.as_ref().zip(right.additional.as_ref()).map(|(a, b)| algebra.union(a, b));
    ArrayShape {
        min_items: looser(left.min_items.as_ref(), right.min_items.as_ref(), |a, b| a <= b),
        max_items: looser(left.max_items.as_ref(), right.max_items.as_ref(), |a, b| a >= b),
        tuple,
        additional,
        unique: left.unique && right.unique,
    }
}

fn objects(left: &ObjectShape, right: &ObjectShape, algebra: &mut Algebra) -> ObjectShape {
    let names: BTreeSet<&Arc<str>> =
        left.properties.iter().chain(&right.properties).map(|property| &property.name).collect();
    let properties = names.into_iter().filter_map(|name| {
        let (a, b) = (left.property(name), right.property(name));
        let required = a.and_then(|a| a.required).filter(|_| b.is_some_and(|b| b.required.is_some()));
        let shape = match (a, b) {
            (Some(a), Some(b)) => algebra.union(&a.shape, &b.shape),
            (Some(one), None) => {
                let imputed = impute(right, name, algebra)?;
                algebra.union(&one.shape, &imputed)
            }
            (None, Some(one)) => {
                let imputed = impute(left, name, algebra)?;
                algebra.union(&imputed, &one.shape)
            }
            (None, None) => return None,
        };
        Some(Property { name: name.clone(), required, shape })
    });
    let properties = properties.collect();
    let additional =
        left.additional.as_ref().zip(right.additional.as_ref()).map(|(a, b)| algebra.union(a, b));
    let (patterns, complete) = patterns(left, right, algebra);
    // A name of a pattern that was dropped would fall under `additional`, which never spoke of it.
    let names = left.names.as_ref().zip(right.names.as_ref()).map(|(a, b)| algebra.union(a, b));
    ObjectShape {
        properties,
        patterns,
        additional: additional.filter(|_| complete),
        names,
        min_properties: looser(left.min_properties.as_ref(), right.min_properties.as_ref(), |a, b| a <= b),
        max_properties: looser(left.max_properties.as_ref(), right.max_properties.as_ref(), |a, b| a >= b),
    }
}

/// Patterns of both sides, and whether none was dropped. One of one side only stays if the other side says
/// of every name that it may match what `additional` says.
fn patterns(left: &ObjectShape, right: &ObjectShape, algebra: &mut Algebra) -> (Vec<Pattern>, bool) {
    let mut patterns: Vec<Pattern> = Vec::new();
    let mut complete = true;
    for (side, other) in [(left, right), (right, left)] {
        for pattern in &side.patterns {
            if patterns.iter().any(|known| known.text == pattern.text) {
                continue;
            }
            let twin = other.patterns.iter().find(|known| known.text == pattern.text);
            let plain = other.patterns.is_empty() && other.properties.is_empty();
            let against = twin.map(|twin| &twin.shape).or(other.additional.as_ref().filter(|_| plain));
            complete &= against.is_some();
            patterns.extend(
                against
                    .map(|shape| Pattern { shape: algebra.union(&pattern.shape, shape), ..pattern.clone() }),
            );
        }
    }
    (patterns, complete)
}
