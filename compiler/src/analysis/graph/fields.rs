//! Locations in the graph: those of keys and projections, and what shuffles, columns and the schemas of sources
//! say of them. What a lambda does with a document nobody knows without running it.

use super::{Edge, Graph, GraphNode};
use crate::Compilation;
use crate::analysis::locate::named_locations;
use crate::catalog::{CollectionId, Transform};
use crate::spec::ShuffleSpec;
use runtime_lite::Pointer;
use std::collections::BTreeMap;

/// How many locations of the schema of a source are looked at.
const MOST: usize = 1000;

/// The places of collections' locations: of each, that of its first projection.
struct Fields<'c> {
    compilation: &'c Compilation,
    places: Vec<BTreeMap<&'c Pointer, usize>>,
}

/// Adds locations, and what needs them.
pub(super) fn add(compilation: &Compilation, graph: &mut Graph) {
    let places = compilation.analysis.collections.iter().map(|analysis| {
        let projections = analysis.projections.iter().enumerate().rev();
        projections.map(|(at, projection)| (&projection.pointer, at)).collect()
    });
    let fields = Fields { compilation, places: places.collect() };
    for id in compilation.catalog.collection_ids() {
        let projections = compilation.analysis.collection(id).projections.iter();
        for projection in projections.filter(|one| one.declared.is_some() || one.key.is_some()) {
            fields.add(id, &projection.pointer, graph);
        }
        for (at, transform) in compilation.catalog.transforms(id).enumerate() {
            fields.transform(GraphNode::Transform(id, at), transform, graph);
        }
    }
    for (table, described) in compilation.analysis.tables.iter().enumerate() {
        let mut tasks: Vec<_> = described.bindings.iter().map(|(task, _)| *task).collect();
        tasks.dedup();
        if tasks.is_empty() {
            continue;
        }
        let projections = &compilation.analysis.collection(described.collection).projections;
        for (place, column) in described.columns.iter().enumerate() {
            let Some(projection) = projections.get(*column) else { continue };
            if let Some(field) = fields.add(described.collection, &projection.pointer, graph) {
                for task in &tasks {
                    graph.edge(field, GraphNode::Task(*task), Edge::Materializes(Some((table, place))));
                }
            }
        }
    }
}

impl Fields<'_> {
    /// The node of a location, if the collection has a projection of it.
    fn add(&self, id: CollectionId, pointer: &Pointer, graph: &mut Graph) -> Option<GraphNode> {
        let place = self.places.get(id.index())?.get(pointer)?;
        let field = GraphNode::Field(id, *place);
        if !pointer.is_root() {
            graph.edge(GraphNode::Collection(id), field, Edge::Has);
            return Some(field);
        }
        None
    }

    /// What a transform says of the locations of its source.
    fn transform(&self, node: GraphNode, transform: &Transform, graph: &mut Graph) {
        let Ok(source) = transform.source else { return };
        let key = match &transform.shuffle {
            Some(ShuffleSpec::Key(_, key)) => key.as_ref().ok(),
            Some(ShuffleSpec::Other(_)) | None => None,
        };
        for (part, location) in key.into_iter().flatten().enumerate() {
            let Ok(location) = location else { continue };
            if let Some(field) = self.add(source, &location.value, graph) {
                graph.edge(field, node, Edge::Shuffles(part));
            }
        }
        let GraphNode::Transform(id, at) = node else { return };
        let sources = &self.compilation.analysis.collection(id).sources;
        let Some(Ok(shape)) = sources.get(at).filter(|_| transform.source_schema.is_some()) else { return };
        for (pointer, _) in named_locations(shape, MOST) {
            if let Some(field) = self.add(source, &pointer, graph) {
                graph.edge(field, node, Edge::Uses);
            }
        }
    }
}
