//! Findings as text for people, and in formats for programs. It decides nothing about catalogs.

mod concise;
pub mod diff;
pub mod escape;
mod excerpt;
mod format;
mod github;
mod gitlab;
mod group;
pub mod json;
mod junit;
mod mask;
mod masked;
mod sarif;
mod terminal;
mod texts;

pub use format::{FORMATS, Findings, Format, by_name};
pub(crate) use mask::Masks;
pub use terminal::MAX_PER_RULE;

use crate::failure::count;
use crate::root::relative;
use compiler::Compilation;
use compiler::diagnostic::Severity;
use compiler::record::Summary;
use compiler::source::Uri;
use std::path::PathBuf;

/// How text for people looks.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// How many columns a line may take.
    pub columns: usize,
    /// Whether colours are wanted.
    pub color: bool,
    /// Whether lines may be drawn with Unicode characters.
    pub unicode: bool,
}

impl Style {
    /// Text without colour, drawn in Unicode.
    pub fn plain(columns: usize) -> Style {
        Style { columns, color: false, unicode: true }
    }

    /// The columns of running text: long lines are hard to read.
    fn prose(self) -> usize {
        self.columns.clamp(40, 100)
    }
}

/// How files are named in text for people.
#[derive(Debug, Clone, Default)]
pub struct Names {
    root: PathBuf,
    folder: PathBuf,
}

impl Names {
    /// Names as seen from `folder`, for files of a build with this root. Both are canonical.
    pub fn new(root: impl Into<PathBuf>, folder: impl Into<PathBuf>) -> Names {
        Names { root: root.into(), folder: folder.into() }
    }

    /// The name of a file, safe to print.
    pub fn of(&self, uri: &Uri) -> String {
        let name = match uri.local_path() {
            Some(path) => relative(&self.folder, &self.root.join(path)),
            None => uri.to_string(),
        };
        escape::prose(&name)
    }

    /// The path of a file that a record names, as it is; none of one that is on the network.
    pub fn local(&self, path: &str) -> Option<String> {
        // No path from the root of a build has a name that is empty.
        (!path.contains("://")).then(|| relative(&self.folder, &self.root.join(path)))
    }
}

/// The last line of a run: how many findings there are in how many files, and `time` if that is to be said.
pub fn summary(compilation: &Compilation, time: Option<f64>) -> String {
    let time = time.map(|milliseconds| format!(" ({milliseconds:.0} ms)")).unwrap_or_default();
    totals(compilation) + &time
}

/// How many findings there are in how many files.
pub(super) fn totals(compilation: &Compilation) -> String {
    let Summary { errors, warnings, infos, files, affected, .. } = Summary::new(compilation);
    let found = [(errors, Severity::Error), (warnings, Severity::Warning), (infos, Severity::Info)];
    let found = found.into_iter().filter(|(number, _)| *number > 0);
    let found: Vec<String> = found.map(|(number, severity)| count(number, severity.name())).collect();
    match (found.is_empty(), files) {
        (true, _) => format!("checked {}: no problems", count(files, "file")),
        (false, ..=1) => format!("{} in {}", found.join(", "), count(files, "file")),
        (false, _) => format!("{} in {affected} of {files} files", found.join(", ")),
    }
}
