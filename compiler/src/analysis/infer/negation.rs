//! `not`: an exclusion, and what follows from it for facets.

use super::Inference;
use super::conditional::lacking;
use crate::analysis::shape::{Exclusion, Shape};
use crate::schema::{SchemaId, Types};
use crate::syntax::Node;
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
        let Some(negated_node) = node.keywords.branches.negated else { return shape };
        let at = self.schemas.node(SchemaId { node: negated_node, ..id }).span();
        let negated = self.child(id, negated_node);
        let exclusion = self.exclusion(SchemaId { node: negated_node, ..id }, &negated);
        let told = |shape: Shape| {
            let mut exclusions = shape.exclusions.clone();
            exclusions.push(Arc::new(exclusion));
            Arc::new(Shape { exclusions, ..shape })
        };
        // Of a shape that allows more than its schema does, nothing is known to be excluded.
        if !negated.exact {
            return told(Shape { exact: false, ..Shape::clone(&shape) });
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
        told(without)
    }

    /// What people are told of a schema that is excluded, whose shape is this one.
    fn exclusion(&self, id: SchemaId, shape: &Arc<Shape>) -> Exclusion {
        let node = self.schemas.node(id);
        let is_said = shape.conditions.is_empty() && (shape.exact || self.is_said(id, shape));
        let text = is_short(&node.source).then(|| node.source.to_json().to_string());
        Exclusion {
            at: node.span(),
            text: text.filter(|text| text.len() <= LONGEST_TEXT).map(Into::into),
            shape: is_said.then(|| shape.clone()),
        }
    }

    /// Whether the shape of a schema that is not exact lacks nothing that its keywords say.
    fn is_said(&self, id: SchemaId, shape: &Shape) -> bool {
        let keywords = &self.schemas.node(id).keywords;
        let objects = &keywords.objects;
        !keywords.broken
            && keywords.references.is_empty()
            && keywords.branches.is_empty()
            && objects.dependent_required.is_empty()
            && objects.dependent_schemas.is_empty()
            && objects.unevaluated_properties.is_none()
            && keywords.arrays.unevaluated_items.is_none()
            && objects.pattern_properties.is_empty()
            && shape.children().all(|child| child.exact)
    }
}

/// Whether a schema may be one of a short text, found out in as little time.
fn is_short(node: &Node) -> bool {
    let (mut left, mut walk) = (LONGEST_TEXT, vec![node]);
    while let Some(node) = walk.pop() {
        let keys = node.entries().iter().take(LONGEST_TEXT).map(|entry| entry.key.value.len());
        let own = 1 + node.as_str().map_or(0, |text| text.len()) + keys.sum::<usize>();
        let Some(rest) = left.checked_sub(own) else { return false };
        left = rest;
        walk.extend(node.items().iter().take(LONGEST_TEXT));
        walk.extend(node.entries().iter().take(LONGEST_TEXT).map(|entry| &entry.value));
    }
    true
}

/// The longest text of a schema that people are told, in bytes.
const LONGEST_TEXT: usize = 100;

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
