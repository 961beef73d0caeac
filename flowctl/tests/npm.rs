//! `flowctl vendor --npm`: packages of a registry of this machine are installed with a lock, and none of their scripts
//! is run.
#![expect(clippy::disallowed_methods, reason = "the tests start programs on files that they write")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

#[allow(dead_code, reason = "other tests count requests")]
mod server;

mod folder;

use folder::copy;
use serde_json::{Value, json};
use server::{Answer, Server};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures")
}

/// The folder of npm, if it is there.
fn npm() -> Option<PathBuf> {
    let search = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&search).find(|folder| folder.join("npm").exists());
    assert!(found.is_some() || std::env::var("CI").as_deref() != Ok("true"), "there is no npm");
    if found.is_none() {
        std::io::stderr().write_all(b"skipped: there is no npm\n").unwrap();
    }
    found
}

/// A package as a registry has it: its archive, and what is said of it.
fn package(npm: &Path, registry: &str) -> (Vec<u8>, Value) {
    let folder = copy(&fixtures().join("packages/rounding"));
    let manifest: Value =
        serde_json::from_slice(&fs::read(folder.path().join("package.json")).unwrap()).unwrap();
    let mut command = Command::new(npm.join("npm"));
    let output =
        command.args(["pack", "--json", "--ignore-scripts"]).current_dir(folder.path()).output().unwrap();
    let packed: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packed =
        if packed.is_array() { &packed[0] } else { packed.as_object().unwrap().values().next().unwrap() };
    let archive = fs::read(folder.path().join("rounding-1.2.3.tgz")).unwrap();
    let mut version = manifest;
    version["dist"] = json!({
        "tarball": format!("{registry}/rounding/-/rounding-1.2.3.tgz"),
        "integrity": packed["integrity"],
        "shasum": packed["shasum"],
    });
    let about = json!({"name": "rounding", "dist-tags": {"latest": "1.2.3"}, "versions": {"1.2.3": version}});
    (archive, about)
}

fn registry(npm: &Path) -> Server {
    // The address is known only when it listens, and what it says of a package names it.
    let npm = npm.to_owned();
    let address = std::sync::Arc::new(std::sync::Mutex::new(String::new()));
    let known = address.clone();
    let server = Server::start(move |path, _| -> Answer {
        let (archive, about) = package(&npm, &known.lock().unwrap());
        let kind = |kind: &str| vec![("Content-Type", kind.to_owned())];
        match path {
            "/rounding" => (200, kind("application/json"), about.to_string().into_bytes()),
            "/rounding/-/rounding-1.2.3.tgz" => (200, kind("application/octet-stream"), archive),
            _ => (404, kind("application/json"), b"{}".to_vec()),
        }
    });
    address.lock().unwrap().clone_from(&server.base);
    server
}

fn catalog(range: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let schema = "{ type: object, properties: { id: { type: string } }, required: [id] }";
    let text = format!(
        "nodeDependencies: {{ rounding: \"{range}\" }}\n\
         collections: [{{ name: a, key: [/id], schema: {schema} }}]\n"
    );
    fs::write(folder.path().join("flow.yaml"), text).unwrap();
    fs::write(folder.path().join("flowctl.toml"), "").unwrap();
    // The one that is written otherwise asks for a compiler, which this registry does not have.
    fs::write(folder.path().join("package.json"), "{\"private\": true}\n").unwrap();
    folder
}

fn vendor(folder: &Path, npm: &Path, registry: &str) -> (i32, String) {
    run(folder, npm, registry, &["vendor", "--npm"])
}

/// Runs the program in a folder: its exit code, and what it prints.
fn run(folder: &Path, npm: &Path, registry: &str, args: &[&str]) -> (i32, String) {
    let home = tempfile::tempdir().unwrap();
    let search =
        std::env::join_paths([npm, Path::new("/usr/local/bin"), Path::new("/usr/bin"), Path::new("/bin")]);
    let output = Command::new(env!("CARGO_BIN_EXE_flowctl"))
        .args(args)
        .current_dir(folder)
        .env_clear()
        .envs([("LC_ALL", "C.UTF-8"), ("npm_config_registry", registry), ("npm_config_fetch_retries", "0")])
        .env("PATH", search.unwrap())
        .env("HOME", home.path())
        .output()
        .unwrap();
    let text = [output.stdout, output.stderr].concat();
    (output.status.code().unwrap(), String::from_utf8(text).unwrap())
}

#[test]
fn packages_are_installed_with_a_lock_and_without_their_scripts() {
    let Some(npm) = npm() else { return };
    let registry = registry(&npm);
    let folder = catalog("^1.2");
    for round in ["first", "with a lock"] {
        let (code, said) = vendor(folder.path(), &npm, &registry.base);
        assert_eq!(code, 0, "{round}: {said}");
        let installed = folder.path().join("node_modules/rounding");
        assert!(installed.join("index.js").exists(), "{round}: {said}");
        for script in ["ran-install", "ran-postinstall"] {
            assert!(!installed.join(script).exists(), "{round}: {script}");
        }
        let lock = fs::read_to_string(folder.path().join("package-lock.json")).unwrap();
        assert!(lock.contains("\"integrity\""), "{lock}");
        fs::remove_dir_all(folder.path().join("node_modules")).unwrap();
    }
}

#[test]
fn a_package_that_no_registry_has_is_an_error() {
    let Some(npm) = npm() else { return };
    let registry = registry(&npm);
    let folder = catalog("^9");
    let (code, said) = vendor(folder.path(), &npm, &registry.base);
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("npm install") && said.contains("rounding"), "{said}");
    assert!(!folder.path().join("node_modules/rounding").exists());
}

#[test]
fn functions_that_import_packages_run_once_these_are_installed() {
    let Some(npm) = npm() else { return };
    let registry = registry(&npm);
    let folder = copy(&fixtures().join("tests/packages"));
    fs::write(folder.path().join("flowctl.toml"), "").unwrap();
    let test = || run(folder.path(), &npm, &registry.base, &["test", "--no-cache"]);
    let (code, said) = test();
    assert!(code == 1 && said.contains("is not installed: run `flowctl vendor --npm`"), "{said}");
    let (code, said) = vendor(folder.path(), &npm, &registry.base);
    assert_eq!(code, 0, "{said}");
    let (code, said) = test();
    assert!(code == 0 && said.ends_with("1 test passed\n"), "{said}");
}
