//! Self-contained schemas: a schema with every document that it refers to (`language.md` section 2.5).
//!
//! References are kept as written. Each document gets an `$id`, against which they resolve.

use crate::path::encode;
use compiler::schema::{SchemaDocument, SchemaId, Schemas};
use compiler::source::Span;
use compiler::{Compilation, Entry, Node, Value};
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// A schema that needs no other document.
pub(super) struct Bundle<'c> {
    id: String,
    root: Root<'c>,
    /// Documents by their names in `$defs`.
    documents: Vec<(String, Document<'c>)>,
}

enum Root<'c> {
    /// The document itself.
    Whole(&'c Node),
    /// A reference to a part of one.
    Reference(String),
}

/// A document in `$defs`.
enum Document<'c> {
    Whole(String, &'c Node),
    /// A document with an `$id` of its own is known by the URL that it was asked for by, too.
    Alias(String, String),
}

/// Bundles the schemas of a build.
#[derive(Clone, Copy)]
pub(super) struct Bundler<'c> {
    /// The build.
    pub(super) compilation: &'c Compilation,
    /// The folder that holds its files.
    pub(super) folder: &'c [String],
}

impl<'c> Bundler<'c> {
    /// The bundle of a schema that is given where it is written.
    pub(super) fn bundle(self, id: SchemaId) -> Bundle<'c> {
        self.bundle_at(id, self.compilation.catalog.schemas.node(id).span)
    }

    /// The bundle of a schema that is given at a place of a catalog file.
    pub(super) fn bundle_at(self, id: SchemaId, given_at: Span) -> Bundle<'c> {
        let compilation = self.compilation;
        let schemas = &compilation.catalog.schemas;
        let url = |uri: &compiler::Uri| uri.relative_to(self.folder).as_str().to_owned();
        let own = schemas.document(id);
        let location = |document: &SchemaDocument| document.location().map(url).unwrap_or_default();
        let identity =
            |document: &SchemaDocument| document.given_id().map(url).unwrap_or_else(|| location(document));
        let pointer = schemas.pointer(id);
        let is_root = pointer.is_empty() && (own.inline || !is_old(&own.source));
        let mut documents: BTreeMap<String, Document<'c>> = BTreeMap::new();
        for document in needed(schemas, id) {
            if document.inline || (is_root && std::ptr::eq(document, own)) {
                continue;
            }
            let (identity, location) = (identity(document), location(document));
            if identity != location {
                documents.insert(location.clone(), Document::Alias(location, identity.clone()));
            }
            documents.entry(identity.clone()).or_insert(Document::Whole(identity, &document.source));
        }
        let scope = scope(compilation, given_at, &url);
        let (id, root) = match (is_root, own.inline) {
            (true, true) => (own.given_id().map(url).unwrap_or(scope), Root::Whole(&own.source)),
            (true, false) => (identity(own), Root::Whole(&own.source)),
            (false, _) => (scope, Root::Reference(reference(&identity(own), &pointer))),
        };
        let taken = own.source.get("$defs").map(|entry| entry.value.entries()).unwrap_or_default();
        let mut names = (1..)
            .map(|number| format!("__flowInline{number}"))
            .filter(|name| !taken.iter().any(|entry| *entry.key.value == **name));
        let named = documents.into_values().filter_map(|document| Some((names.next()?, document)));
        Bundle { id, root, documents: named.collect() }
    }
}

/// The documents that a schema needs, each once.
fn needed(schemas: &Schemas, id: SchemaId) -> impl Iterator<Item = &SchemaDocument> {
    schemas.needed(id).into_iter().map(|root| schemas.document(root))
}

/// Whether a schema is of a draft in which `$defs` is no keyword, so that nothing can be added to it.
fn is_old(schema: &Node) -> bool {
    let draft = schema.get("$schema").and_then(|entry| entry.value.as_str());
    draft.is_some_and(|draft| draft.contains("/draft-0"))
}

/// The place of a schema as a URL. `$id` may not have a fragment, so the pointer is a query.
fn scope(compilation: &Compilation, given_at: Span, url: &dyn Fn(&compiler::Uri) -> String) -> String {
    let file = compilation.sources.file(given_at.file);
    let pointer = encode(&compilation.pointer_at(given_at), is_url_byte);
    format!("{}?ptr={pointer}", url(&file.uri))
}

fn reference(identity: &str, pointer: &str) -> String {
    match pointer.is_empty() {
        true => identity.to_owned(),
        false => format!("{identity}#{}", encode(pointer, is_url_byte)),
    }
}

/// What may stand in a query and a fragment as it is (RFC 3986 section 3.4).
fn is_url_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~/:@!$'()*,;".contains(&byte)
}

impl Serialize for Bundle<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let documents = Definitions { own: &[], added: &self.documents };
        match &self.root {
            Root::Whole(node) => schema(serializer, &self.id, node, &self.documents),
            Root::Reference(reference) => {
                let mut map = serializer.serialize_map(None)?;
                map.serialize_entry("$id", &self.id)?;
                map.serialize_entry("$ref", reference)?;
                map.serialize_entry("$defs", &documents)?;
                map.end()
            }
        }
    }
}

impl Serialize for Document<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Document::Whole(id, node) => schema(serializer, id, node, &[]),
            Document::Alias(id, target) => {
                let mut map = serializer.serialize_map(Some(2))?;
                map.serialize_entry("$id", id)?;
                map.serialize_entry("$ref", target)?;
                map.end()
            }
        }
    }
}

/// A schema with its `$id`, and with documents added to its `$defs`.
fn schema<S: Serializer>(
    serializer: S,
    id: &str,
    node: &Node,
    added: &[(String, Document<'_>)],
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(None)?;
    map.serialize_entry("$id", id)?;
    if let Value::Bool(always) = node.value {
        // `true` and `false` have no place for an `$id`.
        map.serialize_entry("allOf", &[always])?;
    }
    let mut own: &[Entry] = &[];
    for entry in node.entries() {
        match &*entry.key.value {
            "$id" => {}
            "$defs" => own = entry.value.entries(),
            key => map.serialize_entry(key, &Json(&entry.value))?,
        }
    }
    if !own.is_empty() || !added.is_empty() {
        map.serialize_entry("$defs", &Definitions { own, added })?;
    }
    map.end()
}

struct Definitions<'d, 'c> {
    own: &'d [Entry],
    added: &'d [(String, Document<'c>)],
}

impl Serialize for Definitions<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.own.len() + self.added.len()))?;
        for entry in self.own {
            map.serialize_entry(&*entry.key.value, &Json(&entry.value))?;
        }
        for (name, document) in self.added {
            map.serialize_entry(name, document)?;
        }
        map.end()
    }
}

/// A value as it is written, numbers to their last digit.
struct Json<'n>(&'n Node);

impl Serialize for Json<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0.value {
            Value::Null | Value::Hole(_) => serializer.serialize_unit(),
            Value::Bool(value) => serializer.serialize_bool(*value),
            Value::Number(text) => {
                let raw = RawValue::from_string(text.to_string()).map_err(serde::ser::Error::custom)?;
                raw.serialize(serializer)
            }
            Value::String(text) => serializer.serialize_str(text),
            Value::Array(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                for item in items.iter() {
                    list.serialize_element(&Json(item))?;
                }
                list.end()
            }
            Value::Object(entries) => {
                let mut map = serializer.serialize_map(Some(entries.len()))?;
                for entry in entries.iter() {
                    map.serialize_entry(&*entry.key.value, &Json(&entry.value))?;
                }
                map.end()
            }
        }
    }
}
