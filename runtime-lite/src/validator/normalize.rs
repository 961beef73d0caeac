//! Schemas as the catalog language reads them, in the words of the `jsonschema` crate (`language.md` D2).
//!
//! - The crate follows drafts 4 to 7 in ignoring what stands beside `$ref`; here it counts in every draft. So
//!   a `$ref` with siblings becomes a member of `allOf`, and the siblings stay where pointers find them.
//! - A resource of draft 2020-12, or of none, that is written in the words of 2019-09 (`items` as a list,
//!   `$recursiveRef`) is one of 2019-09. In one that mixes the words of both, such lists become `prefixItems`,
//!   and `$recursiveRef` is a `$ref`.
//! - `exclusiveMinimum: true` of draft 4 is read in later drafts, too.
//! - `$schema` stands at the root of a resource alone.

use super::documents::Documents;
use jsonschema::Draft;
use serde_json::{Map, Value};

/// How the value of a keyword holds schemas.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    /// It is one, or a list of them (`items`), or something else.
    Here,
    /// Its members are.
    ByName,
    /// None: it is data.
    Data,
    /// No draft knows it. It may hold what a reference leads to, but no identities.
    Unknown,
}

fn holds(keyword: &str) -> Holds {
    match keyword {
        "$defs" | "definitions" | "dependencies" | "dependentSchemas" | "patternProperties"
        | "properties" => Holds::ByName,
        "additionalItems"
        | "additionalProperties"
        | "allOf"
        | "anyOf"
        | "contains"
        | "contentSchema"
        | "else"
        | "if"
        | "items"
        | "not"
        | "oneOf"
        | "prefixItems"
        | "propertyNames"
        | "then"
        | "unevaluatedItems"
        | "unevaluatedProperties" => Holds::Here,
        "$vocabulary" | "const" | "default" | "dependentRequired" | "enum" | "examples" | "reduce"
        | "required" | "type" => Holds::Data,
        _ => Holds::Unknown,
    }
}

/// What a resource is written in, its embedded resources left out.
#[derive(Default)]
struct Words {
    of_2019: bool,
    of_2020: bool,
}

/// The draft that a resource is written in, which may be the one before its own.
pub(super) fn written_in(schema: &Value, draft: Draft) -> Draft {
    let mut found = Words::default();
    if draft == Draft::Draft202012 {
        words(schema, draft, &mut found);
    }
    if found.of_2019 && !found.of_2020 { Draft::Draft201909 } else { draft }
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

/// The schemas that the keywords of a schema hold.
pub(super) fn subschemas(schema: &Value) -> impl Iterator<Item = &Value> {
    let members = schema.as_object().into_iter().flatten();
    let known = members.map(|(keyword, value)| (holds(keyword), value));
    known.filter(|(holds, _)| *holds != Holds::Unknown).flat_map(|(holds, value)| children(holds, value))
}

fn children(holds: Holds, value: &Value) -> impl Iterator<Item = &Value> {
    let (here, items, members) = match (holds, value) {
        (Holds::Here | Holds::Unknown, Value::Object(_)) => (Some(value), &[][..], None),
        (Holds::Here | Holds::Unknown, Value::Array(items)) => (None, items.as_slice(), None),
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

/// Rewrites the schemas of one resource.
pub(super) struct Walk<'d> {
    /// What it says that it is.
    draft: Draft,
    /// What it is given to the crate as.
    becomes: Draft,
    /// Its identity.
    base: &'d str,
    /// Whether no draft knows where this is.
    hidden: bool,
    documents: &'d mut Documents,
}

impl<'d> Walk<'d> {
    pub(super) fn new(draft: Draft, becomes: Draft, base: &'d str, documents: &'d mut Documents) -> Walk<'d> {
        Walk { draft, becomes, base, hidden: false, documents }
    }

    fn child(&mut self, schema: &Value) -> Value {
        // The `$schema` of an embedded resource decides which word is its `$id`.
        let draft = self.documents.declared(schema, self.draft);
        if !self.hidden && is_resource(schema, draft) {
            return self.documents.resource(schema, draft, self.base);
        }
        let mut schema = self.schema(schema);
        if let Value::Object(members) = &mut schema {
            members.shift_remove("$schema");
        }
        schema
    }

    pub(super) fn schema(&mut self, schema: &Value) -> Value {
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

    fn keyword(&mut self, keyword: &str, value: &Value) -> Value {
        let holds = holds(keyword);
        let hidden = self.hidden;
        self.hidden |= holds == Holds::Unknown;
        let value = match (holds, value) {
            (Holds::Data, _) => value.clone(),
            (Holds::ByName, Value::Object(members)) => {
                let children = members.iter().map(|(name, value)| (name.clone(), self.child(value)));
                Value::Object(children.collect())
            }
            (_, Value::Object(_)) => self.child(value),
            (_, Value::Array(items)) => items.iter().map(|item| self.child(item)).collect(),
            _ => value.clone(),
        };
        self.hidden = hidden;
        value
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
