//! `flowctl types`: which types are printed of which schemas, where they go, and what is said of mistakes.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]
#![expect(clippy::disallowed_methods, reason = "tests read what was written")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const ORDER: &str = r##"{
  "title": "An order",
  "type": "object",
  "properties": {
    "id": { "type": "string", "maxLength": 12 },
    "payment": { "oneOf": [
      { "properties": { "kind": { "const": "card" }, "number": { "type": "string" } }, "required": ["kind", "number"] },
      { "properties": { "kind": { "const": "cash" } }, "required": ["kind"] } ], "type": "object" },
    "parts": { "type": "array", "items": { "$ref": "#" } },
    "address": { "$ref": "#/definitions/address" }
  },
  "required": ["id"],
  "additionalProperties": false,
  "definitions": { "address": { "type": "object", "properties": { "city": { "type": ["string", "null"] } } } }
}"##;

fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let Output { status, stdout, stderr } = Command::new(env!("CARGO_BIN_EXE_flowctl"))
        .env_clear()
        .env("FLOWCTL_CACHE_DIR", folder.join(".cache"))
        .current_dir(folder)
        .arg("types")
        .args(arguments)
        .output()
        .unwrap();
    (status.code().unwrap(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

#[test]
fn the_types_of_one_schema_are_printed() {
    let here = folder(&[("order.schema.json", ORDER)]);
    let (code, out, err) = run(here.path(), &["order.schema.json", "--lang", "ts"]);
    assert_eq!((code, err.as_str()), (0, ""));
    insta::assert_snapshot!(out);
    let (_, named, _) = run(here.path(), &["order.schema.json", "--name", "web order"]);
    assert!(named.contains("export type WebOrder = {") && named.contains("parts?: WebOrder[];"), "{named}");
}

#[test]
fn schemas_of_a_folder_are_files_of_another() {
    let yaml = "type: object\nproperties: { total: { type: number } }\n";
    let here = folder(&[("order.schema.json", ORDER), ("total.schema.yaml", yaml), ("other.json", "[]")]);
    let (code, out, err) = run(here.path(), &[".", "-o", "types"]);
    assert_eq!((code, out.as_str()), (0, ""), "{err}");
    let read = |name: &str| fs::read_to_string(here.path().join("types").join(name)).unwrap();
    assert!(read("order.ts").contains("export type AnOrder = {"), "{}", read("order.ts"));
    assert!(read("total.ts").contains("export type Total = {"), "{}", read("total.ts"));
    let (code, out, err) = run(here.path(), &["."]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("-o DIR"), "{err}");
}

#[test]
fn drafts_decide_what_counts_beside_a_reference() {
    let schema =
        r##"{ "$ref": "#/definitions/a", "type": "string", "definitions": { "a": { "type": "integer" } } }"##;
    let here = folder(&[("a.json", schema)]);
    let (_, seven, _) = run(here.path(), &["a.json", "--draft", "7", "--name", "Root"]);
    assert!(seven.contains("export type Root = A;") && seven.contains("export type A = number;"), "{seven}");
    let (_, latest, _) = run(here.path(), &["a.json", "--name", "Root"]);
    assert!(latest.contains("export type Root = never;"), "{latest}");
    let (code, _, err) = run(here.path(), &["a.json", "--draft", "5"]);
    assert!(code == 2 && err.contains("the drafts are 4, 6, 7, 2019-09 and 2020-12"), "{err}");
}

#[test]
fn mistakes_are_named_and_nothing_is_written_for_them() {
    let wrong = r##"{ "type": "strin", "properties": { "a": { "$ref": "#/nowhere" } } }"##;
    let here = folder(&[("order.schema.json", ORDER), ("wrong.schema.json", wrong)]);
    let (code, _, err) = run(here.path(), &["order.schema.json", "wrong.schema.json", "-o", "types"]);
    assert_eq!(code, 1, "{err}");
    assert!(err.contains("wrong.schema.json:1:") && err.contains("`string`"), "{err}");
    let files: Vec<String> = fs::read_dir(here.path().join("types"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".ts"))
        .collect();
    assert_eq!(files, ["order.ts"]);
    fs::create_dir(here.path().join("empty")).unwrap();
    for (arguments, part) in [
        (&["order.schema.json", "--lang", "typescrpt"][..], "did you mean `typescript`?"),
        (&["nowhere.json"], "there is no file or folder `nowhere.json`"),
        (&["empty"], "the folder `empty` has no schema"),
        (&["order.schema.json", "--resolve", "x"], "--resolve"),
    ] {
        let (code, out, err) = run(here.path(), arguments);
        assert_eq!((code, out.as_str()), (2, ""), "{arguments:?}");
        assert!(err.contains(part), "{arguments:?}: {err}");
    }
    fs::write(here.path().join("order.json"), "{}").unwrap();
    let (code, _, err) = run(here.path(), &["order.json", "order.schema.json", "-o", "both"]);
    assert_eq!(code, 2);
    assert!(err.contains("would both be written to `order.ts`"), "{err}");
    assert!(!here.path().join("both").exists());
}

#[test]
fn remote_documents_are_those_of_a_folder_or_missing() {
    let schema = r#"{ "$ref": "https://acme.example/schemas/name.json" }"#;
    let here = folder(&[("a.json", schema)]);
    fs::create_dir(here.path().join("schemas")).unwrap();
    fs::write(here.path().join("schemas/name.json"), r#"{ "type": "string" }"#).unwrap();
    let (code, out, _) = run(here.path(), &["a.json", "--resolve", "https://acme.example/=."]);
    assert_eq!(code, 0);
    assert!(out.contains("export type Name = string;"), "{out}");
    let (code, out, err) = run(here.path(), &["a.json"]);
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(err.contains("https://acme.example/schemas/name.json"), "{err}");
}

#[test]
fn a_typed_dict_needs_no_library() {
    let here = folder(&[("order.schema.json", ORDER)]);
    let (code, out, err) = run(here.path(), &["order.schema.json", "--lang", "typed-dict"]);
    assert_eq!((code, err.as_str()), (0, ""));
    insta::assert_snapshot!(out);
}

#[test]
fn a_root_that_is_a_reference_gives_what_it_refers_to_its_name() {
    let schema = r##"{ "$ref": "#/definitions/Order",
        "definitions": {
            "Order": { "type": "object", "properties": { "next": { "$ref": "#/definitions/Order" } } } } }"##;
    let here = folder(&[("order.schema.json", schema)]);
    let (code, out, _) = run(here.path(), &["order.schema.json", "--name", "Order"]);
    assert_eq!(code, 0);
    assert!(out.contains("export type Order = {") && out.contains("next?: Order;"), "{out}");
    assert!(!out.contains("Order2"), "{out}");
}
