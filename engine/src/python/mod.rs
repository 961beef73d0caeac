//! Python, in a process of the interpreter.

use crate::child::Child;
use crate::engine::failed;
use crate::host::Shared;
use crate::worker::{Language, Worker};
use crate::{Function, Interpreter, Target};
use runtime_lite::LambdaError;
use serde_json::{Value, json};
use std::ffi::OsStr;
use std::io;
use std::path::Path;
use std::time::Duration;
use tempfile::TempDir;

/// The program that calls functions.
const DRIVER: &str = include_str!("driver.py");

/// How long an interpreter may take to start, beside the time of a call.
const START: Duration = Duration::from_secs(20);

/// The address space that an interpreter and its packages need by themselves.
const MEMORY: usize = 1 << 30;

/// The interpreter, and the folder of its process.
pub(crate) struct Python {
    shared: Shared,
    interpreter: Interpreter,
    folder: TempDir,
}

impl Python {
    /// Prepares a folder with the generated packages; the process is started when it is needed.
    ///
    /// # Errors
    /// There is no interpreter, or the folder cannot be written.
    pub(crate) fn host(shared: &Shared) -> Result<Worker<Python>, LambdaError> {
        let Some(interpreter) = shared.program.python.clone() else {
            return Err(failed(
                "there is no `python3`: it is looked for on the PATH outside of the project, and where \
                 `[tools] python` of `flowctl.toml` says"
                    .to_owned(),
            ));
        };
        let folder =
            prepare(&interpreter).map_err(|error| failed(format!("no folder for Python: {error}")))?;
        Ok(Worker::new(shared, Python { shared: shared.clone(), interpreter, folder }))
    }
}

impl Language for Python {
    fn spawn(&self) -> io::Result<Child> {
        let folder = self.folder.path();
        let (driver, packages) = (folder.join("driver.py"), folder.join("packages"));
        let seconds = self.shared.limits.time.as_secs_f64().to_string();
        let memory = self.shared.limits.memory.saturating_add(MEMORY).to_string();
        let arguments: [&OsStr; 6] = [
            "-I".as_ref(),
            "-B".as_ref(),
            driver.as_os_str(),
            seconds.as_ref(),
            memory.as_ref(),
            packages.as_os_str(),
        ];
        Child::start(&self.interpreter.program, &arguments, &folder.join("work"), &self.interpreter.search)
    }

    fn patience(&self, _is_new: bool) -> Duration {
        // The process ends calls by itself; where it cannot, it is ended.
        self.shared.limits.time * 2 + START
    }

    fn call(&self, function: &Function, has_texts: bool) -> Result<Option<Value>, LambdaError> {
        let Target::Python { module, class, name, package, transform, reads } = &function.target else {
            return Ok(None);
        };
        let mut call = json!({
            "derivation": function.lambda.derivation, "module": module, "class": class, "name": name,
            "package": package, "transform": transform, "reads": reads,
        });
        if !has_texts {
            let Some(text) = self.shared.texts.text(module) else {
                return Err(failed(format!("there is no module `{module}`")));
            };
            if let Some(members) = call.as_object_mut() {
                members.insert("text".to_owned(), Value::from(&*text));
            }
        }
        Ok(Some(call))
    }

    fn place(&self, path: &str, line: usize, column: usize) -> Option<String> {
        Some(self.shared.texts.place(path, line, column))
    }
}

/// A folder with the driver, the generated packages, and an empty folder to work in.
#[expect(clippy::disallowed_methods, reason = "the packages of lambdas are written to a folder of their own")]
fn prepare(interpreter: &Interpreter) -> io::Result<TempDir> {
    let folder = tempfile::Builder::new().prefix("flowctl-").tempdir()?;
    std::fs::create_dir_all(folder.path().join("work"))?;
    std::fs::create_dir_all(folder.path().join("packages"))?;
    std::fs::write(folder.path().join("driver.py"), DRIVER)?;
    for (path, text) in &interpreter.packages {
        let path = folder.path().join("packages").join(Path::new(path));
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(path, text)?;
    }
    Ok(folder)
}
