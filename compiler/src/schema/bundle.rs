//! What a schema needs to stand alone: its place, and the documents that its references lead to.

use super::{SchemaDocument, SchemaId, Schemas};
use crate::source::Uri;
use std::collections::BTreeSet;

impl Schemas {
    /// The documents that a schema needs, by their roots: its own, and those that references lead to, however
    /// far, in the order of their discovery.
    pub fn needed(&self, id: SchemaId) -> Vec<SchemaId> {
        let mut found = BTreeSet::from([id.document]);
        let mut walk = vec![id.document];
        while let Some(document) = walk.pop() {
            // What a dynamic reference leads to elsewhere is on the way to it, and so referred to otherwise.
            let targets =
                self.all_references(document, 0).filter_map(|(_, _, reference)| reference.target?.ok());
            walk.extend(targets.map(|target| target.document).filter(|document| found.insert(*document)));
        }
        found.into_iter().map(|document| SchemaId { document, node: 0 }).collect()
    }

    /// The JSON Pointer of a schema from the root of its document.
    pub fn pointer(&self, id: SchemaId) -> String {
        self.document(id).source.pointer_to(self.node(id).span)
    }
}

impl SchemaDocument {
    /// The URL that the document was asked for by; of an inline schema, that of its catalog file.
    pub fn location(&self) -> Option<&Uri> {
        self.resources.first().map(|resource| &resource.uri)
    }

    /// The URL that the `$id` of its root gives it, if there is one.
    pub fn given_id(&self) -> Option<&Uri> {
        let root = self.resources.get(1).filter(|resource| resource.pointer.is_empty());
        root.map(|resource| &resource.uri)
    }
}
