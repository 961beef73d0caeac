//! `flowctl vendor`: what its tests have in common.
#![expect(clippy::disallowed_methods, reason = "the tests start the program on files that they write")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

mod fetching;
mod folder;
#[path = "../server/mod.rs"]
mod server;

use server::{Answer, Server};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

fn ok(body: &str) -> Answer {
    (200, vec![("Content-Type", "Application/YAML; charset=utf-8".to_owned())], body.as_bytes().to_vec())
}

const NONE: Answer = (404, Vec::new(), Vec::new());
const ORDER: &str = "type: object\nproperties:\n  id: { $ref: parts/id.yaml }\nrequired: [id]\n";

/// What keeps git from changing the bytes of documents.
const ATTRIBUTES: &str = "vendor/.gitattributes";

/// A catalog with a collection per schema.
fn catalog(schemas: &[&str]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    write_catalog(folder.path(), schemas);
    folder
}

fn write_catalog(folder: &Path, schemas: &[&str]) {
    let mut text = "collections:\n".to_owned();
    for (index, schema) in schemas.iter().enumerate() {
        text.push_str(&format!("  - name: acme/c{index}\n    key: [/id]\n    schema: '{schema}'\n"));
    }
    fs::write(folder.join("flow.yaml"), text).unwrap();
}

/// Exit code, standard output, standard error.
fn run_with(folder: &Path, args: &[&str], variables: &[(&str, &str)]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_flowctl"));
    let command = command.current_dir(folder).args(args).env_clear().env("LC_ALL", "C.UTF-8");
    let output = command.envs(variables.iter().copied()).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn run(folder: &Path, args: &[&str]) -> (i32, String, String) {
    run_with(folder, args, &[])
}

fn vendor(folder: &Path) -> (i32, String, String) {
    run(folder, &["vendor", "--allow-private"])
}

/// All files below a folder, with their text.
fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/");
                found.insert(name, fs::read(path).unwrap());
            }
        }
    }
    found
}

/// The documents below the vendor folder.
fn vendored(folder: &Path) -> Vec<String> {
    let is_document = |path: &String| path.starts_with("vendor/") && path != ATTRIBUTES;
    tree(folder).into_keys().filter(is_document).collect()
}

/// A server of an order and its id, and a catalog that refers to the order and has been vendored.
fn orders() -> (Server, TempDir) {
    let server = Server::start(|path, _| match path {
        "/s/order.yaml" => ok(ORDER),
        "/s/parts/id.yaml" => ok("type: string\n"),
        _ => NONE,
    });
    let here = catalog(&[&server.url("/s/order.yaml")]);
    assert_eq!(vendor(here.path()).0, 0);
    (server, here)
}

/// Runs a program of the system, and says whether it did its work.
fn works(folder: &Path, line: &[&str]) -> bool {
    let output = Command::new(line[0]).args(&line[1..]).current_dir(folder).output();
    output.is_ok_and(|output| output.status.success())
}
