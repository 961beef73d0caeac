//! Whether values are valid against schemas, judged by the validator that runs (`runtime_lite::Validator`).

use super::refs::walk;
use super::{SchemaDocument, SchemaId, Schemas};
use crate::source::Span;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use runtime_lite::{Formats, Place, Validator, ValidatorOptions, Violation};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// What is encoded in a fragment: all but what RFC 3986 section 2.3 and pointers leave alone.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');

impl Schemas {
    /// What is wrong with each value by its schema. Nothing is, where the schema cannot be judged by: its own
    /// mistakes are reported elsewhere.
    pub(crate) fn violations(&self, claims: &[(SchemaId, &Value)], formats: Formats) -> Vec<Vec<Violation>> {
        if claims.is_empty() {
            return Vec::new();
        }
        if let Some(found) = self.judge(claims, formats) {
            return found;
        }
        // Some document is at fault. The others are judged each by itself.
        let mut by_document: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for (at, (schema, _)) in claims.iter().enumerate() {
            by_document.entry(schema.document).or_default().push(at);
        }
        let mut found = vec![Vec::new(); claims.len()];
        for places in by_document.values() {
            let of_document: Vec<_> = places.iter().filter_map(|at| claims.get(*at).copied()).collect();
            let judged = self.judge(&of_document, formats).unwrap_or_default();
            for (at, violations) in places.iter().zip(judged) {
                found.get_mut(*at).into_iter().for_each(|list| list.clone_from(&violations));
            }
        }
        found
    }

    /// Judges all values at once, as the members of one document: a validator is built from whole documents.
    fn judge(&self, claims: &[(SchemaId, &Value)], formats: Formats) -> Option<Vec<Vec<Violation>>> {
        let mut documents = BTreeMap::new();
        for (schema, _) in claims {
            if documents.contains_key(&url(self.document(*schema))) {
                continue;
            }
            for root in self.needed(*schema) {
                let document = self.document(root);
                documents.entry(url(document)).or_insert_with(|| document.source.to_json());
            }
        }
        let named = || claims.iter().enumerate().map(|(at, claim)| (at.to_string(), claim));
        let reference = |schema: SchemaId| {
            let pointer = self.pointer(schema);
            format!("{}#{}", url(self.document(schema)), utf8_percent_encode(&pointer, ENCODED))
        };
        let properties = named().map(|(name, (schema, _))| (name, json!({ "$ref": reference(*schema) })));
        let schema = json!({ "properties": properties.collect::<Map<_, _>>() });
        let validator = Validator::new(&schema, &ValidatorOptions { formats, base: None, documents }).ok()?;
        let values = named().map(|(name, (_, value))| (name, Value::clone(value)));
        let all = Value::Object(values.collect());
        let mut found = vec![Vec::new(); claims.len()];
        for mut violation in validator.errors(&all) {
            let rest = violation.instance.split_off(1);
            let (at, below) = rest.split_once('/').map_or((&*rest, None), |(at, below)| (at, Some(below)));
            let list = at.parse().ok().and_then(|at: usize| found.get_mut(at));
            violation.instance = below.map(|below| format!("/{below}")).unwrap_or_default();
            list.into_iter().for_each(|list| list.push(violation.clone()));
        }
        Some(found)
    }

    /// Where a keyword stands that a value breaks.
    pub(crate) fn span_of(&self, place: &Place) -> Option<Span> {
        self.documents().iter().find_map(|document| {
            let resources = document.resources.iter().enumerate().filter(|(number, resource)| {
                match (number, document.inline) {
                    (0, true) => url(document) == place.resource,
                    (_, _) => resource.uri.as_str() == place.resource,
                }
            });
            resources.into_iter().find_map(|(_, resource)| {
                let node = walk(&document.source, &format!("{}{}", resource.pointer, place.pointer)).ok()?;
                Some(node.span)
            })
        })
    }
}

/// The URL of a document for the validator. An inline schema has none of its own; a query leaves the base of
/// its references as it is.
fn url(document: &SchemaDocument) -> String {
    let location = document.location().map(|uri| uri.as_str().to_owned()).unwrap_or_default();
    match document.inline {
        true => format!("{location}?inline={}", document.source.span.start),
        false => location,
    }
}
