//! Why a command could not do its work: the command line, the configuration or the machine.
//!
//! Mistakes in a catalog are findings of the compiler, never failures.

use crate::render::escape;
use std::fmt::Display;
use std::io::{self, Write};
use std::path::Path;

/// A reason to end with exit code 2.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    message: String,
    help: Option<String>,
}

impl Failure {
    /// A failure that says what is wrong.
    pub fn new(message: impl Into<String>) -> Failure {
        Failure { message: message.into(), help: None }
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Failure {
        self.help = Some(help.into());
        self
    }

    /// Says what to do, if anything is known.
    #[must_use]
    pub fn maybe_help(mut self, help: Option<String>) -> Failure {
        self.help = help.or(self.help);
        self
    }

    /// What the machine said about a path.
    pub fn at(path: &Path, what: &str, error: &io::Error) -> Failure {
        Failure::new(format!("`{}` cannot be {what}: {}", path.display(), said(error)))
    }

    /// Prints it for people.
    ///
    /// # Errors
    /// The stream cannot be written to.
    pub fn print(&self, err: &mut dyn Write) -> io::Result<()> {
        writeln!(err, "error: {}", escape::block(&self.message))?;
        match &self.help {
            Some(help) => writeln!(err, "  help: {}", escape::prose(help)),
            None => Ok(()),
        }
    }
}

impl From<io::Error> for Failure {
    /// Only streams fail without a path.
    fn from(error: io::Error) -> Failure {
        Failure::new(format!("the output cannot be written: {}", said(&error)))
    }
}

/// What the system says, as part of a sentence and without the number that Rust appends.
pub(crate) fn said(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or_default().to_lowercase()
}

/// A number of things, in words: `1 file`, `2 files`.
pub(crate) fn count(number: usize, thing: impl Display) -> String {
    match number {
        1 => format!("1 {thing}"),
        _ => format!("{number} {thing}s"),
    }
}
