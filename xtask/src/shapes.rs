//! `cargo xtask bench shapes`: what inference costs on schemas that are made to cost much.
//!
//! Each case is a collection whose schema is in a file beside it, checked by the release build.

use crate::bench::{self, Cost};
use crate::conformance::CORPUS;
use crate::workspace;
use serde_json::{Map, Value, json};
use std::fmt::Write as _;
use std::path::Path;

/// What is measured: its name, and its schema.
type Case = (&'static str, fn(&Path) -> Result<Value, String>);

const CASES: &[Case] = &[
    ("chain of 10,000 `$ref`s", |_| Ok(chain(10_000, |next| json!({ "$ref": next })))),
    ("chain of 10,000 nested objects", |_| {
        Ok(chain(10_000, |next| json!({ "properties": { "a": { "$ref": next } } })))
    }),
    ("`allOf` diamonds, 2^40 paths", |_| Ok(diamonds("allOf", 40))),
    ("`anyOf` diamonds, 2^40 paths", |_| Ok(diamonds("anyOf", 40))),
    ("`oneOf` diamonds, 2^40 paths", |_| Ok(diamonds("oneOf", 40))),
    ("diamonds under `unevaluatedProperties`, 2^40 paths", |_| {
        let mut schema = diamonds("anyOf", 40);
        let members = schema.as_object_mut().ok_or("a schema is an object")?;
        members.insert("unevaluatedProperties".to_owned(), false.into());
        Ok(schema)
    }),
    ("`oneOf` of 500 objects", |_| Ok(branches(500))),
    ("64 nested `if`s of 3 properties each", |_| Ok(conditions(64))),
    ("200 schemas that refer to one another", |_| Ok(mutual(200))),
    ("5 MB of schemas in use", real),
];

/// Measures all cases, and prints a table.
///
/// # Errors
/// A tool or the corpus is missing, or a command fails.
pub fn run(root: &Path) -> Result<String, String> {
    let flowctl = bench::build(root)?;
    let flowctl = flowctl.to_str().ok_or("the checkout is not named in UTF-8")?;
    let mut table = "| schema | cpu s | wall s | peak MiB |\n|---|---|---|---|\n".to_owned();
    let folder = root.join("target/bench/shapes");
    std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    workspace::write(&folder, "flowctl.toml", "")?;
    let catalog = "collections:\n  - { name: a, key: [/id], schema: schema.json }\n";
    workspace::write(&folder, "flow.yaml", catalog)?;
    let path = folder.to_str().ok_or("the checkout is not named in UTF-8")?;
    for (name, schema) in CASES {
        workspace::write(&folder, "schema.json", &schema(root)?.to_string())?;
        let Cost { cpu, wall, rss } = Cost::of(root, &[flowctl, "check", "--no-cache", path], &folder)?;
        let mebibytes = rss / f64::from(1 << 20);
        writeln!(table, "| {name} | {cpu:.2} | {wall:.2} | {mebibytes:.0} |")
            .map_err(|error| error.to_string())?;
    }
    Ok(table)
}

/// Definitions of which each leads to the next, and the last is a string.
fn chain(length: usize, link: impl Fn(String) -> Value) -> Value {
    let name = |number: usize| format!("#/$defs/d{number}");
    let mut definitions: Map<String, Value> =
        (0..length).map(|number| (format!("d{number}"), link(name(number + 1)))).collect();
    definitions.insert(format!("d{length}"), json!({ "type": "string" }));
    document(json!({ "x": { "$ref": name(0) } }), definitions)
}

/// Definitions each of which holds the next twice.
fn diamonds(keyword: &str, depth: usize) -> Value {
    let mut definitions = Map::new();
    for number in 0..depth {
        let next = format!("#/$defs/d{}", number + 1);
        let one = json!({ "$ref": next, "properties": { format!("a{number}"): { "type": "string" } } });
        let other = json!({ "$ref": next, "properties": { format!("b{number}"): { "type": "integer" } } });
        definitions.insert(format!("d{number}"), json!({ keyword: [one, other] }));
    }
    definitions.insert(format!("d{depth}"), json!({ "type": "object" }));
    let mut schema = document(json!({}), definitions);
    if let Some(members) = schema.as_object_mut() {
        members.insert("$ref".to_owned(), "#/$defs/d0".into());
    }
    schema
}

fn branches(number: usize) -> Value {
    let branch = |number: usize| {
        json!({
            "properties": { "kind": { "const": format!("k{number}") }, format!("p{number}"): { "type": "string" } },
            "required": ["kind"],
        })
    };
    let one_of: Vec<Value> = (0..number).map(branch).collect();
    document(json!({ "x": { "oneOf": one_of } }), Map::new())
}

fn conditions(depth: usize) -> Value {
    (0..depth).fold(json!({ "type": "object" }), |inner, number| {
        json!({
            "if": { "properties": { format!("k{number}"): { "const": 1 } } },
            "then": { "properties": { format!("t{number}"): { "type": "string" } } },
            "else": { "properties": { format!("e{number}"): { "type": "integer" } } },
            "allOf": [inner],
        })
    })
}

/// Definitions each of which refers to all others.
fn mutual(number: usize) -> Value {
    let properties: Map<String, Value> = (0..number)
        .map(|number| (format!("p{number}"), json!({ "$ref": format!("#/$defs/d{number}") })))
        .collect();
    let definition = json!({ "type": "object", "properties": properties });
    let definitions = (0..number).map(|number| (format!("d{number}"), definition.clone())).collect();
    document(json!({ "x": { "$ref": "#/$defs/d0" } }), definitions)
}

/// The schemas of the corpus as resources of one document, as often as 5 MB need.
fn real(root: &Path) -> Result<Value, String> {
    let text = workspace::read(&root.join(CORPUS), "real/corpus.json")?;
    let corpus: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    let groups = corpus.get("groups").and_then(Value::as_array).ok_or("the corpus has no groups")?;
    let (mut definitions, mut references, mut size) = (Map::new(), Vec::new(), 0);
    for round in 0.. {
        for (number, group) in groups.iter().enumerate() {
            let mut schema = group.get("schema").cloned().unwrap_or_default();
            size += schema.to_string().len();
            let id = format!("https://example.org/{round}/{number}");
            if let Some(members) = schema.as_object_mut() {
                members.insert("$id".to_owned(), id.clone().into());
            }
            definitions.insert(format!("d{round}-{number}"), schema);
            references.push(json!({ "$ref": id }));
        }
        if size > 5_000_000 {
            break;
        }
    }
    Ok(document(json!({ "x": { "anyOf": references } }), definitions))
}

fn document(properties: Value, definitions: Map<String, Value>) -> Value {
    let mut properties = properties;
    if let Some(members) = properties.as_object_mut() {
        members.insert("id".to_owned(), json!({ "type": "string" }));
    }
    json!({ "type": "object", "properties": properties, "required": ["id"], "$defs": definitions })
}
