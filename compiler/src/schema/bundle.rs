//! What a schema needs to stand alone: its place, and the documents that its references lead to.

use super::{Annotations, Draft, SchemaDocument, SchemaId, Schemas};
use crate::source::{Spanned, Uri};
use runtime_lite::meta_schema;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A reference of a document, where it leads somewhere.
#[derive(Debug, Clone, Copy)]
pub struct Referred<'s> {
    /// It, as written.
    pub text: &'s Spanned<Arc<str>>,
    /// Where it leads; a dynamic reference, where it leads if the scope says nothing else.
    pub target: SchemaId,
    /// Whether it names the target's document by the URL that this was asked for by, though the `$id` of its
    /// root gives it another.
    pub by_location: bool,
}

/// A schema as its authors call it.
#[derive(Debug, Clone)]
pub struct Definition<'s> {
    /// Its JSON Pointer from the root of the resource that it is part of.
    pub pointer: String,
    /// Its `$anchor`, or `$dynamicAnchor`.
    pub anchor: Option<&'s str>,
    /// Its own annotations, without those of schemas that it refers to.
    pub annotations: &'s Annotations,
    /// The identity of the resource that it is part of.
    pub uri: Option<&'s Uri>,
}

/// An anchor that names a type (`language.md` section 10.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TypeAnchor<'s> {
    /// The anchor, which is an identifier in every language.
    pub name: &'s str,
    /// The schema that has it.
    pub schema: SchemaId,
}

/// Whether an anchor names a type: `^[A-Z][\w_]+$`.
fn is_type_name(anchor: &str) -> bool {
    anchor.len() > 1
        && anchor.starts_with(|c: char| c.is_ascii_uppercase())
        && anchor.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

impl Schemas {
    /// The documents that a schema needs, by their roots: its own, and those that references lead to, however
    /// far, in the order of their discovery. Not meta-schemas, which every validator knows.
    pub fn needed(&self, id: SchemaId) -> Vec<SchemaId> {
        let mut found = BTreeSet::from([id.document]);
        let mut walk = vec![id.document];
        while let Some(document) = walk.pop() {
            // What a dynamic reference leads to elsewhere is on the way to it, and so referred to otherwise.
            let referred = self.all_references(document, 0);
            let targets = referred.filter_map(|(_, _, reference)| reference.target?.ok());
            walk.extend(targets.map(|target| target.document).filter(|document| found.insert(*document)));
        }
        let roots = found.into_iter().map(|document| SchemaId { document, node: 0 });
        roots.filter(|root| !self.document(*root).is_meta_schema()).collect()
    }

    /// The anchors that name types in the documents that a schema needs, by their names; of one name, that of the
    /// schema's own resource first, and the others by their URLs as they are shown. Into which documents they are
    /// divided makes no difference.
    pub fn type_anchors(&self, id: SchemaId) -> Vec<TypeAnchor<'_>> {
        let own = self.base(id);
        let needed = self.needed(id).into_iter();
        let mut anchors: Vec<TypeAnchor<'_>> = needed.flat_map(|root| self.type_anchors_of(root)).collect();
        anchors.sort_by_cached_key(|anchor| {
            let uri = self.base(anchor.schema);
            (anchor.name, uri != own, uri.map(ToString::to_string), anchor.schema)
        });
        anchors
    }

    /// The anchors that name types in the document of a schema.
    pub(crate) fn type_anchors_of(&self, id: SchemaId) -> impl Iterator<Item = TypeAnchor<'_>> {
        let anchors = self.document(id).resources.iter().flat_map(|resource| &resource.anchors);
        let named = anchors.filter(|(name, _)| is_type_name(name));
        named.map(move |(name, node)| TypeAnchor { name, schema: SchemaId { node: *node, ..id } })
    }

    /// The references of the document of a schema.
    pub fn referred_from(&self, id: SchemaId) -> impl Iterator<Item = Referred<'_>> {
        let referred = self.all_references(id.document, 0);
        referred.filter_map(|(node, _, reference)| {
            let target = reference.target?.ok()?;
            let document = self.document(target);
            let location = document.given_id().and(document.location());
            let named = || self.base(node)?.join(&reference.text.value).ok();
            let by_location =
                location.is_some_and(|location| named().is_some_and(|(uri, _)| uri == *location));
            Some(Referred { text: &reference.text, target, by_location })
        })
    }

    /// What a schema is called by its authors.
    pub fn definition(&self, id: SchemaId) -> Definition<'_> {
        let document = self.document(id);
        let resource = document.resources.get(self.node(id).resource as usize);
        let mut anchors = resource.into_iter().flat_map(|resource| &resource.anchors);
        let anchor = anchors.find(|(_, node)| **node == id.node).map(|(name, _)| &**name);
        let root = resource.map_or("", |resource| &resource.pointer);
        let pointer = self.pointer(id);
        Definition {
            pointer: pointer.strip_prefix(root).map(str::to_owned).unwrap_or(pointer),
            anchor,
            annotations: &self.node(id).keywords.annotations,
            uri: resource.map(|resource| &resource.uri),
        }
    }

    /// The JSON Pointer of a schema from the root of its document.
    pub fn pointer(&self, id: SchemaId) -> String {
        self.document(id).source.pointer_to(self.node(id).span())
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

    /// The draft of its root.
    pub fn draft(&self) -> Draft {
        self.resources.first().map(|resource| resource.draft).unwrap_or_default()
    }

    /// Whether it is a schema of JSON Schema itself.
    pub fn is_meta_schema(&self) -> bool {
        self.location().is_some_and(|uri| meta_schema(uri.as_str()).is_some())
    }
}
