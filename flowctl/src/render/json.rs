//! Findings as JSON, in a form that is public and versioned: `flowctl schema diagnostics`.

use super::escape;
use super::format::{Findings, Format};
use compiler::record::{Record, Summary};
use schemars::JsonSchema;
use serde::{Serialize, Serializer};
use serde_json::Value;
use std::io::{self, BufWriter, Write};

/// The version of the form: readers must ignore members that they do not know.
pub const FORMAT_VERSION: &str = "1.0";

/// The findings of a run.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "Findings of flowctl")]
pub struct Report<'f> {
    /// `MAJOR.MINOR`: another minor number means new members, another major one means other members.
    pub format_version: &'static str,
    /// All findings, sorted by file and place.
    pub diagnostics: &'f [Record],
    /// How many there are.
    pub summary: Summary,
}

/// `--format json`.
pub(super) static FORMAT: Format = Format { name: "json", for_people: false, render, page: None };

fn render(findings: &Findings<'_>, out: &mut dyn Write) -> io::Result<()> {
    let (diagnostics, summary) = (findings.records(), Summary::new(findings.compilation));
    value(&Report { format_version: FORMAT_VERSION, diagnostics, summary }, out)
}

/// Writes anything as JSON, indented, in characters that a terminal shows as they are. Nothing of it is held in
/// memory: a report may have a hundred thousand findings.
///
/// # Errors
/// The stream cannot be written to.
pub fn value(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    let mut out = BufWriter::new(escape::Json::new(out));
    serde_json::to_writer_pretty(&mut out, value)?;
    writeln!(out)?;
    out.flush()
}

/// A list of what each record becomes, made as it is written.
pub(super) struct Each<'f, F>(pub(super) &'f [Record], pub(super) F);

impl<F: Fn(&Record) -> Value> Serialize for Each<'_, F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(&self.1))
    }
}

/// The JSON Schema of [`Report`].
pub fn schema() -> Value {
    schemars::schema_for!(Report).into()
}
