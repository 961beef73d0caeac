//! A schema that grows keeps the names of its types: who uses them changes nothing.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests fail by panicking")]
#![expect(clippy::disallowed_methods, reason = "the test reads schemas")]

mod catalogs;

use codegen::LANGUAGES;
use compiler::source::Uri;
use compiler::{Compiler, MemoryFiles, Request};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::fs;

/// The names of the types of a schema in a language.
fn names(language: &str, schema: &Value) -> BTreeSet<String> {
    let language = LANGUAGES.iter().find(|one| one.name == language).unwrap();
    let request = Request { schemas: vec![Uri::local("schema.json")], ..Request::default() };
    let files = MemoryFiles::new([("schema.json", schema.to_string())]);
    let compilation = Compiler::default().compile(&request, &files);
    let checked = compilation.checked_schema(0).unwrap_or_else(|| panic!("{:?}", compilation.diagnostics));
    let text = language.module(checked, 0, "Root", "schema.json").unwrap();
    let declared = |line: &str| {
        let starts = ["export type ", "class ", "pub struct ", "pub enum ", "pub type "];
        let rest = starts.iter().find_map(|start| line.strip_prefix(start));
        let rest = rest.or_else(|| line.split_once(": TypeAlias").map(|(name, _)| name))?;
        Some(rest.split(|c: char| !c.is_alphanumeric() && c != '_').next()?.to_owned())
    };
    text.lines().filter_map(declared).collect()
}

/// The same schema with a property more in each object, before all others or after them.
fn grown(schema: &Value, first: bool) -> Value {
    match schema {
        Value::Array(items) => items.iter().map(|item| grown(item, first)).collect(),
        Value::Object(members) => {
            // What asks for one property more in a condition is not a schema that grew, but another one.
            let inside = |name: &str, value| match name {
                "if" | "not" => Value::clone(value),
                _ => grown(value, first),
            };
            let mut grown_members: Map<String, Value> =
                members.iter().map(|(name, value)| (name.clone(), inside(name, value))).collect();
            if let Some(Value::Object(properties)) = grown_members.get_mut("properties") {
                let added = json!({"type": "object", "properties": {"inside": {"enum": ["a", "b"]}}});
                let name = if first { "aAdded" } else { "zAdded" };
                properties.insert(name.to_owned(), added);
            }
            Value::Object(grown_members)
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => schema.clone(),
    }
}

fn check(what: &str, schema: &Value) {
    for language in LANGUAGES {
        let before = names(language.name, schema);
        for first in [true, false] {
            let after = names(language.name, &grown(schema, first));
            let lost: Vec<&String> = before.difference(&after).collect();
            assert!(lost.is_empty(), "{what} in {}: {lost:?} are not in {after:?}", language.name);
        }
    }
}

#[test]
fn a_schema_that_grows_keeps_its_names() {
    check(
        "parts, titles, unions and recursion",
        &json!({
            "type": "object",
            "properties": {
                "a": {"type": "object", "properties": {"b": {"type": "object", "properties": {}}}},
                "b": {"title": "Named", "type": "object", "properties": {"x": {"enum": ["p", "q"]}}},
                "c": {"oneOf": [
                    {"type": "object", "required": ["k"], "properties": {"k": {"const": "one"}}},
                    {"type": "object", "required": ["k"], "properties": {"k": {"const": "two"}}},
                ]},
                "d": {"type": "array", "items": {"type": "object", "properties": {"e": {"$ref": "#/$defs/tree"}}}},
                "h": {"type": "array", "items": {"anyOf": [
                    {"type": "object", "required": ["k", "u"], "properties": {"k": {"const": "one"}, "u": {}}},
                    {"type": "object", "required": ["k", "p"], "properties": {"k": {"const": "one"}, "p": {}}},
                    {"type": "object", "required": ["k"], "properties": {"k": {"const": "two"}}},
                    {"type": "object", "required": ["z"], "properties": {"z": {}}},
                ]}},
                "f": {"anyOf": [{"type": "object", "properties": {"g": {"type": "integer"}}}, {"type": "null"}]},
            },
            "$defs": {"tree": {
                "type": "object",
                "properties": {"children": {"type": "array", "items": {"$ref": "#/$defs/tree"}}},
            }},
        }),
    );
}

#[test]
fn real_schemas_that_grow_keep_their_names() {
    let folder = catalogs::workspace().join("../shared/conformance/codegen/corpus/real/schemas");
    let Ok(entries) = fs::read_dir(&folder) else { return catalogs::skip("the real schemas are missing") };
    for path in entries.map(|entry| entry.unwrap().path()) {
        let schema = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        check(&path.display().to_string(), &schema);
    }
}
