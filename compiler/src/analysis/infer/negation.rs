//! `not`: an exclusion, and what follows from it for facets.

use super::Inference;
use super::conditional::lacking;
use crate::analysis::shape::Shape;
use crate::schema::{SchemaId, Types};
use serde_json::Value;
use std::sync::Arc;

/// The types that are excluded whole or not at all.
const SEPARATE: [Types; 7] = [
    Types::NULL,
    Types::BOOLEAN,
    Types::INTEGER,
    Types::FRACTIONAL,
    Types::STRING,
    Types::ARRAY,
    Types::OBJECT,
];

impl Inference<'_> {
    pub(super) fn negation(&mut self, id: SchemaId, mut shape: Arc<Shape>) -> Arc<Shape> {
        let node = self.schemas.node(id);
        let Some(negated) = node.keywords.branches.negated else { return shape };
        let at = self.schemas.node(SchemaId { node: negated, ..id }).span();
        let negated = self.child(id, negated);
        // Of a shape that allows more than its schema does, nothing is known to be excluded.
        if !negated.exact {
            return Arc::new(Shape { exact: false, ..Shape::clone(&shape) });
        }
        let covered = |types: &Types| types.overlaps(shape.types) && covers(&negated, *types);
        let excluded = SEPARATE.into_iter().filter(covered).fold(Types::NONE, |sum, types| sum | types);
        let types = Shape {
            types: Types::ANY.without(excluded),
            types_at: (!excluded.is_empty()).then_some(at),
            ..Shape::anything()
        };
        shape = self.algebra.intersect(&shape, &Arc::new(types));
        if let Some(name) = required_alone(&negated) {
            shape = self.algebra.intersect(&shape, &lacking(&name, at));
        }
        let mut without = Shape::clone(&self.without(&shape, &negated, at));
        if let Some(values) = &mut without.values {
            values.value = values.value.iter().filter(|value| !negated.contains(value)).cloned().collect();
            let left = values.value.iter().fold(Types::NONE, |sum, value| sum | Types::of(value));
            without.types = without.types & left;
        }
        Arc::new(without)
    }
}

/// Whether a shape holds all values of a type.
fn covers(shape: &Shape, types: Types) -> bool {
    match types {
        Types::NULL => shape.contains(&Value::Null),
        Types::BOOLEAN => shape.contains(&true.into()) && shape.contains(&false.into()),
        _ => shape.allows_all(types),
    }
}

/// The name of a property, where a shape says of objects that they have it, and no more.
fn required_alone(shape: &Shape) -> Option<Arc<str>> {
    let object = &shape.object;
    let [property] = object.properties.as_slice() else { return None };
    let alone = property.required.is_some()
        && property.shape.allows_anything()
        && object.patterns.is_empty()
        && object.additional.is_none()
        && object.names.is_none()
        && shape.values.is_none()
        && shape.conditions.is_empty()
        && shape.types.overlaps(Types::OBJECT);
    alone.then(|| property.name.clone())
}
