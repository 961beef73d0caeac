//! `flowctl test --watch`: a process that runs tests again when files change. Nothing here depends on how long
//! anything takes: each step waits for a line.
#![expect(clippy::disallowed_methods, reason = "the tests start the program on files that they write")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::Duration;
use tempfile::TempDir;

/// How long a line may take on a machine that is busy.
const PATIENCE: Duration = Duration::from_secs(120);

const CATALOG: &str = "
collections:
  - { name: acme/orders, key: [/id], schema: order.schema.yaml }
tests:
  orders are kept:
    - ingest: { collection: acme/orders, documents: [{ id: 1 }] }
    - verify: { collection: acme/orders, documents: [{ id: 1 }] }
";

const SCHEMA: &str = "{ type: object, required: [id], properties: { id: { type: integer } } }";

/// A process, and the lines that it prints.
struct Watching {
    process: Child,
    lines: Receiver<String>,
    seen: Vec<String>,
}

impl Watching {
    fn begin(folder: &Path, args: &[&str]) -> Watching {
        let mut command = Command::new(env!("CARGO_BIN_EXE_flowctl"));
        command.args(["test", "--watch", "--no-cache"]).args(args).current_dir(folder);
        command.env_clear().env("LC_ALL", "C.UTF-8");
        let mut process = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (sender, lines) = mpsc::channel();
        forward(process.stdout.take().unwrap(), sender.clone());
        forward(process.stderr.take().unwrap(), sender);
        Watching { process, lines, seen: Vec::new() }
    }

    /// Waits for a line that contains a text.
    #[track_caller]
    fn wait_for(&mut self, text: &str) {
        loop {
            match self.lines.recv_timeout(PATIENCE) {
                Ok(line) => {
                    let found = line.contains(text);
                    self.seen.push(line);
                    if found {
                        return;
                    }
                }
                Err(error) => panic!("no `{text}` ({error}) after\n{}", self.seen.join("\n")),
            }
        }
    }

    /// Waits for the end of a run.
    #[track_caller]
    fn wait_for_end(&mut self) {
        self.wait_for("watching ");
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Sends the lines of a stream.
fn forward(stream: impl Read + Send + 'static, to: Sender<String>) {
    thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            if to.send(line).is_err() {
                return;
            }
        }
    });
}

/// A file is replaced as a whole, as editors do.
fn write(folder: &TempDir, name: &str, text: &str) {
    let aside = folder.path().join("aside");
    fs::write(&aside, text).unwrap();
    fs::rename(&aside, folder.path().join(name)).unwrap();
}

#[test]
fn tests_run_again_when_what_they_read_changes() {
    let here = tempfile::tempdir().unwrap();
    write(&here, "flow.yaml", CATALOG);
    write(&here, "order.schema.yaml", SCHEMA);
    let mut watching = Watching::begin(here.path(), &["--root", "."]);
    watching.wait_for("1 test passed");
    watching.wait_for_end();

    write(
        &here,
        "flow.yaml",
        &CATALOG.replace("[{ id: 1 }] }\n    - verify", "[{ id: 21 }] }\n    - verify"),
    );
    watching.wait_for("--- run 2: `flow.yaml` changed ---");
    watching.wait_for("0 tests passed, 1 failed");

    write(&here, "flow.yaml", &CATALOG.replace("acme/orders, key", "acme/other-orders, key"));
    watching.wait_for("unknown-collection");
    watching.wait_for("no test was run: the catalog has errors");
    watching.wait_for_end();

    write(&here, "flow.yaml", CATALOG);
    watching.wait_for("1 test passed");
    watching.wait_for_end();

    // A file that is referred to, and that is looked for while it is missing.
    fs::remove_file(here.path().join("order.schema.yaml")).unwrap();
    watching.wait_for("`order.schema.yaml` changed");
    watching.wait_for("no test was run");
    watching.wait_for_end();
    write(&here, "order.schema.yaml", SCHEMA);
    watching.wait_for("1 test passed");
    watching.wait_for_end();

    // A project file that cannot be read is a failure, and no end.
    write(&here, "flowctl.toml", "[levels");
    watching.wait_for("error: ");
    watching.wait_for_end();
    write(&here, "flowctl.toml", "");
    watching.wait_for("1 test passed");
}

#[test]
fn new_catalogs_of_a_folder_and_imports_of_modules_are_watched() {
    let here = tempfile::tempdir().unwrap();
    write(&here, "a.flow.yaml", CATALOG);
    write(&here, "order.schema.yaml", SCHEMA);
    write(
        &here,
        "module.ts",
        "import { next } from './helper.ts';\nexport const fromOrdersPublish = next;\n",
    );
    write(&here, "helper.ts", "export const next = (order) => [{ id: order.id + 1 }];\n");
    let mut watching = Watching::begin(here.path(), &[]);
    watching.wait_for("1 test passed");
    watching.wait_for_end();
    let derived = "
import: [a.flow.yaml]
collections:
  - name: acme/next
    key: [/id]
    schema: order.schema.yaml
    derivation:
      typescript: { module: module.ts }
      transform: { fromOrders: { source: { name: acme/orders }, publish: { lambda: typescript } } }
tests:
  the next one:
    - ingest: { collection: acme/orders, documents: [{ id: 1 }] }
    - verify: { collection: acme/next, documents: [{ id: 2 }] }
";
    write(&here, "b.flow.yaml", derived);
    watching.wait_for("`.` changed");
    watching.wait_for("2 tests passed");
    watching.wait_for_end();
    write(&here, "helper.ts", "export const next = (order) => [{ id: order.id + 10 }];\n");
    watching.wait_for("`helper.ts` changed");
    watching.wait_for("1 test passed, 1 failed");
}

#[test]
fn what_no_change_of_a_file_would_mend_is_no_reason_to_wait() {
    let here = tempfile::tempdir().unwrap();
    write(&here, "flow.yaml", CATALOG);
    for (args, said) in [
        (&["missing.yaml"][..], "there is no file or folder `missing.yaml`"),
        (&["--filter", "("][..], "is no regular expression"),
        (&["--format", "json"][..], "`--watch` is for people"),
        (&["--update"][..], "cannot be used with"),
        (&["--junit", "tests.xml"][..], "cannot be used with"),
    ] {
        let mut watching = Watching::begin(here.path(), args);
        watching.wait_for(said);
        assert_eq!(watching.process.wait().unwrap().code(), Some(2), "{args:?}");
    }
}

#[test]
fn it_ends_when_nobody_reads_the_outcomes_any_more() {
    let here = tempfile::tempdir().unwrap();
    write(&here, "flow.yaml", CATALOG);
    write(&here, "order.schema.yaml", SCHEMA);
    let mut command = Command::new(env!("CARGO_BIN_EXE_flowctl"));
    command.args(["test", "--watch", "--no-cache", "--root", "."]).current_dir(here.path()).env_clear();
    let mut process = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    drop(process.stdout.take());
    assert_eq!(process.wait().unwrap().code(), Some(0));
}
