//! From schemas to shapes (`language.md` section 3.2, D3), each node once.

mod conditional;
mod cycles;
mod evaluated;
mod local;
mod negation;

use super::shape::{Algebra, Choice, Condition, NamedShape, Provenance, Shape};
use crate::schema::{SchemaId, Schemas, Types};
use crate::source::Span;
use cycles::Cycles;
use evaluated::Case;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

/// Levels of a shape: twice as many as one file may have, so that only chains of references end earlier.
/// What lies below is anything, which is true of every document.
const MAX_HEIGHT: u32 = 256;

/// As many alternatives as a shape keeps; of more only what they have in common (`language.md` D3).
const MAX_ALTERNATIVES: usize = 64;

/// Shapes of schema nodes, inferred when they are first asked for.
///
/// Inference walks with a stack of its own, children and referred schemas first, so that neither deep
/// schemas nor long chains of references cost call depth, and no node is inferred twice. References that
/// close a cycle are not followed: they are conditions that name the shape of their target.
pub(super) struct Inference<'s> {
    schemas: &'s Schemas,
    cycles: Cycles,
    /// Shapes by document and node.
    done: Vec<Vec<Option<Arc<Shape>>>>,
    /// Shapes as their references see them.
    referred: BTreeMap<SchemaId, Arc<Shape>>,
    /// Shapes as references that close a cycle see them.
    recursive: BTreeMap<SchemaId, Arc<Shape>>,
    /// Shapes that these name, some of which are still to be inferred.
    named: BTreeMap<SchemaId, Arc<NamedShape>>,
    unnamed: Vec<SchemaId>,
    /// Schemas below which nothing is annotated with `reduce`.
    plain: BTreeSet<SchemaId>,
    /// What subschemas look at in values, for `unevaluated` keywords.
    looked_at: BTreeMap<SchemaId, Vec<Case>>,
    algebra: Algebra,
}

/// Where a walk stands at a node: its dependencies lie before it, or are done.
enum Visit {
    Enter(SchemaId),
    Leave(SchemaId),
}

impl<'s> Inference<'s> {
    pub(super) fn new(schemas: &'s Schemas) -> Inference<'s> {
        let sizes = schemas.documents().iter().map(|document| document.nodes.len());
        Inference {
            schemas,
            cycles: Cycles::of(schemas),
            done: sizes.map(|nodes| vec![None; nodes]).collect(),
            referred: BTreeMap::new(),
            recursive: BTreeMap::new(),
            named: BTreeMap::new(),
            unnamed: Vec::new(),
            plain: BTreeSet::new(),
            looked_at: BTreeMap::new(),
            algebra: Algebra::default(),
        }
    }

    /// The shape of a schema.
    pub(super) fn shape(&mut self, root: SchemaId) -> Arc<Shape> {
        self.walk(root);
        while let Some(target) = self.unnamed.pop() {
            self.walk(target);
            if let (Some(named), Some(shape)) = (self.named.get(&target), self.done(target)) {
                let _ = named.shape.set(Arc::downgrade(shape));
            }
        }
        self.known(root)
    }

    /// The shapes that others name, which keep these names alive.
    pub(super) fn named(&self) -> BTreeMap<SchemaId, Arc<Shape>> {
        let named = self.named.keys().filter_map(|id| Some((*id, self.done(*id)?.clone())));
        named.collect()
    }

    fn walk(&mut self, root: SchemaId) {
        let mut walk = vec![Visit::Enter(root)];
        while let Some(visit) = walk.pop() {
            match visit {
                Visit::Enter(id) if self.done(id).is_none() => {
                    walk.push(Visit::Leave(id));
                    let keywords = &self.schemas.node(id).keywords;
                    walk.extend(keywords.children().map(|node| Visit::Enter(SchemaId { node, ..id })));
                    let targets = self.schemas.targets(id).flatten();
                    walk.extend(targets.filter(|to| !self.cycles.has(id, *to)).map(Visit::Enter));
                }
                Visit::Enter(_) => {}
                Visit::Leave(id) if self.done(id).is_none() => {
                    let shape = self.infer(id);
                    let nodes = self.done.get_mut(id.document as usize);
                    if let Some(place) = nodes.and_then(|nodes| nodes.get_mut(id.node as usize)) {
                        *place = Some(shape);
                    }
                }
                Visit::Leave(_) => {}
            }
        }
    }

    fn done(&self, id: SchemaId) -> Option<&Arc<Shape>> {
        self.done.get(id.document as usize)?.get(id.node as usize)?.as_ref()
    }

    /// The shape of a node that has been inferred.
    fn known(&self, id: SchemaId) -> Arc<Shape> {
        let shape = self.done(id).filter(|shape| shape.height < MAX_HEIGHT);
        shape.cloned().unwrap_or_else(|| Arc::new(Shape { exact: false, ..Shape::anything() }))
    }

    fn child(&self, id: SchemaId, node: u32) -> Arc<Shape> {
        self.known(SchemaId { node, ..id })
    }

    fn infer(&mut self, id: SchemaId) -> Arc<Shape> {
        let node = self.schemas.node(id);
        let keywords = &node.keywords;
        match keywords.always {
            Some(true) => return Arc::new(Shape::anything()),
            Some(false) => return Arc::new(Shape { types_at: Some(node.span()), ..Shape::nothing() }),
            None => {}
        }
        let mut shape = self.local(id);
        for target in self.schemas.targets(id) {
            let target = match target {
                Ok(target) if self.cycles.has(id, target) => self.recursion(target, node.span()),
                Ok(target) => self.reference(target),
                Err(_) => Arc::new(Shape { broken: true, exact: false, ..Shape::anything() }),
            };
            shape = self.algebra.intersect(&shape, &target);
        }
        for branch in &keywords.branches.all_of {
            let branch = self.child(id, *branch);
            shape = self.algebra.intersect(&shape, &branch);
        }
        for (branches, exclusive, keyword) in
            [(&keywords.branches.one_of, true, "oneOf"), (&keywords.branches.any_of, false, "anyOf")]
        {
            if !branches.is_empty() {
                let at = node.keyword(keyword).map(|entry| entry.key.span);
                let choice = self.choice(id, branches, exclusive, at);
                shape = self.algebra.intersect(&shape, &choice);
            }
        }
        shape = self.conditional(id, shape);
        shape = self.negation(id, shape);
        self.unevaluated(id, shape)
    }

    /// The shape of a schema as one that refers to it sees it: the innermost reference names it.
    fn reference(&mut self, target: SchemaId) -> Arc<Shape> {
        if let Some(shape) = self.referred.get(&target) {
            return shape.clone();
        }
        let mut shape = self.known(target);
        if !matches!(shape.provenance, Provenance::Reference(_)) {
            shape = Arc::new(Shape { provenance: Provenance::Reference(target), ..Shape::clone(&shape) });
        }
        self.referred.insert(target, shape.clone());
        shape
    }

    /// A reference that closes a cycle: what its target is at its own level, and its name for what is below.
    fn recursion(&mut self, target: SchemaId, at: Span) -> Arc<Shape> {
        if let Some(shape) = self.recursive.get(&target) {
            return shape.clone();
        }
        let reduces = cycles::reduces(self.schemas, target, &mut self.plain);
        let named = Arc::new(NamedShape { id: target, reduces, shape: OnceLock::new() });
        self.named.insert(target, named.clone());
        self.unnamed.push(target);
        let types = cycles::own_types(self.schemas, target);
        let shape = Shape {
            types,
            types_at: (types != Types::ANY).then_some(at),
            provenance: Provenance::Reference(target),
            conditions: vec![Condition::Named(named)],
            exact: false,
            ..Shape::anything()
        };
        let shape = Arc::new(shape.measured());
        self.recursive.insert(target, shape.clone());
        shape
    }

    /// What all of some branches have in common, on condition that a value is of one of them.
    fn choice(&mut self, id: SchemaId, branches: &[u32], exclusive: bool, at: Option<Span>) -> Arc<Shape> {
        let shapes: Vec<Arc<Shape>> = branches.iter().map(|node| self.child(id, *node)).collect();
        self.one_of(&shapes, exclusive, at)
    }

    /// The shape of values that are of one of these shapes, of which there is at least one.
    fn one_of(&mut self, shapes: &[Arc<Shape>], exclusive: bool, at: Option<Span>) -> Arc<Shape> {
        // No value is of a shape without types.
        let possible: Vec<Arc<Shape>> =
            shapes.iter().filter(|shape| !shape.types.is_empty()).cloned().collect();
        let algebra = &mut self.algebra;
        match possible.as_slice() {
            [] => return shapes.first().cloned().unwrap_or_else(|| Arc::new(Shape::nothing())),
            [one] => return one.clone(),
            _ => {}
        }
        let all = possible.iter().cloned().reduce(|a, b| algebra.union(&a, &b));
        let union = all.unwrap_or_else(|| Arc::new(Shape::nothing()));
        let sure = possible.iter().all(|shape| shape.exact);
        if sure && are_apart(&possible) {
            return Arc::new(Shape { exact: true, ..Shape::clone(&union) });
        }
        if possible.len() > MAX_ALTERNATIVES {
            return union;
        }
        let mut conditions = union.conditions.clone();
        conditions.push(Condition::Choice(Arc::new(Choice { at, alternatives: possible, exclusive })));
        Arc::new(Shape { conditions, exact: sure, ..Shape::clone(&union) }.measured())
    }
}

/// Whether facets alone tell alternatives apart: each has types of its own, and neither a name nor a text
/// that would be lost.
fn are_apart(shapes: &[Arc<Shape>]) -> bool {
    let mut seen = Types::NONE;
    shapes.iter().all(|shape| {
        // Integers and fractions share their facets.
        let numbers = if shape.types.overlaps(Types::NUMBER) { Types::NUMBER } else { Types::NONE };
        let apart = !(shape.types | numbers).overlaps(seen);
        seen = seen | shape.types | numbers;
        apart
            && shape.values.is_none()
            && shape.conditions.is_empty()
            && shape.annotations.title.is_none()
            && shape.annotations.description.is_none()
            && !matches!(shape.provenance, Provenance::Reference(_))
    })
}
