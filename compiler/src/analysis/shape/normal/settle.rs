//! What follows from the parts of a plain shape for its types: those without a value go.

use crate::analysis::shape::{ArrayShape, Condition, Shape};
use crate::schema::Types;
use crate::source::Spanned;
use serde_json::Value;
use std::sync::Arc;

/// The shape with its impossible types left out; nothing where no type is left.
pub(super) fn settled(shape: &Arc<Shape>) -> Option<Arc<Shape>> {
    let mut types = shape.types;
    let values = listed(shape);
    if let Some(values) = &values {
        types = types & values.iter().fold(Types::NONE, |sum, value| sum | Types::of(value));
    }
    if shape.object.properties.iter().any(|one| one.required.is_some() && is_empty(&one.shape)) {
        types = types.without(Types::OBJECT);
    }
    let array = array(&shape.array);
    if array.as_ref().is_some_and(|array| array.most().is_some_and(|most| most < array.least())) {
        types = types.without(Types::ARRAY);
    }
    if types.is_empty() {
        return None;
    }
    if types == shape.types && array.is_none() && values.is_none() {
        return Some(shape.clone());
    }
    let mut settled = Shape { types, ..Shape::clone(shape) };
    if let (Some(values), Some(known)) = (values, &shape.values) {
        settled.values = Some(Spanned::new(values.into(), known.span));
        settled.conditions.retain(|one| matches!(one, Condition::Named(_)));
    }
    if let Some(array) = array {
        settled.array = array.into();
    }
    Some(Arc::new(settled))
}

/// The listed values that the facets and exclusions allow, where that is not all of them.
fn listed(shape: &Shape) -> Option<Vec<Value>> {
    let values = shape.listed()?;
    let not: Vec<&Arc<Shape>> = shape.conditions.iter().filter_map(excluded).collect();
    let facets = Shape { conditions: Vec::new(), ..shape.clone() };
    let allowed = |value: &&Value| facets.contains(value) && !not.iter().any(|one| one.contains(value));
    let left: Vec<Value> = values.iter().filter(allowed).cloned().collect();
    (left.len() < values.len() || !not.is_empty()).then_some(left)
}

fn excluded(condition: &Condition) -> Option<&Arc<Shape>> {
    match condition {
        Condition::Not(shape, _) => Some(shape),
        Condition::Choice(_) | Condition::Named(_) => None,
    }
}

/// Whether a shape surely has no value. It is asked of values that must be there.
fn is_empty(shape: &Arc<Shape>) -> bool {
    shape.types.is_empty() || (shape.listed().is_some() && settled(shape).is_none())
}

/// The facets of arrays up to an item that no value has, where there is such.
fn array(array: &ArrayShape) -> Option<ArrayShape> {
    let first = array.tuple.iter().position(is_empty);
    let ended = array.additional.as_ref().is_some_and(is_empty).then_some(array.tuple.len());
    let most = u64::try_from(first.or(ended)?).ok()?;
    if array.most().is_some_and(|known| known <= most) {
        return None;
    }
    let span = array.max_items.as_ref().map(|known| known.span);
    let mut cut = array.clone();
    let decided = first.and_then(|at| array.tuple.get(at)).or(array.additional.as_ref());
    let span = span.or_else(|| decided.and_then(|shape| shape.types_at))?;
    cut.max_items = Some(Spanned::new(most, span));
    Some(cut)
}
