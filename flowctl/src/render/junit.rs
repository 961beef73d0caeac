//! Findings as a report of tests in the XML of JUnit, which Jenkins and GitLab show.
//!
//! Each file is one test, so that a run without findings is not empty and a file that was mended is shown as fixed:
//! both follow a test from run to run by its name, which a count, a code or a line would change. A file with errors
//! has failed; its other findings are its output.

use super::escape;
use super::format::{Findings, Format};
use crate::failure::count;
use compiler::diagnostic::Severity;
use compiler::record::Record;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// `--format junit`.
pub(super) static FORMAT: Format = Format { name: "junit", for_people: false, render, page: None };

fn render(findings: &Findings<'_>, out: &mut dyn Write) -> io::Result<()> {
    let records = findings.records();
    let mut files: BTreeMap<String, Vec<&Record>> = BTreeMap::new();
    let named = |path: &str| findings.repository.local(path).unwrap_or_else(|| path.to_owned());
    for file in findings.compilation.sources.files() {
        files.entry(named(&file.uri.to_string())).or_default();
    }
    for record in records {
        let path = record.places.first().map(|place| named(&place.path)).unwrap_or_default();
        files.entry(path).or_default().push(record);
    }
    let is_error = |record: &&&Record| record.severity == Severity::Error;
    let failed = files.values().filter(|records| records.iter().any(|record| is_error(&record))).count();
    let counts = format!("tests=\"{}\" failures=\"{failed}\" errors=\"0\"", files.len());
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(out, "<testsuites name=\"flowctl\" {counts}>")?;
    writeln!(out, "  <testsuite name=\"flowctl\" {counts} skipped=\"0\">")?;
    for (path, records) in &files {
        let (errors, others): (Vec<&Record>, Vec<&Record>) =
            records.iter().partition(|record| record.severity == Severity::Error);
        let path = escape::xml::attribute(path);
        write!(out, "    <testcase classname=\"flowctl\" name=\"{path}\" file=\"{path}\"")?;
        if records.is_empty() {
            writeln!(out, "/>")?;
            continue;
        }
        writeln!(out, ">")?;
        if let Some(first) = errors.first() {
            let (number, kind) = (count(errors.len(), "error"), escape::xml::attribute(first.code));
            let message = escape::xml::attribute(&format!("{number}: {}", first.message));
            writeln!(
                out,
                "      <failure message=\"{message}\" type=\"{kind}\">{}</failure>",
                list(&errors, &named)
            )?;
        }
        if !others.is_empty() {
            writeln!(out, "      <system-out>{}</system-out>", list(&others, &named))?;
        }
        writeln!(out, "    </testcase>")?;
    }
    writeln!(out, "  </testsuite>\n</testsuites>")
}

/// Findings as text, a line each with their help below.
fn list(records: &[&Record], named: &impl Fn(&str) -> String) -> String {
    let mut text = String::new();
    for record in records {
        let Some(place) = record.places.first() else { continue };
        let (line, column) = (place.start.line, place.start.column);
        let (path, level) = (escape::prose(&named(&place.path)), record.severity.name());
        let message = escape::prose(&record.message);
        text += &format!("{path}:{line}:{column}: {level}[{}] {message}\n", record.code);
        if let Some(help) = &record.help {
            text += &format!("  help: {}\n", escape::prose(help));
        }
    }
    escape::xml::text(&text)
}
