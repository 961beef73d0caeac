//! Functions that run in a process, which lives as long as the engine.
//!
//! Calls go to it in batches. Where it ends or hangs, another one is started, and the rows are called one by one, so
//! that the document is known at which it happens.

use crate::child::{Child, Gone};
use crate::engine::failed;
use crate::host::{Call, Host, Shared};
use crate::{Function, Limits};
use runtime_lite::LambdaError;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io;
use std::time::Duration;

/// What a process needs to run functions of a language.
pub(crate) trait Language {
    /// Starts a process, in which no module is loaded.
    ///
    /// # Errors
    /// The program cannot be started.
    fn spawn(&self) -> io::Result<Child>;

    /// How long the process may say nothing: from its start on, or from its last sign of life on.
    fn patience(&self, is_new: bool) -> Duration;

    /// A call as the process understands it, with the texts that it needs unless it has them; nothing of a function
    /// that is none of the language.
    ///
    /// # Errors
    /// A text is not there, or is wrong.
    fn call(&self, function: &Function, has_texts: bool) -> Result<Option<Value>, LambdaError>;

    /// Whether documents are such as the language has values for.
    ///
    /// # Errors
    /// The first that is not, with its row.
    fn check(&self, _call: &Call<'_>) -> Result<(), LambdaError> {
        Ok(())
    }

    /// How a message names a line and a column of a module, both from 1; nothing of what no person wrote.
    fn place(&self, path: &str, line: usize, column: usize) -> Option<String>;

    /// What the last words of a process that ended mean, if they mean anything.
    fn reason(&self, _said: &str) -> Option<String> {
        None
    }
}

/// The host of the functions of a language.
pub(crate) struct Worker<L> {
    shared: Shared,
    language: L,
    child: Option<Child>,
    /// The functions whose texts the process has.
    sent: BTreeSet<usize>,
}

/// A line of the process.
#[derive(Deserialize)]
#[serde(untagged)]
enum Answer {
    Rows {
        rows: Vec<Value>,
    },
    Failure {
        row: Option<usize>,
        error: String,
        frames: Vec<(String, usize, usize)>,
        /// Whether the process ends with this.
        #[serde(default)]
        last: bool,
    },
    Alive {
        #[expect(dead_code, reason = "its name alone says what the line is")]
        alive: bool,
    },
}

/// Why rows have no lists.
enum Stopped {
    Error(LambdaError),
    Gone(Gone),
}

impl<L: Language> Worker<L> {
    /// A host whose process is started when it is needed.
    pub(crate) fn new(shared: &Shared, language: L) -> Worker<L> {
        Worker { shared: shared.clone(), language, child: None, sent: BTreeSet::new() }
    }

    /// Asks the process, which is started if it does not run.
    fn ask(&mut self, request: &Value) -> Result<Answer, Gone> {
        let is_new = self.child.is_none();
        let asked = self.exchange(request, is_new);
        if asked.is_err() || matches!(asked, Ok(Answer::Failure { last: true, .. })) {
            self.child = None;
        }
        asked
    }

    fn exchange(&mut self, request: &Value, is_new: bool) -> Result<Answer, Gone> {
        let mut line = request.to_string().into_bytes();
        line.push(b'\n');
        if is_new {
            let started = self.language.spawn();
            self.child = Some(started.map_err(|error| Gone::ended(&error))?);
            self.sent.clear();
        }
        let Some(child) = &mut self.child else { return Err(Gone::Silent) };
        let mut answered = child.ask(&line, self.language.patience(is_new));
        loop {
            let line = answered?;
            match serde_json::from_slice(&line) {
                Ok(Answer::Alive { .. }) => answered = child.wait(self.language.patience(false)),
                Ok(answer) => return Ok(answer),
                Err(error) => return Err(Gone::ended(&format!("it answered something else: {error}"))),
            }
        }
    }

    /// Calls a function with rows, each a list of arguments.
    fn call_rows(&mut self, function: usize, rows: &[Value]) -> Result<Vec<Vec<Value>>, Stopped> {
        let program = self.shared.program.clone();
        let Some(spec) = program.functions.get(function) else { return Ok(Vec::new()) };
        let has_texts = self.child.is_some() && self.sent.contains(&function);
        let Some(call) = self.language.call(spec, has_texts).map_err(Stopped::Error)? else {
            return Ok(Vec::new());
        };
        let answer = self.ask(&json!({ "call": call, "rows": rows })).map_err(Stopped::Gone)?;
        self.sent.insert(function);
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
            Answer::Failure { row, error, frames, .. } => {
                let mut message = error;
                let places = frames
                    .iter()
                    .filter_map(|(path, line, column)| self.language.place(path, *line, *column));
                for (at, place) in places.filter(|place| !place.is_empty()).enumerate() {
                    let joined = if at == 0 { ", at " } else { "\n  called at " };
                    let _ = write!(message, "{joined}{place}");
                }
                Err(LambdaError { row, message })
            }
        }
    }

    fn error(&self, stopped: Stopped, row: Option<usize>) -> LambdaError {
        let gone = match stopped {
            Stopped::Error(error) => return LambdaError { row: row.or(error.row), ..error },
            Stopped::Gone(gone) => gone,
        };
        let Limits { time, .. } = self.shared.limits;
        let message = match gone {
            Gone::Ended { how, said } => self.language.reason(&said).unwrap_or_else(|| {
                match said.lines().rev().find(|line| !line.trim().is_empty()) {
                    Some(last) => format!("its process ended: {how}: {}", last.trim()),
                    None => format!("its process ended: {how}"),
                }
            }),
            Gone::Silent => format!("it took longer than {time:?}, and its process was ended"),
            Gone::Flooded => "what it returned is too long".to_owned(),
        };
        LambdaError { row, message }
    }

    /// Asks for something that is no call; nothing of a process that does not run.
    fn command(&mut self, request: &Value) -> Result<Vec<Value>, LambdaError> {
        if self.child.is_none() {
            return Ok(Vec::new());
        }
        match self.ask(request) {
            Ok(answer) => self.read(answer).map_err(|error| LambdaError { row: None, ..error }),
            Err(gone) => Err(self.error(Stopped::Gone(gone), None)),
        }
    }
}

impl<L: Language> Host for Worker<L> {
    fn call(&mut self, function: usize, call: &Call<'_>) -> Result<Vec<Vec<Value>>, LambdaError> {
        self.language.check(call)?;
        let rows = call.rows().map(|row| row.into_iter().map(|(_, value)| value.clone()).collect());
        let rows: Vec<Value> = rows.collect();
        match self.call_rows(function, &rows) {
            Ok(lists) => Ok(lists),
            Err(stopped @ Stopped::Error(_)) => Err(self.error(stopped, None)),
            Err(stopped @ Stopped::Gone(_)) => {
                for (at, row) in rows.iter().enumerate() {
                    if let Err(alone) = self.call_rows(function, std::slice::from_ref(row)) {
                        return Err(self.error(alone, Some(at)));
                    }
                }
                Err(self.error(stopped, None))
            }
        }
    }

    fn flush(&mut self, derivation: &str) -> Result<Vec<Value>, LambdaError> {
        self.command(&json!({ "flush": derivation }))
    }

    fn reset(&mut self) -> Result<(), LambdaError> {
        self.command(&json!({ "reset": true })).map(drop)
    }
}
