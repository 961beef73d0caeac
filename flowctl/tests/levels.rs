//! Levels of findings: `[rules]`, `[[overrides]]`, `--select`, `--ignore`, `--fail-on`.
#![expect(clippy::disallowed_methods, reason = "the tests start the program on files that they write")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

/// Two warnings in one file, and one of them again in a folder of old files.
const CATALOG: &str = "\
import: [legacy/flow.yaml]
collections:
  - name: acme/orders
    schema: { type: object, maxLenght: 1, properties: { id: { type: string } } }
    key: [/id]
";
const LEGACY: &str = "\
collections:
  - name: acme/old
    schema: { type: object, properties: { id: { type: string } } }
    key: [/id]
";

fn folder(settings: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("legacy")).unwrap();
    for (path, text) in [("flow.yaml", CATALOG), ("legacy/flow.yaml", LEGACY), ("flowctl.toml", settings)] {
        fs::write(folder.path().join(path), text).unwrap();
    }
    folder
}

/// The exit code, and the findings as `path:line level code`.
fn run(folder: &Path, args: &[&str]) -> (i32, Vec<String>) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_flowctl"));
    let args = args.iter().chain(&["--format", "concise"]);
    let output = command.current_dir(folder).args(args).env_clear().output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let line = |line: &str| {
        let mut parts = line.split([':', '[', ']']).map(str::trim);
        let mut part = || parts.next().unwrap_or_default();
        let (path, number, _, level, code) = (part(), part(), part(), part(), part());
        format!("{path}:{number} {level} {code}")
    };
    (output.status.code().unwrap(), text.lines().map(line).collect())
}

const MAY_BE_ABSENT: &str = "flow.yaml:5 warning key-may-be-absent";
const UNKNOWN: &str = "flow.yaml:4 warning unknown-keyword";
const OLD: &str = "legacy/flow.yaml:4 warning key-may-be-absent";

#[test]
fn a_project_gives_codes_their_levels() {
    assert_eq!(
        run(folder("").path(), &["check"]),
        (0, vec![UNKNOWN.into(), MAY_BE_ABSENT.into(), OLD.into()])
    );
    let settings = "[rules]\nunknown-keyword = 'off'\nkey-may-be-absent = 'error'\n\
                    [[overrides]]\npaths = ['legacy/']\nrules = { key-may-be-absent = 'info' }\n";
    let here = folder(settings);
    let error = "flow.yaml:5 error key-may-be-absent".to_owned();
    let info = "legacy/flow.yaml:4 info key-may-be-absent".to_owned();
    assert_eq!(run(here.path(), &["check"]), (1, vec![error, info]));
    // What a project calls an error keeps its output from being written.
    assert_eq!(run(here.path(), &["build"]).0, 1);
    assert!(!here.path().join("flow_generated").exists());
}

#[test]
fn a_run_selects_and_ignores() {
    let here = folder("");
    let found = |args: &[&str]| run(here.path(), &[&["check"], args].concat()).1;
    assert_eq!(found(&["--select", "unknown-keyword"]), [UNKNOWN]);
    assert_eq!(found(&["--ignore", "unknown-keyword,key-may-be-absent"]), [] as [&str; 0]);
    assert_eq!(run(here.path(), &["check", "--select", "unknown-keywrd"]).0, 2);
    assert_eq!(run(here.path(), &["check", "--ignore", "yaml-syntax"]).0, 2);
}

#[test]
fn a_run_says_what_fails_it() {
    let here = folder("");
    let code = |args: &[&str]| run(here.path(), args).0;
    assert_eq!(code(&["check", "--fail-on", "warn"]), 1);
    assert_eq!(code(&["check", "--fail-on", "error"]), 0);
    assert_eq!(code(&["build", "--fail-on", "warn"]), 1);
    assert!(!here.path().join("flow_generated").exists());
    assert_eq!(code(&["build"]), 0);
    fs::write(here.path().join("flow.yaml"), "collections: 1\n").unwrap();
    assert_eq!(code(&["check"]), 1);
    assert_eq!(code(&["check", "--fail-on", "never"]), 0);
    // There is nothing to write.
    assert_eq!(code(&["build", "--fail-on", "never"]), 1);
}
