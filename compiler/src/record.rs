//! The structured record of a finding: what every renderer, and the language server, read.
//!
//! Its JSON form is public and versioned (`flowctl check --format json`).

use crate::Compilation;
use crate::diagnostic::{Diagnostic, Fix, Label, QUOTED, Severity, cut_pointer};
use crate::source::{Span, Spanned};
use schemars::JsonSchema;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// One finding, with places that need no source map to be understood.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Record {
    /// The kebab-case name of the kind of finding.
    pub code: &'static str,
    /// Its level.
    pub severity: Severity,
    /// What it is known by from run to run: no other finding of a run has it, and it does not depend on lines.
    pub fingerprint: String,
    /// What is wrong, in one clause.
    pub message: String,
    /// The entity in which the place lies, such as `collection acme/orders`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entity: Option<String>,
    /// Where; the first is the place of the mistake, the others contributed.
    pub places: Vec<PlaceRecord>,
    /// Facts.
    pub notes: Vec<String>,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// The certain edit that mends it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<FixRecord>,
}

/// A place of a finding and what is said of it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PlaceRecord {
    /// The file: its path relative to the root of the build with `/`, or its URL.
    pub path: String,
    /// What this place is; empty where the message says all.
    pub label: String,
    /// The JSON Pointer of the innermost value or key that holds the place. A key of more than 200 characters
    /// is cut in it, and ends in `…`.
    pub pointer: String,
    /// Where it begins.
    pub start: Place,
    /// Where it ends (exclusive).
    pub end: Place,
}

/// An offset in a text, counted in all the ways that readers count.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
pub struct Place {
    /// Bytes of UTF-8 from the start of the file, from 0.
    pub offset: u32,
    /// The line, from 1.
    pub line: usize,
    /// The column in Unicode scalar values, from 1.
    pub column: usize,
    /// The column in UTF-16 code units, from 1.
    pub utf16_column: usize,
}

/// A change of text that mends a finding.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct FixRecord {
    /// What it does.
    pub title: String,
    /// Its replacements, which do not overlap.
    pub edits: Vec<EditRecord>,
}

/// One replacement of a fix.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct EditRecord {
    /// The file, as in `places`.
    pub path: String,
    /// Offset of the first byte to replace.
    pub start: u32,
    /// Offset after the last byte to replace.
    pub end: u32,
    /// Where the text to replace begins.
    pub from: Place,
    /// Where it ends (exclusive).
    pub to: Place,
    /// The new text.
    pub text: String,
}

/// How many findings there are of each level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, JsonSchema)]
pub struct Summary {
    /// Findings of level error.
    pub errors: usize,
    /// Findings of level warning.
    pub warnings: usize,
    /// Findings of level info.
    pub infos: usize,
    /// Files that were read.
    pub files: usize,
    /// Files that findings are in.
    pub affected: usize,
    /// Findings that `flowctl check --fix` may mend.
    pub fixable: usize,
}

impl Record {
    /// The records of all findings of a compilation.
    pub fn all(compilation: &Compilation) -> Vec<Record> {
        // Most compilations have no findings, and need not be searched for secrets.
        let secrets = match compilation.diagnostics.is_empty() {
            true => &[][..],
            false => &compilation.secrets().by_file,
        };
        let mut seen = BTreeMap::new();
        let record = |finding| {
            let mut record = Record::unidentified(finding, compilation);
            let known = secrets.get(finding.primary.span.file.index()).map_or(&[][..], Vec::as_slice);
            let identity = identity(&record, finding.primary.span, known, compilation);
            // Of findings that are alike the second, third and so on are told apart by their number.
            let number = seen.entry(identity).or_insert(0);
            record.fingerprint = fingerprint(&identity, *number);
            *number += 1;
            record
        };
        compilation.diagnostics.iter().map(record).collect()
    }

    fn unidentified(diagnostic: &Diagnostic, compilation: &Compilation) -> Record {
        let labels = std::iter::once(&diagnostic.primary).chain(&diagnostic.secondary);
        let edit = |edit: &Spanned<String>| EditRecord {
            path: path(edit.span, compilation),
            start: edit.span.start,
            end: edit.span.end,
            from: place(edit.span, edit.span.start, compilation),
            to: place(edit.span, edit.span.end, compilation),
            text: edit.value.clone(),
        };
        Record {
            code: diagnostic.code.name,
            severity: diagnostic.severity,
            fingerprint: String::new(),
            message: diagnostic.message.clone(),
            entity: compilation.catalog.entity_at(diagnostic.primary.span),
            places: labels.map(|label| place_record(label, compilation)).collect(),
            notes: diagnostic.notes.clone(),
            help: diagnostic.help.clone(),
            fix: diagnostic.fix.as_ref().map(|fix| FixRecord {
                title: fix.title.clone(),
                edits: fix.edits.iter().map(edit).collect(),
            }),
        }
    }
}

/// What makes a finding the same when lines move: its code, its entity or else its file, its pointer, and the text
/// of its place without white space and secrets.
fn identity(record: &Record, span: Span, secrets: &[Span], compilation: &Compilation) -> [u8; 32] {
    let place = record.places.first();
    let file = place.map(|place| place.path.as_str());
    let pointer = place.map(|place| place.pointer.as_str()).unwrap_or_default();
    let whole = compilation.sources.slice(span);
    let start = whole.get(..whole.floor_char_boundary(4 * QUOTED)).unwrap_or_default();
    // They are sorted, and do not overlap.
    let next = secrets.partition_point(|secret| secret.end <= span.start);
    let hidden = secrets.get(next).is_some_and(|secret| secret.start < span.end);
    let words: Vec<&str> = if hidden { Vec::new() } else { start.split_whitespace().collect() };
    let mut hash = Sha256::new();
    for part in
        [record.code, record.entity.as_deref().or(file).unwrap_or_default(), pointer, &words.join(" ")]
    {
        // The length keeps parts apart, whatever they hold.
        hash.update(u64::try_from(part.len()).unwrap_or_default().to_le_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

/// The first half of a SHA-256, in hexadecimal: enough to tell findings apart.
fn fingerprint(identity: &[u8; 32], number: u64) -> String {
    let hash = Sha256::new().chain_update(identity).chain_update(number.to_le_bytes()).finalize();
    hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

impl Summary {
    /// Counts the findings of a compilation.
    pub fn new(compilation: &Compilation) -> Summary {
        let local = |span: Span| compilation.sources.file(span.file).uri.local_path().is_some();
        let is_local = |fix: &Fix| fix.edits.iter().all(|edit| local(edit.span));
        let count = |severity| compilation.diagnostics.iter().filter(|d| d.severity == severity).count();
        Summary {
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            infos: count(Severity::Info),
            files: compilation.sources.files().len(),
            affected: compilation
                .diagnostics
                .iter()
                .map(|d| d.primary.span.file)
                .collect::<BTreeSet<_>>()
                .len(),
            fixable: compilation.diagnostics.iter().filter(|d| d.fix.as_ref().is_some_and(is_local)).count(),
        }
    }
}

fn path(span: Span, compilation: &Compilation) -> String {
    compilation.sources.file(span.file).uri.to_string()
}

fn place_record(label: &Label, compilation: &Compilation) -> PlaceRecord {
    PlaceRecord {
        path: path(label.span, compilation),
        label: label.text.clone(),
        pointer: cut_pointer(compilation.pointer_at(label.span)),
        start: place(label.span, label.span.start, compilation),
        end: place(label.span, label.span.end, compilation),
    }
}

fn place(span: Span, offset: u32, compilation: &Compilation) -> Place {
    let file = compilation.sources.file(span.file);
    let at = file.lines.line_column(offset as usize, &file.text);
    Place { offset, line: at.line, column: at.column, utf16_column: at.utf16_column }
}
