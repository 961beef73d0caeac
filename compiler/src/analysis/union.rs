//! The union of shapes: what holds where either holds (`language.md` section 3.3).

use super::algebra::Algebra;
use super::intersect::impute;
use super::shape::{ArrayShape, NumericShape, ObjectShape, Pattern, Property, Reduce, Shape, StringShape};
use crate::schema::Types;
use crate::source::Spanned;
use runtime_lite::compare;
use serde_json::{Number, Value};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The shape of documents that are of one of both shapes.
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
        values: left.values.as_ref().zip(right.values.as_ref()).map(|(a, b)| merge_values(a, b)),
        title: equal(left.title.as_ref(), right.title.as_ref()),
        description: equal(left.description.as_ref(), right.description.as_ref()),
        default: equal(left.default.as_ref(), right.default.as_ref()),
        reduce: reduce(left.reduce, right.reduce),
        secret: equal(left.secret.as_ref(), right.secret.as_ref()),
        string: facet(left, right, Types::STRING, |shape| &shape.string, strings),
        numeric: facet(left, right, Types::NUMBER, |shape| &shape.numeric, numbers),
        array: facet(left, right, Types::ARRAY, |shape| &shape.array, |a, b| arrays(a, b, algebra)),
        object: facet(left, right, Types::OBJECT, |shape| &shape.object, |a, b| objects(a, b, algebra)),
        broken: left.broken || right.broken,
        height: 1,
        reduces: false,
    }
    .measured()
}

/// A facet of a type: of the one side that allows the type, or the union of both.
fn facet<T: Clone>(
    left: &Shape,
    right: &Shape,
    types: Types,
    of: impl Fn(&Shape) -> &T,
    union: impl FnOnce(&T, &T) -> T,
) -> T {
    match (left.types.overlaps(types), right.types.overlaps(types)) {
        (true, false) => of(left).clone(),
        (false, true) => of(right).clone(),
        (true, true) | (false, false) => union(of(left), of(right)),
    }
}

fn equal<T: Clone + PartialEq>(left: Option<&T>, right: Option<&T>) -> Option<T> {
    left.filter(|_| left == right).cloned()
}

fn merge_values(left: &[Value], right: &[Value]) -> Vec<Value> {
    let mut values: Vec<Value> = left.iter().chain(right).cloned().collect();
    values.sort_by(compare);
    values.dedup_by(|a, b| compare(a, b).is_eq());
    values
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
        min_length: left.min_length.min(right.min_length),
        max_length: left.max_length.zip(right.max_length).map(|(a, b)| a.max(b)),
    }
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
    let minimums = left.minimum.as_ref().zip(right.minimum.as_ref());
    let maximums = left.maximum.as_ref().zip(right.maximum.as_ref());
    NumericShape {
        minimum: minimums.map(|(a, b)| if order(a, b).is_le() { a.clone() } else { b.clone() }),
        maximum: maximums.map(|(a, b)| if order(a, b).is_ge() { a.clone() } else { b.clone() }),
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
        min_items: left.min_items.min(right.min_items),
        max_items: left.max_items.zip(right.max_items).map(|(a, b)| a.max(b)),
        tuple,
        additional,
    }
}

fn objects(left: &ObjectShape, right: &ObjectShape, algebra: &mut Algebra) -> ObjectShape {
    let names: BTreeSet<&Arc<str>> =
        left.properties.iter().chain(&right.properties).map(|property| &property.name).collect();
    let properties = names.into_iter().filter_map(|name| {
        let (a, b) = (find(left, name), find(right, name));
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
    ObjectShape { properties, patterns, additional: additional.filter(|_| complete) }
}

fn find<'s>(object: &'s ObjectShape, name: &str) -> Option<&'s Property> {
    let at = object.properties.binary_search_by(|property| (*property.name).cmp(name)).ok()?;
    object.properties.get(at)
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
