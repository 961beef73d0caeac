//! A text of statements of a person, and what is said about a failure in it.

use super::block::{self, Statement};
use super::guard::Guard;
use super::parameter::Parameters;
use crate::Limits;
use crate::engine::failed;
use crate::host::Shared;
use runtime_lite::LambdaError;
use rusqlite::{Error, ErrorCode};
use std::sync::Arc;

/// How many characters of a message are shown.
const LENGTH: usize = 1000;

/// A text of statements.
pub(super) struct Script {
    path: String,
    text: Arc<str>,
    pub(super) statements: Vec<Statement>,
    pub(super) parameters: Parameters,
}

impl Script {
    /// The statements of the text of a path, whose parameters are all known.
    ///
    /// # Errors
    /// The text is not there, or a parameter is that of no field.
    pub(super) fn new(path: &str, parameters: Parameters, shared: &Shared) -> Result<Script, LambdaError> {
        let Some(text) = shared.texts.text(path) else {
            return Err(failed(format!("the file `{path}` is not there")));
        };
        let statements = block::statements(&text);
        let script = Script { path: path.to_owned(), text, statements, parameters };
        for range in script.statements.iter().flat_map(|statement| &statement.parameters) {
            let written = script.text.get(range.clone()).unwrap_or_default();
            if let Err(message) = script.parameters.pointer(written) {
                return Err(failed(script.at(message, range.start, shared)));
            }
        }
        Ok(script)
    }

    /// The text of a statement.
    pub(super) fn text(&self, statement: &Statement) -> &str {
        self.text.get(statement.range.clone()).unwrap_or_default()
    }

    /// What is said, with the place of an offset in the text.
    pub(super) fn at(&self, message: impl Into<String>, offset: usize, shared: &Shared) -> String {
        let before = self.text.get(..offset).unwrap_or(&self.text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().encode_utf16().count() + 1;
        format!("{}, at {}", message.into(), shared.texts.place(&self.path, line, column))
    }
}

/// What is said about an error of SQLite, and where it is in the statement if that is known.
pub(super) fn explain(error: &Error, guard: &Guard, limits: &Limits) -> (String, usize) {
    let is_code = |code| error.sqlite_error_code() == Some(code);
    let (message, offset) = if let Error::SqlInputError { msg, offset, .. } = error {
        (msg.clone(), usize::try_from(*offset).unwrap_or_default())
    } else if is_code(ErrorCode::OperationInterrupted) {
        (format!("it took longer than {:?}", limits.time), 0)
    } else if is_code(ErrorCode::OutOfMemory) || is_code(ErrorCode::DiskFull) {
        // A database that is full is one that has reached its limit of pages.
        (format!("it needs more than {} MiB of memory", limits.memory / (1 << 20)), 0)
    } else {
        (error.to_string(), 0)
    };
    // SQLite says only that something is not authorized.
    (short(&guard.take_refused().unwrap_or(message)), offset)
}

fn short(text: &str) -> String {
    match text.char_indices().nth(LENGTH) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
