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
