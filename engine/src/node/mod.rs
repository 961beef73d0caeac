//! TypeScript that imports packages of npm, in a process of Node: types are stripped here, and the packages that
//! modules import are those of one folder.

use crate::child::Child;
use crate::engine::failed;
use crate::host::{Call, Shared};
use crate::script::{CALLER, Import, check_integers};
use crate::worker::{Language, Worker};
use crate::{Function, Node, Target};
use runtime_lite::LambdaError;
use serde_json::{Map, Value, json};
use std::ffi::OsStr;
use std::io;
use std::path::Path;
use std::time::Duration;
use tempfile::TempDir;

/// The program that loads modules, and calls functions by what the engine in this process calls them by.
const DRIVER: &str = include_str!("driver.mjs");

/// How long Node may take to start, beside the time of a call.
const START: Duration = Duration::from_secs(20);

/// How long the process may say nothing beyond the time of a call: twice the time between its signs of life.
const LATE: Duration = Duration::from_millis(200);

/// Node, and the folder of its process.
pub(crate) struct NodeRunner {
    shared: Shared,
    node: Node,
    folder: TempDir,
}

impl NodeRunner {
    /// Prepares a folder with a link to the packages; the process is started when it is needed.
    ///
    /// # Errors
    /// There is no Node, or the folder cannot be written.
    pub(crate) fn host(shared: &Shared) -> Result<Worker<NodeRunner>, LambdaError> {
        let Some(node) = shared.program.node.clone() else {
            return Err(failed(
                "there is no `node`, in which functions run that import packages of npm: it is looked for on \
                 the PATH outside of the project, and where `[tools] node` of `flowctl.toml` says"
                    .to_owned(),
            ));
        };
        let folder = prepare(&node).map_err(|error| failed(format!("no folder for Node: {error}")))?;
        Ok(Worker::new(shared, NodeRunner { shared: shared.clone(), node, folder }))
    }

    /// What a module reaches, by its path: `{"code", "imports"}`, of which an import of a package is null.
    fn texts(&self, module: &str) -> Result<Value, String> {
        let mut texts = Map::new();
        for one in self.shared.modules.reached(module)? {
            let mut imports = Map::new();
            for (name, import) in one.imports {
                let target = match import {
                    Import::Module(path) => Value::from(path),
                    Import::Builtin => Value::Null,
                    Import::Package(package) => {
                        self.installed(&package)?;
                        Value::Null
                    }
                };
                imports.insert(name, target);
            }
            texts.insert(one.path, json!({ "code": one.stripped.code, "imports": imports }));
        }
        Ok(Value::Object(texts))
    }

    fn installed(&self, package: &str) -> Result<(), String> {
        let is_there = self.node.packages.as_ref().is_some_and(|folder| folder.join(package).is_dir());
        let missing = || format!("the package `{package}` is not installed: run `flowctl vendor --npm`");
        is_there.then_some(()).ok_or_else(missing)
    }
}

impl Language for NodeRunner {
    fn spawn(&self) -> io::Result<Child> {
        let folder = self.folder.path().canonicalize()?;
        let driver = folder.join("driver.mjs");
        let memory = format!("--max-old-space-size={}", (self.shared.limits.memory >> 20).max(1));
        let arguments: [&OsStr; 4] = [
            memory.as_ref(),
            "--experimental-vm-modules".as_ref(),
            "--no-warnings".as_ref(),
            driver.as_os_str(),
        ];
        Child::start(&self.node.program, &arguments, &folder.join("work"), &self.node.search)
    }

    fn patience(&self, is_new: bool) -> Duration {
        self.shared.limits.time + LATE + if is_new { START } else { Duration::ZERO }
    }

    fn call(&self, function: &Function, has_texts: bool) -> Result<Option<Value>, LambdaError> {
        let Target::TypeScript { module, class, name, reads } = &function.target else { return Ok(None) };
        let texts = if has_texts { Value::Null } else { self.texts(module).map_err(failed)? };
        Ok(Some(json!({
            "derivation": function.lambda.derivation, "module": module, "class": class, "name": name,
            "reads": reads, "texts": texts,
        })))
    }

    fn check(&self, call: &Call<'_>) -> Result<(), LambdaError> {
        check_integers(call)
    }

    fn place(&self, path: &str, line: usize, column: usize) -> Option<String> {
        self.shared.modules.place(path, line, column)
    }

    fn reason(&self, said: &str) -> Option<String> {
        let is_memory = said.contains("heap out of memory");
        is_memory.then(|| format!("it needs more than {} MiB of memory", self.shared.limits.memory >> 20))
    }
}

/// A folder with the driver, a link to the packages, and an empty folder to work in.
#[expect(clippy::disallowed_methods, reason = "the driver is written to a folder of its own")]
fn prepare(node: &Node) -> io::Result<TempDir> {
    let folder = tempfile::Builder::new().prefix("flowctl-").tempdir()?;
    std::fs::create_dir_all(folder.path().join("work"))?;
    std::fs::write(folder.path().join("driver.mjs"), DRIVER)?;
    std::fs::write(folder.path().join("caller.js"), CALLER)?;
    if let Some(packages) = &node.packages {
        link(packages, &folder.path().join("node_modules"))?;
    }
    Ok(folder)
}

#[cfg(unix)]
fn link(from: &Path, to: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(from, to)
}

#[cfg(windows)]
fn link(from: &Path, to: &Path) -> io::Result<()> {
    std::os::windows::fs::symlink_dir(from, to)
}
