//! Python, in a process that lives as long as the engine.
//!
//! Calls go to it in batches. Where it ends or hangs, another one is started, and the rows are called one by one, so
//! that the document is known at which it happens.

use crate::child::{Child, Gone};
use crate::engine::failed;
use crate::host::{Call, Host};
use crate::{Interpreter, Limits, Program, Target, Texts};
use runtime_lite::LambdaError;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;

/// The program that calls functions.
const DRIVER: &str = include_str!("driver.py");

/// How long an interpreter may take to start, beside the time of a call.
const START: Duration = Duration::from_secs(20);

/// The address space that an interpreter and its packages need by themselves.
const MEMORY: usize = 1 << 30;

/// The host of functions of Python.
pub(crate) struct PythonHost {
    program: Arc<Program>,
    texts: Arc<dyn Texts>,
    limits: Limits,
    folder: TempDir,
    child: Option<Child>,
    /// The modules whose texts the process has.
    sent: BTreeSet<String>,
}

/// A line of the process.
#[derive(Deserialize)]
#[serde(untagged)]
enum Answer {
    Rows { rows: Vec<Value> },
    Failure { row: Option<usize>, error: String, frames: Vec<(String, usize, usize)> },
    Alive { alive: bool },
}

impl PythonHost {
    /// Prepares a folder with the generated packages; the process is started when it is needed.
    ///
    /// # Errors
    /// There is no interpreter, or the folder cannot be written.
    pub(crate) fn start(
        program: Arc<Program>,
        texts: Arc<dyn Texts>,
        limits: Limits,
    ) -> Result<PythonHost, LambdaError> {
        let Some(interpreter) = &program.python else {
            return Err(failed(
                "there is no `python3`: it is looked for on the PATH outside of the project, and where \
                 `[tools] python` of `flowctl.toml` says"
                    .to_owned(),
            ));
        };
        let folder =
            prepare(interpreter).map_err(|error| failed(format!("no folder for Python: {error}")))?;
        Ok(PythonHost { program, texts, limits, folder, child: None, sent: BTreeSet::new() })
    }

    /// Asks the process, which is started if it does not run.
    fn ask(&mut self, request: &Value) -> Result<Answer, Gone> {
        let mut line = request.to_string().into_bytes();
        line.push(b'\n');
        if self.child.is_none() {
            let started = self.spawn();
            self.child = Some(started.map_err(|error| Gone::Ended(error.to_string()))?);
            self.sent.clear();
        }
        let Some(child) = &mut self.child else { return Err(Gone::Silent) };
        // The process ends calls by itself; where it cannot, it is ended.
        let time = self.limits.time * 2 + START;
        let mut answered = child.ask(&line, time);
        loop {
            let line = answered?;
            match serde_json::from_slice(&line) {
                Ok(Answer::Alive { alive }) => {
                    let _ = alive;
                    answered = child.wait(time);
                }
                Ok(answer) => return Ok(answer),
                Err(error) => return Err(Gone::Ended(format!("it answered something else: {error}"))),
            }
        }
    }

    fn spawn(&self) -> io::Result<Child> {
        let Some(interpreter) = &self.program.python else { return Err(io::ErrorKind::NotFound.into()) };
        let folder = self.folder.path();
        let (driver, packages) = (folder.join("driver.py"), folder.join("packages"));
        let seconds = self.limits.time.as_secs_f64().to_string();
        let memory = self.limits.memory.saturating_add(MEMORY).to_string();
        let arguments: [&OsStr; 6] = [
            "-I".as_ref(),
            "-B".as_ref(),
            driver.as_os_str(),
            seconds.as_ref(),
            memory.as_ref(),
            packages.as_os_str(),
        ];
        Child::start(&interpreter.program, &arguments, &folder.join("work"), &interpreter.search)
    }

    /// Calls a function with rows, each a list of arguments.
    fn call_rows(&mut self, function: usize, rows: &[Value]) -> Result<Vec<Vec<Value>>, Stopped> {
        let program = self.program.clone();
        let Some(spec) = program.functions.get(function) else { return Ok(Vec::new()) };
        let Target::Python { module, class, name, package, transform, reads } = &spec.target else {
            return Ok(Vec::new());
        };
        let mut call = json!({
            "derivation": spec.lambda.derivation, "module": module, "class": class, "name": name,
            "package": package, "transform": transform, "reads": reads,
        });
        if self.child.is_none() || !self.sent.contains(module) {
            let Some(text) = self.texts.text(module) else {
                return Err(Stopped::Error(failed(format!("there is no module `{module}`"))));
            };
            if let Some(members) = call.as_object_mut() {
                members.insert("text".to_owned(), Value::from(&*text));
            }
        }
        let answer = self.ask(&json!({ "call": call, "rows": rows }));
        let answer = match answer {
            Ok(answer) => answer,
            Err(gone) => {
                self.child = None;
                return Err(Stopped::Gone(gone));
            }
        };
        self.sent.insert(module.clone());
        let lists = self.read(answer).map_err(Stopped::Error)?;
        let lists = lists.into_iter().map(|list| match list {
            Value::Array(items) => Ok(items),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {
                Err(Stopped::Error(failed("the lambda returned no list".to_owned())))
            }
        });
        lists.collect()
    }

    /// What the process answered, or what failed in it.
    fn read(&self, answer: Answer) -> Result<Vec<Value>, LambdaError> {
        match answer {
            Answer::Rows { rows } => Ok(rows),
            Answer::Alive { .. } => Ok(Vec::new()),
            Answer::Failure { row, error, frames } => {
                let mut message = error;
                let places = frames.iter().map(|(path, line, column)| self.texts.place(path, *line, *column));
                for (at, place) in places.filter(|place| !place.is_empty()).enumerate() {
                    let joined = if at == 0 { ", at " } else { "\n  called at " };
                    let _ = write!(message, "{joined}{place}");
                }
                Err(LambdaError { row, message })
            }
        }
    }
}

/// Why rows have no lists.
enum Stopped {
    Error(LambdaError),
    Gone(Gone),
}

impl Stopped {
    fn error(self, row: Option<usize>, limits: Limits) -> LambdaError {
        match self {
            Stopped::Error(error) => LambdaError { row: row.or(error.row), ..error },
            Stopped::Gone(gone) => {
                let message = match gone {
                    Gone::Ended(how) => format!("its process ended: {how}"),
                    Gone::Silent => {
                        format!("it took longer than {:?}, and its process was ended", limits.time)
                    }
                    Gone::Flooded => "what it returned is too long".to_owned(),
                };
                LambdaError { row, message }
            }
        }
    }
}

impl Host for PythonHost {
    fn call(&mut self, function: usize, call: &Call<'_>) -> Result<Vec<Vec<Value>>, LambdaError> {
        let rows = call.rows().map(|row| row.into_iter().map(|(_, value)| value.clone()).collect());
        let rows: Vec<Value> = rows.collect();
        match self.call_rows(function, &rows) {
            Ok(lists) => Ok(lists),
            Err(stopped @ Stopped::Error(_)) => Err(stopped.error(None, self.limits)),
            Err(stopped @ Stopped::Gone(_)) => {
                for (at, row) in rows.iter().enumerate() {
                    if let Err(alone) = self.call_rows(function, std::slice::from_ref(row)) {
                        return Err(alone.error(Some(at), self.limits));
                    }
                }
                Err(stopped.error(None, self.limits))
            }
        }
    }

    fn flush(&mut self, derivation: &str) -> Result<Vec<Value>, LambdaError> {
        if self.child.is_none() {
            return Ok(Vec::new());
        }
        match self.ask(&json!({ "flush": derivation })) {
            Ok(answer) => self.read(answer).map_err(|error| LambdaError { row: None, ..error }),
            Err(gone) => {
                self.child = None;
                Err(Stopped::Gone(gone).error(None, self.limits))
            }
        }
    }

    fn reset(&mut self) -> Result<(), LambdaError> {
        if self.child.is_none() {
            return Ok(());
        }
        match self.ask(&json!({ "reset": true })) {
            Ok(answer) => self.read(answer).map(drop).map_err(|error| LambdaError { row: None, ..error }),
            Err(gone) => {
                self.child = None;
                Err(Stopped::Gone(gone).error(None, self.limits))
            }
        }
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
