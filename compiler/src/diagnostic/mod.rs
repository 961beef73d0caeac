//! The one diagnostic type, from the parser to every front end.
//!
//! A mistake of the user is always a [`Diagnostic`]: never an `Err`, never a panic, never a log line.
//! Wording (`ux.md` section 3): the message is one lower-case clause that says what is wrong, with the
//! user's names in backticks; `help` says what to do; the primary label is on the smallest span.
//!
//! Codes of phases 1 to 5 are in [`codes`] and always errors, or facts of level info; those of phase 6 are
//! with their rule and may be given another level.

pub(crate) mod codes;
mod quote;
mod similar;

pub use quote::QUOTED;
pub(crate) use quote::{cut, cut_pointer};
pub(crate) use similar::suggestion;
pub use similar::{did_you_mean, nearest};

use crate::source::{Span, Spanned};

/// How bad a finding is. Ordered: `Info < Warning < Error`.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// A fact that explains the result; nothing is wrong.
    Info,
    /// Probably a mistake; the result is still what the catalog says.
    Warning,
    /// What depends on this place cannot be generated.
    Error,
}

impl Severity {
    /// The word that is printed.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// The identity of a kind of finding: a kebab-case name that never changes its meaning.
#[derive(Debug)]
pub struct Code {
    /// The name, for ever.
    pub name: &'static str,
    /// The level that it has unless configured otherwise.
    pub severity: Severity,
    /// Whether it is reported only where that is asked for.
    pub off: bool,
    /// Its page, as Markdown: `fixtures/diagnostics/<name>.md`.
    pub docs: &'static str,
}

impl Code {
    /// A code of level error.
    pub const fn error(name: &'static str, docs: &'static str) -> Code {
        Code { name, severity: Severity::Error, off: false, docs }
    }

    /// A code of level warning.
    pub const fn warning(name: &'static str, docs: &'static str) -> Code {
        Code { name, severity: Severity::Warning, off: false, docs }
    }

    /// A code of level info.
    pub const fn info(name: &'static str, docs: &'static str) -> Code {
        Code { name, severity: Severity::Info, off: false, docs }
    }

    /// A code that is reported only where that is asked for, as a warning.
    pub const fn off(name: &'static str, docs: &'static str) -> Code {
        Code { name, severity: Severity::Warning, off: true, docs }
    }

    /// The word for the level that it has unless configured otherwise.
    pub fn level(&self) -> &'static str {
        if self.off { "off" } else { self.severity.name() }
    }

    /// What it means, in one sentence: the first paragraph of its page.
    pub fn summary(&self) -> &'static str {
        let mut paragraphs = self.docs.split("\n\n");
        paragraphs.nth(1).unwrap_or_default().trim()
    }
}

/// A place and what is to be said about it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// A few words that make sense alone; empty for a place that needs none.
    pub text: String,
}

/// A change of text that mends a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What it does, as an imperative.
    pub title: String,
    /// Replacements of spans of files by texts; they do not overlap.
    pub edits: Vec<Spanned<String>>,
}

/// One finding.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    /// What kind it is.
    pub code: &'static Code,
    /// Its level in this run.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// Where.
    pub primary: Label,
    /// Other places that contributed.
    pub secondary: Vec<Label>,
    /// Facts: consequences, expected against found.
    pub notes: Vec<String>,
    /// What to do.
    pub help: Option<String>,
    /// The certain edit that mends it, if there is one.
    pub fix: Option<Fix>,
}

impl Diagnostic {
    /// A finding of the code's own level.
    pub fn new(code: &'static Code, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            code,
            severity: code.severity,
            message: message.into(),
            primary: Label { span, text: String::new() },
            secondary: Vec::new(),
            notes: Vec::new(),
            help: None,
            fix: None,
        }
    }

    /// Says what the primary place is.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Diagnostic {
        self.primary.text = text.into();
        self
    }

    /// Adds another place that contributed.
    #[must_use]
    pub fn secondary(mut self, span: Span, text: impl Into<String>) -> Diagnostic {
        self.secondary.push(Label { span, text: text.into() });
        self
    }

    /// Adds a fact.
    #[must_use]
    pub fn note(mut self, text: impl Into<String>) -> Diagnostic {
        self.notes.push(text.into());
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Diagnostic {
        self.help = Some(text.into());
        self
    }

    /// Says what to do, if anything is known.
    #[must_use]
    pub fn maybe_help(mut self, text: Option<String>) -> Diagnostic {
        self.help = text.or(self.help);
        self
    }

    /// Adds the certain edit: replace this span by this text.
    #[must_use]
    pub fn fix(mut self, title: impl Into<String>, span: Span, text: impl Into<String>) -> Diagnostic {
        self.fix = Some(Fix { title: title.into(), edits: vec![Spanned::new(text.into(), span)] });
        self
    }

    /// Adds the certain edit of a name: replace the scalar `old` at this span by `new`, in quotes where it
    /// had some, or where it needs some to stay text.
    #[must_use]
    pub fn rename(self, span: Span, old: &str, new: &str) -> Diagnostic {
        if old.ends_with('\n') {
            // Within a block of lines, quotes would be part of the text.
            return self;
        }
        let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
        let bare = span.range().len() == old.len()
            && new.starts_with(|c: char| c.is_alphabetic() || c == '/')
            && new.chars().all(plain)
            && !matches!(new.to_lowercase().as_str(), "true" | "false" | "null");
        let text = if bare { new.to_owned() } else { serde_json::Value::from(new).to_string() };
        self.fix(format!("write `{new}`"), span, text)
    }
}

/// Proof that a diagnostic was pushed: what stands in for a broken part, so that later phases stay silent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reported(());

/// A part of the catalog, or the proof that its absence was reported.
pub type Resolved<T> = Result<T, Reported>;

/// The findings of a run, while they are collected.
#[derive(Debug, Default)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Adds a finding. Of what it quotes of the user's text it keeps as much as is shown.
    pub fn push(&mut self, mut diagnostic: Diagnostic) -> Reported {
        quote::bound(&mut diagnostic);
        self.list.push(diagnostic);
        Reported(())
    }

    /// The proof of some earlier finding, for a part that is missing because of it.
    pub(crate) fn already_reported(&self) -> Option<Reported> {
        self.list.iter().any(|finding| finding.severity == Severity::Error).then_some(Reported(()))
    }

    /// Whether no error was found after so many findings.
    pub(crate) fn is_sound_since(&self, count: usize) -> bool {
        self.list.iter().skip(count).all(|finding| finding.severity < Severity::Error)
    }

    /// Adds findings that were collected apart.
    pub(crate) fn extend(&mut self, other: Diagnostics) {
        self.list.extend(other.list);
    }

    /// Makes warnings of errors.
    pub(crate) fn soften(&mut self) {
        for finding in &mut self.list {
            finding.severity = finding.severity.min(Severity::Warning);
        }
    }

    /// How many findings there are so far.
    pub(crate) fn count(&self) -> usize {
        self.list.len()
    }

    /// All findings by file, place, code and message, each once.
    ///
    /// The same finding comes up again where an alias brings the same text to two places.
    pub(crate) fn finish(mut self) -> Vec<Diagnostic> {
        self.list.sort_by(|a, b| {
            let key = |d: &Diagnostic| (d.primary.span, d.code.name);
            key(a).cmp(&key(b)).then_with(|| a.message.cmp(&b.message))
        });
        self.list.dedup_by(|a, b| {
            a.primary.span == b.primary.span && a.code.name == b.code.name && a.message == b.message
        });
        self.list
    }
}
