//! What a node's own keywords say, without its applicators in place.

use super::Inference;
use crate::analysis::shape::{Algebra, ArrayShape, NumericShape, ObjectShape, StringShape};
use crate::analysis::shape::{Pattern, Property, Provenance, Reduce, Shape};
use crate::schema::{Keywords, SchemaId, SchemaNode, Types};
use crate::source::{Span, Spanned};
use crate::syntax::Node;
use runtime_lite::compare;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Keywords that leave a schema that has them beside a `$ref` the schema that it refers to
/// (`language.md` section 3.2).
const TRANSPARENT: &[&str] = &[
    "$defs",
    "$ref",
    "allOf",
    "anyOf",
    "default",
    "definitions",
    "description",
    "else",
    "examples",
    "if",
    "not",
    "oneOf",
    "then",
    "title",
];

impl Inference<'_> {
    /// The shape of the keywords of a node that say something of its values themselves.
    pub(super) fn local(&mut self, id: SchemaId) -> Arc<Shape> {
        let node = self.schemas.node(id);
        let keywords = &node.keywords;
        let exact = is_exact(keywords) && !self.schemas.is_undecided(id);
        let mut shape = Shape { broken: keywords.broken, exact, ..Shape::anything() };
        if let Some(types) = &keywords.types {
            shape.types = types.value;
            shape.types_at = Some(types.span);
        }
        annotate(node, &mut shape);
        if shape.types.overlaps(Types::STRING) {
            let string = StringShape {
                format: keywords.strings.format.clone(),
                content_encoding: keywords.strings.content_encoding.clone(),
                content_media_type: keywords.strings.content_media_type.clone(),
                min_length: said(node, "minLength", keywords.strings.min_length),
                max_length: said(node, "maxLength", keywords.strings.max_length),
            };
            if !string.says_nothing() {
                shape.string = string.into();
            }
        }
        let bounded = keywords.numbers.minimum.is_some() || keywords.numbers.maximum.is_some();
        if bounded && shape.types.overlaps(Types::NUMBER) {
            let minimum = said(node, "minimum", keywords.numbers.minimum.clone());
            let maximum = said(node, "maximum", keywords.numbers.maximum.clone());
            shape.numeric = NumericShape { minimum, maximum }.into();
        }
        if shape.types.overlaps(Types::ARRAY) {
            let array = ArrayShape {
                min_items: said(node, "minItems", keywords.arrays.min_items),
                max_items: said(node, "maxItems", keywords.arrays.max_items),
                tuple: keywords.arrays.tuple.iter().map(|node| self.child(id, *node)).collect(),
                additional: keywords.arrays.items.map(|node| self.child(id, node)),
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
        let mut properties: BTreeMap<Arc<str>, Property> = BTreeMap::new();
        for (name, node) in &keywords.objects.properties {
            let shape = matching(&patterns, &name.value, self.child(id, *node), &mut self.algebra);
            let property = Property { name: name.value.clone(), required: None, shape };
            properties.insert(name.value.clone(), property);
        }
        for name in &keywords.objects.required {
            if let Some(property) = properties.get_mut(&name.value) {
                property.required = Some(name.span);
                continue;
            }
            let matched = patterns.iter().any(|pattern| pattern.matches(&name.value) != Some(false));
            let start = additional.clone().filter(|_| !matched);
            let start = start.unwrap_or_else(|| Arc::new(Shape::anything()));
            let shape = matching(&patterns, &name.value, start, &mut self.algebra);
            let property = Property { name: name.value.clone(), required: Some(name.span), shape };
            properties.insert(name.value.clone(), property);
        }
        let names = keywords.objects.property_names.map(|node| self.child(id, node));
        let properties = properties.into_values().collect();
        let object = ObjectShape { properties, patterns, additional, names };
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
        && keywords.strings.pattern.is_none()
        && keywords.numbers.exclusive_minimum.is_none()
        && keywords.numbers.exclusive_maximum.is_none()
        && keywords.numbers.multiple_of.is_none()
        && keywords.arrays.unique_items.as_ref().is_none_or(|unique| !unique.value)
        && keywords.arrays.contains.is_none()
        && keywords.objects.min_properties.is_none()
        && keywords.objects.max_properties.is_none()
}

/// A value with the place of its keyword.
fn said<T>(node: &SchemaNode, keyword: &str, value: Option<T>) -> Option<Spanned<T>> {
    let span = |keyword| node.keyword(keyword).map_or(node.span, |entry| entry.value.span);
    value.map(|value| Spanned::new(value, span(keyword)))
}

fn annotate(node: &SchemaNode, shape: &mut Shape) {
    let keywords = &node.keywords;
    if keywords.title.is_some() {
        shape.annotations.title = said(node, "title", keywords.title.clone());
    }
    if keywords.description.is_some() {
        shape.annotations.description = said(node, "description", keywords.description.clone());
    }
    if let Some(default) = &keywords.default {
        shape.annotations.default = said(node, "default", Some(Arc::new(default.clone())));
    }
    if keywords.secret.is_some() {
        shape.annotations.secret = said(node, "secret", keywords.secret);
    }
    shape.reduce = keywords.reduce.as_ref().map_or(Reduce::Unset, |r| Reduce::Strategy(r.value, r.span));
    for entry in node.source.entries() {
        let name = &entry.key.value;
        if name.starts_with("x-") || name.starts_with("X-") {
            let value = Spanned::new(Node::to_json(&entry.value), entry.value.span);
            shape.annotations.extensions.insert(name.clone(), value);
        }
        if !TRANSPARENT.contains(&&**name) {
            shape.provenance = Provenance::Inline;
        }
    }
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
