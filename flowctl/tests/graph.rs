//! `flowctl graph`: how far down it goes, and the part of it around a name.
#![expect(clippy::disallowed_methods, reason = "the tests start the program on files that they write")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::process::Command;
use tempfile::TempDir;

const FILES: [(&str, &str); 6] = [
    ("flowctl.toml", ""),
    (
        "flow.yaml",
        "\
import: [orders/flow.yaml]
collections:
  acme/totals:
    schema: total.schema.yaml
    key: [/customer]
    derivation:
      typescript: { module: totals.ts }
      transform:
        fromOrders:
          source: { name: acme/orders, schema: total.schema.yaml }
          shuffle: { key: [/customer] }
          publish: { lambda: typescript }
        again:
          source: { name: acme/totals }
          readDelay: 1h
          publish: { lambda: { remote: 'https://example.org/again' } }
tests:
  totals:
    - ingest: { collection: acme/orders, documents: orders.json }
",
    ),
    ("totals.ts", "export class Derivation {}\n"),
    ("orders.json", "[]"),
    (
        "total.schema.yaml",
        "{ type: object, properties: { customer: { type: string } }, required: [customer] }\n",
    ),
    (
        "orders/flow.yaml",
        "\
collections:
  acme/orders:
    schema: ../total.schema.yaml
    key: [/customer]
",
    ),
];

/// Exit code, standard output, standard error.
fn graph(args: &[&str]) -> (i32, String, String) {
    let folder: TempDir = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("orders")).unwrap();
    for (path, text) in FILES {
        fs::write(folder.path().join(path), text).unwrap();
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_flowctl"));
    let output = command.current_dir(folder.path()).arg("graph").args(args).env_clear().output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[test]
fn entities_are_the_default() {
    insta::assert_snapshot!(graph(&[]).1);
}

#[test]
fn parts_are_files_transforms_and_lambdas_too() {
    insta::assert_snapshot!(graph(&["--detail", "parts"]).1);
}

#[test]
fn fields_are_locations_too() {
    insta::assert_snapshot!(graph(&["--detail", "fields", "--focus", "acme/orders#/customer"]).1);
}

#[test]
fn a_focus_keeps_what_is_near() {
    let lines = |args: &[&str]| {
        let (code, out, err) = graph(args);
        assert_eq!((code, err.as_str()), (0, ""));
        out.lines().filter(|line| !line.starts_with(' ')).map(str::to_owned).collect::<Vec<_>>()
    };
    let orders = "collection acme/orders".to_owned();
    let (schema, totals) = ("schema total.schema.yaml".to_owned(), "collection acme/totals".to_owned());
    let test = "test totals".to_owned();
    assert_eq!(lines(&["--focus", "acme/orders", "--up", "0", "--down", "0"]).concat(), orders);
    assert_eq!(
        lines(&["--focus", "collection:acme/orders", "--down", "0"]),
        [schema.clone(), orders.clone()]
    );
    assert_eq!(
        lines(&["--focus", "acme/orders", "--up", "0"]),
        [orders.clone(), totals.clone(), test.clone()]
    );
    assert_eq!(lines(&["--focus", "acme/totals"]), [schema, orders, totals]);
    let (code, _, err) = graph(&["--focus", "acme/order"]);
    assert_eq!(code, 2);
    assert!(err.contains("nothing in the graph is named `acme/order`"), "{err}");
    assert!(err.contains("did you mean `acme/orders`"), "{err}");
}
