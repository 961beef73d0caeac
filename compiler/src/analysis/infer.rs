//! From schemas to shapes (`language.md` section 3.2), each node once.

use super::algebra::Algebra;
use super::shape::{Pattern, Property, Reduce, Shape};
use crate::schema::{Keywords, SchemaId, Schemas, Types};
use crate::source::Span;
use runtime_lite::compare;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Shapes of schema nodes, inferred when they are first asked for.
///
/// Inference walks with a stack of its own, children and referred schemas first, so that neither deep
/// schemas nor long chains of references cost call depth, and no node is inferred twice.
pub(super) struct Inference<'s> {
    schemas: &'s Schemas,
    done: BTreeMap<SchemaId, Arc<Shape>>,
    algebra: Algebra,
}

/// Levels of a shape: twice as many as one file may have, so that only chains of references end earlier.
/// What lies below is anything, which is true of every document.
const MAX_HEIGHT: u32 = 256;

/// Where a walk stands at a node: its dependencies lie before it, or are done.
enum Visit {
    Enter(SchemaId),
    Leave(SchemaId),
}

impl<'s> Inference<'s> {
    pub(super) fn new(schemas: &'s Schemas) -> Inference<'s> {
        Inference { schemas, done: BTreeMap::new(), algebra: Algebra::default() }
    }

    /// The shape of a schema. A `$ref` that leads back to a schema being inferred means anything.
    pub(super) fn shape(&mut self, root: SchemaId) -> Arc<Shape> {
        let mut entered = BTreeSet::new();
        let mut walk = vec![Visit::Enter(root)];
        while let Some(visit) = walk.pop() {
            match visit {
                Visit::Enter(id) if !self.done.contains_key(&id) && entered.insert(id) => {
                    walk.push(Visit::Leave(id));
                    walk.extend(self.dependencies(id).into_iter().map(Visit::Enter));
                }
                Visit::Enter(_) => {}
                Visit::Leave(id) => {
                    let shape = self.infer(id);
                    self.done.insert(id, shape);
                }
            }
        }
        self.known(root)
    }

    fn dependencies(&self, id: SchemaId) -> Vec<SchemaId> {
        let children = self.schemas.node(id).keywords.children().map(|node| SchemaId { node, ..id });
        children.chain(self.schemas.referred(id).and_then(Result::ok)).collect()
    }

    fn known(&self, id: SchemaId) -> Arc<Shape> {
        let shape = self.done.get(&id).filter(|shape| shape.height < MAX_HEIGHT);
        shape.cloned().unwrap_or_else(|| Arc::new(Shape::anything()))
    }

    fn infer(&mut self, id: SchemaId) -> Arc<Shape> {
        let mut algebra = std::mem::take(&mut self.algebra);
        let shape = self.infer_with(id, &mut algebra);
        self.algebra = algebra;
        shape
    }

    fn infer_with(&self, id: SchemaId, algebra: &mut Algebra) -> Arc<Shape> {
        let keywords = &self.schemas.node(id).keywords;
        if let Some(always) = keywords.always {
            return Arc::new(if always { Shape::anything() } else { Shape::nothing() });
        }
        let child = |node: u32| self.known(SchemaId { node, ..id });
        let mut shape = Arc::new(local(keywords, &child, algebra));
        match self.schemas.referred(id) {
            Some(Ok(target)) => shape = algebra.intersect(&shape, &self.known(target)),
            Some(Err(_)) => shape = Arc::new(Shape { broken: true, ..Shape::clone(&shape) }),
            None => {}
        }
        for branch in &keywords.all_of {
            shape = algebra.intersect(&shape, &child(*branch));
        }
        for branches in [&keywords.one_of, &keywords.any_of] {
            let united = branches.iter().map(|branch| child(*branch)).reduce(|a, b| algebra.union(&a, &b));
            if let Some(united) = united {
                shape = algebra.intersect(&shape, &united);
            }
        }
        if let (Some(_), Some(then), Some(otherwise)) =
            (keywords.condition, keywords.then, keywords.otherwise)
        {
            let united = algebra.union(&child(then), &child(otherwise));
            shape = algebra.intersect(&shape, &united);
        }
        shape
    }
}

/// What a node's own keywords say, without its applicators in place.
fn local(keywords: &Keywords, child: &dyn Fn(u32) -> Arc<Shape>, algebra: &mut Algebra) -> Shape {
    let mut shape = Shape { broken: keywords.broken, ..Shape::anything() };
    if let Some(types) = &keywords.types {
        shape.types = types.value;
        shape.types_at = Some(types.span);
    }
    shape.title.clone_from(&keywords.title);
    shape.description.clone_from(&keywords.description);
    shape.default.clone_from(&keywords.default);
    shape.reduce = keywords.reduce.as_ref().map_or(Reduce::Unset, |r| Reduce::Strategy(r.value, r.span));
    shape.secret = keywords.secret;
    if shape.types.overlaps(Types::STRING) {
        shape.string.format.clone_from(&keywords.format);
        shape.string.content_encoding = keywords.content_encoding.as_ref().map(|text| text.value.clone());
        shape.string.content_media_type = keywords.content_media_type.as_ref().map(|text| text.value.clone());
        shape.string.min_length = keywords.min_length.unwrap_or(0);
        shape.string.max_length = keywords.max_length;
    }
    if shape.types.overlaps(Types::NUMBER) {
        shape.numeric.minimum.clone_from(&keywords.minimum);
        shape.numeric.maximum.clone_from(&keywords.maximum);
    }
    if shape.types.overlaps(Types::ARRAY) {
        shape.array.min_items = keywords.min_items.unwrap_or(0);
        shape.array.max_items = keywords.max_items;
        shape.array.tuple = keywords.tuple.iter().map(|node| child(*node)).collect();
        shape.array.additional = keywords.items.map(child);
    }
    if shape.types.overlaps(Types::OBJECT) {
        object(keywords, child, algebra, &mut shape);
    }
    for values in &keywords.values {
        restrict(&mut shape, &values.value, values.span);
    }
    shape.measured()
}

fn object(keywords: &Keywords, child: &dyn Fn(u32) -> Arc<Shape>, algebra: &mut Algebra, shape: &mut Shape) {
    let patterns = keywords.pattern_properties.iter();
    let patterns: Vec<Pattern> =
        patterns.map(|(text, node)| Pattern::new(text.value.clone(), child(*node))).collect();
    let mut matching = |name: &str, start: Arc<Shape>| {
        let matching = patterns.iter().filter(|pattern| pattern.matches(name) == Some(true));
        matching.fold(start, |shape, pattern| algebra.intersect(&shape, &pattern.shape))
    };
    let mut properties: BTreeMap<Arc<str>, Property> = BTreeMap::new();
    for (name, node) in &keywords.properties {
        let shape = matching(&name.value, child(*node));
        properties.insert(name.value.clone(), Property { name: name.value.clone(), required: None, shape });
    }
    for name in &keywords.required {
        if let Some(property) = properties.get_mut(&name.value) {
            property.required = Some(name.span);
            continue;
        }
        let matched = patterns.iter().any(|pattern| pattern.matches(&name.value) != Some(false));
        let additional = keywords.additional_properties.filter(|_| !matched).map(child);
        let start = additional.unwrap_or_else(|| Arc::new(Shape::anything()));
        let shape = matching(&name.value, start);
        let property = Property { name: name.value.clone(), required: Some(name.span), shape };
        properties.insert(name.value.clone(), property);
    }
    shape.object.properties = properties.into_values().collect();
    shape.object.patterns = patterns;
    shape.object.additional = keywords.additional_properties.map(child);
}

/// Applies `enum` or `const`: values outside the types go, and types without a value.
fn restrict(shape: &mut Shape, values: &[Value], span: Span) {
    let allowed = |value: &&Value| {
        let before = shape.values.as_ref();
        let listed = before.is_none_or(|known| known.iter().any(|other| compare(other, value).is_eq()));
        Types::of(value).is_subset(shape.types) && listed
    };
    let mut values: Vec<Value> = values.iter().filter(allowed).cloned().collect();
    values.sort_by(compare);
    values.dedup_by(|a, b| compare(a, b).is_eq());
    let types = values.iter().fold(Types::NONE, |sum, value| sum | Types::of(value));
    if types != shape.types {
        shape.types_at = Some(span);
    }
    shape.types = types;
    shape.values = Some(values);
}
