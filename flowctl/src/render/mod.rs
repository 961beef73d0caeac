//! Findings as text for people and as JSON for programs. It decides nothing about catalogs.

pub mod concise;
pub mod escape;
mod excerpt;
pub mod json;
mod mask;
pub mod terminal;

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
}

/// The last line of a run: how many findings there are in how many files.
pub fn summary(compilation: &Compilation) -> String {
    let Summary { errors, warnings, infos, files } = Summary::new(compilation);
    let files = count(files, "file");
    let found = [(errors, Severity::Error), (warnings, Severity::Warning), (infos, Severity::Info)];
    let found = found.into_iter().filter(|(number, _)| *number > 0);
    let found: Vec<String> = found.map(|(number, severity)| count(number, severity.name())).collect();
    match found.is_empty() {
        true => format!("checked {files}: no problems"),
        false => format!("{} in {files}", found.join(", ")),
    }
}
