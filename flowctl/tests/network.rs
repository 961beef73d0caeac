//! No command but `vendor` needs the network or asks the system for a connection.
//!
//! Each runs on a catalog that refers to documents of the network, some of them vendored: in a namespace
//! without a network it gives what it gives elsewhere, and a trace of its system calls shows no socket.
#![cfg(target_os = "linux")]
#![expect(clippy::disallowed_methods, reason = "the tests start the program on files that they write")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

use sha2::{Digest, Sha256};
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

/// Every command that reads no network, as it is run here.
const COMMANDS: &[&[&str]] = &[
    &["check"],
    &["check", "--diff"],
    &["check", "--fix"],
    &["check", "--format", "json"],
    &["check", "--format", "sarif"],
    &["check", "--format", "github"],
    &["check", "--format", "gitlab"],
    &["check", "--format", "junit"],
    &["check", "missing.flow.yaml"],
    &["build", "--out", "out"],
    &["build", "--out", "out", "--check"],
    &["generate", "--out", "generated"],
    &["test"],
    &["preview", "acme/copies", "--fixture", "orders.jsonl"],
    &["ddl", "--dialect", "sqlite"],
    &["ddl", "--dialect", "all", "--split", "ddl"],
    &["types", "own/line.yaml", "--lang", "typescript", "-o", "types"],
    &["graph"],
    &["graph", "--detail", "fields"],
    &["list"],
    &["config", "show", "--origin"],
    &["schema"],
    &["explain", "remote-document"],
    &["explain", "acme/orders#/id"],
    &["cache", "show"],
    &["cache", "clear"],
    &["help"],
    &["vendor", "--verify"],
];

const ORDER: &str = "type: object\nproperties: { id: { $ref: id.yaml } }\nrequired: [id]\n";
const ID: &str = "type: string\n";

/// A derivation that is tested, and one of lambdas behind a URL that nothing calls.
const DERIVED: &str = "
  - name: acme/copies
    key: [/id]
    schema: &order { type: object, properties: { id: { type: string } }, required: [id] }
    derivation:
      transform:
        fromOrders: { source: { name: acme/orders }, publish: { typescript: 'return [source];' } }
  - name: acme/remote
    key: [/id]
    schema: *order
    derivation:
      transform:
        fromLines: { source: { name: acme/lines }, publish: { remote: 'https://lambda.example.com/' } }
tests:
  orders are copied:
    - ingest: { collection: acme/orders, documents: [{ id: a }] }
    - verify: { collection: acme/copies, documents: [{ id: a }] }
";

/// A catalog with a vendored schema and one that a setting resolves; and one with a document that is nowhere.
fn catalog() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    let collection = |name: &str, url: &str| format!("  - {{ name: {name}, key: [/id], schema: '{url}' }}\n");
    let vendored = collection("acme/orders", "https://schemas.example.com/order.yaml");
    let resolved = collection("acme/lines", "https://resolved.example.com/line.yaml");
    let missing = collection("acme/lost", "https://missing.example.com/lost.yaml");
    write("flow.yaml", &format!("collections:\n{vendored}{resolved}{DERIVED}"));
    write("orders.jsonl", "{\"id\": \"a\"}\n");
    write("missing.flow.yaml", &format!("collections:\n{missing}"));
    write("flowctl.toml", "[resolve]\n'https://resolved.example.com/' = 'own'\n");
    write("own/line.yaml", &ORDER.replace("$ref: id.yaml", "type: integer"));
    let mut lock = "version = 1\n".to_owned();
    for (name, text) in [("id.yaml", ID), ("order.yaml", ORDER)] {
        let hash: String = Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect();
        let path = format!("schemas.example.com/{name}");
        lock.push_str(&format!(
            "[[document]]\nurl = 'https://{path}'\nsha256 = '{hash}'\nmedia_type = ''\npath = 'vendor/{path}'\n"
        ));
        write(&format!("vendor/{path}"), text);
    }
    write("flow.lock", &lock);
    folder
}

/// Runs a command line, possibly inside of a program that is put before it.
fn run(folder: &Path, around: &[&str], args: &[&str]) -> Output {
    let line: Vec<&str> = around.iter().copied().chain([env!("CARGO_BIN_EXE_flowctl")]).collect();
    let line: Vec<&str> = line.into_iter().chain(args.iter().copied()).collect();
    let mut command = Command::new(line[0]);
    let path = std::env::var_os("PATH").unwrap_or_default();
    command.current_dir(folder).args(&line[1..]).env_clear().env("LC_ALL", "C.UTF-8").env("PATH", path);
    command.output().unwrap()
}

/// Whether a program of the system works here. In continuous integration it has to, if it is `needed`.
fn works(line: &[&str], needed: bool) -> bool {
    let output = Command::new(line[0]).args(&line[1..]).arg("true").output();
    let works = output.is_ok_and(|output| output.status.success());
    let ci = std::env::var("CI").is_ok_and(|value| value == "true");
    assert!(works || !(ci && needed), "`{}` does not work here", line.join(" "));
    works
}

fn exit_codes(folder: &Path) -> Vec<i32> {
    COMMANDS.iter().map(|args| run(folder, &[], args).status.code().unwrap()).collect()
}

#[test]
fn each_command_is_among_them() {
    let here = catalog();
    let help = String::from_utf8(run(here.path(), &[], &["--help"]).stdout).unwrap();
    let commands =
        help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    // A description that goes on in another line begins further to the right.
    let commands = commands.filter(|line| !line.starts_with("   "));
    let names: Vec<&str> = commands.filter_map(|line| line.split_whitespace().next()).collect();
    assert!(names.len() > 8, "{help}");
    for name in names {
        assert!(COMMANDS.iter().any(|args| args[0] == name), "{name} is not tried");
    }
}

#[test]
fn commands_give_the_same_without_a_network() {
    let tools: [&[&str]; 2] = [&["unshare", "--net"], &["unshare", "--map-root-user", "--net"]];
    let Some(unshare) = tools.into_iter().find(|line| works(line, *line == tools[1])) else {
        std::io::stderr().write_all(b"skipped: namespaces without a network cannot be made here\n").unwrap();
        return;
    };
    let (here, there) = (catalog(), catalog());
    for args in COMMANDS {
        let (with, without) = (run(here.path(), &[], args), run(there.path(), unshare, args));
        assert_eq!(with, without, "{args:?}");
    }
    let expected = COMMANDS.iter().map(|args| i32::from(args.contains(&"missing.flow.yaml")));
    assert_eq!(exit_codes(here.path()), expected.collect::<Vec<_>>());
    let read = |folder: &TempDir| fs::read(folder.path().join("out/manifest.json")).unwrap();
    assert_eq!(read(&here), read(&there));
}

#[test]
fn commands_ask_for_no_socket() {
    let strace = ["strace", "-f", "-qq", "-e", "trace=network"];
    if !works(&strace, false) {
        std::io::stderr().write_all(b"skipped: system calls cannot be traced here\n").unwrap();
        return;
    }
    let here = catalog();
    let log = here.path().join("calls");
    let around: Vec<&str> = strace.into_iter().chain(["-o", log.to_str().unwrap()]).collect();
    for args in COMMANDS {
        run(here.path(), &around, args);
        let calls = fs::read_to_string(&log).unwrap();
        // Standard output is a pipe here; pairs of sockets within the process would be seen as well.
        let calls: Vec<&str> = calls.lines().filter(|line| !line.contains("+++")).collect();
        assert!(calls.is_empty(), "{args:?} calls {calls:?}");
    }
    // The trace does see a connection, where one is made: to a port of this machine where nobody listens.
    fs::write(
        here.path().join("flow.yaml"),
        "collections:\n  - { name: a/b, key: [/id], schema: 'http://127.0.0.1:9/a.yaml' }\n",
    )
    .unwrap();
    run(here.path(), &around, &["vendor", "--allow-private"]);
    assert!(fs::read_to_string(&log).unwrap().contains("connect("));
}
