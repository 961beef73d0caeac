//! Whether values are valid against schemas, judged by the validator that runs (`runtime_lite::Validator`).

use super::{SchemaDocument, SchemaId, Schemas};
use crate::source::Span;
use crate::syntax::Members;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use runtime_lite::{Formats, Place, Pointer, Validator, ValidatorOptions, Violation};
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
        // Values of one schema are items of one list, so that the schema is compiled once for all of them.
        let mut by_schema: BTreeMap<SchemaId, Vec<usize>> = BTreeMap::new();
        for (at, (schema, _)) in claims.iter().enumerate() {
            by_schema.entry(*schema).or_default().push(at);
        }
        let groups: Vec<(SchemaId, Vec<usize>)> = by_schema.into_iter().collect();
        let reference = |schema: SchemaId| {
            let pointer = self.pointer(schema);
            format!("{}#{}", url(self.document(schema)), utf8_percent_encode(&pointer, ENCODED))
        };
        let named =
            || groups.iter().enumerate().map(|(group, (schema, places))| (group.to_string(), schema, places));
        let lists =
            named().map(|(name, schema, _)| (name, json!({ "items": { "$ref": reference(*schema) } })));
        let schema = json!({ "properties": lists.collect::<Map<_, _>>() });
        let validator = Validator::new(&schema, &ValidatorOptions { formats, base: None, documents }).ok()?;
        let value = |at: &usize| claims.get(*at).map(|(_, value)| Value::clone(value));
        let values = named().map(|(name, _, places)| (name, places.iter().filter_map(value).collect()));
        let mut found = vec![Vec::new(); claims.len()];
        for mut violation in validator.errors(&Value::Object(values.collect())) {
            let (at, instance) = split(&violation.instance, &groups)?;
            violation.instance = instance;
            found.get_mut(at).into_iter().for_each(|list: &mut Vec<_>| list.push(violation.clone()));
        }
        Some(found)
    }

    /// Where the keywords of all schemas stand.
    pub(crate) fn keyword_places(&self) -> KeywordPlaces<'_> {
        let mut by_url = BTreeMap::new();
        for document in self.documents() {
            for (number, resource) in document.resources.iter().enumerate() {
                let url = match (number, document.inline) {
                    (0, true) => url(document),
                    (_, _) => resource.uri.as_str().to_owned(),
                };
                by_url.entry(url).or_insert_with(Vec::new).push((document, &*resource.pointer));
            }
        }
        KeywordPlaces { by_url, members: Members::default() }
    }
}

/// The resources of all schemas, by the URL that violations name them by.
pub(crate) struct KeywordPlaces<'s> {
    by_url: BTreeMap<String, Vec<(&'s SchemaDocument, &'s str)>>,
    members: Members<'s>,
}

impl KeywordPlaces<'_> {
    /// Where a keyword stands that a value breaks.
    pub(crate) fn span_of(&self, place: &Place) -> Option<Span> {
        let resources = self.by_url.get(&place.resource)?;
        resources.iter().find_map(|(document, pointer)| {
            let pointer = Pointer::parse_rfc6901(&format!("{pointer}{}", place.pointer)).ok()?;
            self.members.at(&document.source, &pointer).map(|node| node.span)
        })
    }
}

/// Which claim a value is of, by its pointer of group and item, and the rest of the pointer.
fn split(instance: &str, groups: &[(SchemaId, Vec<usize>)]) -> Option<(usize, String)> {
    let mut parts = instance.splitn(4, '/').skip(1);
    let (group, item) = (parts.next()?, parts.next()?);
    let (_, places) = groups.get(group.parse::<usize>().ok()?)?;
    let at = *places.get(item.parse::<usize>().ok()?)?;
    Some((at, parts.next().map(|below| format!("/{below}")).unwrap_or_default()))
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
