//! JSON Schema documents with the span of every keyword: trees to [`SchemaDocument`]s, and `$ref`s between them.
//!
//! It reads keywords. What they mean for a location is inferred in `analysis`.

mod bundle;
mod draft;
mod dynamic;
mod facets;
mod keywords;
mod reach;
mod read;
mod refs;
mod types;
mod validity;
mod values;
mod vocabulary;

pub use bundle::{Definition, Referred, TypeAnchor};
pub use draft::Draft;
pub use facets::{Annotations, Contains, NumericShape, StringShape};
pub use reach::{Branch, BranchKind, Reducing, SchemaParts, SchemaPlace};
pub(crate) use refs::ReferenceKind;
pub use refs::{Schemas, Target};
pub use types::Types;

pub(crate) use keywords::Keywords;
pub(crate) use read::{Reading, read};
pub(crate) use validity::KeywordPlaces;

use crate::source::{FileId, Span, Uri};
use crate::syntax::{Entry, Node, is_cut};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A schema node: which document, and which node of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SchemaId {
    pub(crate) document: u32,
    pub(crate) node: u32,
}

impl SchemaId {
    /// The root of the document of a schema.
    #[must_use]
    pub fn root(self) -> SchemaId {
        SchemaId { node: 0, ..self }
    }
}

/// A file of one schema, or a schema inline in a catalog.
#[derive(Debug, Clone)]
pub struct SchemaDocument {
    /// The file it stands in.
    pub file: FileId,
    /// Whether it stands inline in a catalog file, where other documents cannot refer to it.
    pub inline: bool,
    /// Its text as a tree.
    pub source: Node,
    /// Whether it is read as its draft says, and not as the catalog language does.
    pub(crate) is_alone: bool,
    /// What of its file could not be read.
    pub(crate) skipped: Arc<[Span]>,
    /// Its nodes; the first is the root.
    pub(crate) nodes: Vec<SchemaNode>,
    /// The indexes of the nodes with a default or a condition, in order: few have one, and rules ask for each.
    notable: Vec<u32>,
    /// Its resources (JSON Schema Core 2020-12 section 4.3.5); the first is the document.
    pub(crate) resources: Vec<Resource>,
    /// Nodes by where they stand, once somebody has asked for one below the root.
    by_place: Option<BTreeMap<Span, u32>>,
}

/// A part of a document with a base URI of its own.
#[derive(Debug, Clone)]
pub(crate) struct Resource {
    /// Its identity, and the base of the references in it.
    pub(crate) uri: Uri,
    /// Where its `$id` is written, if it has one.
    pub(crate) id_at: Option<Span>,
    /// Its root's JSON Pointer from the document's root.
    pub(crate) pointer: String,
    /// The draft that it is of: what its `$schema` names, or that of the resource around it.
    pub(crate) draft: Draft,
    /// Its nodes with `$anchor` or `$dynamicAnchor`, or in drafts up to 7 an `$id` that is a fragment.
    pub(crate) anchors: BTreeMap<Arc<str>, u32>,
}

/// One schema or subschema.
#[derive(Debug, Clone)]
pub struct SchemaNode {
    /// Its text as a tree.
    pub source: Node,
    /// The resource that it is part of.
    pub(crate) resource: u32,
    /// What it says.
    pub(crate) keywords: Keywords,
}

impl SchemaNode {
    /// All of it.
    pub fn span(&self) -> Span {
        self.source.span
    }

    /// A keyword as it is written, with the spans of its name and value.
    pub fn keyword(&self, name: &str) -> Option<&Entry> {
        self.source.get(name)
    }
}

impl SchemaDocument {
    /// The node of an index of this document.
    pub(crate) fn node(&self, index: u32) -> &SchemaNode {
        self.nodes.get(index as usize).expect("a schema id comes from the document that made it")
    }

    /// Whether a value may lack a part that could not be read.
    pub(crate) fn is_cut(&self, place: Span) -> bool {
        is_cut(place, &self.skipped)
    }

    /// The first node that stands at a place.
    fn at(&mut self, place: Span) -> Option<u32> {
        if self.source.span == place {
            return (!self.nodes.is_empty()).then_some(0);
        }
        let nodes = &self.nodes;
        let by_place = self.by_place.get_or_insert_with(|| {
            let mut by_place = BTreeMap::new();
            for (index, node) in (0..).zip(nodes) {
                by_place.entry(node.span()).or_insert(index);
            }
            by_place
        });
        by_place.get(&place).copied()
    }

    /// Adds a node, and returns its index.
    fn push(&mut self, node: SchemaNode) -> u32 {
        let index = u32::try_from(self.nodes.len()).expect("a build has at most 2 million nodes");
        if let Some(by_place) = &mut self.by_place {
            // A node that aliases bring to several places is the same schema at each of them.
            by_place.entry(node.span()).or_insert(index);
        }
        self.nodes.push(node);
        index
    }
}

#[cfg(test)]
mod tests;
