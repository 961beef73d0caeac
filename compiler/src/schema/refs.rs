//! Where `$ref`s lead: by file, embedded resource, JSON Pointer or anchor (JSON Schema Core 2020-12 section 8.2).

use super::keywords::Reference;
use super::read::read_part;
use super::{SchemaDocument, SchemaId, SchemaNode};
use crate::diagnostic::{Diagnostic, Diagnostics, Resolved, codes};
use crate::source::{ByUri, FileId, Span, Uri};
use crate::syntax::{Entry, Node, Value};
use runtime_lite::{Pointer, Token};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// All schema documents of a build.
#[derive(Debug, Clone, Default)]
pub struct Schemas {
    documents: Vec<SchemaDocument>,
    resources: ByUri<(u32, u32)>,
    by_file: BTreeMap<FileId, u32>,
    /// Where the dynamic references lead whose target depends on the scope; nothing where to several.
    pub(super) dynamic: BTreeMap<SchemaId, Option<SchemaId>>,
    /// How many names have been given for references that lead nowhere.
    offered: usize,
}

/// How many names are compared with the references of a build that lead nowhere: less than a second's work. Later
/// ones have no suggestion.
const MOST_OFFERED: usize = 500_000;

/// Which keyword a reference is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ReferenceKind {
    /// `$ref`.
    Static,
    /// `$dynamicRef` or `$recursiveRef`.
    Dynamic,
}

/// What a reference leads to.
#[derive(Debug, Clone)]
pub enum Target {
    /// A schema.
    Found(SchemaId),
    /// The document is not loaded.
    Unknown(Uri),
    /// The document has no such place; these are names that it has, to suggest from.
    Missing {
        /// The document that was searched.
        uri: Uri,
        /// Anchors, or members at the level where the pointer went wrong.
        known: Vec<String>,
        /// Whether the place may be in what could not be read of the document.
        cut: bool,
    },
}

impl Schemas {
    /// Adds a document and returns its root. Two different resources of one identity are reported.
    pub(crate) fn add(&mut self, document: SchemaDocument, diagnostics: &mut Diagnostics) -> SchemaId {
        let index = u32::try_from(self.documents.len()).expect("a build has at most 2 million nodes");
        if !document.inline {
            self.by_file.insert(document.file, index);
        }
        let resources: Vec<(Uri, Option<Span>)> =
            document.resources.iter().map(|resource| (resource.uri.clone(), resource.id_at)).collect();
        let inline = document.inline;
        self.documents.push(document);
        for (number, (uri, id_at)) in (0_u32..).zip(resources) {
            // An inline schema's base is its catalog file, which is not this schema.
            if number == 0 && inline {
                continue;
            }
            let first = *self.resources.get_or_insert(uri.clone(), (index, number));
            if let Some(span) = id_at.filter(|_| !self.are_equal(first, (index, number))) {
                diagnostics.push(self.duplicate(&uri, span, first));
            }
        }
        SchemaId { document: index, node: 0 }
    }

    /// Whether two resources have the same text, as copies of one have.
    fn are_equal(&self, left: (u32, u32), right: (u32, u32)) -> bool {
        let text = |(document, number): (u32, u32)| {
            let document = self.documents.get(document as usize)?;
            let resource = document.resources.get(number as usize)?;
            walk(&document.source, &resource.pointer, 0).ok().map(Node::to_json)
        };
        left == right || text(left) == text(right)
    }

    /// Two schemas of one identity (`language.md` L10).
    fn duplicate(&self, uri: &Uri, span: Span, first: (u32, u32)) -> Diagnostic {
        let document = self.documents.get(first.0 as usize);
        let resource = document.and_then(|document| document.resources.get(first.1 as usize));
        let place = resource.and_then(|resource| resource.id_at);
        let place = place.or(document.map(|document| document.source.span.start_point()));
        let diagnostic =
            Diagnostic::new(&codes::DUPLICATE_SCHEMA_ID, span, format!("another schema is `{uri}`, too"))
                .note("a reference to it leads to the first")
                .help("give one of them another `$id`, or none: a file's own path identifies it");
        match place.filter(|place| *place != span) {
            Some(place) => diagnostic.secondary(place, "the first"),
            None => diagnostic,
        }
    }

    /// The document of a schema.
    pub fn document(&self, id: SchemaId) -> &SchemaDocument {
        self.documents.get(id.document as usize).expect("a schema id comes from the schemas that made it")
    }

    /// A schema node.
    pub fn node(&self, id: SchemaId) -> &SchemaNode {
        self.document(id).node(id.node)
    }

    /// All documents, in the order of their discovery.
    pub fn documents(&self) -> &[SchemaDocument] {
        &self.documents
    }

    /// The document of a file that is a schema, if it was loaded.
    pub fn of_file(&self, file: FileId) -> Option<SchemaId> {
        self.by_file.get(&file).map(|document| SchemaId { document: *document, node: 0 })
    }

    /// Whether a loaded document has this identity, or holds a resource that has it.
    pub(crate) fn has_resource(&self, uri: &Uri) -> bool {
        self.resources.get(uri).is_some()
    }

    /// The schema that a `$ref` leads to, where it has one that could be resolved.
    pub(crate) fn referred(&self, id: SchemaId) -> Option<Resolved<SchemaId>> {
        self.node(id).keywords.references.reference.as_ref().and_then(|reference| reference.target)
    }

    /// The one schema that a `$dynamicRef` or `$recursiveRef` leads to. Nothing where it may lead to several,
    /// so that it says nothing (`language.md` D3).
    pub fn referred_dynamically(&self, id: SchemaId) -> Option<Resolved<SchemaId>> {
        match self.dynamic.get(&id) {
            Some(target) => target.map(Ok),
            None => self
                .node(id)
                .keywords
                .references
                .dynamic_reference
                .as_ref()
                .and_then(|reference| reference.target),
        }
    }

    /// The schemas that the references of a node lead to.
    pub(crate) fn targets(&self, id: SchemaId) -> impl Iterator<Item = Resolved<SchemaId>> {
        self.referred(id).into_iter().chain(self.referred_dynamically(id))
    }

    /// Whether a reference of a node may lead to several schemas, so that it says nothing.
    pub(crate) fn is_undecided(&self, id: SchemaId) -> bool {
        self.node(id).keywords.references.dynamic_reference.is_some()
            && self.referred_dynamically(id).is_none()
    }

    pub(crate) fn set_referred(&mut self, id: SchemaId, kind: ReferenceKind, target: Resolved<SchemaId>) {
        let document = self.documents.get_mut(id.document as usize);
        let keywords = document.and_then(|document| document.nodes.get_mut(id.node as usize));
        let reference = keywords.and_then(|node| match kind {
            ReferenceKind::Static => node.keywords.references.reference.as_mut(),
            ReferenceKind::Dynamic => node.keywords.references.dynamic_reference.as_mut(),
        });
        if let Some(reference) = reference {
            reference.target = Some(target);
        }
    }

    /// The references of a document's nodes from an index on, of any kind.
    pub(crate) fn all_references(
        &self,
        document: u32,
        from: usize,
    ) -> impl Iterator<Item = (SchemaId, ReferenceKind, &Reference)> {
        let nodes = self.documents.get(document as usize).map_or(&[][..], |document| &document.nodes);
        let numbered = (0_u32..).zip(nodes).skip(from);
        let both = numbered.flat_map(move |(node, SchemaNode { keywords, .. })| {
            let fixed = (ReferenceKind::Static, keywords.references.reference.as_ref());
            let dynamic = (ReferenceKind::Dynamic, keywords.references.dynamic_reference.as_ref());
            [fixed, dynamic].map(|(kind, reference)| (SchemaId { document, node }, kind, reference))
        });
        both.filter_map(|(id, kind, reference)| Some((id, kind, reference?)))
    }

    /// All nodes of all documents.
    pub(crate) fn all_nodes(&self) -> impl Iterator<Item = SchemaId> {
        let documents = (0_u32..).zip(&self.documents);
        documents.flat_map(|(document, read)| {
            (0_u32..).zip(&read.nodes).map(move |(node, _)| SchemaId { document, node })
        })
    }

    /// All nodes with a default or a condition, of all documents but the meta-schemas.
    pub(crate) fn notable_nodes(&self) -> impl Iterator<Item = SchemaId> {
        let own = (0..).zip(&self.documents).filter(|(_, document)| !document.is_meta_schema());
        own.flat_map(|(document, SchemaDocument { notable, .. })| {
            notable.iter().map(move |node| SchemaId { document, node: *node })
        })
    }

    /// How many nodes a document has.
    pub(crate) fn size(&self, document: u32) -> usize {
        self.documents.get(document as usize).map_or(0, |document| document.nodes.len())
    }

    /// The base URI of the references of a node.
    pub(crate) fn base(&self, id: SchemaId) -> Option<&Uri> {
        let resource = self.node(id).resource;
        self.document(id).resources.get(resource as usize).map(|resource| &resource.uri)
    }

    /// Resolves a fragment of the resource that holds a node: a `$ref` that begins with `#`.
    pub(crate) fn resolve_here(
        &mut self,
        id: SchemaId,
        fragment: Option<&str>,
        diagnostics: &mut Diagnostics,
    ) -> Target {
        let resource = self.node(id).resource;
        self.resolve_in(id.document, resource, fragment, diagnostics)
    }

    /// Resolves a URI and fragment.
    pub(crate) fn resolve(
        &mut self,
        uri: &Uri,
        fragment: Option<&str>,
        diagnostics: &mut Diagnostics,
    ) -> Target {
        match self.resources.get(uri) {
            Some((document, resource)) => self.resolve_in(*document, *resource, fragment, diagnostics),
            None => Target::Unknown(uri.clone()),
        }
    }

    fn resolve_in(
        &mut self,
        index: u32,
        number: u32,
        fragment: Option<&str>,
        diagnostics: &mut Diagnostics,
    ) -> Target {
        let most = MOST_OFFERED.saturating_sub(self.offered);
        let (documents, position) = (&mut self.documents, index as usize);
        let document = documents.get_mut(position).expect("an index of this list");
        // A document that gives itself an identity is known by the URL that it was asked for by, too.
        let number = if number == 0 && document.given_id().is_some() { 1 } else { number };
        let resource = document.resources.get(number as usize).expect("a resource of this document");
        let uri = resource.uri.clone();
        let fragment = fragment.unwrap_or_default();
        if !fragment.is_empty() && !fragment.starts_with('/') {
            if let Some(node) = resource.anchors.get(fragment) {
                return Target::Found(SchemaId { document: index, node: *node });
            }
            let known: Vec<String> =
                resource.anchors.keys().take(most).map(|key| format!("#{key}")).collect();
            self.offered += known.len();
            return Target::Missing { uri, known, cut: !document.skipped.is_empty() };
        }
        let pointer = match resource.pointer.as_str() {
            "" => Cow::Borrowed(fragment),
            around => Cow::Owned(format!("{around}{fragment}")),
        };
        let source = document.source.clone();
        match walk(&source, &pointer, most) {
            Ok(node) => {
                let known = document.at(node.span);
                let readable = matches!(node.value, Value::Object(_) | Value::Bool(_));
                let node = known.or_else(|| readable.then(|| read_part(document, node, number, diagnostics)));
                match node {
                    Some(node) => Target::Found(SchemaId { document: index, node }),
                    None => Target::Missing { uri, known: Vec::new(), cut: false },
                }
            }
            Err((at, known)) => {
                self.offered += known.len();
                Target::Missing { uri, known, cut: document.is_cut(at) }
            }
        }
    }
}

/// The node at a pointer, or where it went wrong, and the pointers that would lead on from there, so many at most.
pub(super) fn walk<'n>(root: &'n Node, pointer: &str, most: usize) -> Result<&'n Node, (Span, Vec<String>)> {
    let tokens = Pointer::parse_rfc6901(pointer).map_err(|_| (root.span, Vec::new()))?;
    let mut node = root;
    let mut at = Pointer::root();
    for token in tokens.tokens() {
        let next = match (&node.value, Token::of(token)) {
            (Value::Array(items), Token::Index(index, _)) => items.get(index),
            _ => node.get(token).map(|entry| &entry.value),
        };
        let subschema = |entry: &&Entry| matches!(entry.value.value, Value::Object(_) | Value::Bool(_));
        let children = || {
            let entries = node.entries().iter().filter(subschema).take(most);
            entries.map(|entry| format!("#{}", at.child(entry.key.value.clone())))
        };
        node = next.ok_or_else(|| (node.span, children().collect::<Vec<_>>()))?;
        at = at.child(token.clone());
    }
    Ok(node)
}
