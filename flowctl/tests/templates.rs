//! `flowctl ddl` of search engines: which templates are printed, in which form, and which names are refused.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests fail by panicking")]
#![expect(clippy::disallowed_methods, reason = "tests read what was written")]

use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const COLLECTIONS: &str = "
collections:
  - name: acme/orders
    key: [/id]
    schema:
      title: An order
      type: object
      properties:
        id: { type: integer, description: The number of the order }
        note: { type: string }
      required: [id]
  - name: acme/Users
    key: [/name]
    schema:
      type: object
      properties: { name: { type: string }, address: { type: string }, address.city: { type: string } }
      required: [name]
endpoints:
  shop: { postgres: postgresql://localhost/shop }
  cluster: { elasticsearch: https://localhost:9200 }
  other: { opensearch: https://localhost:9201 }
materialize:
";

const BOTH: &str = "  toShop: [{ collection: acme/orders, endpoint: shop, table: orders }]
  toCluster: [{ collection: acme/orders, endpoint: cluster, index: orders }]
";

fn folder(materializations: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("flow.yaml"), format!("{COLLECTIONS}{materializations}")).unwrap();
    folder
}

fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let Output { status, stdout, stderr } = Command::new(env!("CARGO_BIN_EXE_flowctl"))
        .env_clear()
        .env("FLOWCTL_CACHE_DIR", folder.join(".cache"))
        .current_dir(folder)
        .args(arguments)
        .output()
        .unwrap();
    (status.code().unwrap(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

#[test]
fn templates_are_printed_as_a_search_engine_lists_them() {
    let here = folder(BOTH);
    for engine in ["elasticsearch", "elastic", "opensearch"] {
        let (code, out, err) =
            run(here.path(), &["ddl", "--dialect", engine, "--collection", "acme/orders", "--comments"]);
        assert_eq!(code, 0, "{err}");
        let list: Value = serde_json::from_str(&out).unwrap();
        let names: Vec<&Value> =
            list["index_templates"].as_array().unwrap().iter().map(|one| &one["name"]).collect();
        assert_eq!(names, ["orders"]);
        let mappings = &list["index_templates"][0]["index_template"]["template"]["mappings"];
        assert_eq!(mappings["_meta"]["key"][0], "id");
        assert_eq!(mappings["_meta"]["title"], "An order");
        assert_eq!(mappings["_meta"]["fields"]["id"]["description"], "The number of the order");
        assert_eq!(mappings["properties"]["id"]["type"], "long");
    }
}

#[test]
fn statements_and_templates_are_not_mixed_but_in_files() {
    let here = folder(BOTH);
    let (code, out, err) = run(here.path(), &["ddl", "--collection", "acme/orders"]);
    assert_eq!(code, 0);
    assert!(out.contains("CREATE TABLE orders") && !out.contains("index_patterns"), "{out}");
    assert!(err.contains("left out 1 index template"), "{err}");
    // Alone, the templates of a catalog's own search engine are printed.
    let (_, out, err) = run(here.path(), &["ddl", "--materialization", "toCluster"]);
    assert!(out.starts_with("{\n  \"index_templates\": [\n") && err.is_empty(), "{out}{err}");
    for dialects in ["elasticsearch,postgres", "elasticsearch,opensearch", "all,opensearch"] {
        let (code, out, err) = run(here.path(), &["ddl", "--dialect", dialects]);
        assert_eq!((code, out.as_str()), (2, ""));
        assert!(
            err.contains("cannot be printed with other dialects") && err.contains("--split DIR"),
            "{err}"
        );
    }
    for flag in ["--constraints", "--if-not-exists"] {
        let (code, _, err) = run(here.path(), &["ddl", "--dialect", "opensearch", flag]);
        assert!(code == 2 && err.contains(&format!("`{flag}` says nothing of index templates")), "{err}");
    }
    let dialects = ["--dialect", "elasticsearch,postgres", "--collection", "acme/orders"];
    let (code, _, err) = run(here.path(), &[&["ddl", "--split", "out"], &dialects[..]].concat());
    assert_eq!(code, 0, "{err}");
    let body = fs::read_to_string(here.path().join("out/elasticsearch/orders.json")).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&body).unwrap()["index_patterns"][0], "orders");
    assert!(here.path().join("out/postgres/orders.sql").is_file());
}

#[test]
fn all_stands_for_statements_alone() {
    let here = folder(BOTH);
    let (code, out, _) = run(here.path(), &["ddl", "--dialect", "all", "--collection", "acme/orders"]);
    assert_eq!(code, 0);
    assert!(out.contains("-- trino\n") && !out.contains("elasticsearch\n"), "{out}");
}

#[test]
fn several_search_engines_of_a_catalog_go_into_files() {
    let here = folder(
        "  toCluster: [{ collection: acme/orders, endpoint: cluster, index: orders }]
  toOther: [{ collection: acme/orders, endpoint: other, index: orders }]\n",
    );
    let (code, out, err) = run(here.path(), &["ddl", "--collection", "acme/orders"]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("several search engines cannot be printed together"), "{err}");
    let (code, _, err) = run(here.path(), &["ddl", "--collection", "acme/orders", "--split", "out"]);
    assert_eq!(code, 0, "{err}");
    assert!(here.path().join("out/opensearch/orders.json").is_file());
}

#[test]
fn names_that_no_index_may_have_are_errors() {
    let here = folder("  toCluster: [{ collection: acme/Users, endpoint: cluster }]\n");
    let (code, out, _) = run(here.path(), &["check", "--color", "never"]);
    assert_eq!(code, 1);
    let out = out.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in [
        "error[refused-table]: no index of elasticsearch may be named `Users`",
        "names of indexes are in lower case",
        "error[ambiguous-column]: the fields `address` and `address.city` of the index `Users`",
        "`address.city` is inside of the object `address`",
        "project `/address.city` under another name",
    ] {
        assert!(out.contains(part), "{part}\n{out}");
    }
}

#[test]
fn two_bindings_of_one_index_are_found_by_either_key() {
    let here = folder(
        "  toCluster:
    - { collection: acme/orders, endpoint: cluster, index: orders }
    - { collection: acme/orders, endpoint: cluster, table: orders }\n",
    );
    let (code, out, _) = run(here.path(), &["check", "--color", "never"]);
    assert_eq!(code, 1);
    assert_eq!(out.matches("[duplicate-table]").count(), 1, "{out}");
    assert!(!out.contains("[duplicate-resource]"), "{out}");
}
