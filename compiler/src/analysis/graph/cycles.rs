//! Derivations that read one another in a circle (`language.md` D6, D18).

use crate::catalog::{Catalog, CollectionId, Transform};
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use petgraph::algo::kosaraju_scc;
use petgraph::graph::DiGraph;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// A collection, one that is derived from it, and the place of the transform.
type Hop = (CollectionId, CollectionId, usize);

/// Reports each circle once, by a shortest way around it.
pub(crate) fn check(catalog: &Catalog, diagnostics: &mut Diagnostics) {
    let mut graph: DiGraph<CollectionId, ()> = DiGraph::new();
    let nodes: Vec<_> = catalog.collection_ids().map(|id| graph.add_node(id)).collect();
    let hops: Vec<Hop> = catalog.collection_ids().flat_map(|id| hops(catalog, id)).collect();
    for (from, to, _) in &hops {
        if let (Some(from), Some(to)) = (nodes.get(from.index()), nodes.get(to.index())) {
            graph.add_edge(*from, *to, ());
        }
    }
    let looped: BTreeSet<CollectionId> =
        hops.iter().filter(|(from, to, _)| from == to).map(|(from, ..)| *from).collect();
    for component in kosaraju_scc(&graph).into_iter().rev() {
        let members: BTreeSet<CollectionId> =
            component.into_iter().filter_map(|index| graph.node_weight(index).copied()).collect();
        if members.len() > 1 || members.iter().any(|id| looped.contains(id)) {
            let inside = |(from, to, _): &&Hop| members.contains(from) && members.contains(to);
            report(catalog, &members, &hops.iter().filter(inside).copied().collect::<Vec<_>>(), diagnostics);
        }
    }
}

/// What a derivation reads without a delay.
fn hops(catalog: &Catalog, id: CollectionId) -> impl Iterator<Item = Hop> {
    let transforms = catalog.transforms(id).enumerate().filter(|(_, transform)| !transform.feedback);
    transforms.filter_map(move |(at, transform): (usize, &Transform)| Some((transform.source.ok()?, id, at)))
}

/// Prints one shortest way around the circle, hop by hop.
fn report(catalog: &Catalog, members: &BTreeSet<CollectionId>, hops: &[Hop], diagnostics: &mut Diagnostics) {
    let Some(start) = members.first() else { return };
    let way = shortest(*start, hops);
    let places = way.iter().filter_map(|(source, derived, at)| {
        let transform = catalog.transforms(*derived).nth(*at)?;
        let (source, derived) = (catalog.collection(*source), catalog.collection(*derived));
        let text = format!("`{}` reads `{}` here", derived.name.value, source.name.value);
        Some((transform.source_span, text))
    });
    let mut places = places.collect::<Vec<_>>().into_iter();
    let Some((span, text)) = places.next() else { return };
    let name = &catalog.collection(*start).name.value;
    let message = match way.len() {
        1 => format!("the collection `{name}` reads itself"),
        hops => format!("{hops} collections read one another in a circle, among them `{name}`"),
    };
    let diagnostic = Diagnostic::new(&codes::CYCLIC_DERIVATION, span, message)
        .label(text)
        .help("break the circle, or give one of its transforms a `readDelay`");
    let diagnostic = places.fold(diagnostic, |diagnostic, (span, text)| diagnostic.secondary(span, text));
    diagnostics.push(diagnostic);
}

/// A shortest way from a collection back to it, found breadth first.
fn shortest(start: CollectionId, hops: &[Hop]) -> Vec<Hop> {
    let mut outgoing: BTreeMap<CollectionId, Vec<Hop>> = BTreeMap::new();
    hops.iter().for_each(|hop| outgoing.entry(hop.0).or_default().push(*hop));
    let mut reached: BTreeMap<CollectionId, Hop> = BTreeMap::new();
    let mut queue = VecDeque::from([start]);
    while let Some(id) = queue.pop_front().filter(|_| !reached.contains_key(&start)) {
        for hop in outgoing.get(&id).into_iter().flatten() {
            reached.entry(hop.1).or_insert_with(|| {
                queue.push_back(hop.1);
                *hop
            });
        }
    }
    let mut way = Vec::new();
    let mut at = start;
    while let Some(hop) = reached.get(&at) {
        way.push(*hop);
        at = hop.0;
        if at == start {
            break;
        }
    }
    way.reverse();
    way
}
