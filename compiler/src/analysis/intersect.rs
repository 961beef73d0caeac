//! The intersection of shapes: what holds where both hold (`language.md` section 3.4).

use super::algebra::Algebra;
use super::shape::{ArrayShape, NumericShape, ObjectShape, Pattern, Property, Reduce, Shape, StringShape};
use crate::schema::Types;
use runtime_lite::compare;
use serde_json::{Number, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The shape of documents that are of both shapes. Annotations of the left win.
pub(super) fn intersect(left: &Shape, right: &Shape, algebra: &mut Algebra) -> Shape {
    let mut types = left.types & right.types;
    let values = intersect_values(left.values.as_deref(), right.values.as_deref(), types);
    if let Some(values) = &values {
        types = types & values.iter().fold(Types::NONE, |sum, value| sum | Types::of(value));
    }
    let both = |types: Types| left.types.overlaps(types) && right.types.overlaps(types);
    let decided =
        if types == left.types { left.types_at.or(right.types_at) } else { right.types_at.or(left.types_at) };
    Shape {
        types,
        types_at: decided,
        values,
        title: left.title.clone().or_else(|| right.title.clone()),
        description: left.description.clone().or_else(|| right.description.clone()),
        default: left.default.clone().or_else(|| right.default.clone()),
        reduce: match left.reduce {
            Reduce::Unset => right.reduce,
            Reduce::Strategy(..) | Reduce::Multiple => left.reduce,
        },
        secret: left.secret.or(right.secret),
        string: if both(Types::STRING) {
            strings(&left.string, &right.string)
        } else {
            StringShape::default()
        },
        numeric: if both(Types::NUMBER) {
            numbers(&left.numeric, &right.numeric)
        } else {
            NumericShape::default()
        },
        array: if both(Types::ARRAY) {
            arrays(&left.array, &right.array, algebra)
        } else {
            ArrayShape::default()
        },
        object: if both(Types::OBJECT) {
            objects(&left.object, &right.object, algebra)
        } else {
            ObjectShape::default()
        },
        broken: left.broken || right.broken,
        height: 1,
        reduces: false,
    }
    .measured()
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

fn intersect_values(left: Option<&[Value]>, right: Option<&[Value]>, types: Types) -> Option<Vec<Value>> {
    let common: Vec<&Value> = match (left, right) {
        (Some(left), Some(right)) => {
            let in_right = |value: &&Value| right.binary_search_by(|other| compare(other, value)).is_ok();
            left.iter().filter(in_right).collect()
        }
        (one, other) => one.or(other)?.iter().collect(),
    };
    Some(common.into_iter().filter(|value| Types::of(value).is_subset(types)).cloned().collect())
}

fn strings(left: &StringShape, right: &StringShape) -> StringShape {
    StringShape {
        format: left.format.clone().or_else(|| right.format.clone()),
        content_encoding: left.content_encoding.clone().or_else(|| right.content_encoding.clone()),
        content_media_type: left.content_media_type.clone().or_else(|| right.content_media_type.clone()),
        min_length: left.min_length.max(right.min_length),
        max_length: least(left.max_length, right.max_length),
    }
}

fn least(left: Option<u64>, right: Option<u64>) -> Option<u64> {
    left.into_iter().chain(right).min()
}

fn numbers(left: &NumericShape, right: &NumericShape) -> NumericShape {
    let order = |a: &Number, b: &Number| compare(&Value::Number(a.clone()), &Value::Number(b.clone()));
    let minimums = left.minimum.iter().chain(&right.minimum);
    let maximums = left.maximum.iter().chain(&right.maximum);
    NumericShape {
        minimum: minimums.max_by(|a, b| order(a, b)).cloned(),
        maximum: maximums.min_by(|a, b| order(a, b)).cloned(),
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
        min_items: left.min_items.max(right.min_items),
        max_items: least(left.max_items, right.max_items),
        tuple: (0..length).map(&mut item).collect(),
        additional: optional(left.additional.as_ref(), right.additional.as_ref(), algebra),
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
                    let named = other.properties.binary_search_by(|p| p.name.cmp(&property.name)).is_ok();
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
    }
}

/// What a side says of a property that it does not name: its matching patterns, else its `additional`.
///
/// A pattern that cannot be decided may match, and then `additional` does not apply: anything may be.
pub(super) fn impute(object: &ObjectShape, name: &str, algebra: &mut Algebra) -> Option<Arc<Shape>> {
    let matching = object.patterns.iter().filter(|pattern| pattern.matches(name) == Some(true));
    let shape = matching.map(|pattern| pattern.shape.clone()).reduce(|a, b| algebra.intersect(&a, &b));
    let undecided = object.patterns.iter().any(|pattern| pattern.matches(name).is_none());
    shape.or_else(|| match (&object.additional, undecided) {
        (Some(_), true) => Some(Arc::new(Shape::anything())),
        (additional, _) => additional.clone(),
    })
}

fn patterns(left: &ObjectShape, right: &ObjectShape, algebra: &mut Algebra) -> Vec<Pattern> {
    let mut patterns = left.patterns.clone();
    for pattern in &right.patterns {
        match patterns.iter_mut().find(|known| known.text == pattern.text) {
            Some(known) => known.shape = algebra.intersect(&known.shape, &pattern.shape),
            None => patterns.push(pattern.clone()),
        }
    }
    patterns
}
