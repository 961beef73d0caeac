//! `if`, `dependentRequired`, `dependentSchemas`: each is a choice between what holds with and without.

use super::Inference;
use crate::analysis::shape::{Choice, Condition, ObjectShape, Property, Provenance, Shape};
use crate::schema::{SchemaId, Types};
use crate::source::Span;
use std::sync::Arc;

impl Inference<'_> {
    pub(super) fn conditional(&mut self, id: SchemaId, mut shape: Arc<Shape>) -> Arc<Shape> {
        let node = self.schemas.node(id);
        let keywords = &node.keywords;
        if let (Some(condition), true) = (
            keywords.branches.condition,
            keywords.branches.then.is_some() || keywords.branches.otherwise.is_some(),
        ) {
            let at = node.keyword("if").map(|entry| entry.key.span);
            let branch = |part: Option<u32>| {
                part.map_or_else(|| Arc::new(Shape::anything()), |part| self.child(id, part))
            };
            let (then, otherwise) = (branch(keywords.branches.then), branch(keywords.branches.otherwise));
            let condition = self.child(id, condition);
            let sure = condition.exact && then.exact && otherwise.exact;
            let holds = self.algebra.intersect(&condition, &then);
            let fails = self.without(&otherwise, &condition, at.unwrap_or(node.span()));
            // What both branches say is said of every value (section 3.2); conditions say the rest.
            if keywords.branches.then.is_some() && keywords.branches.otherwise.is_some() {
                let flat = Shape { exact: true, ..Shape::clone(&self.algebra.union(&then, &otherwise)) };
                shape = self.algebra.intersect(&shape, &Arc::new(flat));
            }
            shape = choose(&shape, vec![holds, fails], sure, at);
        }
        for (name, names) in &keywords.objects.dependent_required {
            let required = names.iter().chain([name]).map(|name| (name.value.clone(), name.span));
            let with = Arc::new(having(required.collect()));
            shape = choose(&shape, vec![lacking(&name.value, name.span), with], true, Some(name.span));
        }
        for (name, dependent) in &keywords.objects.dependent_schemas {
            let dependent = self.child(id, *dependent);
            let has = Arc::new(having(vec![(name.value.clone(), name.span)]));
            let with = self.algebra.intersect(&has, &dependent);
            let sure = dependent.exact;
            shape = choose(&shape, vec![lacking(&name.value, name.span), with], sure, Some(name.span));
        }
        shape
    }

    /// A shape without the values of another, as far as these are known.
    pub(super) fn without(&mut self, shape: &Arc<Shape>, other: &Arc<Shape>, at: Span) -> Arc<Shape> {
        if !other.exact {
            return shape.clone();
        }
        let mut without = Shape { provenance: Provenance::Inline, ..Shape::clone(shape) };
        without.conditions.push(Condition::Not(other.clone(), at));
        Arc::new(without.measured())
    }
}

/// A shape on condition that a value is of one of these alternatives, too.
pub(super) fn choose(
    shape: &Arc<Shape>,
    alternatives: Vec<Arc<Shape>>,
    sure: bool,
    at: Option<Span>,
) -> Arc<Shape> {
    let mut chosen = Shape { provenance: Provenance::Inline, ..Shape::clone(shape) };
    chosen.conditions.push(Condition::Choice(Arc::new(Choice { at, alternatives, exclusive: false })));
    chosen.exact &= sure;
    Arc::new(chosen.measured())
}

/// Objects with these properties.
pub(super) fn having(names: Vec<(Arc<str>, Span)>) -> Shape {
    let anything = Arc::new(Shape::anything());
    let property = |(name, span)| Property { name, required: Some(span), shape: anything.clone() };
    let mut properties: Vec<Property> = names.into_iter().map(property).collect();
    properties.sort_by(|a, b| a.name.cmp(&b.name));
    properties.dedup_by(|a, b| a.name == b.name);
    let object = ObjectShape { properties, ..ObjectShape::default() }.into();
    Shape { types: Types::OBJECT, object, ..Shape::anything() }.measured()
}

/// Everything but objects with this property.
pub(super) fn lacking(name: &Arc<str>, at: Span) -> Arc<Shape> {
    let nothing = Arc::new(Shape { types_at: Some(at), ..Shape::nothing() });
    let property = Property { name: name.clone(), required: None, shape: nothing };
    let object = ObjectShape { properties: vec![property], ..ObjectShape::default() }.into();
    Arc::new(Shape { object, ..Shape::anything() }.measured())
}
