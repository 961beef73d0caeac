//! JSON Schema documents with the span of every keyword: trees to [`SchemaDocument`]s, and `$ref`s between them.
//!
//! It reads keywords. What they mean for a location is inferred in `analysis`.

mod bundle;
mod read;
mod refs;
mod types;

pub use refs::{Schemas, Target};
pub use types::Types;

pub(crate) use read::read;

use crate::diagnostic::Resolved;
use crate::source::{FileId, Span, Spanned, Uri};
use crate::syntax::{Entry, Node};
use runtime_lite::Strategy;
use serde_json::{Number, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A schema node: which document, and which node of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SchemaId {
    pub(crate) document: u32,
    pub(crate) node: u32,
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
    /// Its nodes; the first is the root.
    pub(crate) nodes: Vec<SchemaNode>,
    /// Its resources (JSON Schema Core 2020-12 section 4.3.5); the first is the document.
    pub(crate) resources: Vec<Resource>,
    /// Nodes by where they stand.
    pub(crate) by_place: BTreeMap<Span, u32>,
}

/// A part of a document with a base URI of its own.
#[derive(Debug, Clone)]
pub(crate) struct Resource {
    /// Its identity, and the base of the references in it.
    pub(crate) uri: Uri,
    /// Its root's JSON Pointer from the document's root.
    pub(crate) pointer: String,
    /// Its nodes with `$anchor` or `$dynamicAnchor`.
    pub(crate) anchors: BTreeMap<Arc<str>, u32>,
}

/// One schema or subschema.
#[derive(Debug, Clone)]
pub struct SchemaNode {
    /// All of it.
    pub span: Span,
    /// Its text as a tree.
    pub source: Node,
    /// The resource that it is part of.
    pub(crate) resource: u32,
    /// What it says.
    pub(crate) keywords: Keywords,
}

/// The name of a property, where it is written.
pub(crate) type Name = Spanned<Arc<str>>;

/// The keywords of a schema node that inference reads. Children are nodes of the same document.
#[derive(Debug, Clone, Default)]
pub(crate) struct Keywords {
    /// The schema is `true` or `false`.
    pub(crate) always: Option<bool>,
    /// `$ref`.
    pub(crate) reference: Option<Reference>,
    /// `$dynamicRef` (2020-12) or `$recursiveRef` (2019-09).
    pub(crate) dynamic_reference: Option<Reference>,
    pub(crate) types: Option<Spanned<Types>>,
    /// `enum`, or `const` as a set of one.
    pub(crate) values: Vec<Spanned<Vec<Value>>>,
    pub(crate) properties: Vec<(Spanned<Arc<str>>, u32)>,
    pub(crate) pattern_properties: Vec<(Spanned<Arc<str>>, u32)>,
    pub(crate) additional_properties: Option<u32>,
    pub(crate) unevaluated_properties: Option<u32>,
    pub(crate) property_names: Option<u32>,
    pub(crate) required: Vec<Spanned<Arc<str>>>,
    /// `dependentRequired`, and the lists of `dependencies`: the names that each property requires.
    pub(crate) dependent_required: Vec<(Name, Vec<Name>)>,
    /// `dependentSchemas`, and the schemas of `dependencies`.
    pub(crate) dependent_schemas: Vec<(Spanned<Arc<str>>, u32)>,
    pub(crate) min_properties: Option<Spanned<u64>>,
    pub(crate) max_properties: Option<Spanned<u64>>,
    /// `prefixItems`, or `items` as a list.
    pub(crate) tuple: Vec<u32>,
    /// `items`, or `additionalItems` beside `items` as a list.
    pub(crate) items: Option<u32>,
    pub(crate) unevaluated_items: Option<u32>,
    pub(crate) contains: Option<u32>,
    pub(crate) min_contains: Option<Spanned<u64>>,
    pub(crate) max_contains: Option<Spanned<u64>>,
    pub(crate) unique_items: Option<Spanned<bool>>,
    pub(crate) all_of: Vec<u32>,
    pub(crate) any_of: Vec<u32>,
    pub(crate) one_of: Vec<u32>,
    pub(crate) then: Option<u32>,
    pub(crate) otherwise: Option<u32>,
    pub(crate) condition: Option<u32>,
    /// `not`.
    pub(crate) negated: Option<u32>,
    pub(crate) format: Option<Spanned<Arc<str>>>,
    pub(crate) content_encoding: Option<Spanned<Arc<str>>>,
    pub(crate) content_media_type: Option<Spanned<Arc<str>>>,
    pub(crate) pattern: Option<Spanned<Arc<str>>>,
    pub(crate) min_length: Option<u64>,
    pub(crate) max_length: Option<u64>,
    pub(crate) min_items: Option<u64>,
    pub(crate) max_items: Option<u64>,
    pub(crate) minimum: Option<Number>,
    pub(crate) maximum: Option<Number>,
    /// A bound that is not allowed itself; of draft 4, where it is a flag of `minimum`, the same number.
    pub(crate) exclusive_minimum: Option<Spanned<Number>>,
    pub(crate) exclusive_maximum: Option<Spanned<Number>>,
    pub(crate) multiple_of: Option<Spanned<Number>>,
    pub(crate) title: Option<Arc<str>>,
    pub(crate) description: Option<Arc<str>>,
    pub(crate) default: Option<Value>,
    pub(crate) reduce: Option<Spanned<Strategy>>,
    pub(crate) secret: Option<bool>,
    /// Whether a keyword could not be read, which was reported.
    pub(crate) broken: bool,
    /// Subschemas that say nothing about documents here, but whose references count.
    pub(crate) others: Vec<u32>,
}

/// A `$ref`: its text and, once it is resolved, where it leads.
#[derive(Debug, Clone)]
pub(crate) struct Reference {
    pub(crate) text: Spanned<Arc<str>>,
    pub(crate) target: Option<Resolved<SchemaId>>,
}

impl Keywords {
    /// The subschemas that inference reads.
    pub(crate) fn children(&self) -> impl Iterator<Item = u32> {
        let properties = self.properties.iter().map(|(_, node)| *node);
        let patterns = self.pattern_properties.iter().map(|(_, node)| *node);
        let dependents = self.dependent_schemas.iter().map(|(_, node)| *node);
        let lists = [&self.tuple, &self.all_of, &self.any_of, &self.one_of];
        let one = [
            self.additional_properties,
            self.items,
            self.condition,
            self.then,
            self.otherwise,
            self.negated,
            self.property_names,
            self.contains,
            self.unevaluated_properties,
            self.unevaluated_items,
        ];
        properties
            .chain(patterns)
            .chain(dependents)
            .chain(lists.into_iter().flatten().copied())
            .chain(one.into_iter().flatten())
    }
}

impl SchemaNode {
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
}
