//! Findings as a Code Quality report of GitLab, which merge requests show beside changed lines.

use super::format::{Findings, Format};
use super::{escape, json};
use compiler::diagnostic::Severity;
use compiler::record::Record;
use serde_json::json;
use std::io::{self, Write};

/// `--format gitlab`.
pub(super) static FORMAT: Format = Format { name: "gitlab", for_people: false, render, page: None };

fn render(findings: &Findings<'_>, out: &mut dyn Write) -> io::Result<()> {
    let entry = |record: &Record| {
        let place = record.places.first();
        let path =
            place.map(|place| findings.repository.local(&place.path).unwrap_or_else(|| place.path.clone()));
        let begin = place.map_or(1, |place| place.start.line);
        let end = place.map_or(1, |place| place.end.line);
        let help = record.help.as_ref().map(|help| format!("; {help}")).unwrap_or_default();
        json!({
            "description": escape::prose(&format!("{}{help}", record.message)),
            "check_name": record.code,
            "fingerprint": record.fingerprint,
            "severity": severity(record.severity),
            "location": { "path": path.unwrap_or_default(), "lines": { "begin": begin, "end": end } },
        })
    };
    json::value(&json::Each(findings.records(), entry), out)
}

/// GitLab's levels are `info`, `minor`, `major`, `critical` and `blocker`.
fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "critical",
        Severity::Warning => "minor",
        Severity::Info => "info",
    }
}
