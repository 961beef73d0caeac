//! What rules about schemas look at: the locations of documents, each with its inferred shape and with the
//! schema nodes that say something of it.
//!
//! The checks are of shapes from the root on, with siblings, references and branches taken together, and never
//! of a keyword's own node (`language.md` D5). Nodes give the places that findings point at.

mod aspect;
mod strategies;
mod violations;

pub(super) use aspect::Aspect;
pub(super) use strategies::{argument_key, check_types};
pub use violations::explain;
pub(super) use violations::{Check, defaults};

use super::RuleContext;
use crate::analysis::{Analysis, Reduce, Shape};
use crate::catalog::Catalog;
use crate::diagnostic::{Diagnostic, Diagnostics, Resolved};
use crate::schema::{SchemaId, SchemaNode, Schemas, Types};
use crate::source::Span;
use runtime_lite::{Pointer, Token};
use std::collections::{BTreeSet, HashSet};
use std::ops::Deref;
use std::sync::Arc;

/// A location of documents that a schema names. There are many: what they have in common is not in them.
#[derive(Debug, Clone)]
pub(super) struct Place<'c> {
    /// The last part of its pointer: a name, the expression of a pattern, `*` or `-`; none at the root.
    token: Option<Arc<str>>,
    /// The index of the location around it.
    around: Option<u32>,
    /// What is inferred of it.
    pub(super) shape: Arc<Shape>,
    /// Where `required` lists it, if every document has it.
    pub(super) required: Option<Span>,
    /// The schema nodes whose value it is.
    pub(super) nodes: Nodes<'c>,
    /// Where the catalog gives the schema.
    pub(super) given_at: Span,
    /// Whether the shape is that of documents in one branch of a schema alone.
    pub(super) branch: bool,
    /// Whether a keyword of it could not be read, which was reported: nothing is said about it, and what is
    /// below is judged by itself.
    pub(super) broken: bool,
}

/// The schema nodes of a location. Most have one, for which no list is kept.
#[derive(Debug, Clone)]
pub(super) enum Nodes<'c> {
    One((SchemaId, &'c SchemaNode)),
    Many(Vec<(SchemaId, &'c SchemaNode)>),
}

impl<'c> Deref for Nodes<'c> {
    type Target = [(SchemaId, &'c SchemaNode)];

    fn deref(&self) -> &Self::Target {
        match self {
            Nodes::One(node) => std::slice::from_ref(node),
            Nodes::Many(nodes) => nodes,
        }
    }
}

/// A place that a rule visits, with those around it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Location<'c> {
    place: &'c Place<'c>,
    places: &'c Places<'c>,
}

impl<'c> Deref for Location<'c> {
    type Target = Place<'c>;

    fn deref(&self) -> &Place<'c> {
        self.place
    }
}

/// More locations of a schema than that are not looked at.
const MOST: usize = 20_000;

/// Findings of a rule, each place once: one schema may be that of many locations.
#[derive(Debug, Default)]
pub(super) struct Once(BTreeSet<Span>);

impl Once {
    /// Adds a finding, unless there is one of the same place.
    pub(super) fn push(&mut self, diagnostic: Diagnostic, diagnostics: &mut Diagnostics) {
        if self.0.insert(diagnostic.primary.span) {
            diagnostics.push(diagnostic);
        }
    }
}

/// The locations that the schemas of a catalog name and that rules ask for, each after the one around it.
#[derive(Debug, Default)]
pub(super) struct Places<'c> {
    list: Vec<Place<'c>>,
    /// The indexes of those that have each aspect, in their order.
    by_aspect: [Vec<u32>; Aspect::ALL.len()],
}

/// Calls with every location of every schema that has an aspect, and the one around it, which comes before.
pub(super) fn each_place<'c>(
    cx: &RuleContext<'c>,
    aspect: Aspect,
    mut visit: impl FnMut(Location<'c>, Option<Location<'c>>),
) {
    each_place_and_branch(cx, aspect, |place, parent| {
        if !place.branch {
            visit(place, parent);
        }
    });
}

/// As [`each_place`], and with the locations in each branch that reduces in a way of its own.
pub(super) fn each_place_and_branch<'c>(
    cx: &RuleContext<'c>,
    aspect: Aspect,
    mut visit: impl FnMut(Location<'c>, Option<Location<'c>>),
) {
    let places = cx.places;
    for place in places.of(aspect).filter(|place| !place.broken) {
        let parent = places.around(place).filter(|parent| !parent.broken);
        visit(Location { place, places }, parent.map(|place| Location { place, places }));
    }
}

impl<'c> Places<'c> {
    /// Finds the locations of the schemas of collections, for reading and writing, and of registers. Below one
    /// with a reference that leads nowhere, nothing is known.
    pub(super) fn new(catalog: &'c Catalog, analysis: &Analysis) -> Places<'c> {
        let mut places = Places::default();
        let mut seen = HashSet::new();
        for root in roots(catalog, analysis) {
            let mut looked_at = 0;
            let mut walk = vec![(root, true)];
            while let Some((mut place, must)) = walk.pop() {
                looked_at += 1;
                if is_unresolved(&catalog.schemas, &place) || looked_at > MOST {
                    continue;
                }
                place.broken = place.nodes.iter().any(|(_, node)| node.keywords.broken);
                if is_leaf(&place.shape) {
                    places.push(place, false);
                    continue;
                }
                // What is the same in two places is looked into in one of them.
                let shape = Arc::as_ptr(&place.shape).addr();
                let nodes: Vec<SchemaId> = place.nodes.iter().map(|(id, _)| *id).collect();
                if seen.insert((shape, nodes, must)) {
                    for shape in place.shape.reducing_branches() {
                        walk.push((Place { shape, branch: true, ..place.clone() }, must));
                    }
                    let at = u32::try_from(places.list.len()).ok();
                    let below = children(catalog, &place, at, must);
                    walk.extend(below.into_iter().rev());
                }
                places.push(place, true);
            }
        }
        places
    }

    /// Adds a place that has an aspect, or that others are inside of.
    fn push(&mut self, place: Place<'c>, has_others: bool) {
        let Ok(at) = u32::try_from(self.list.len()) else { return };
        let around = self.around(&place).map(|around| &*around.shape);
        let has = Aspect::of(&place.shape, around, &place.nodes);
        for (list, has) in self.by_aspect.iter_mut().zip(has) {
            list.extend(has.then_some(at));
        }
        if has_others || has.contains(&true) {
            self.list.push(place);
        }
    }

    /// The places that have an aspect.
    fn of(&self, aspect: Aspect) -> impl Iterator<Item = &Place<'c>> {
        let indexes = Aspect::ALL.iter().zip(&self.by_aspect).filter(move |(of, _)| **of == aspect);
        indexes.flat_map(|(_, list)| list).filter_map(|at| self.list.get(*at as usize))
    }

    /// The location around another.
    fn around(&self, place: &Place<'_>) -> Option<&Place<'c>> {
        place.around.and_then(|at| self.list.get(at as usize))
    }
}

/// The schemas of the catalog as the root of their documents.
fn roots<'c>(catalog: &'c Catalog, analysis: &Analysis) -> Vec<Place<'c>> {
    let mut roots = Vec::new();
    for id in catalog.collection_ids() {
        let (collection, analysis) = (catalog.collection(id), analysis.collection(id));
        let mut add = |schema: Resolved<SchemaId>, shape: Option<&Resolved<Arc<Shape>>>| {
            if let (Ok(schema), Some(Ok(shape)), false) = (schema, shape, collection.external) {
                roots.push(Place {
                    token: None,
                    around: None,
                    shape: shape.clone(),
                    required: None,
                    nodes: in_place(&catalog.schemas, [schema]),
                    given_at: collection.schema_span,
                    branch: false,
                    broken: false,
                });
            }
        };
        add(collection.schema, Some(&analysis.shape));
        collection.write_schema.into_iter().for_each(|schema| add(schema, Some(&analysis.write_shape)));
        let register = collection.derivation.as_ref().and_then(|derivation| derivation.register);
        register.into_iter().for_each(|schema| add(schema, analysis.register.as_ref()));
    }
    for (schema, shape) in catalog.schema_roots.iter().zip(&analysis.schemas) {
        if let (Ok(schema), Ok(shape)) = (schema, shape) {
            roots.push(Place {
                token: None,
                around: None,
                shape: shape.clone(),
                required: None,
                nodes: in_place(&catalog.schemas, [*schema]),
                given_at: catalog.schemas.node(*schema).span(),
                branch: false,
                broken: false,
            });
        }
    }
    roots
}

/// Whether there are no locations inside, and nothing that depends on the value.
fn is_leaf(shape: &Shape) -> bool {
    shape.object.is_empty() && shape.array.is_empty() && shape.conditions.is_empty()
}

fn is_unresolved(schemas: &Schemas, place: &Place<'_>) -> bool {
    place.nodes.iter().any(|(id, _)| schemas.targets(*id).any(|target| target.is_err()))
}

/// The locations one level below that at an index, and whether every document has each.
fn children<'c>(
    catalog: &'c Catalog,
    parent: &Place<'c>,
    at: Option<u32>,
    must: bool,
) -> Vec<(Place<'c>, bool)> {
    let mut found = Vec::new();
    let schemas = &catalog.schemas;
    let shape = &parent.shape;
    let mut add = |token: &Arc<str>, shape: &Arc<Shape>, required: Option<Span>, nodes: Nodes<'c>| {
        // Most locations are of no interest.
        if is_leaf(shape) && !Aspect::of(shape, Some(&parent.shape), &nodes).contains(&true) {
            return;
        }
        let Place { given_at, branch, .. } = *parent;
        let (token, shape) = (Some(token.clone()), shape.clone());
        let place = Place { token, around: at, shape, required, nodes, given_at, branch, broken: false };
        found.push((place, required.is_some()));
    };
    let below = |children: &dyn Fn(&SchemaNode) -> Option<u32>| {
        let nodes = parent.nodes.iter();
        in_place(schemas, nodes.filter_map(|(id, node)| Some(SchemaId { node: children(node)?, ..*id })))
    };
    if shape.types.overlaps(Types::OBJECT) {
        let always = must && shape.types == Types::OBJECT;
        let named: Vec<Named<'_>> = parent.nodes.iter().map(|(id, node)| Named::new(*id, node)).collect();
        for property in &shape.object.properties {
            let nodes = in_place(schemas, named.iter().filter_map(|named| named.of(&property.name)));
            add(&property.name, &property.shape, property.required.filter(|_| always), nodes);
        }
        for pattern in &shape.object.patterns {
            let nodes = below(&|node| {
                let mut patterns = node.keywords.objects.pattern_properties.iter();
                patterns.find(|(text, _)| text.value == pattern.text).map(|(_, node)| *node)
            });
            add(&pattern.text, &pattern.shape, None, nodes);
        }
        if let Some(other) = &shape.object.additional {
            let nodes = below(&|node| node.keywords.objects.additional_properties);
            add(&Token::NextProperty.name().into(), other, None, nodes);
        }
    }
    if shape.types.overlaps(Types::ARRAY) {
        for (index, item) in shape.array.tuple.iter().enumerate() {
            let nodes =
                below(&|node| node.keywords.arrays.tuple.get(index).copied().or(node.keywords.arrays.items));
            add(&index.to_string().into(), item, None, nodes);
        }
        if let Some(items) = &shape.array.additional {
            let nodes = below(&|node| node.keywords.arrays.items);
            add(&Token::NextIndex.name().into(), items, None, nodes);
        }
    }
    found
}

/// So many properties are found sooner one by one: their lengths tell most names apart.
const FEW: usize = 32;

/// The properties that a node names, each once, by name: there may be many, and each is asked for.
struct Named<'c> {
    id: SchemaId,
    node: &'c SchemaNode,
    /// Sorted, where there are many.
    by_name: Option<Vec<(&'c str, u32)>>,
}

impl<'c> Named<'c> {
    fn new(id: SchemaId, node: &'c SchemaNode) -> Named<'c> {
        let properties = &node.keywords.objects.properties;
        let by_name = (properties.len() > FEW).then(|| {
            let properties = properties.iter();
            let mut by_name: Vec<_> = properties.map(|(name, node)| (&*name.value, *node)).collect();
            by_name.sort_unstable();
            by_name
        });
        Named { id, node, by_name }
    }

    /// The node of a property: its own, else that of other properties. Of a pattern that it may match, too.
    fn of(&self, name: &str) -> Option<SchemaId> {
        let objects = &self.node.keywords.objects;
        let own = match &self.by_name {
            Some(by_name) => {
                let at = by_name.binary_search_by_key(&name, |(known, _)| known).ok();
                at.and_then(|at| by_name.get(at)).map(|(_, node)| *node)
            }
            None => {
                let mut properties = objects.properties.iter();
                properties.find(|(known, _)| &*known.value == name).map(|(_, node)| *node)
            }
        };
        let others = || objects.additional_properties.filter(|_| objects.pattern_properties.is_empty());
        own.or_else(others).map(|node| SchemaId { node, ..self.id })
    }
}

/// The nodes that say something of the value that these are checked against: those, and what they refer to
/// and combine, however far.
pub(super) fn in_place(schemas: &Schemas, nodes: impl IntoIterator<Item = SchemaId>) -> Nodes<'_> {
    let mut nodes = nodes.into_iter();
    let (first, second) = (nodes.next(), nodes.next());
    if let (Some(id), None) = (first, second) {
        let node = schemas.node(id);
        let keywords = &node.keywords;
        let leads = !keywords.branches.is_empty() || !keywords.references.is_empty();
        if !leads && keywords.objects.dependent_schemas.is_empty() {
            return Nodes::One((id, node));
        }
    }
    let mut found: BTreeSet<SchemaId> = BTreeSet::new();
    let mut walk: Vec<SchemaId> = first.into_iter().chain(second).chain(nodes).collect();
    while let Some(id) = walk.pop() {
        if !found.insert(id) {
            continue;
        }
        let keywords = &schemas.node(id).keywords;
        let lists = [&keywords.branches.all_of, &keywords.branches.any_of, &keywords.branches.one_of];
        let dependent = keywords.objects.dependent_schemas.iter().map(|(_, node)| *node);
        let branches = lists.into_iter().flatten().copied().chain(dependent);
        let branches =
            branches.chain([keywords.branches.then, keywords.branches.otherwise].into_iter().flatten());
        walk.extend(branches.map(|node| SchemaId { node, ..id }));
        let referred = [schemas.referred(id), schemas.referred_dynamically(id)];
        walk.extend(referred.into_iter().flatten().filter_map(Result::ok));
    }
    Nodes::Many(found.into_iter().map(|id| (id, schemas.node(id))).collect())
}

impl Place<'_> {
    /// Where findings about the location point if nothing better is known.
    pub(super) fn span(&self) -> Span {
        let node = self.nodes.first().map(|(_, node)| node.span());
        self.shape.types_at.or(node).unwrap_or(self.given_at).start_point()
    }

    /// Whether some node of the location has a strategy, whatever is inferred of all.
    pub(super) fn has_strategy(&self) -> bool {
        self.shape.reduce != Reduce::Unset
            || self.nodes.iter().any(|(_, node)| node.keywords.reduce.is_some())
    }
}

impl<'c> Location<'c> {
    /// The last part of the pointer; none at the root.
    pub(super) fn token(self) -> Option<&'c Arc<str>> {
        self.place.token.as_ref()
    }

    /// The pointer; of patterns, other properties and items its last part is the expression, `*` or `-`.
    pub(super) fn pointer(self) -> Pointer {
        let around = std::iter::successors(Some(self.place), |place| self.places.around(place));
        let tokens: Vec<&Arc<str>> = around.filter_map(|place| place.token.as_ref()).collect();
        tokens.into_iter().rev().cloned().collect()
    }

    /// The location for messages.
    pub(super) fn name(self) -> String {
        if self.token.is_none() { "the root".to_owned() } else { format!("`{}`", self.pointer()) }
    }
}
