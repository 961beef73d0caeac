//! Index templates: what they are for the catalog of every type, that the rules of search engines accept them, and
//! that no index refuses a document that its collection admits.
//!
//! `UPDATE=1 cargo test` rewrites the fixtures; read the difference before it is kept.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests fail by panicking")]
#![expect(clippy::disallowed_methods, reason = "tests read and rewrite fixtures")]

mod catalogs;

use catalogs::search::{refuses_document, refuses_template};
use catalogs::{engines, templates};
use codegen::template_list;
use compiler::{Compilation, MemoryFiles};
use proptest::prelude::*;
use runtime_lite::{Validator, ValidatorOptions};
use serde_json::{Map, Value, json};
use std::fs;

#[test]
fn the_templates_of_the_zoo_are_as_expected() {
    let fixture = catalogs::named("types-zoo");
    let mut faults = Vec::new();
    for engine in engines() {
        let templates = templates(&fixture.in_dialect(engine));
        let text = template_list(templates.iter().map(|(name, text)| (&**name, &**text)));
        let path = fixture.folder.join("templates").join(format!("{engine}.json"));
        if catalogs::environment("UPDATE").is_some() {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, text).unwrap();
        } else if fs::read_to_string(&path).unwrap_or_default() != text {
            faults.push(path.display().to_string());
        }
    }
    assert!(faults.is_empty(), "{} differ\nUPDATE=1 cargo test accepts", faults.join(", "));
}

#[test]
fn the_rules_of_search_engines_accept_every_template() {
    let mut read = 0;
    for fixture in catalogs::all() {
        for engine in engines() {
            let templates = templates(&fixture.in_dialect(engine));
            let text = template_list(templates.iter().map(|(name, text)| (&**name, &**text)));
            let list: Value = serde_json::from_str(&text).unwrap();
            for (listed, (name, body)) in list["index_templates"].as_array().unwrap().iter().zip(&templates) {
                let body: Value = serde_json::from_str(body).unwrap();
                assert_eq!(*listed, json!({"name": name, "index_template": body}));
                assert_eq!(refuses_template(name, &body), None, "{engine}: {body:#}");
                read += 1;
            }
        }
    }
    assert!(read > 20, "{read}");
}

/// A catalog of a collection with a property `value` of a schema, in an index that has all its fields.
fn indexed(schema: &Value, index: &str) -> Compilation {
    let document = json!({
        "type": "object",
        "required": ["id"],
        "additionalProperties": false,
        "properties": {"id": {"type": "string"}, "value": schema},
    });
    let fields = json!({"require": {"value": {}, "flow_document": {}}});
    let catalog = json!({
        "collections": [{"name": "c", "key": ["/id"], "schema": document}],
        "endpoints": {"e": {"elasticsearch": "https://localhost"}},
        "materialize": {"m": [{"collection": "c", "endpoint": "e", "index": index, "fields": fields}]},
    });
    catalogs::compile(&MemoryFiles::new([("flow.yaml", catalog.to_string())]))
}

/// The row of a document: what is at the location of each field.
fn row(compilation: &Compilation, document: &Value) -> Value {
    let built = catalogs::built(compilation.checked().unwrap());
    let mut row = Map::new();
    for column in built["tables"][0]["columns"].as_array().unwrap() {
        let pointer = column["pointer"].as_str().unwrap();
        if let Some(value) = document.pointer(pointer) {
            row.insert(column["field"].as_str().unwrap().to_owned(), value.clone());
        }
    }
    row.into()
}

/// A schema, and values that some such schemas admit.
#[derive(Debug, Clone)]
enum Kind {
    Scalar(Vec<&'static str>, Option<&'static str>, Option<u64>),
    Bounded(i128, u128),
    List(Vec<Value>),
    Array(Box<Kind>, bool),
    Pair(Box<Kind>, Box<Kind>),
    Object(Vec<(&'static str, Kind)>, bool),
    Either(Box<Kind>, Box<Kind>),
    Nullable(Box<Kind>),
}

const NAMES: &[&str] = &["a", "b", "a.b", "_id", "", " ", ".", "a.", "\u{1f600}", "x\ny", "a/b~c", "type"];

fn kinds() -> impl Strategy<Value = Kind> {
    let types =
        prop::sample::subsequence(vec!["string", "integer", "number", "boolean", "object", "array"], 1..3);
    let formats = prop::sample::select(vec![
        None,
        Some("date"),
        Some("date-time"),
        Some("ipv4"),
        Some("ipv6"),
        Some("integer"),
        Some("number"),
        Some("uuid"),
        Some("time"),
        Some("email"),
    ]);
    let scalar = (types, formats, prop::option::of(0..60_000u64)).prop_map(|(t, f, m)| Kind::Scalar(t, f, m));
    let bounded = (any::<i64>(), any::<u64>()).prop_map(|(a, b)| Kind::Bounded(i128::from(a), u128::from(b)));
    let lists = prop::sample::select(vec![
        vec![json!("a"), json!(1)],
        vec![json!("a")],
        vec![json!(1), json!(null)],
        vec![json!(true), json!({"x": 1})],
        vec![json!(18_446_744_073_709_551_615_u64), json!(0)],
        vec![json!([1]), json!([2])],
    ]);
    let leaf = prop_oneof![4 => scalar, 1 => bounded, 1 => lists.prop_map(Kind::List)];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let properties = prop::collection::vec((prop::sample::select(NAMES.to_vec()), inner.clone()), 0..4);
        let two = (inner.clone(), inner.clone());
        prop_oneof![
            (inner.clone(), any::<bool>()).prop_map(|(kind, open)| Kind::Array(kind.into(), open)),
            two.clone().prop_map(|(a, b)| Kind::Pair(a.into(), b.into())),
            (properties, prop::bool::weighted(0.7)).prop_map(|(all, closed)| Kind::Object(all, closed)),
            two.prop_map(|(a, b)| Kind::Either(a.into(), b.into())),
            inner.prop_map(|kind| Kind::Nullable(kind.into())),
        ]
    })
}

impl Kind {
    fn schema(&self) -> Value {
        match self {
            Kind::Scalar(types, format, most) => {
                let mut schema = json!({ "type": types });
                schema["format"] = format.map_or(json!("none"), Value::from);
                schema["maxLength"] = most.map_or(json!(1_000_000), Value::from);
                schema
            }
            Kind::Bounded(least, most) => {
                let number = |text: String| serde_json::from_str::<Value>(&text).unwrap();
                json!({"type": "integer", "minimum": number(least.to_string()), "maximum": number(most.to_string())})
            }
            Kind::List(values) => json!({ "enum": values }),
            Kind::Array(kind, true) => json!({"type": "array", "prefixItems": [kind.schema()]}),
            Kind::Array(kind, false) => json!({"type": "array", "items": kind.schema()}),
            Kind::Pair(a, b) => {
                json!({"type": "array", "prefixItems": [a.schema(), b.schema()], "items": false})
            }
            Kind::Object(properties, closed) => {
                let properties: Map<String, Value> =
                    properties.iter().map(|(name, kind)| ((*name).to_owned(), kind.schema())).collect();
                json!({"type": "object", "properties": properties, "additionalProperties": !closed})
            }
            Kind::Either(a, b) => json!({"anyOf": [a.schema(), b.schema()]}),
            Kind::Nullable(kind) => json!({"anyOf": [kind.schema(), {"type": "null"}]}),
        }
    }

    /// Values at the edges of what it admits, and beyond: those that are not valid are no matter.
    fn values(&self) -> Vec<Value> {
        let first = |kind: &Kind| kind.values().into_iter().take(6).collect::<Vec<_>>();
        match self {
            Kind::Scalar(..) | Kind::Bounded(..) => scalars(),
            Kind::List(values) => values.clone(),
            Kind::Array(kind, _) => {
                let all = kind.values();
                let others = [json!([]), json!([[[1]], "x", {"": 1}]), Value::from(all.clone())];
                all.into_iter().map(|value| json!([value, null])).chain(others).collect()
            }
            Kind::Pair(a, b) => first(a).iter().zip(first(b)).map(|(a, b)| json!([a, b])).collect(),
            Kind::Object(properties, _) => {
                let mut all = vec![json!({}), json!({"": 1}), json!({"a": {"..": 1}, "a.b": 1, "b.c": []})];
                for (name, kind) in properties {
                    all.extend(kind.values().into_iter().map(|value| json!({ (*name): value })));
                }
                all
            }
            Kind::Either(a, b) => a.values().into_iter().chain(b.values()).collect(),
            Kind::Nullable(kind) => kind.values().into_iter().chain([json!(null)]).collect(),
        }
    }
}

fn indexes() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z.]{1,6}|_(id|source|type)|(?s).{1,8}",
        "[-_+.A-Z\\\\/*?\"<>| ,#:a]{1,5}",
        "\u{e9}{120,130}|(a\\.){18,22}a",
    ]
}

fn properties() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-c.]{1,6}|_(id|source|type)|(?s).{1,8}|(a\\.){18,22}a|x{300}",
        "[\"\\\\\u{0}-\u{20}\u{2028}\u{202e}]{1,4}",
    ]
}

fn scalars() -> Vec<Value> {
    let numbers = ["0", "1.0", "-1", "1e20", "1.5", "-9223372036854775809", "18446744073709551615", "1e300"];
    let texts = ["", "x", "2024-02-30", "2024-02-29", "10.0.0.1", "::1", "NaN", "12", "true", "not a date"];
    let long = ["\u{e9}".repeat(40_000), "\u{1f600}".repeat(9_000)];
    let numbers = numbers.iter().map(|text| serde_json::from_str(text).unwrap());
    let texts = texts.iter().map(|text| json!(text)).chain(long.into_iter().map(Value::from));
    let others =
        [json!(true), json!({}), json!({"": {".": 1}}), json!([]), json!(["x", [1]]), json!([{"a": 1}])];
    numbers.chain(texts).chain(others).collect()
}

proptest! {
    #[test]
    fn no_index_refuses_a_document_that_its_collection_admits(kind in kinds()) {
        let schema = kind.schema();
        let compilation = indexed(&schema, "i");
        // A schema may have mistakes, such as an index that cannot have one of the names.
        let Some(checked) = compilation.checked() else { return Ok(()) };
        let built = catalogs::built(checked);
        let document = &built["collections"][0]["schema"];
        let validator = Validator::new(document, &ValidatorOptions::default()).unwrap();
        let (name, text) = templates(&compilation).remove(0);
        let body: Value = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(refuses_template(&name, &body), None, "{:#}", body);
        for value in kind.values() {
            let document = json!({"id": "x", "value": value});
            if validator.is_valid(&document) {
                let row = row(&compilation, &document);
                prop_assert_eq!(refuses_document(&body, &row), None, "{}\n{}\n{:#}", schema, document, body);
            }
        }
    }

    #[test]
    fn hostile_names_are_refused_or_kept(name in indexes(), property in properties()) {
        for engine in engines() {
            let compilation = catalogs::of_names(engine, &name, &property);
            let expected = json!({"properties": {"id": {"type": "long"}, (&property): {"type": "text"}}});
            match compilation.checked() {
                Some(_) => {
                    let (index, text) = templates(&compilation).remove(0);
                    prop_assert_eq!(&index, &name);
                    let shown = text.replace('\n', "");
                    let is_hidden = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{202e}');
                    prop_assert!(!shown.contains(is_hidden), "{}", shown);
                    let body: Value = serde_json::from_str(&text).unwrap();
                    prop_assert_eq!(refuses_template(&name, &body), None, "{}", text);
                    let title = body["template"]["mappings"]["_meta"]["title"].as_str();
                    prop_assert_eq!(title, Some(&*property));
                    // A field is looked for under its own name.
                    let field = property.replace('~', "~0").replace('/', "~1");
                    let row = json!({"id": 1, (field): {"x": 1}});
                    let found = refuses_document(&body, &row);
                    prop_assert!(property.is_empty() || found.is_some(), "{}", text);
                }
                None => {
                    let body = json!({"index_patterns": [&name], "priority": 1, "template": {"mappings":
                        {"dynamic": false, "_meta": {}, "properties": expected["properties"]}}});
                    let is_control = |text: &str| text.contains(char::is_control) || text.contains('\u{2028}');
                    let refused = refuses_template(&name, &body).is_some();
                    let spaced = name.contains(char::is_whitespace) || is_control(&name) || is_control(&property);
                    let inside = property.starts_with("id.");
                    let later = ["_feature", "_project", "_slice"].contains(&&*property);
                    prop_assert!(refused || spaced || inside || later, "{:?}", compilation.diagnostics);
                }
            }
        }
    }
}

#[test]
fn shared_shapes_are_not_written_out_without_end() {
    let mut definitions = Map::new();
    for level in 0..18 {
        let below = json!({"$ref": format!("#/properties/value/$defs/l{}", level + 1)});
        let schema = json!({
            "type": "object", "additionalProperties": false,
            "properties": {"a": below, "b": below, "c": below},
        });
        definitions.insert(format!("l{level}"), schema);
    }
    definitions.insert("l18".to_owned(), json!({"type": "integer"}));
    let schema =
        json!({"type": "array", "items": {"$ref": "#/properties/value/$defs/l0"}, "$defs": definitions});
    let compilation = indexed(&schema, "deep");
    let (name, text) = templates(&compilation).remove(0);
    let body: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(refuses_template(&name, &body), None);
    assert_eq!(
        body["template"]["mappings"]["properties"]["value"],
        json!({"type": "object", "enabled": false})
    );
}

#[test]
fn many_fields_raise_the_limit() {
    let properties: Map<String, Value> =
        (0..1500).map(|at| (format!("f{at}"), json!({"type": "string"}))).collect();
    let schema = json!({"type": "object", "additionalProperties": false, "properties": properties});
    let (name, text) = templates(&indexed(&schema, "wide")).remove(0);
    let body: Value = serde_json::from_str(&text).unwrap();
    // Each text is two fields: by itself, in its object, and in the document.
    assert_eq!(body["template"]["settings"], json!({"index.mapping.total_fields.limit": 10_000}));
    assert_eq!(refuses_template(&name, &body), None);
}

/// How many objects there are below each other.
fn levels(mapping: &Value) -> usize {
    assert_eq!(mapping["type"], "object");
    1 + mapping["properties"].get("o").map_or(0, levels)
}

#[test]
fn objects_end_at_the_limit_of_levels() {
    let mut schema = json!({"type": "integer"});
    for _ in 0..30 {
        schema = json!({"type": "object", "additionalProperties": false, "properties": {"o": schema}});
    }
    let (name, text) = templates(&indexed(&schema, "tall")).remove(0);
    let body: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(refuses_template(&name, &body), None);
    let fields = &body["template"]["mappings"]["properties"];
    // The document is one level above its property `value`.
    assert_eq!(levels(&fields["value"]), 19);
    assert_eq!(levels(&fields["flow_document"]["properties"]["value"]), 18);
}

/// The 20th level has scalars alone. An object there is stored as any other is that no template names.
#[test]
fn an_object_of_20_levels_by_its_name_is_not_mapped_and_a_scalar_is() {
    for (schema, is_mapped) in [(json!({"type": "string"}), true), (json!({"type": "object"}), false)] {
        let name = format!("{}z", "a.".repeat(19));
        let document = json!({
            "type": "object", "required": ["id"],
            "properties": {"id": {"type": "string"}, (&name): schema},
        });
        let fields = json!({"require": {(&name): {}}});
        let catalog = json!({
            "collections": [{"name": "c", "key": ["/id"], "schema": document}],
            "endpoints": {"e": {"opensearch": "https://localhost"}},
            "materialize": {"m": [{"collection": "c", "endpoint": "e", "index": "i", "fields": fields}]},
        });
        let compilation = catalogs::compile(&MemoryFiles::new([("flow.yaml", catalog.to_string())]));
        let (index, text) = templates(&compilation).remove(0);
        let body: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(refuses_template(&index, &body), None);
        let path = format!("/template/mappings{}/properties/z", "/properties/a".repeat(19));
        let found = body.pointer(&path);
        assert_eq!(found.is_some(), is_mapped, "{text}");
    }
}
