//! References that lead back to a schema that they are part of.

use crate::schema::{SchemaId, Schemas, Types};
use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use std::collections::{BTreeMap, BTreeSet};

/// How many schemas deep in place the types of a recursive reference are looked for.
const MAX_DEPTH: u32 = 64;

/// The references that close a cycle, each as its node and its target.
///
/// They are the references inside of a strongly connected component, whatever schema inference begins at, so
/// that no shape depends on the order of the catalog.
#[derive(Debug, Default)]
pub(super) struct Cycles(BTreeSet<(SchemaId, SchemaId)>);

impl Cycles {
    pub(super) fn of(schemas: &Schemas) -> Cycles {
        // Documents first: few are part of a cycle, and only in these nodes are looked at.
        let mut graph: DiGraph<u32, ()> = DiGraph::new();
        let documents = 0..u32::try_from(schemas.documents().len()).unwrap_or(u32::MAX);
        let nodes: Vec<NodeIndex> = documents.clone().map(|document| graph.add_node(document)).collect();
        let mut selves = BTreeSet::new();
        let references = documents.flat_map(|document| schemas.all_references(document, 0));
        let mut targets: Vec<(SchemaId, SchemaId)> = references
            .flat_map(|(id, ..)| schemas.targets(id).flatten().map(move |target| (id, target)))
            .collect();
        // A node with references of both kinds has been met twice.
        targets.dedup();
        for (id, target) in &targets {
            if id.document == target.document {
                selves.insert(id.document);
            }
            if let (Some(from), Some(to)) =
                (nodes.get(id.document as usize), nodes.get(target.document as usize))
            {
                graph.update_edge(*from, *to, ());
            }
        }
        let mut cyclic: BTreeSet<u32> = selves;
        for component in kosaraju_scc(&graph).iter().filter(|component| component.len() > 1) {
            cyclic.extend(component.iter().filter_map(|node| graph.node_weight(*node)));
        }
        let inside = |(from, to): &(SchemaId, SchemaId)| {
            cyclic.contains(&from.document) && cyclic.contains(&to.document)
        };
        let targets: Vec<(SchemaId, SchemaId)> = targets.into_iter().filter(inside).collect();
        Cycles(closing(schemas, &cyclic, &targets))
    }

    /// Whether a reference of a node to a schema closes a cycle.
    pub(super) fn has(&self, id: SchemaId, target: SchemaId) -> bool {
        self.0.contains(&(id, target))
    }
}

fn closing(
    schemas: &Schemas,
    documents: &BTreeSet<u32>,
    references: &[(SchemaId, SchemaId)],
) -> BTreeSet<(SchemaId, SchemaId)> {
    let mut graph: DiGraph<SchemaId, ()> = DiGraph::new();
    let mut nodes: BTreeMap<SchemaId, NodeIndex> = BTreeMap::new();
    for document in documents {
        let size = u32::try_from(schemas.size(*document)).unwrap_or(u32::MAX);
        for id in (0..size).map(|node| SchemaId { document: *document, node }) {
            nodes.insert(id, graph.add_node(id));
        }
    }
    let children = nodes
        .keys()
        .flat_map(|id| schemas.node(*id).keywords.children().map(|node| (*id, SchemaId { node, ..*id })));
    for (from, to) in children.chain(references.iter().copied()) {
        if let (Some(from), Some(to)) = (nodes.get(&from), nodes.get(&to)) {
            graph.add_edge(*from, *to, ());
        }
    }
    let mut component: BTreeMap<NodeIndex, usize> = BTreeMap::new();
    for (number, members) in kosaraju_scc(&graph).iter().enumerate() {
        component.extend(members.iter().map(|member| (*member, number)));
    }
    let number = |id: &SchemaId| nodes.get(id).and_then(|node| component.get(node));
    let closing = references.iter().filter(|(from, to)| number(from) == number(to));
    closing.copied().collect()
}

/// The types that a schema allows at its own level, as far as they are known without inference.
pub(super) fn own_types(schemas: &Schemas, id: SchemaId) -> Types {
    types(schemas, id, MAX_DEPTH, &mut BTreeMap::new())
}

fn types(schemas: &Schemas, id: SchemaId, depth: u32, known: &mut BTreeMap<SchemaId, Types>) -> Types {
    if let Some(types) = known.get(&id) {
        return *types;
    }
    // A schema that is asked for on the way to its own answer says nothing more.
    known.insert(id, Types::ANY);
    let types = depth.checked_sub(1).map_or(Types::ANY, |depth| types_of(schemas, id, depth, known));
    known.insert(id, types);
    types
}

fn types_of(schemas: &Schemas, id: SchemaId, depth: u32, known: &mut BTreeMap<SchemaId, Types>) -> Types {
    let keywords = &schemas.node(id).keywords;
    if let Some(always) = keywords.always {
        return if always { Types::ANY } else { Types::NONE };
    }
    let mut of = |target: SchemaId| types(schemas, target, depth, known);
    let child = |node: &u32| SchemaId { node: *node, ..id };
    let mut all = keywords.types.as_ref().map_or(Types::ANY, |types| types.value);
    for values in &keywords.values {
        all = all & values.value.iter().fold(Types::NONE, |sum, value| sum | Types::of(value));
    }
    for target in keywords.branches.all_of.iter().map(child).chain(schemas.targets(id).flatten()) {
        all = all & of(target);
    }
    for branches in [&keywords.branches.one_of, &keywords.branches.any_of] {
        if !branches.is_empty() {
            all = all & branches.iter().map(child).map(&mut of).fold(Types::NONE, |sum, types| sum | types);
        }
    }
    all
}

/// Whether a schema, or one below it, has a `reduce` annotation. `plain` keeps those that have none.
pub(super) fn reduces(schemas: &Schemas, id: SchemaId, plain: &mut BTreeSet<SchemaId>) -> bool {
    let mut seen = BTreeSet::new();
    let mut walk = vec![id];
    while let Some(id) = walk.pop() {
        if plain.contains(&id) || !seen.insert(id) {
            continue;
        }
        let keywords = &schemas.node(id).keywords;
        if keywords.reduce.is_some() {
            return true;
        }
        walk.extend(keywords.children().map(|node| SchemaId { node, ..id }));
        walk.extend(schemas.targets(id).flatten());
    }
    // None of these leads to an annotation.
    plain.append(&mut seen);
    false
}
