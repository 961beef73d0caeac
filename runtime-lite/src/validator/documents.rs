//! Documents on their way into the registry of the crate: of which draft they are, and who they are.
//!
//! - A `$schema` names a draft or a document that is known, else it is taken away. The draft of an embedded
//!   resource is written out, since that of the one around it may have changed.
//! - An identity that two copies of a resource have is given to the first; the crate expects each once. The
//!   others get one that differs in its query, so that relative references in them lead where they did.

use super::normalize::{Walk, subschemas, written_in};
use super::uri;
use jsonschema::{Draft, Resource};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Documents that are to go into one registry.
#[derive(Clone)]
pub(super) struct Documents {
    /// The documents that may be asked for, by URL. A custom `$schema` may name one.
    given: BTreeMap<String, Value>,
    /// The identities of the resources of those that were.
    seen: BTreeSet<String>,
}

impl Documents {
    /// The documents that references from a base may ask for.
    pub(super) fn new(base: &str, given: &BTreeMap<String, Value>) -> Documents {
        let by_url =
            given.iter().filter_map(|(url, document)| Some((uri(base, url).ok()?, document.clone())));
        Documents { given: by_url.collect(), seen: BTreeSet::new() }
    }

    /// A document of these, as it goes into the registry, or a resource embedded in one.
    pub(super) fn get(&mut self, url: &str) -> Option<Resource> {
        let whole = self.given.get(url).cloned();
        let embedded = || self.given.iter().find_map(|(base, document)| self.embedded(document, base, url));
        let document = whole.or_else(embedded)?;
        Some(self.add(url, &document))
    }

    /// The resource of an identity inside of a document. The crate asks for it if the document was not asked for
    /// before, where it would be found.
    fn embedded(&self, document: &Value, base: &str, url: &str) -> Option<Value> {
        let draft = self.declared(document, Draft::Draft202012);
        let mut walk = vec![(document, draft, base.to_owned())];
        while let Some((schema, draft, base)) = walk.pop() {
            let own = self.declared(schema, draft);
            let id = schema.get(own.id_keyword()).and_then(Value::as_str).filter(|id| !id.starts_with('#'));
            let (draft, base) = match id {
                Some(id) => (own, uri(&base, id).ok()?),
                None => (draft, base),
            };
            if base == url {
                let mut found = schema.clone();
                let members = found.as_object_mut()?;
                members.extend(meta_schema(draft).map(|name| ("$schema".to_owned(), name.into())));
                return Some(found);
            }
            walk.extend(subschemas(schema).map(|child| (child, draft, base.clone())));
        }
        None
    }

    /// Any document, as it goes into the registry under a URL.
    pub(super) fn add(&mut self, url: &str, schema: &Value) -> Resource {
        let draft = self.declared(schema, Draft::Draft202012);
        self.seen.insert(url.to_owned());
        let schema = self.resource(schema, draft, url);
        Draft::Draft202012.detect(&schema).create_resource(schema)
    }

    /// Whether some `$ref` of these leads to a meta-schema.
    pub(super) fn refer_to_meta_schemas(&self) -> bool {
        self.given.values().any(refers_to_meta_schema)
    }

    /// The draft that a resource says that it is of.
    pub(super) fn declared(&self, schema: &Value, inherited: Draft) -> Draft {
        let name = schema.get("$schema").and_then(Value::as_str).unwrap_or_default();
        let draft = inherited.detect(schema);
        let known = draft != Draft::Unknown || self.given.contains_key(name.trim_end_matches('#'));
        if known { draft } else { Draft::Draft202012 }
    }

    /// The identity of a resource with an `$id`, and what is to be written for it.
    fn identify(&mut self, schema: &Value, base: &str, id: &str) -> (String, Option<String>) {
        let Ok(identity) = uri(base, id) else { return (base.to_owned(), None) };
        let identity = identity.trim_end_matches('#').to_owned();
        if identity == base {
            return (identity, None);
        }
        // A document that may be asked for by this URL is the first, though it be asked for later.
        if self.given.get(&identity) != Some(schema) && self.seen.insert(identity.clone()) {
            return (identity, None);
        }
        let sign = if identity.contains('?') { '&' } else { '?' };
        let names = (2_usize..).map(|number| format!("{identity}{sign}copy={number}"));
        let free = names.into_iter().find(|name| self.seen.insert(name.clone()));
        (free.clone().unwrap_or(identity), free)
    }

    /// A resource whose draft is known.
    pub(super) fn resource(&mut self, schema: &Value, draft: Draft, base: &str) -> Value {
        let becomes = written_in(schema, draft);
        let id = schema.get(draft.id_keyword()).and_then(Value::as_str).filter(|id| !id.starts_with('#'));
        let (base, renamed) = match id {
            Some(id) => self.identify(schema, base, id),
            None => (base.to_owned(), None),
        };
        let mut schema = Walk::new(draft, becomes, &base, self).schema(schema);
        if let Value::Object(members) = &mut schema {
            members.extend(meta_schema(becomes).map(|name| ("$schema".to_owned(), name.into())));
            members.extend(renamed.map(|name| (draft.id_keyword().to_owned(), name.into())));
        }
        schema
    }
}

/// Whether some `$ref` of a document leads to a meta-schema.
pub(super) fn refers_to_meta_schema(document: &Value) -> bool {
    let reference = document.get("$ref").and_then(Value::as_str);
    let members = document.as_object().into_iter().flat_map(Map::values);
    reference.is_some_and(|text| text.contains("//json-schema.org/draft"))
        || members.chain(document.as_array().into_iter().flatten()).any(refers_to_meta_schema)
}

/// The name of a draft; nothing of one with a meta-schema of its own.
fn meta_schema(draft: Draft) -> Option<&'static str> {
    match draft {
        Draft::Draft4 => Some("http://json-schema.org/draft-04/schema#"),
        Draft::Draft6 => Some("http://json-schema.org/draft-06/schema#"),
        Draft::Draft7 => Some("http://json-schema.org/draft-07/schema#"),
        Draft::Draft201909 => Some("https://json-schema.org/draft/2019-09/schema"),
        Draft::Draft202012 => Some("https://json-schema.org/draft/2020-12/schema"),
        _ => None,
    }
}
