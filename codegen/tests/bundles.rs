//! The schemas of the built catalog need no other document, and mean what the originals mean.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests fail by panicking")]

mod catalogs;

use jsonschema::Validator;
use serde_json::{Value, json};

/// The bundled schema at a pointer into the built catalog, for a validator that reads no other document.
fn validator(catalog: &Value, pointer: &str) -> Validator {
    let schema = catalog.pointer(pointer).unwrap_or_else(|| panic!("nothing is at {pointer}"));
    jsonschema::validator_for(schema).unwrap_or_else(|error| panic!("{pointer}: {error}"))
}

#[test]
fn bundles_of_fixtures_are_self_contained() {
    for fixture in catalogs::all() {
        let Some(checked) = fixture.compilation.checked() else { continue };
        let catalog = catalogs::built(checked);
        for at in 0..catalog["collections"].as_array().unwrap().len() {
            validator(&catalog, &format!("/collections/{at}/schema"));
        }
    }
}

#[test]
fn references_by_path_pointer_and_anchor_still_lead_where_they_did() {
    let fixture = catalogs::named("orders-derived");
    let catalog = catalogs::built(fixture.compilation.checked().unwrap());
    let order = json!({"customer": "a", "number": 1, "total": 1500, "kind": "web", "lines": [{"sku": "x"}]});
    let changed = |pointer: &str, value: Value| {
        let mut order = order.clone();
        *order.pointer_mut(pointer).unwrap() = value;
        order
    };
    let orders = validator(&catalog, "/collections/0/schema");
    assert!(orders.is_valid(&order));
    assert!(orders.is_valid(&changed("/total", json!(1))));
    assert!(!orders.is_valid(&changed("/total", json!(-1))), "`amount` is referred to by pointer");
    assert!(!orders.is_valid(&changed("/customer", json!(""))), "`Customer` is referred to by anchor");
    let totals = validator(&catalog, "/collections/1/schema");
    assert!(totals.is_valid(&json!({"customer": "a", "total": 2.5})));
    assert!(!totals.is_valid(&json!({"total": 2.5})));
    let register = validator(&catalog, "/collections/1/derivation/register/schema");
    assert!(register.is_valid(&json!(0)) && !register.is_valid(&json!(-1)));
    let large = validator(&catalog, "/collections/1/derivation/transforms/1/source_schema");
    assert!(large.is_valid(&order));
    assert!(!large.is_valid(&changed("/total", json!(1))));
}

/// Compiles a catalog with one schema file and bundles the schema of its only collection.
fn bundled(reference: &str, schema: &Value) -> Value {
    let collection = json!({"name": "c", "key": ["/id"], "schema": reference});
    let catalog = json!({"collections": [collection]}).to_string();
    let files = [("a/flow.json", catalog), ("a/s.json", schema.to_string())];
    let request = compiler::Request {
        roots: vec![compiler::Uri::local("a/flow.json")],
        ..compiler::Request::default()
    };
    let compilation = compiler::Compiler::default().compile(&request, &compiler::MemoryFiles::new(files));
    let checked = compilation.checked();
    catalogs::built(checked.unwrap_or_else(|| panic!("{:?}", compilation.diagnostics)))
}

fn check_bundled(reference: &str, schema: &Value) {
    let catalog = bundled(reference, schema);
    let validator = validator(&catalog, "/collections/0/schema");
    assert!(validator.is_valid(&json!({"id": 1})), "{reference} {schema}");
    assert!(!validator.is_valid(&json!({"id": 1.5})), "{reference} {schema}");
    assert!(!validator.is_valid(&json!({})), "{reference} {schema}");
}

#[test]
fn schemas_are_bundled_however_they_identify_themselves() {
    let id = json!({"type": "integer"});
    let object = json!({"type": "object", "required": ["id"], "properties": {"id": id}});
    check_bundled("s.json", &object);
    let mut identified = object.clone();
    identified["$id"] = json!("https://acme.example/s.json");
    check_bundled("s.json", &identified);
    let parts = json!({"$defs": {"__flowInline1": id, "a b": {
        "type": "object", "required": ["id"], "properties": {"id": {"$ref": "#/$defs/__flowInline1"}},
    }}});
    check_bundled("s.json#/$defs/a%20b", &parts);
    let mut named = parts.clone();
    named["$id"] = json!("https://acme.example/s.json");
    check_bundled("s.json#/$defs/a%20b", &named);
    let old = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "type": "object",
        "required": ["id"],
        "properties": {"id": {"$ref": "#/definitions/id"}},
        "definitions": {"id": id},
    });
    check_bundled("s.json", &old);
}

/// Compiles a catalog and returns it as it is built.
fn built(catalog: &Value) -> Value {
    let request = compiler::Request {
        roots: vec![compiler::Uri::local("a/flow.json")],
        ..compiler::Request::default()
    };
    let files = compiler::MemoryFiles::new([("a/flow.json", catalog.to_string())]);
    let compilation = compiler::Compiler::default().compile(&request, &files);
    let checked = compilation.checked();
    catalogs::built(checked.unwrap_or_else(|| panic!("{:?}", compilation.diagnostics)))
}

fn collection(name: &str, schema: &Value) -> Value {
    json!({"name": name, "key": ["/id"], "schema": schema})
}

#[test]
fn inline_schemas_of_any_draft_are_bundled() {
    let old = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "type": "object",
        "required": ["id"],
        "properties": {"id": {"$ref": "#/definitions/id"}},
        "definitions": {"id": {"type": "integer"}},
    });
    let named = json!({
        "type": "object",
        "required": ["id"],
        "properties": {"id": {"$ref": "https://acme.example/id"}},
        "$defs": {"id": {"$id": "https://acme.example/id", "type": "integer"}},
    });
    let mut by_name = named.clone();
    by_name.as_object_mut().unwrap().remove("$defs");
    let collections = json!([collection("a", &old), collection("b", &named), collection("c", &by_name)]);
    let catalog = built(&json!({ "collections": collections }));
    for at in 0..3 {
        let validator = validator(&catalog, &format!("/collections/{at}/schema"));
        assert!(validator.is_valid(&json!({"id": 1})), "{at}");
        assert!(!validator.is_valid(&json!({"id": "x"})), "{at}");
        assert!(!validator.is_valid(&json!({})), "{at}");
    }
}

#[test]
fn of_catalog_files_only_the_schemas_are_bundled() {
    let schema = json!({
        "type": "object",
        "required": ["id"],
        "properties": {"id": {"$ref": "#/x-types/id~1part"}},
    });
    let whole = json!({
        "x-types": {"id/part": {"type": "integer"}},
        "collections": [
            collection("a", &json!("flow.json#/collections/1/schema")),
            collection("b", &json!({"$ref": "flow.json#/x-schema"})),
        ],
        "x-schema": schema,
        "endpoints": {"p": {"postgres": "postgresql://user:hunter2@localhost"}},
    });
    let catalog = built(&whole);
    assert!(!catalog.to_string().contains("hunter2"));
    for at in 0..2 {
        let validator = validator(&catalog, &format!("/collections/{at}/schema"));
        assert!(validator.is_valid(&json!({"id": 1})), "{at}");
        assert!(!validator.is_valid(&json!({"id": "x"})), "{at}");
        assert!(!validator.is_valid(&json!({})), "{at}");
    }
}

#[test]
fn numbers_keep_all_their_digits() {
    let text = r#"{"collections": [{"name": "c", "key": ["/id"], "schema": {"type": "object", "required": ["id"],
        "properties": {"id": {"type": "integer", "maximum": 123456789012345678901234567890}}}}]}"#;
    let request =
        compiler::Request { roots: vec![compiler::Uri::local("flow.json")], ..compiler::Request::default() };
    let files = compiler::MemoryFiles::new([("flow.json", text)]);
    let compilation = compiler::Compiler::default().compile(&request, &files);
    let output = codegen::generate(compilation.checked().unwrap());
    let (_, catalog) = output.files().find(|(path, _)| *path == "catalog.json").unwrap();
    assert!(catalog.contains("\"maximum\": 123456789012345678901234567890\n"));
}
