//! Schemas as the catalog language reads them, in the words of the `jsonschema` crate (`language.md` D2).
//!
//! - The crate follows drafts 4 to 7 in ignoring what stands beside `$ref`; here it counts in every draft. So
//!   a `$ref` with siblings becomes a member of `allOf`, and the siblings stay where pointers find them.
//! - A resource of draft 2020-12, or of none, that is written in the words of 2019-09 (`items` as a list,
//!   `$recursiveRef`) is one of 2019-09. In one that mixes the words of both, such lists become `prefixItems`,
//!   and `$recursiveRef` is a `$ref`.
//! - `exclusiveMinimum: true` of draft 4 is read in later drafts, too.
//! - `$schema` stands at the root of a resource alone, and names a draft or a document that is known. The
//!   draft of an embedded resource is written out, since that of the one around it may have changed.

use jsonschema::{Draft, Resource};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The documents that a custom `$schema` may name.
type Documents = BTreeMap<String, Value>;

/// How the value of a keyword holds schemas.
#[derive(Clone, Copy)]
enum Holds {
    /// It is one, or a list of them (`items`), or something else.
    Here,
    /// Its members are.
    ByName,
    /// None: it is data.
    Data,
}

fn holds(keyword: &str) -> Holds {
    match keyword {
        "$defs" | "definitions" | "dependencies" | "dependentSchemas" | "patternProperties"
        | "properties" => Holds::ByName,
        "$vocabulary" | "const" | "default" | "dependentRequired" | "enum" | "examples" | "reduce"
        | "required" | "type" => Holds::Data,
        // A reference may lead into a keyword that is not known, such as `components`.
        _ => Holds::Here,
    }
}

/// A document for the crate's registry.
pub(super) fn document(schema: &Value, documents: &Documents) -> Resource {
    let draft = declared(schema, Draft::Draft202012, documents);
    let schema = resource(schema, draft, documents);
    Draft::Draft202012.detect(&schema).create_resource(schema)
}

/// Whether some `$ref` of a document leads to a meta-schema.
pub(super) fn refers_to_meta_schema(document: &Value) -> bool {
    let reference = document.get("$ref").and_then(Value::as_str);
    let members = document.as_object().into_iter().flat_map(Map::values);
    reference.is_some_and(|text| text.contains("//json-schema.org/draft"))
        || members.chain(document.as_array().into_iter().flatten()).any(refers_to_meta_schema)
}

/// The draft that a resource says that it is of.
fn declared(schema: &Value, inherited: Draft, documents: &Documents) -> Draft {
    let name = schema.get("$schema").and_then(Value::as_str).unwrap_or_default();
    let draft = inherited.detect(schema);
    let known = draft != Draft::Unknown || documents.contains_key(name.trim_end_matches('#'));
    if known { draft } else { Draft::Draft202012 }
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

/// What a resource is written in, its embedded resources left out.
#[derive(Default)]
struct Words {
    of_2019: bool,
    of_2020: bool,
}

fn words(schema: &Value, draft: Draft, found: &mut Words) {
    let Value::Object(members) = schema else { return };
    for (keyword, value) in members {
        match keyword.as_str() {
            "items" if value.is_array() => found.of_2019 = true,
            "$recursiveRef" | "$recursiveAnchor" => found.of_2019 = true,
            "prefixItems" | "$dynamicRef" | "$dynamicAnchor" => found.of_2020 = true,
            _ => {}
        }
        for child in children(holds(keyword), value).filter(|child| !is_resource(child, draft)) {
            words(child, draft, found);
        }
    }
}

fn children(holds: Holds, value: &Value) -> impl Iterator<Item = &Value> {
    let (here, items, members) = match (holds, value) {
        (Holds::Here, Value::Object(_)) => (Some(value), &[][..], None),
        (Holds::Here, Value::Array(items)) => (None, items.as_slice(), None),
        (Holds::ByName, Value::Object(members)) => (None, &[][..], Some(members.values())),
        _ => (None, &[][..], None),
    };
    here.into_iter().chain(items).chain(members.into_iter().flatten())
}

/// Whether a schema has an identity of its own (JSON Schema Core 2020-12 section 4.3.5). In drafts up to 7 an
/// `$id` that is a fragment is the name of a place (draft 7 section 8.2.3).
fn is_resource(schema: &Value, draft: Draft) -> bool {
    let id = schema.get(draft.id_keyword()).and_then(Value::as_str);
    id.is_some_and(|id| !id.starts_with('#'))
}

/// A resource whose draft is known.
fn resource(schema: &Value, draft: Draft, documents: &Documents) -> Value {
    let mut found = Words::default();
    if draft == Draft::Draft202012 {
        words(schema, draft, &mut found);
    }
    let becomes = if found.of_2019 && !found.of_2020 { Draft::Draft201909 } else { draft };
    let mut schema = Walk { draft, becomes, documents }.schema(schema);
    if let (Value::Object(members), Some(name)) = (&mut schema, meta_schema(becomes)) {
        members.insert("$schema".to_owned(), name.into());
    }
    schema
}

/// Rewrites the schemas of one resource.
struct Walk<'d> {
    /// What it says that it is.
    draft: Draft,
    /// What it is given to the crate as.
    becomes: Draft,
    documents: &'d Documents,
}

impl Walk<'_> {
    fn child(&self, schema: &Value) -> Value {
        // The `$schema` of an embedded resource decides which word is its `$id`.
        let draft = declared(schema, self.draft, self.documents);
        match is_resource(schema, draft) {
            true => resource(schema, draft, self.documents),
            false => {
                let mut schema = self.schema(schema);
                if let Value::Object(members) = &mut schema {
                    members.shift_remove("$schema");
                }
                schema
            }
        }
    }

    fn schema(&self, schema: &Value) -> Value {
        let Value::Object(members) = schema else { return schema.clone() };
        let mut members: Map<String, Value> =
            members.iter().map(|(keyword, value)| (keyword.clone(), self.keyword(keyword, value))).collect();
        if self.becomes == Draft::Draft202012 {
            lists_of_items(&mut members);
            if let Some(reference) = members.shift_remove("$recursiveRef") {
                refer(&mut members, reference);
            }
        }
        if self.becomes != Draft::Draft4 {
            exclusive(&mut members, "minimum", "exclusiveMinimum");
            exclusive(&mut members, "maximum", "exclusiveMaximum");
        }
        if matches!(self.becomes, Draft::Draft4 | Draft::Draft6 | Draft::Draft7) {
            siblings(&mut members);
        }
        Value::Object(members)
    }

    fn keyword(&self, keyword: &str, value: &Value) -> Value {
        match (holds(keyword), value) {
            (Holds::Here, Value::Object(_)) => self.child(value),
            (Holds::Here, Value::Array(items)) => items.iter().map(|item| self.child(item)).collect(),
            (Holds::ByName, Value::Object(members)) => {
                let children = members.iter().map(|(name, value)| (name.clone(), self.child(value)));
                Value::Object(children.collect())
            }
            _ => value.clone(),
        }
    }
}

/// `items` as a list in a schema that speaks of `prefixItems` elsewhere.
fn lists_of_items(members: &mut Map<String, Value>) {
    if !members.get("items").is_some_and(Value::is_array) || members.contains_key("prefixItems") {
        return;
    }
    if let Some(list) = members.shift_remove("items") {
        members.insert("prefixItems".to_owned(), list);
    }
    if let Some(rest) = members.shift_remove("additionalItems") {
        members.insert("items".to_owned(), rest);
    }
}

/// A bound with a flag, as draft 4 has it (JSON Schema Validation draft 4 section 5.1.2).
fn exclusive(members: &mut Map<String, Value>, bound: &str, flag: &str) {
    let Some(Value::Bool(set)) = members.get(flag) else { return };
    let moved = members.get(bound).filter(|_| *set).cloned();
    match moved {
        Some(limit) => members.insert(flag.to_owned(), limit),
        None => members.shift_remove(flag),
    };
}

/// Makes what stands beside a `$ref` count.
fn siblings(members: &mut Map<String, Value>) {
    if members.len() < 2 || !members.get("$ref").is_some_and(Value::is_string) {
        return;
    }
    if let Some(reference) = members.shift_remove("$ref") {
        refer(members, reference);
    }
}

/// Adds a reference to what the members say.
fn refer(members: &mut Map<String, Value>, reference: Value) {
    let reference = Value::Object(Map::from_iter([("$ref".to_owned(), reference)]));
    match members.get_mut("allOf") {
        Some(Value::Array(branches)) => branches.push(reference),
        _ => {
            members.insert("allOf".to_owned(), Value::Array(vec![reference]));
        }
    }
}
