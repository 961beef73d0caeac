//! What a node's own keywords say, without its applicators in place.

use super::Inference;
use crate::analysis::shape::{Algebra, ArrayShape, ObjectShape};
use crate::analysis::shape::{Pattern, Property, Provenance, Reduce, Shape};
use crate::schema::{Keywords, SchemaId, Types};
use crate::source::{Span, Spanned};
use runtime_lite::compare;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

impl Inference<'_> {
    /// The shape of the keywords of a node that say something of its values themselves.
    pub(super) fn local(&mut self, id: SchemaId) -> Arc<Shape> {
        let keywords = &self.schemas.node(id).keywords;
        let exact = is_exact(keywords) && !self.schemas.is_undecided(id);
        let mut shape = Shape { broken: keywords.broken, exact, ..Shape::anything() };
        if let Some(types) = &keywords.types {
            shape.types = types.value;
            shape.types_at = Some(types.span);
        }
        shape.annotations = keywords.annotations.clone();
        shape.reduce = keywords.reduce.as_ref().map_or(Reduce::Unset, |r| Reduce::Strategy(r.value, r.span));
        if keywords.inline {
            shape.provenance = Provenance::Inline;
        }
        if shape.types.overlaps(Types::STRING) && !keywords.strings.says_nothing() {
            shape.string = keywords.strings.clone();
        }
        if shape.types.overlaps(Types::NUMBER) && !keywords.numbers.allows_all() {
            shape.numeric = keywords.numbers.clone();
        }
        if shape.types.overlaps(Types::ARRAY) {
            let array = ArrayShape {
                min_items: keywords.arrays.min_items.clone(),
                max_items: keywords.arrays.max_items.clone(),
                tuple: keywords.arrays.tuple.iter().map(|node| self.child(id, *node)).collect(),
                additional: keywords.arrays.items.map(|node| self.child(id, node)),
                unique: keywords.arrays.unique_items.as_ref().is_some_and(|unique| unique.value),
            };
            if !array.says_nothing() {
                shape.array = array.into();
            }
        }
        if shape.types.overlaps(Types::OBJECT) {
            self.object(id, &mut shape);
        }
        for values in &keywords.values {
            restrict(&mut shape, &values.value, values.span);
        }
        let sure = shape.children().all(|child| child.exact);
        shape.exact &= sure;
        Arc::new(shape.measured())
    }

    fn object(&mut self, id: SchemaId, shape: &mut Shape) {
        let keywords = &self.schemas.node(id).keywords;
        let patterns = keywords.objects.pattern_properties.iter();
        let patterns: Vec<Pattern> =
            patterns.map(|(text, node)| Pattern::new(text.value.clone(), self.child(id, *node))).collect();
        shape.exact &= patterns.iter().all(|pattern| pattern.regex.is_some());
        let additional = keywords.objects.additional_properties.map(|node| self.child(id, node));
        // An object has each name once.
        let mut properties: Vec<Property> = Vec::with_capacity(keywords.objects.properties.len());
        for (name, node) in &keywords.objects.properties {
            let shape = matching(&patterns, &name.value, self.child(id, *node), &mut self.algebra);
            properties.push(Property { name: name.value.clone(), required: None, shape });
        }
        properties.sort_unstable_by(|a, b| a.name.cmp(&b.name));
        let mut undeclared: BTreeMap<&Arc<str>, Span> = BTreeMap::new();
        for name in &keywords.objects.required {
            let at = properties.binary_search_by(|property| property.name.cmp(&name.value));
            match at.ok().and_then(|at| properties.get_mut(at)) {
                Some(property) => property.required = Some(name.span),
                None => drop(undeclared.insert(&name.value, name.span)),
            }
        }
        let is_whole = undeclared.is_empty();
        for (name, span) in undeclared {
            let matched = patterns.iter().any(|pattern| pattern.matches(name) != Some(false));
            let start = additional.clone().filter(|_| !matched);
            let start = start.unwrap_or_else(|| Arc::new(Shape::anything()));
            let shape = matching(&patterns, name, start, &mut self.algebra);
            properties.push(Property { name: name.clone(), required: Some(span), shape });
        }
        if !is_whole {
            properties.sort_unstable_by(|a, b| a.name.cmp(&b.name));
        }
        let names = keywords.objects.property_names.map(|node| self.child(id, node));
        let min_properties = keywords.objects.min_properties.clone();
        let max_properties = keywords.objects.max_properties.clone();
        let object = ObjectShape { properties, patterns, additional, names, min_properties, max_properties };
        if !object.says_nothing() {
            shape.object = object.into();
        }
    }
}

/// What patterns say of a property besides.
fn matching(patterns: &[Pattern], name: &str, start: Arc<Shape>, algebra: &mut Algebra) -> Arc<Shape> {
    let matching = patterns.iter().filter(|pattern| pattern.matches(name) == Some(true));
    matching.fold(start, |shape, pattern| algebra.intersect(&shape, &pattern.shape))
}

/// Whether shapes hold all that the keywords of a node refuse.
fn is_exact(keywords: &Keywords) -> bool {
    let formats = keywords
        .strings
        .format
        .as_ref()
        .is_some_and(|format| ["integer", "number"].contains(&&*format.value));
    !keywords.broken
        && !formats
        && !keywords.refines
        && keywords.arrays.unique_items.as_ref().is_none_or(|unique| !unique.value)
        && keywords.arrays.contains.is_none()
        && keywords.objects.min_properties.is_none()
        && keywords.objects.max_properties.is_none()
}

/// Applies `enum` or `const`: values outside the types go, and types without a value.
fn restrict(shape: &mut Shape, values: &[Value], span: Span) {
    let allowed = |value: &&Value| {
        let listed = |known: &[Value]| known.iter().any(|other| compare(other, value).is_eq());
        Types::of(value).is_subset(shape.types) && shape.listed().is_none_or(listed)
    };
    let mut values: Vec<Value> = values.iter().filter(allowed).cloned().collect();
    values.sort_by(compare);
    values.dedup_by(|a, b| compare(a, b).is_eq());
    let types = values.iter().fold(Types::NONE, |sum, value| sum | Types::of(value));
    if types != shape.types {
        shape.types_at = Some(span);
    }
    shape.types = types;
    shape.values = Some(Spanned::new(values.into(), span));
}
