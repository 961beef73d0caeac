//! Findings as SARIF 2.1.0, which code hosts and editors read (OASIS Standard, 27 March 2020).

use super::format::{Findings, Format};
use super::{Names, escape, json};
use compiler::codes;
use compiler::diagnostic::Severity;
use compiler::record::{EditRecord, FixRecord, Place, PlaceRecord, Record};
use serde::Serialize;
use serde_json::{Value, json};
use std::io::{self, Write};

/// `--format sarif`.
pub(super) static FORMAT: Format = Format { name: "sarif", for_people: false, render, page: None };

/// The base of paths: consumers know where they have the repository.
const BASE: &str = "%SRCROOT%";

/// Our way to make fingerprints, which never changes without its name.
const FINGERPRINT: &str = "flowctl/v1";

fn render(findings: &Findings<'_>, out: &mut dyn Write) -> io::Result<()> {
    let records = findings.records();
    let mut rules: Vec<&'static str> = records.iter().map(|record| record.code).collect();
    rules.sort_unstable();
    rules.dedup();
    let names = &findings.repository;
    let driver = json!({
        "name": "flowctl",
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "rules": rules.iter().map(|name| rule(name)).collect::<Vec<_>>(),
    });
    let run = Run {
        tool: json!({ "driver": driver }),
        column_kind: "utf16CodeUnits",
        original_uri_base_ids: json!({ BASE: { "description": { "text": "The top of the repository." } } }),
        results: json::Each(records, |record: &Record| result(record, &rules, names)),
    };
    let log = Log { schema: "https://json.schemastore.org/sarif-2.1.0.json", version: "2.1.0", runs: [run] };
    json::value(&log, out)
}

#[derive(Serialize)]
struct Log<R> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<R>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<R> {
    tool: Value,
    column_kind: &'static str,
    original_uri_base_ids: Value,
    /// They are made one after another as they are written: all of them would take gigabytes.
    results: R,
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// A code with its page; there is no website to link to.
fn rule(name: &str) -> Value {
    let Some(code) = codes::by_name(name) else { return json!({ "id": name }) };
    json!({
        "id": code.name,
        "shortDescription": { "text": code.summary() },
        "help": { "text": code.docs, "markdown": code.docs },
        "defaultConfiguration": { "level": level(code.severity), "enabled": !code.off },
    })
}

fn result(record: &Record, rules: &[&str], names: &Names) -> Value {
    let mut places = record.places.iter();
    let locations: Vec<Value> = places.next().iter().map(|place| primary(place, record, names)).collect();
    let related = places.enumerate().map(|(index, place)| {
        let mut related = json!({ "id": index + 1, "physicalLocation": physical(place, names) });
        if !place.label.is_empty() {
            insert(&mut related, "message", json!({ "text": escape::sarif::message(&place.label) }));
        }
        related
    });
    let mut result = json!({
        "ruleId": record.code,
        "ruleIndex": rules.binary_search(&record.code).ok(),
        "level": level(record.severity),
        "message": { "text": text(record) },
        "locations": locations,
        "relatedLocations": related.collect::<Vec<_>>(),
        "partialFingerprints": { FINGERPRINT: record.fingerprint },
    });
    if let Some(fix) = &record.fix {
        insert(&mut result, "fixes", json!([fixed(fix, names)]));
    }
    result
}

/// What is wrong, then facts, then what to do, a paragraph each.
fn text(record: &Record) -> String {
    let notes = record.notes.iter().map(|note| format!("note: {note}"));
    let help = record.help.iter().map(|help| format!("help: {help}"));
    let parts = std::iter::once(record.message.clone()).chain(notes).chain(help);
    parts.map(|part| escape::sarif::message(&part)).collect::<Vec<_>>().join("\n")
}

fn primary(place: &PlaceRecord, record: &Record, names: &Names) -> Value {
    let entity = record.entity.iter().map(|entity| logical(entity));
    let pointer = Some(&place.pointer).filter(|pointer| !pointer.is_empty()).map(|pointer| logical(pointer));
    let logical: Vec<Value> = entity.chain(pointer).collect();
    let mut location = json!({ "physicalLocation": physical(place, names), "logicalLocations": logical });
    if !place.label.is_empty() {
        insert(&mut location, "message", json!({ "text": escape::sarif::message(&place.label) }));
    }
    location
}

fn logical(name: &str) -> Value {
    json!({ "fullyQualifiedName": escape::prose(name) })
}

fn physical(place: &PlaceRecord, names: &Names) -> Value {
    json!({
        "artifactLocation": artifact(&place.path, names),
        "region": region(&place.start, &place.end),
    })
}

fn artifact(path: &str, names: &Names) -> Value {
    match names.local(path) {
        Some(path) => json!({ "uri": escape::uri::path(&path), "uriBaseId": BASE }),
        None => json!({ "uri": path }),
    }
}

fn region(start: &Place, end: &Place) -> Value {
    json!({
        "startLine": start.line,
        "startColumn": start.utf16_column,
        "endLine": end.line,
        "endColumn": end.utf16_column,
        "byteOffset": start.offset,
        "byteLength": end.offset.saturating_sub(start.offset),
    })
}

fn fixed(fix: &FixRecord, names: &Names) -> Value {
    let mut files: Vec<(&str, Vec<&EditRecord>)> = Vec::new();
    for edit in &fix.edits {
        match files.iter_mut().find(|(path, _)| *path == edit.path) {
            Some((_, edits)) => edits.push(edit),
            None => files.push((&edit.path, vec![edit])),
        }
    }
    let replacement = |edit: &&EditRecord| {
        let inserted = json!({ "text": edit.text });
        json!({ "deletedRegion": region(&edit.from, &edit.to), "insertedContent": inserted })
    };
    let change = |(path, edits): &(&str, Vec<&EditRecord>)| {
        let replacements: Vec<Value> = edits.iter().map(replacement).collect();
        json!({ "artifactLocation": artifact(path, names), "replacements": replacements })
    };
    json!({
        "description": { "text": escape::sarif::message(&fix.title) },
        "artifactChanges": files.iter().map(change).collect::<Vec<_>>(),
    })
}

fn insert(object: &mut Value, key: &str, value: Value) {
    if let Some(members) = object.as_object_mut() {
        members.insert(key.to_owned(), value);
    }
}
