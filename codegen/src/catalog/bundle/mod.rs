//! Self-contained schemas: a schema with every document that it refers to (`language.md` section 2.5).
//!
//! References are kept as written. Each document gets an identity, against which they resolve. One reference
//! alone is rewritten: into a document that is named by the URL it was asked for by, though it gives itself
//! another, since below that URL there is only a reference to the document.

mod part;
mod text;

use crate::path::encode;
use compiler::schema::{Draft, SchemaDocument, SchemaId, SchemaPlace, Schemas};
use compiler::source::{Role, Span, Uri};
use compiler::{Compilation, Node};
use part::Part;
use runtime_lite::Place;
use std::collections::BTreeMap;

/// A schema that needs no other document.
pub(crate) struct Bundle<'c> {
    root: Document<'c>,
    /// Documents by their names in `$defs`.
    documents: Vec<(String, Document<'c>)>,
    /// References that are not as they are written, by the place of their text.
    rewritten: BTreeMap<Span, String>,
}

/// A schema of a bundle.
enum Document<'c> {
    /// A document.
    Whole {
        id: String,
        draft: Draft,
        /// Its `$schema`, where it is not to be kept as it is.
        schema: Option<&'static str>,
        node: &'c Node,
    },
    /// The parts of a catalog file that others refer to: the rest is no schema, and may be secret.
    Parts(String, Part<'c>),
    /// A reference: the bundled schema's to a part of a document, or that of a second URL of a document.
    Reference(Option<String>, String),
}

/// Bundles the schemas of a build.
#[derive(Clone, Copy)]
pub(crate) struct Bundler<'c> {
    /// The build.
    pub(crate) compilation: &'c Compilation,
    /// The folder that holds its files.
    pub(crate) folder: &'c [String],
}

impl<'c> Bundler<'c> {
    /// The bundle of a schema that is given where it is written.
    pub(crate) fn bundle(self, id: SchemaId) -> Bundle<'c> {
        self.bundle_at(id, self.schemas().node(id).span())
    }

    /// The bundle of a schema that is given at a place of a catalog file.
    pub(crate) fn bundle_at(self, id: SchemaId, given_at: Span) -> Bundle<'c> {
        let schemas = self.schemas();
        let own = schemas.document(id);
        let is_root =
            schemas.pointer(id).is_empty() && own.draft().has_definitions() && !own.is_meta_schema();
        let around = if is_root { own.draft() } else { Draft::default() };
        let needed = schemas.needed(id);
        let mut documents: BTreeMap<String, Document<'c>> = BTreeMap::new();
        for root in &needed {
            let document = schemas.document(*root);
            let identity = self.identity(document);
            let second = document.location().filter(|_| !document.inline).map(|uri| self.url(uri));
            if let Some(second) = second.filter(|second| *second != identity) {
                let alias = Document::Reference(Some(second.clone()), identity.clone());
                documents.insert(second, alias);
            }
            if !(is_root && std::ptr::eq(document, own)) {
                let bundled = || self.document(*root, &needed, id, around);
                documents.entry(identity).or_insert_with(bundled);
            }
        }
        let root = match is_root {
            true => self.document(id.root(), &needed, id, around),
            false => {
                let scope = self.scope(given_at);
                let scope = Some(scope).filter(|scope| !documents.contains_key(scope));
                Document::Reference(scope, self.reference(id))
            }
        };
        let taken = own.source.get("$defs").map(|entry| entry.value.entries()).unwrap_or_default();
        let mut names = (1..)
            .map(|number| format!("__flowInline{number}"))
            .filter(|name| !taken.iter().any(|entry| *entry.key.value == **name));
        let named = documents.into_values().filter_map(|document| Some((names.next()?, document)));
        Bundle { root, documents: named.collect(), rewritten: self.rewritten(&needed) }
    }

    fn schemas(self) -> &'c Schemas {
        &self.compilation.catalog.schemas
    }

    /// A document as it stands in a bundle whose root is of a draft.
    fn document(self, root: SchemaId, needed: &[SchemaId], wanted: SchemaId, around: Draft) -> Document<'c> {
        let document = self.schemas().document(root);
        let id = self.identity(document);
        let file = self.compilation.sources.file(document.file);
        if file.role == Role::Catalog && !document.inline {
            let referred = needed.iter().flat_map(|from| self.schemas().referred_from(*from));
            let targets = referred.map(|referred| referred.target).chain([wanted]);
            let targets = targets.filter(|target| std::ptr::eq(self.schemas().document(*target), document));
            return Document::Parts(id, Part::of(targets.map(|target| self.at(target))));
        }
        let named = document.source.get("$schema").and_then(|entry| entry.value.as_str());
        let schema = match named {
            Some(name) if Draft::named(name).is_some() => None,
            // No validator knows a meta-schema that is not in the bundle, and ours reads such a schema so.
            Some(_) => Some(document.draft().meta_schema()),
            None => Some(document.draft().meta_schema()).filter(|_| document.draft() != around),
        };
        Document::Whole { id, draft: document.draft(), schema, node: &document.source }
    }

    /// A schema with the tokens of its pointer.
    fn at(self, id: SchemaId) -> (String, &'c Node) {
        (self.schemas().pointer(id), &self.schemas().node(id).source)
    }

    fn url(self, uri: &Uri) -> String {
        uri.relative_to(self.folder).as_str().to_owned()
    }

    /// The URL that a document has in bundles.
    fn identity(self, document: &SchemaDocument) -> String {
        match (document.given_id(), document.location()) {
            (Some(uri), _) => self.url(uri),
            (None, Some(uri)) if !document.inline => self.url(uri),
            (None, _) => self.scope(document.source.span),
        }
    }

    /// The place of a schema as a URL. `$id` may not have a fragment, so the pointer is a query.
    fn scope(self, given_at: Span) -> String {
        let file = self.compilation.sources.file(given_at.file);
        let pointer = encode(&self.compilation.pointer_at(given_at), is_url_byte);
        format!("{}?ptr={pointer}", self.url(&file.uri))
    }

    /// The place that validators of bundles know a schema by.
    pub(crate) fn place(self, place: &SchemaPlace) -> Place {
        let schemas = self.schemas();
        let (definition, pointer) = (schemas.definition(place.schema), place.pointer.to_string());
        // A schema inside of another one that has an identity of its own begins anew.
        let written = schemas.pointer(place.schema);
        let embedded = written.strip_suffix(&definition.pointer).filter(|root| !root.is_empty());
        let below = embedded.and_then(|root| pointer.strip_prefix(root)).zip(definition.uri);
        match below {
            Some((pointer, uri)) => Place { resource: self.url(uri), pointer: pointer.to_owned() },
            None => Place { resource: self.identity(schemas.document(place.schema)), pointer },
        }
    }

    fn reference(self, id: SchemaId) -> String {
        let identity = self.identity(self.schemas().document(id));
        match self.schemas().pointer(id).as_str() {
            "" => identity,
            pointer => format!("{identity}#{}", encode(pointer, is_url_byte)),
        }
    }

    /// The references that name a place below the second URL of a document.
    fn rewritten(self, needed: &[SchemaId]) -> BTreeMap<Span, String> {
        let referred = needed.iter().flat_map(|from| self.schemas().referred_from(*from));
        let below = referred.filter(|referred| referred.by_location).filter_map(|referred| {
            let (_, fragment) =
                referred.text.value.split_once('#').filter(|(_, fragment)| !fragment.is_empty())?;
            let identity = self.identity(self.schemas().document(referred.target));
            Some((referred.text.span, format!("{identity}#{fragment}")))
        });
        below.collect()
    }
}

/// What may stand in a query and a fragment as it is (RFC 3986 section 3.4).
fn is_url_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~/:@!$'()*,;".contains(&byte)
}
