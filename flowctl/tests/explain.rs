//! `flowctl explain`: why a location is what it is.
#![expect(clippy::disallowed_methods, reason = "the tests start the program on files that they write")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

const CATALOG: &str = "\
collections:
  - name: acme/orders
    key: [/id]
    schema: order.schema.yaml
    projections: { customer: /buyer/name }
";

const SCHEMA: &str = "\
$schema: https://json-schema.org/draft/2020-12/schema
$ref: '#/$defs/Order'
required: [id, lines]
$defs:
  Order:
    type: object
    reduce: { strategy: merge }
    properties:
      id: { type: string, maxLength: 40 }
      buyer: { $ref: '#/$defs/Party', description: Who pays. }
      total: { type: [number, 'null'], minimum: 0, reduce: { strategy: sum } }
      token: { type: string, secret: true, default: correct-horse }
      lines:
        type: array
        minItems: 1
        prefixItems: [{ type: string }]
        items: { oneOf: [{ type: string }, { type: integer, title: Number }] }
    patternProperties: { '^x_': { type: boolean } }
    additionalProperties: false
  Party:
    type: object
    required: [name]
    properties:
      name: { type: string }
      parent: { $ref: '#/$defs/Party' }
";

fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("flow.yaml"), CATALOG).unwrap();
    fs::write(folder.path().join("order.schema.yaml"), SCHEMA).unwrap();
    folder
}

/// Exit code, standard output, standard error.
fn explain(folder: &Path, args: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_flowctl"));
    command.current_dir(folder).arg("explain").args(args).env_clear().env("LC_ALL", "C.UTF-8");
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[test]
fn locations_are_explained_by_their_keywords() {
    let folder = folder();
    let mut shown = String::new();
    for pointer in [
        "",
        "/id",
        "/buyer/name",
        "/buyer/parent/parent/name",
        "/total",
        "/lines/0",
        "/lines/1",
        "/x_a",
        "/nope",
    ] {
        let (code, out, err) = explain(folder.path(), &[&format!("acme/orders#{pointer}")]);
        assert_eq!((code, err.as_str()), (0, ""), "{pointer}");
        shown += &out;
        shown += "\n";
    }
    insta::assert_snapshot!(shown);
}

#[test]
fn the_form_for_programs_says_the_same() {
    let folder = folder();
    let (code, out, _) = explain(folder.path(), &["acme/orders#/total", "--format", "json"]);
    assert_eq!(code, 0);
    insta::assert_snapshot!(out);
    let mut command = Command::new(env!("CARGO_BIN_EXE_flowctl"));
    let schema = command.args(["schema", "explanation"]).output().unwrap().stdout;
    let schema: serde_json::Value = serde_json::from_slice(&schema).unwrap();
    let report: serde_json::Value = serde_json::from_str(&out).unwrap();
    jsonschema::validate(&schema, &report).unwrap();
}

const MATERIALIZED: &str = "\
endpoints: { shop: { sqlite: shop.db }, lake: { s3: 's3://acme/' } }
materialize:
  toShop:
    - { collection: acme/orders, endpoint: shop, table: orders, fields: { exclude: [total] } }
    - { collection: acme/orders, endpoint: lake, fields: { recommended: false } }
";

#[test]
fn fields_that_are_no_columns_have_a_reason() {
    let folder = folder();
    fs::write(folder.path().join("flow.yaml"), CATALOG.to_owned() + MATERIALIZED).unwrap();
    let mut shown = String::new();
    for pointer in ["/id", "/total", "/buyer", "/buyer/name", "/lines/0"] {
        let (code, out, err) = explain(folder.path(), &[&format!("acme/orders#{pointer}")]);
        assert_eq!((code, err.as_str()), (0, ""), "{pointer}");
        shown += out.split("\nwhy\n").next().unwrap();
        shown += "\n";
    }
    let (_, json, _) = explain(folder.path(), &["acme/orders#/total", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    insta::assert_snapshot!(format!("{shown}{:#}", json["left_out"]));
}

#[test]
fn a_table_that_two_endpoints_have_is_listed_once() {
    let folder = folder();
    let tasks = "\
endpoints: { shop: { sqlite: shop.db }, copy: { sqlite: copy.db } }
materialize:
  toShop: [{ collection: acme/orders, endpoint: shop, table: orders }]
  toCopy: [{ collection: acme/orders, endpoint: copy, table: orders }]
";
    fs::write(folder.path().join("flow.yaml"), CATALOG.to_owned() + tasks).unwrap();
    let (_, json, _) = explain(folder.path(), &["acme/orders#/buyer", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let left_out = json["left_out"].as_array().unwrap();
    assert!(left_out.len() == 1 && left_out[0]["dialect"] == "sqlite", "{left_out:?}");
}

#[test]
fn secrets_are_not_shown() {
    let folder = folder();
    for format in ["text", "json"] {
        let (code, out, _) = explain(folder.path(), &["acme/orders#/token", "--format", format]);
        assert!(code == 0 && out.contains("default") && !out.contains("correct-horse"), "{out}");
    }
}

#[test]
fn what_cannot_be_explained_is_said() {
    let folder = folder();
    let (code, _, err) = explain(folder.path(), &["acme/order#/id"]);
    assert!(code == 2 && err.contains("did you mean `acme/orders`"), "{err}");
    let (code, _, err) = explain(folder.path(), &["acme/orders#id"]);
    assert!(code == 2 && err.contains("`id` is no location"), "{err}");
    let (code, _, err) = explain(folder.path(), &["unknown-colection"]);
    assert!(code == 2 && err.contains("did you mean `unknown-collection`"), "{err}");
    fs::remove_file(folder.path().join("order.schema.yaml")).unwrap();
    let (code, out, err) = explain(folder.path(), &["acme/orders#/id"]);
    assert!(code == 1 && out.is_empty() && err.contains("order.schema.yaml"), "{err}");
}
