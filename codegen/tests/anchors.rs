//! Anchors that nothing refers to have types, and change no other (`language.md` section 10.1).

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests fail by panicking")]

mod catalogs;

use compiler::MemoryFiles;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// The generated types of a collection of a schema, by path.
fn types(schema: &Value) -> BTreeMap<String, String> {
    let catalog = json!({"collections": [{"name": "c", "key": ["/id"], "schema": schema}]});
    let compilation = catalogs::compile(&MemoryFiles::new([("flow.yaml", catalog.to_string())]));
    let checked = compilation.checked().unwrap_or_else(|| panic!("{:?}", compilation.diagnostics));
    let output = codegen::generate(checked);
    let is_type = |path: &str| ["python/", "rust/", "typescript/"].iter().any(|one| path.starts_with(one));
    let types = output.files().filter(|(path, _)| is_type(path));
    types.map(|(path, text)| (path.to_owned(), text.to_owned())).collect()
}

/// What is declared in a file of TypeScript.
fn declarations(text: &str) -> BTreeSet<&str> {
    text.split("\n\n").map(str::trim).collect()
}

/// A schema of which types have the names of anchors that nothing refers to, if these are there.
fn schema(anchors: bool) -> Value {
    let mut schema = json!({
        "type": "object",
        "required": ["id"],
        "properties": {
            "id": {"type": "integer"},
            "titled": {"title": "Titled", "type": "object", "properties": {"a": {"$ref": "#/$defs/line"}}},
            "inside": {"type": "array", "items": {"title": "Late", "type": "object", "properties": {
                "deep": {"title": "Deep", "type": "object"},
            }}},
        },
        "$defs": {
            "line": {"type": "object", "properties": {"sku": {"type": "string"}}},
            "a1": {"type": "object", "properties": {
                "deep": {"title": "Deep", "type": "object"},
                "line": {"title": "Line", "type": "object", "properties": {"other": {"$ref": "#/$defs/a0"}}},
            }},
            "a2": {"title": "Late", "type": "string"},
            "a3": {"type": "object", "properties": {"one": {"$ref": "#/$defs/0"}}},
            "a0": {"$anchor": "lower", "enum": ["x", "y"]},
            "0": {"title": "Titled", "type": "object", "properties": {"z": {"type": "null"}}},
        },
    });
    let named = [("line", "Row"), ("a1", "Titled"), ("a2", "Line"), ("a3", "Snake_Case"), ("0", "Promise")];
    for (key, anchor) in named.into_iter().filter(|_| anchors) {
        schema["$defs"][key]["$anchor"] = anchor.into();
    }
    if anchors {
        schema["properties"]["titled"]["$anchor"] = "Place".into();
    }
    schema
}

#[test]
fn anchors_that_nothing_refers_to_add_types_and_change_none() {
    let (without, with) = (types(&schema(false)), types(&schema(true)));
    assert!(with.keys().eq(without.keys()) && with.len() == 3, "{:?}", with.keys());
    for (path, text) in &with {
        if path.starts_with("typescript/") {
            let (before, after) = (declarations(&without[path]), declarations(text));
            let lost: Vec<_> = before.difference(&after).collect();
            assert!(lost.is_empty() && after.len() > before.len(), "{lost:#?} in {text}");
        } else {
            assert_eq!(text, &without[path], "{path}");
        }
    }
}

#[test]
fn anchors_are_exported_as_they_are_written_unless_another_type_is_called_so() {
    let text = types(&schema(true)).remove("typescript/c.d.ts").unwrap();
    for part in [
        "export type { Line as Row };",
        "export type { Promise2 as Promise };",
        "export type Snake_Case = {",
        "export type Place = {",
        "export type Line = {\n  sku?: string;",
        "export type Titled = {\n  a?: Line;",
    ] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
    assert!(!text.contains("lower") && !text.contains("as Line") && !text.contains("as Titled"), "{text}");
}
