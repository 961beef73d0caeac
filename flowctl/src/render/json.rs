//! Findings as JSON, in a form that is public and versioned: `flowctl schema diagnostics`.

use super::format::{Findings, Format};
use super::{escape, masked};
use compiler::Compilation;
use compiler::record::{Record, Summary};
use schemars::JsonSchema;
use serde::Serialize;
use std::io::{self, Write};

/// The version of the form: readers must ignore members that they do not know.
pub const FORMAT_VERSION: &str = "1.0";

/// The findings of a run.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "Findings of flowctl")]
pub struct Report {
    /// `MAJOR.MINOR`: another minor number means new members, another major one means other members.
    pub format_version: &'static str,
    /// All findings, sorted by file and place.
    pub diagnostics: Vec<Record>,
    /// How many there are.
    pub summary: Summary,
}

/// `--format json`.
pub(super) static FORMAT: Format = Format { name: "json", for_people: false, render, page: None };

impl Report {
    /// The findings of a compilation, without secrets.
    pub fn new(compilation: &Compilation) -> Report {
        Report {
            format_version: FORMAT_VERSION,
            diagnostics: masked::records(compilation),
            summary: Summary::new(compilation),
        }
    }
}

fn render(findings: &Findings<'_>, out: &mut dyn Write) -> io::Result<()> {
    value(&Report::new(findings.compilation), out)
}

/// Writes anything as JSON, indented, in characters that a terminal shows as they are.
///
/// # Errors
/// The stream cannot be written to.
pub fn value(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    let text = serde_json::to_string_pretty(value)?;
    writeln!(out, "{}", escape::json(&text))
}

/// The JSON Schema of [`Report`].
pub fn schema() -> serde_json::Value {
    schemars::schema_for!(Report).into()
}
