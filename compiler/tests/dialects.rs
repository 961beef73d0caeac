//! All generations of the language have one model: each catalog equals the same one in today's spelling.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test reads the disk, and fails by panicking"
)]

mod support;

use compiler::source::Uri;
use compiler::{Compilation, Compiler, MemoryFiles, Request, Severity};
use std::path::Path;
use support::{findings, model};

/// Both catalogs of a generation, compiled.
fn compile(dialect: &str) -> [Compilation; 2] {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/dialects").join(dialect);
    let mut files = Vec::new();
    for entry in std::fs::read_dir(&folder).unwrap() {
        let entry = entry.unwrap();
        let text = std::fs::read_to_string(entry.path()).unwrap();
        files.push((entry.file_name().into_string().unwrap(), text));
    }
    files.sort();
    let memory = MemoryFiles::new(files.iter().map(|(path, text)| (path, text)));
    ["flow.yaml", "seed.flow.yaml"].map(|root| {
        let request = Request { roots: vec![Uri::local(root)], ..Request::default() };
        Compiler::default().compile(&request, &memory)
    })
}

/// Compares both models and returns the one of the generation.
fn same_model(dialect: &str) -> String {
    let [own, seed] = compile(dialect);
    for compilation in [&own, &seed] {
        let findings = findings(compilation, Severity::Warning);
        assert!(findings.is_empty(), "{dialect}: {findings:#?}");
    }
    let (own, seed) = (model(&own), model(&seed));
    for (a, b) in own.lines().zip(seed.lines()) {
        assert_eq!(a, b, "{dialect}");
    }
    assert_eq!(own, seed, "{dialect}");
    own
}

#[test]
fn generation_a_has_the_model_of_the_seed() {
    insta::assert_snapshot!(same_model("a"));
}

#[test]
fn generation_b1_has_the_model_of_the_seed() {
    insta::assert_snapshot!(same_model("b1"));
}

#[test]
fn generation_b2_has_the_model_of_the_seed() {
    insta::assert_snapshot!(same_model("b2"));
}

#[test]
fn generation_b3_has_the_model_of_the_seed() {
    insta::assert_snapshot!(same_model("b3"));
}

#[test]
fn generation_c_has_the_model_of_the_seed() {
    insta::assert_snapshot!(same_model("c"));
}

/// A catalog with a key of one's own, and `$schema`, in a mapping of each section; `OWN` stands for both.
const OWN_KEYS: &str = "\
OWN
import: [{ url: other.flow.yaml, OWN }]
collections:
  - name: acme/orders
    key: [/id]
    schema: &schema { type: object, properties: { id: { type: string } }, required: [id] }
    projections: { it: { location: /id, partition: true, OWN } }
    journals: { fragments: { OWN }, OWN }
    OWN
  - name: acme/totals
    key: [/id]
    schema: *schema
    derivation:
      register: { initial: null, OWN }
      typescript: { module: totals.ts, OWN }
      shards: { OWN }
      transform:
        fromOrders:
          source: { name: acme/orders, partitions: { include: { it: [a] }, OWN }, OWN }
          shuffle: { key: [/id], OWN }
          update: { lambda: typescript, OWN }
          publish: { lambda: typescript, OWN }
          OWN
      OWN
  - name: acme/more
    key: [/id]
    schema: *schema
    derive: { using: { sqlite: { migrations: [], OWN }, OWN }, transforms: [], OWN }
endpoints:
  shop: { postgres: \"postgres://localhost/shop\", x-note: 1 }
captures:
  acme/in:
    endpoint: { name: shop, OWN }
    bindings: [{ target: acme/orders, resource: {}, OWN }]
    OWN
materialize:
  acme/out: [{ collection: acme/orders, endpoint: shop, table: orders, fields: { OWN }, OWN }]
tests:
  orders: [{ verify: { collection: acme/orders, documents: [], OWN }, OWN }]
";

#[test]
fn keys_of_ones_own_are_allowed_in_every_mapping() {
    let lines = OWN_KEYS.lines().map(|line| match line.trim() {
        "OWN" => {
            let indent = line.replace("OWN", "");
            format!("{indent}x-note: {{ a: [1] }}\n{indent}$schema: s.json\n")
        }
        _ => line.replace("OWN", "x-note: { a: [1] }, $schema: s.json") + "\n",
    });
    let catalog: String = lines.collect();
    let files = MemoryFiles::new([("flow.yaml", &*catalog), ("other.flow.yaml", "x-note: 1\n")]);
    let request = Request { roots: vec![Uri::local("flow.yaml")], ..Request::default() };
    let compilation = Compiler::default().compile(&request, &files);
    // The catalog has the sections of all generations.
    let findings = findings(&compilation, Severity::Info);
    assert!(matches!(&*findings, [only] if only.contains("[mixed-generations]")), "{findings:?}");
    let out = compilation.catalog.tasks.iter().find(|task| &*task.name == "acme/out").unwrap();
    let resource: Vec<&str> = out.bindings[0].resource.iter().map(|entry| &*entry.key.value).collect();
    assert_eq!(resource, ["table"], "keys of one's own select no resource");
}

/// A merge brings `name` and `schema` to what has its own; what is written wins, wherever the merge stands.
const MERGED: &str = "\
x-base: &base { name: acme/base, key: [/id], schema: { type: object, required: [id] } }
x-own: &own { type: object, properties: { id: { type: string } }, required: [id] }
collections:
  - { name: acme/before, <<: *base, schema: *own }
  - { <<: [*base, { key: [/other] }], name: acme/after, schema: *own }
";

#[test]
fn what_is_written_wins_over_what_a_merge_brings() {
    let files = MemoryFiles::new([("flow.yaml", MERGED)]);
    let request = Request { roots: vec![Uri::local("flow.yaml")], ..Request::default() };
    let compilation = Compiler::default().compile(&request, &files);
    assert_eq!(findings(&compilation, Severity::Info), [""; 0]);
    let text = model(&compilation);
    assert!(text.contains("collection acme/after\n  key /id\n  schema {\"properties\""), "{text}");
    assert!(text.contains("collection acme/before\n  key /id\n  schema {\"properties\""), "{text}");
}

#[test]
fn a_file_of_one_generation_is_told_from_one_that_mixes_them() {
    for dialect in ["a", "b1", "b2", "b3", "c"] {
        for compilation in compile(dialect) {
            let mut found = findings(&compilation, Severity::Info);
            found.retain(|line| line.contains("[mixed-generations]"));
            assert_eq!(found, [""; 0], "{dialect}");
        }
    }
    const COLLECTION: &str =
        "{ schema: { type: object, properties: { id: { type: string } }, required: [id] }, key: [/id]";
    for (catalog, pair) in [
        (format!("collections: {{ a: {COLLECTION} }} }}\ncapture: {{}}\n"), "`capture` and a mapping"),
        (
            format!("collections: [{COLLECTION}, name: a, derive: {{ transforms: [] }} }}]\n"),
            "`derive` and a list",
        ),
        (
            format!(
                "collections: [{COLLECTION}, name: a }}]\nmaterializationTargets: {{}}\nendpoints: {{}}\n"
            ),
            "`endpoints` and `materializationTargets`",
        ),
    ] {
        let files = MemoryFiles::new([("flow.yaml", &*catalog)]);
        let request = Request { roots: vec![Uri::local("flow.yaml")], ..Request::default() };
        let found = findings(&Compiler::default().compile(&request, &files), Severity::Info);
        let mixed: Vec<&String> = found.iter().filter(|line| line.contains("[mixed-generations]")).collect();
        assert!(matches!(&*mixed, [only] if only.contains(pair)), "{found:?}");
    }
}
