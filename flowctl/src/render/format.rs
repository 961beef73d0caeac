//! The forms in which findings are printed: a list that the command line follows.

use super::{Names, Style, concise, github, gitlab, json, junit, masked, sarif, terminal};
use compiler::Compilation;
use compiler::record::Record;
use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::io::{self, Write};

/// A form of findings.
#[derive(Debug)]
pub struct Format {
    /// Its name on the command line.
    pub name: &'static str,
    /// Whether people read it, so that a summary may follow on standard error.
    pub for_people: bool,
    /// Prints findings.
    pub render: fn(&Findings<'_>, &mut dyn Write) -> io::Result<()>,
    /// The page that its host shows beside what is printed, in Markdown.
    pub page: Option<fn(&Findings<'_>) -> String>,
}

/// All forms: those for people first.
pub static FORMATS: &[&Format] = &[
    &terminal::FORMAT,
    &concise::FORMAT,
    &json::FORMAT,
    &sarif::FORMAT,
    &github::FORMAT,
    &gitlab::FORMAT,
    &junit::FORMAT,
];

/// The form of a name.
pub fn by_name(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name).copied()
}

/// The findings of a compilation, and what printing them depends on besides.
#[derive(Debug, Clone)]
pub struct Findings<'c> {
    /// Where they come from.
    pub compilation: &'c Compilation,
    /// How files are named for people: from their current folder on.
    pub names: Names,
    /// How files are named for hosts of code: from the top of the repository on.
    pub repository: Names,
    /// How text for people looks.
    pub style: Style,
    /// How many reports of one code are shown in full; 0 for all.
    pub max_per_rule: usize,
    /// The files that a change touches, from the top of the repository on.
    pub changed: BTreeSet<String>,
    /// Their records without secrets, once a format for programs asks for them.
    pub records: OnceCell<Vec<Record>>,
}

impl<'c> Findings<'c> {
    /// The findings of a compilation whose files are named from the root of the build on, for `columns`.
    pub fn plain(compilation: &'c Compilation, columns: usize) -> Findings<'c> {
        Findings {
            compilation,
            names: Names::default(),
            repository: Names::default(),
            style: Style::plain(columns),
            max_per_rule: terminal::MAX_PER_RULE,
            changed: BTreeSet::new(),
            records: OnceCell::new(),
        }
    }

    /// What formats for programs are printed from.
    pub(super) fn records(&self) -> &[Record] {
        self.records.get_or_init(|| masked::records(self.compilation))
    }
}
