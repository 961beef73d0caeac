//! Schemas in the graph: which refer to which, and what they describe.

use super::{Edge, Graph, GraphNode};
use crate::catalog::Catalog;
use crate::diagnostic::Resolved;
use crate::schema::SchemaId;
use crate::source::FileId;
use std::collections::BTreeSet;

/// Adds the files of schemas, and the references between them.
pub(super) fn add(catalog: &Catalog, graph: &mut Graph) {
    for (document, schema) in (0..).zip(catalog.schemas.documents()).filter(|(_, schema)| !schema.inline) {
        graph.nodes.insert(GraphNode::Schema(schema.file));
        for file in referred(catalog, document) {
            // A reference within one file is no dependency between files.
            if file != schema.file {
                graph.edge(GraphNode::Schema(file), GraphNode::Schema(schema.file), Edge::References);
            }
        }
    }
}

/// Adds that a schema describes something.
pub(super) fn describes(catalog: &Catalog, schema: Resolved<SchemaId>, what: GraphNode, graph: &mut Graph) {
    let Ok(schema) = schema else { return };
    let document = catalog.schemas.document(schema);
    // An inline schema is part of what it describes; the files that it refers to are not.
    let files = match document.inline {
        true => referred(catalog, schema.document),
        false => BTreeSet::from([document.file]),
    };
    for file in files {
        graph.edge(GraphNode::Schema(file), what, Edge::Describes);
    }
}

/// The files that the references of a document lead to, dynamic ones among them.
fn referred(catalog: &Catalog, document: u32) -> BTreeSet<FileId> {
    let schemas = &catalog.schemas;
    let references = schemas.all_references(document, 0).map(|(id, ..)| id);
    let targets = references.flat_map(|id| schemas.targets(id)).filter_map(Result::ok);
    let documents = targets.map(|target| schemas.document(target));
    documents.filter(|document| !document.inline).map(|document| document.file).collect()
}
