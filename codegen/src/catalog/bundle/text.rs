//! Bundles as JSON.

use super::part::Part;
use super::{Bundle, Document};
use compiler::source::Span;
use compiler::{Entry, Node, Value};
use serde::ser::{Error as _, Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::value::RawValue;
use std::collections::BTreeMap;

type Rewritten = BTreeMap<Span, String>;
type Named<'c> = [(String, Document<'c>)];

impl Serialize for Bundle<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Bundled { document: &self.root, added: &self.documents, rewritten: &self.rewritten }
            .serialize(serializer)
    }
}

/// A document, and those that are added to its `$defs`.
struct Bundled<'b, 'c> {
    document: &'b Document<'c>,
    added: &'b Named<'c>,
    rewritten: &'b Rewritten,
}

impl Serialize for Bundled<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        let rewritten = self.rewritten;
        let mut own: &[Entry] = &[];
        match self.document {
            Document::Reference(id, target) => {
                if let Some(id) = id {
                    map.serialize_entry("$id", id)?;
                }
                map.serialize_entry("$ref", target)?;
            }
            Document::Parts(id, part) => {
                map.serialize_entry("$id", id)?;
                if let Part::Around(members) = part {
                    for (name, part) in members {
                        map.serialize_entry(name, &PartJson { part, rewritten })?;
                    }
                }
            }
            Document::Whole { id, draft, schema, node } => {
                map.serialize_entry(draft.id_keyword(), id)?;
                if let Some(schema) = schema {
                    map.serialize_entry("$schema", schema)?;
                }
                if let Value::Bool(always) = node.value {
                    // `true` and `false` have no place for an identity.
                    map.serialize_entry("allOf", &[always])?;
                }
                for entry in node.entries() {
                    match &*entry.key.value {
                        "$defs" => own = entry.value.entries(),
                        "$schema" if schema.is_some() => {}
                        key if key == draft.id_keyword() => {}
                        key => map.serialize_entry(key, &Json { node: &entry.value, rewritten })?,
                    }
                }
            }
        }
        if !own.is_empty() || !self.added.is_empty() {
            map.serialize_entry("$defs", &Definitions { own, added: self.added, rewritten })?;
        }
        map.end()
    }
}

struct Definitions<'b, 'c> {
    own: &'b [Entry],
    added: &'b Named<'c>,
    rewritten: &'b Rewritten,
}

impl Serialize for Definitions<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let rewritten = self.rewritten;
        let mut map = serializer.serialize_map(Some(self.own.len() + self.added.len()))?;
        for entry in self.own {
            map.serialize_entry(&*entry.key.value, &Json { node: &entry.value, rewritten })?;
        }
        for (name, document) in self.added {
            map.serialize_entry(name, &Bundled { document, added: &[], rewritten })?;
        }
        map.end()
    }
}

struct PartJson<'b, 'c> {
    part: &'b Part<'c>,
    rewritten: &'b Rewritten,
}

impl Serialize for PartJson<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let rewritten = self.rewritten;
        match self.part {
            Part::Wanted(node) => Json { node, rewritten }.serialize(serializer),
            Part::Around(members) => {
                let members = members.iter().map(|(name, part)| (name, PartJson { part, rewritten }));
                serializer.collect_map(members)
            }
        }
    }
}

/// A value as it is written, numbers to their last digit.
struct Json<'b> {
    node: &'b Node,
    rewritten: &'b Rewritten,
}

impl Serialize for Json<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let child = |node| Json { node, rewritten: self.rewritten };
        match &self.node.value {
            Value::Null | Value::Hole(_) => serializer.serialize_unit(),
            Value::Bool(value) => serializer.serialize_bool(*value),
            Value::Number(text) => {
                let raw = RawValue::from_string(text.to_string()).map_err(S::Error::custom)?;
                raw.serialize(serializer)
            }
            Value::String(text) => {
                let text = self.rewritten.get(&self.node.span).map_or(&**text, String::as_str);
                serializer.serialize_str(text)
            }
            Value::Array(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                for item in items.iter() {
                    list.serialize_element(&child(item))?;
                }
                list.end()
            }
            Value::Object(entries) => {
                let mut map = serializer.serialize_map(Some(entries.len()))?;
                for entry in entries.iter() {
                    map.serialize_entry(&*entry.key.value, &child(&entry.value))?;
                }
                map.end()
            }
        }
    }
}
