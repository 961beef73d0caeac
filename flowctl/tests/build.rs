//! `flowctl build` from end to end; the rules of the output folder itself are tested in `output.rs`.
#![expect(clippy::disallowed_methods, reason = "the tests start the program on files that they write")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

const CATALOG: &str = "\
collections:
  - name: acme/orders
    schema: { type: object, properties: { id: { type: string }, total: { type: number } }, required: [id] }
    key: [/id]
endpoints:
  db: { sqlite: { path: shop.db } }
materialize:
  shop:
    - { collection: acme/orders, endpoint: db, table: orders }
";

fn catalog() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("shop")).unwrap();
    fs::write(folder.path().join("shop/flow.yaml"), CATALOG).unwrap();
    folder
}

fn run(folder: &Path, args: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_flowctl"));
    let output = command.current_dir(folder).args(args).env_clear().output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            found.extend(files(&path).into_iter().map(|(rest, bytes)| (format!("{name}/{rest}"), bytes)));
        } else {
            found.insert(name, fs::read(path).unwrap());
        }
    }
    found
}

#[test]
fn the_same_input_gives_the_same_bytes_in_any_folder() {
    let (one, two) = (catalog(), catalog());
    let (code, out, err) = run(one.path(), &["build", "shop"]);
    assert_eq!((code, out.as_str()), (0, ""), "{err}");
    assert!(err.contains(" to shop/flow_generated\nnext: commit them"), "{err}");
    assert_eq!(run(&two.path().join("shop"), &["build", "--out", "../x", "flow.yaml"]).0, 0);
    let built = files(&one.path().join("shop/flow_generated"));
    assert!(built.len() > 1 && built.contains_key("manifest.json"), "{:?}", built.keys());
    assert_eq!(built, files(&two.path().join("x")));
    let (code, _, err) = run(one.path(), &["build", "shop"]);
    assert!(code == 0 && err.contains("shop/flow_generated is up to date ("), "{err}");
    assert_eq!(run(one.path(), &["build", "shop", "--check"]).0, 0);
}

#[test]
fn check_says_what_would_change_and_writes_nothing() {
    let here = catalog();
    let (code, out, err) = run(here.path(), &["build", "shop", "--check"]);
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(err.contains("would write shop/flow_generated/"), "{err}");
    assert!(fs::metadata(here.path().join("shop/flow_generated")).is_err());
}

#[test]
fn an_edited_file_is_refused_and_kept_until_forced() {
    let here = catalog();
    assert_eq!(run(here.path(), &["build", "shop"]).0, 0);
    let folder = here.path().join("shop/flow_generated");
    let edited = files(&folder).into_keys().find(|path| path != "manifest.json").unwrap();
    fs::write(folder.join(&edited), "mine").unwrap();
    let (code, _, err) = run(here.path(), &["build", "shop", "-q"]);
    assert_eq!(code, 1);
    assert!(err.contains(&format!("\n  shop/flow_generated/{edited}\n  help: nothing was written")), "{err}");
    assert_eq!(fs::read(folder.join(&edited)).unwrap(), b"mine");
    let (code, _, err) = run(here.path(), &["build", "shop", "--force"]);
    assert!(code == 0 && err.contains("wrote 1 file to shop/flow_generated ("), "{err}");
    assert_ne!(fs::read(folder.join(&edited)).unwrap(), b"mine");
}

#[test]
fn json_findings_are_all_of_standard_output() {
    let here = catalog();
    let (code, out, err) = run(here.path(), &["build", "shop", "--format", "json", "-q"]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(serde_json::from_str::<serde_json::Value>(&out).unwrap()["diagnostics"].is_array(), "{out}");
}

#[test]
fn graphs_and_ddl_are_all_of_standard_output() {
    let here = catalog();
    for format in codegen::GRAPH_FORMATS.iter().map(|format| format.name) {
        let (code, out, err) = run(here.path(), &["graph", "shop", "--format", format]);
        assert_eq!((code, err.as_str()), (0, ""), "{format}");
        assert!(out.contains("acme/orders") && out.ends_with('\n'), "{format}: {out}");
    }
    let (code, sqlite, err) = run(here.path(), &["ddl", "shop"]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert_eq!(sqlite.matches("CREATE TABLE orders (").count(), 1, "{sqlite}");
    assert_eq!(run(here.path(), &["ddl", "shop", "--collection", "acme/orders"]).1, sqlite);
    let (_, both, _) = run(here.path(), &["ddl", "shop", "--dialect", "postgresql,sqlite"]);
    assert!(both.starts_with("-- postgres\n\n") && both.contains("\n-- sqlite\n\n"), "{both}");
    assert_eq!(both.matches("CREATE TABLE orders (").count(), 2, "{both}");
}
