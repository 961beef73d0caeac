//! What rules about schemas look at: the locations of documents, each with its inferred shape and with the
//! schema nodes that say something of it.
//!
//! The checks are of shapes from the root on, with siblings, references and branches taken together, and never
//! of a keyword's own node (`language.md` D5). Nodes give the places that findings point at.

mod strategies;
mod violations;

pub(super) use strategies::{argument_key, check_types};
pub(super) use violations::{Check, defaults, explain};

use super::RuleContext;
use crate::analysis::{Analysis, Reduce, Shape};
use crate::catalog::Catalog;
use crate::diagnostic::{Diagnostic, Diagnostics, Resolved};
use crate::schema::{Name, SchemaId, SchemaNode, Schemas, Types};
use crate::source::Span;
use runtime_lite::{Pointer, Token};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A location of documents that a schema names.
#[derive(Debug, Clone)]
pub(super) struct Place<'c> {
    /// The pointer; of patterns, other properties and items its last part is the expression, `*` or `-`.
    pub(super) pointer: Pointer,
    /// What is inferred of it.
    pub(super) shape: Arc<Shape>,
    /// Where `required` lists it, if every document has it.
    pub(super) required: Option<Span>,
    /// The schema nodes whose value it is.
    pub(super) nodes: Vec<(SchemaId, &'c SchemaNode)>,
    /// Where the catalog gives the schema.
    pub(super) given_at: Span,
    /// Whether the shape is that of documents in one branch of a schema alone.
    pub(super) branch: bool,
    /// Whether a keyword of it could not be read, which was reported: nothing is said about it, and what is
    /// below is judged by itself.
    pub(super) broken: bool,
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

/// All locations that the schemas of a catalog name.
#[derive(Debug)]
pub(super) struct Places<'c> {
    /// Each with the index of the one around it.
    list: Vec<(Place<'c>, Option<usize>)>,
}

/// Calls with every location of every schema, and the one around it, which comes before.
pub(super) fn each_place<'c>(
    cx: &RuleContext<'c>,
    mut visit: impl FnMut(&'c Place<'c>, Option<&'c Place<'c>>),
) {
    each_place_and_branch(cx, |place, parent| {
        if !place.branch {
            visit(place, parent);
        }
    });
}

/// As [`each_place`], and with the locations in each branch that reduces in a way of its own.
pub(super) fn each_place_and_branch<'c>(
    cx: &RuleContext<'c>,
    mut visit: impl FnMut(&'c Place<'c>, Option<&'c Place<'c>>),
) {
    let list = &cx.places.list;
    for (place, parent) in list.iter().filter(|(place, _)| !place.broken) {
        let parent = parent.and_then(|at| list.get(at)).map(|(parent, _)| parent);
        visit(place, parent.filter(|parent| !parent.broken));
    }
}

impl<'c> Places<'c> {
    /// Finds the locations of the schemas of collections, for reading and writing, and of registers. Below one
    /// with a reference that leads nowhere, nothing is known.
    pub(super) fn new(catalog: &'c Catalog, analysis: &Analysis) -> Places<'c> {
        let mut places = Places { list: Vec::new() };
        let mut seen = BTreeSet::new();
        for root in roots(catalog, analysis) {
            let most = places.list.len() + MOST;
            let mut walk = vec![(root, None, true)];
            while let Some((mut place, around, must)) = walk.pop() {
                if is_unresolved(&catalog.schemas, &place) || places.list.len() >= most {
                    continue;
                }
                place.broken = place.nodes.iter().any(|(_, node)| node.keywords.broken);
                let at = places.list.len();
                let Shape { object, array, conditions, .. } = &*place.shape;
                if object.is_empty() && array.is_empty() && conditions.is_empty() {
                    places.list.push((place, around));
                    continue;
                }
                // What is the same in two places is looked into in one of them.
                let shape = Arc::as_ptr(&place.shape).addr();
                let nodes: Vec<SchemaId> = place.nodes.iter().map(|(id, _)| *id).collect();
                if seen.insert((shape, nodes, must)) {
                    for shape in place.shape.reducing_branches() {
                        walk.push((Place { shape, branch: true, ..place.clone() }, around, must));
                    }
                    let below = children(catalog, &place, must);
                    walk.extend(below.into_iter().rev().map(|(child, must)| (child, Some(at), must)));
                }
                places.list.push((place, around));
            }
        }
        places
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
                    pointer: Pointer::root(),
                    shape: shape.clone(),
                    required: None,
                    nodes: in_place(&catalog.schemas, vec![schema]),
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
    roots
}

fn is_unresolved(schemas: &Schemas, place: &Place<'_>) -> bool {
    place.nodes.iter().any(|(id, _)| schemas.targets(*id).any(|target| target.is_err()))
}

/// The locations one level below, and whether every document has each.
fn children<'c>(catalog: &'c Catalog, parent: &Place<'c>, must: bool) -> Vec<(Place<'c>, bool)> {
    let mut found = Vec::new();
    let schemas = &catalog.schemas;
    let shape = &parent.shape;
    let mut add = |token: Arc<str>, shape: &Arc<Shape>, required: Option<Span>, nodes: Vec<SchemaId>| {
        let nodes = in_place(schemas, nodes);
        let pointer = parent.pointer.child(token);
        let Place { given_at, branch, .. } = *parent;
        let place = Place { pointer, shape: shape.clone(), required, nodes, given_at, branch, broken: false };
        found.push((place, required.is_some()));
    };
    if shape.types.overlaps(Types::OBJECT) {
        let always = must && shape.types == Types::OBJECT;
        for property in &shape.object.properties {
            let nodes = below(parent, |node| named(node, &property.name));
            add(property.name.clone(), &property.shape, property.required.filter(|_| always), nodes);
        }
        for pattern in &shape.object.patterns {
            let of_text = |(text, node): &(Name, u32)| (text.value == pattern.text).then_some(*node);
            let nodes = below(parent, |node| {
                node.keywords.objects.pattern_properties.iter().filter_map(of_text).collect()
            });
            add(pattern.text.clone(), &pattern.shape, None, nodes);
        }
        if let Some(other) = &shape.object.additional {
            let nodes =
                below(parent, |node| node.keywords.objects.additional_properties.into_iter().collect());
            add(Token::NextProperty.name().into(), other, None, nodes);
        }
    }
    if shape.types.overlaps(Types::ARRAY) {
        for (index, item) in shape.array.tuple.iter().enumerate() {
            let nodes = below(parent, |node| {
                let tuple = node.keywords.arrays.tuple.get(index).copied();
                tuple.or(node.keywords.arrays.items).into_iter().collect()
            });
            add(index.to_string().into(), item, None, nodes);
        }
        if let Some(items) = &shape.array.additional {
            let nodes = below(parent, |node| node.keywords.arrays.items.into_iter().collect());
            add(Token::NextIndex.name().into(), items, None, nodes);
        }
    }
    found
}

/// The nodes of a property: its own, else those of other properties. Of a pattern that it may match, too.
fn named(node: &SchemaNode, name: &str) -> Vec<u32> {
    let keywords = &node.keywords;
    let own =
        keywords.objects.properties.iter().filter(|(known, _)| &*known.value == name).map(|(_, node)| *node);
    let own: Vec<u32> = own.collect();
    if own.is_empty() && keywords.objects.pattern_properties.is_empty() {
        return keywords.objects.additional_properties.into_iter().collect();
    }
    own
}

fn below(parent: &Place<'_>, children: impl Fn(&SchemaNode) -> Vec<u32>) -> Vec<SchemaId> {
    let nodes = parent.nodes.iter();
    nodes.flat_map(|(id, node)| children(node).into_iter().map(|node| SchemaId { node, ..*id })).collect()
}

/// The nodes that say something of the value that these are checked against: those, and what they refer to
/// and combine, however far.
pub(super) fn in_place(schemas: &Schemas, nodes: Vec<SchemaId>) -> Vec<(SchemaId, &SchemaNode)> {
    // Most locations have one node, which leads to no other.
    if let [id] = nodes.as_slice() {
        let node = schemas.node(*id);
        let keywords = &node.keywords;
        let leads = !keywords.branches.is_empty() || !keywords.references.is_empty();
        if !leads && keywords.objects.dependent_schemas.is_empty() {
            return vec![(*id, node)];
        }
    }
    let mut found: BTreeSet<SchemaId> = BTreeSet::new();
    let mut walk = nodes;
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
    found.into_iter().map(|id| (id, schemas.node(id))).collect()
}

impl Place<'_> {
    /// Where findings about the location point if nothing better is known.
    pub(super) fn span(&self) -> Span {
        let node = self.nodes.first().map(|(_, node)| node.span());
        self.shape.types_at.or(node).unwrap_or(self.given_at).start_point()
    }

    /// The location for messages.
    pub(super) fn name(&self) -> String {
        if self.pointer.is_root() { "the root".to_owned() } else { format!("`{}`", self.pointer) }
    }

    /// Whether some node of the location has a strategy, whatever is inferred of all.
    pub(super) fn has_strategy(&self) -> bool {
        self.shape.reduce != Reduce::Unset
            || self.nodes.iter().any(|(_, node)| node.keywords.reduce.is_some())
    }
}
