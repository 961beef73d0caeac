//! What people see while documents arrive.
#![expect(
    clippy::disallowed_methods,
    reason = "a run that is over at once shows no progress, so it is timed"
)]

use crate::render::escape::prose;
use std::io::{self, Write};
use std::time::{Duration, Instant};

/// Runs that are shorter show nothing.
const PATIENCE: Duration = Duration::from_millis(300);

/// How progress is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// Not at all.
    None,
    /// One line of a terminal, which changes and goes away at the end.
    Terminal,
    /// A line per document.
    Lines,
}

/// Tells of documents, once the run has taken a while.
pub(crate) struct Progress<'p> {
    err: &'p mut dyn Write,
    form: Form,
    begun: Instant,
    /// Lines that are not shown yet, as the run may be over in no time.
    held: Vec<String>,
    drawn: bool,
}

impl<'p> Progress<'p> {
    pub(crate) fn new(err: &'p mut dyn Write, form: Form) -> Progress<'p> {
        Progress { err, form, begun: Instant::now(), held: Vec::new(), drawn: false }
    }

    /// A document is being asked for.
    pub(crate) fn asks(&mut self, number: usize, of: usize, url: &str) -> io::Result<()> {
        if self.form == Form::Terminal && self.begun.elapsed() >= PATIENCE {
            let url: String = prose(url).chars().take(60).collect();
            write!(self.err, "\r\x1b[K[{number}/{of}] {url}")?;
            self.err.flush()?;
            self.drawn = true;
        }
        Ok(())
    }

    /// A document is there.
    pub(crate) fn arrived(&mut self, url: &str, bytes: usize) -> io::Result<()> {
        if self.form == Form::Lines {
            self.held.push(format!("fetched {} ({bytes} bytes)", prose(url)));
            if self.begun.elapsed() >= PATIENCE {
                for line in self.held.drain(..) {
                    writeln!(self.err, "{line}")?;
                }
            }
        }
        Ok(())
    }

    /// Nothing more will be asked for.
    pub(crate) fn done(&mut self) -> io::Result<()> {
        if self.drawn {
            write!(self.err, "\r\x1b[K")?;
            self.drawn = false;
        }
        Ok(())
    }
}
