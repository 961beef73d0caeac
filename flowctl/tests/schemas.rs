//! The published schemas and what they describe agree.
#![expect(clippy::disallowed_methods, reason = "the tests read fixtures and start the program")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

use compiler::{Compiler, Request, Uri};
use serde_json::Value;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;

fn flowctl(folder: &Path, args: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_flowctl"));
    let output = command.current_dir(folder).args(args).env_clear().env("FORCE_COLOR", "1").output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// What is wrong with an instance, as text; empty if nothing is.
fn problems(schema: &Value, instance: &Value) -> String {
    let validator = jsonschema::validator_for(schema).unwrap();
    let errors = validator.iter_errors(instance);
    errors.map(|error| format!("{}: {error}\n", error.instance_path())).collect()
}

#[test]
fn json_findings_match_their_schema_and_hold_no_escapes() {
    let folder = tempfile::tempdir().unwrap();
    let catalog = "\
colections: []
materializations:
  - source: { name: \"acme\\e[31m\\u202E\" }
    endpoint: { name: db }
endpoints: { db: { postgres: { url: \"https://me:hunter2@x/y\", password: hunter2 } } }
";
    fs::write(folder.path().join("flow.yaml"), catalog).unwrap();
    let schema: Value = serde_json::from_str(&flowctl(folder.path(), &["schema", "diagnostics"])).unwrap();
    let text = flowctl(folder.path(), &["check", "--format", "json"]);
    assert!(text.chars().all(|c| c == '\n' || !c.is_control()) && !text.contains('\u{202e}'), "{text}");
    assert!(!text.contains("hunter2"), "{text}");
    let report: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(problems(&schema, &report), "");
    assert_eq!(report["format_version"], "1.0");
    assert_eq!(report["diagnostics"][0]["code"], "unknown-key");
    assert_eq!(report["diagnostics"][0]["places"][0]["path"], "flow.yaml");
    assert_eq!(report["summary"]["files"], 1);
    assert!(report["diagnostics"].as_array().unwrap().len() >= 2);
    assert_ne!(problems(&schema, &serde_json::json!({"format_version": "1.0"})), "");
    assert_eq!(problems(&serde_json::json!({"$ref": schema["$schema"]}), &schema), "");
}

#[test]
fn catalogs_match_the_schema_of_the_language() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/catalogs");
    let schema = compiler::spec::json_schema();
    if schema.is_null() {
        std::io::stderr().write_all(b"skipped: the language has no schema yet\n").unwrap();
        return;
    }
    let Ok(catalogs) = fs::read_dir(&folder) else {
        std::io::stderr().write_all(b"skipped: there are no catalogs yet\n").unwrap();
        return;
    };
    let mut failures = String::new();
    for entry in catalogs {
        let folder = entry.unwrap().path();
        if fs::metadata(folder.join("flow.yaml")).is_err() {
            continue;
        }
        let folder = folder.canonicalize().unwrap();
        let request = Request { roots: vec![Uri::local("flow.yaml")], ..Request::default() };
        let compilation = Compiler::default().compile(&request, &flowctl::Disk::new(&folder, &folder));
        // The first file is the root; the files that it imports may be schemas.
        let found = problems(&schema, &compilation.trees[0].root.to_json());
        if !found.is_empty() {
            failures.push_str(&format!("{}:\n{found}", folder.display()));
        }
    }
    assert!(failures.is_empty(), "{failures}");
}

#[test]
fn settings_that_the_reader_refuses_the_schema_refuses() {
    const CATALOG: &str = "\
collections:
  - name: a
    key: [/id]
    schema: { type: object, properties: { id: { type: string } }, required: [id] }
    STORE
    journals: { fragments: { FRAGMENT } }
  - name: b
    key: [/id]
    schema: { type: object, properties: { id: { type: string } }, required: [id] }
    derivation:
      shards: { SHARD }
      DERIVATION
      transform: { t: { source: { name: a, SOURCE }, publish: { typescript: x }, TRANSFORM } }
endpoints: { e: { sqlite: a.db } }
capture: { c: { endpoint: e, TASK, bindings: [{ target: a, resource: { table: a }, BINDING }] } }
materialize: { m: [{ collection: a, endpoint: e, table: a, BINDING }] }
TOP
";
    const PLACES: [&str; 9] =
        ["STORE", "FRAGMENT", "SHARD", "DERIVATION", "SOURCE", "TRANSFORM", "TASK", "BINDING", "TOP"];
    let schema = compiler::spec::json_schema();
    let cases = [
        ("STORE", "store", &["{ name: e, config: {} }"][..], &["e", "{ config: {} }", "[]"][..]),
        ("FRAGMENT", "retention", &["720h", "30 days", "1h30m"], &["30", "soon", "[1h]", "-1h", "1.5h"]),
        ("FRAGMENT", "compressionCodec", &["GZIP"], &["1", "[GZIP]", "\"\""]),
        ("SHARD", "disable", &["true"], &["yes", "1", "null"]),
        ("SHARD", "hotStandbys", &["0", "4294967295"], &["-1", "4294967296", "1.5", "\"1\"", "null"]),
        ("DERIVATION", "shuffleKeyTypes", &["[string]", "[]"], &["string", "[number]", "[1]"]),
        ("SOURCE", "notBefore", &["2023-01-31T08:00:00Z"], &["5", "2023-01-31", "[]"]),
        ("TRANSFORM", "readDelay", &["48h", "0s"], &["48", "2d", "1h30m", "h", "[48h]", "null"]),
        ("TRANSFORM", "delay", &["5m"], &["5"]),
        ("TRANSFORM", "priority", &["3"], &["high", "-3"]),
        ("TASK", "interval", &["5m", "1h 30m"], &["5", "m", "\"\""]),
        ("TASK", "onIncompatibleSchemaChange", &["abort"], &["Abort", "ignore", "true"]),
        ("BINDING", "backfill", &["1"], &["true", "one"]),
        ("BINDING", "onIncompatibleSchemaChange", &["disableTask"], &["disable", "[]"]),
        ("TOP", "nodeDependencies", &["{ moment: ^2.29 }", "null"], &["[moment]", "{ moment: 2.29 }"]),
        (
            "TOP",
            "storageMappings",
            &["{ \"\": { stores: [{ provider: S3, bucket: a }] } }"],
            &["[]", "{ \"\": s3 }", "{ \"\": { stores: {} } }", "{ \"\": { stores: [{ provider: s3 }] } }"],
        ),
    ];
    for (place, key, right, wrong) in cases {
        for (value, sound) in right.iter().map(|value| (value, true)).chain(wrong.iter().map(|v| (v, false)))
        {
            let catalog = PLACES.iter().fold(CATALOG.to_owned(), |catalog, one| {
                catalog.replace(
                    one,
                    &if *one == place { format!("{key}: {value}") } else { "x-a: 1".to_owned() },
                )
            });
            let files = compiler::MemoryFiles::new([("flow.yaml", &catalog)]);
            let request = Request { roots: vec![Uri::local("flow.yaml")], ..Request::default() };
            let compilation = Compiler::default().compile(&request, &files);
            let found: Vec<_> = compilation.diagnostics.iter().map(|finding| &finding.message).collect();
            assert_eq!(compilation.checked().is_some(), sound, "{key}: {value}: {found:?}");
            let problems = problems(&schema, &compilation.trees[0].root.to_json());
            assert_eq!(problems.is_empty(), sound, "{key}: {value}: {problems}");
        }
    }
}
