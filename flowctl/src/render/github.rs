//! Findings as workflow commands of GitHub Actions, which become annotations, and as the page of a job.
//!
//! GitHub keeps ten annotations of each level a step: one stands for all findings of its code in its file, and
//! those of files that a change touches come first. The page lists all.

use super::format::{Findings, Format};
use super::{Names, escape, totals};
use crate::failure::count;
use compiler::diagnostic::Severity;
use compiler::record::{PlaceRecord, Record};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// `--format github`.
pub(super) static FORMAT: Format = Format { name: "github", for_people: true, render, page: Some(page) };

/// How many annotations of a level GitHub shows of a step.
const MAX_PER_LEVEL: usize = 10;

/// How many bytes of a page are used; GitHub refuses one of more than 1 MiB.
const MAX_PAGE: usize = 900 << 10;

fn render(findings: &Findings<'_>, out: &mut dyn Write) -> io::Result<()> {
    let records = ordered(findings);
    let mut groups: Vec<(&Record, usize)> = Vec::new();
    let mut known = BTreeMap::new();
    for record in &records {
        let path = record.places.first().map(|place| place.path.as_str());
        let index = *known.entry((path, record.code)).or_insert(groups.len());
        match groups.get_mut(index) {
            Some((_, more)) => *more += 1,
            None => groups.push((record, 0)),
        }
    }
    let mut shown = 0;
    for (severity, command) in
        [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Info, "notice")]
    {
        let of_level = groups.iter().filter(|(record, _)| record.severity == severity);
        for (record, more) in of_level.take(MAX_PER_LEVEL) {
            writeln!(out, "{}", annotation(command, record, *more, &findings.repository))?;
            shown += 1 + more;
        }
    }
    match records.len() - shown {
        0 => Ok(()),
        hidden => writeln!(
            out,
            "{} not annotated: a step has at most {MAX_PER_LEVEL} annotations of each level",
            count(hidden, "finding")
        ),
    }
}

/// All findings, those of files that a change touches first.
fn ordered<'f>(findings: &'f Findings<'_>) -> Vec<&'f Record> {
    let mut records: Vec<&Record> = findings.records().iter().collect();
    if !findings.changed.is_empty() {
        records.sort_by_cached_key(|record| {
            let path = record.places.first().and_then(|place| findings.repository.local(&place.path));
            !path.is_some_and(|path| findings.changed.contains(&path))
        });
    }
    records
}

fn annotation(command: &str, record: &Record, more: usize, names: &Names) -> String {
    let place = record.places.first();
    let properties = place.map(|place| position(place, names)).unwrap_or_default();
    let mut text = escape::prose(&record.message);
    let remote = place.filter(|place| names.local(&place.path).is_none());
    if let Some(place) = remote {
        text = format!("{}: {text}", escape::prose(&place.path));
    }
    if let Some(help) = &record.help {
        text += &format!("\nhelp: {}", escape::prose(help));
    }
    if more > 0 {
        text += &format!("\n{} more of this kind in the file", count(more, "finding"));
    }
    format!("::{command} {properties}title={}::{}", record.code, escape::github::data(&text))
}

/// The properties of a place; columns go with places of one line only, and end with the last character.
fn position(place: &PlaceRecord, names: &Names) -> String {
    let Some(path) = names.local(&place.path) else { return String::new() };
    let (start, end) = (place.start, place.end);
    let mut text = format!("file={},line={}", escape::github::property(&path), start.line);
    if start.line == end.line {
        let last = end.column.saturating_sub(1).max(start.column);
        text += &format!(",col={},endLine={},endColumn={last}", start.column, end.line);
    } else {
        text += &format!(",endLine={}", end.line);
    }
    text + ","
}

/// All findings as a table in Markdown.
fn page(findings: &Findings<'_>) -> String {
    let mut text = format!("### flowctl: {}\n", totals(findings.compilation));
    let records = ordered(findings);
    if records.is_empty() {
        return text;
    }
    text += "\n| level | code | place | finding |\n|---|---|---|---|\n";
    for (number, record) in records.iter().enumerate() {
        let row = row(record, &findings.repository);
        if text.len() + row.len() > MAX_PAGE {
            text += &format!("\n{} more.\n", count(records.len() - number, "finding"));
            break;
        }
        text += &row;
    }
    text + "\n"
}

fn row(record: &Record, names: &Names) -> String {
    let place = record.places.first().map(|place| {
        let path = names.local(&place.path).unwrap_or_else(|| place.path.clone());
        format!("{path}:{}:{}", place.start.line, place.start.column)
    });
    let help = record.help.as_ref().map(|help| format!("<br>help: {}", escape::markdown::cell(help)));
    let message = escape::markdown::cell(&record.message) + &help.unwrap_or_default();
    let place = escape::markdown::cell(&place.unwrap_or_default());
    let code = escape::markdown::cell(record.code);
    format!("| {} | {code} | {place} | {message} |\n", record.severity.name())
}
