//! `flowctl preview`: the documents of a derivation, from a file of source documents.

use crate::args::{PreviewFlags, PreviewFormat};
use crate::contract::outcome::{explain, masked};
use crate::contract::program::Remote;
use crate::contract::{Recording, Suite, program, text};
use crate::disk::read_text;
use crate::render::{Masks, escape};
use crate::session::{Printing, Session, Target};
use crate::{EXIT_FINDINGS, EXIT_OK, Failure};
use compiler::catalog::{Catalog, CollectionId};
use compiler::diagnostic::nearest;
use engine::{Engine, Limits};
use runtime_lite::{Selector, Step, StepReport, Test, TestDriver};
use serde_json::{Map, Value};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::PathBuf;

/// Prints the documents of a derivation.
pub(super) fn run(
    name: &str,
    paths: &[PathBuf],
    flags: &PreviewFlags,
    session: &mut Session<'_>,
) -> Result<u8, Failure> {
    let compiled = session.compile(paths, None)?;
    let Some(checked) = compiled.compilation.checked() else {
        session.findings(&compiled, &Printing::named("full"), Target::Err)?;
        session.remark("nothing was derived: the catalog has errors")?;
        return Ok(EXIT_FINDINGS);
    };
    let catalog = &compiled.compilation.catalog;
    let derived = derivation(name, catalog)?;
    let text = read_text(&flags.fixture, &session.environment.folder)?;
    let mut steps = transactions(&text, derived, catalog)
        .map_err(|reason| Failure::new(format!("`{}`: {reason}", flags.fixture.display())))?;
    let collections = steps.iter().map(|step| match step {
        Step::Ingest { collection, .. } | Step::Verify { collection, .. } => *collection,
    });
    let sources: Vec<CollectionId> =
        collections.filter_map(|at| catalog.collection_ids().nth(at)).chain([derived]).collect();
    steps.push(Step::Verify {
        collection: derived.index(),
        selector: Selector::default(),
        documents: Vec::new(),
    });
    let prepared = program::prepare(checked, &compiled, Remote::of(flags.remote), session)?;
    let needed = codegen::needed_from(&compiled.compilation, sources);
    let suite = Suite::of(checked, &compiled, Vec::new(), &needed, prepared, Recording::Nothing)?;
    let mut lambdas =
        Engine::new(suite.prepared.program.clone(), suite.prepared.texts.clone(), Limits::default());
    let report = TestDriver::new(&suite.runnable.collections).run(&Test { steps }, &mut lambdas);
    let mut documents = Vec::new();
    let failed = report.steps.iter().find_map(|step| match step {
        StepReport::Failed(error) => Some(error),
        StepReport::Ingested | StepReport::Verified | StepReport::Mismatched(_) | StepReport::NotRun => None,
    });
    let masks = Masks::of_all(&compiled.compilation);
    if let Some(error) = failed.or(report.end.as_ref()) {
        let failed = explain(&suite, &masks, catalog.collection(derived).name.span, error);
        let printer = text::Printer {
            sources: &compiled.compilation.sources,
            names: &compiled.names,
            style: session.style(Target::Err),
        };
        let mut said = String::new();
        printer.failed(&failed, &mut said);
        session.err.write_all(said.as_bytes())?;
        return Ok(EXIT_FINDINGS);
    }
    if let Some(StepReport::Mismatched(mismatches)) = report.steps.into_iter().last() {
        documents = mismatches.actual;
    }
    let all = documents.len();
    documents.truncate(flags.number);
    let documents: Vec<Value> = documents.iter().map(|document| masked(document, &masks)).collect();
    match flags.format {
        PreviewFormat::Table => session.out.write_all(table(&documents).as_bytes())?,
        PreviewFormat::Jsonl => {
            let mut out = escape::Json::new(&mut *session.out);
            for document in &documents {
                writeln!(out, "{document}")?;
            }
        }
    }
    if all > documents.len() {
        session.remark(&format!("{} of {all} documents; `-n {all}` prints all", documents.len()))?;
    }
    Ok(EXIT_OK)
}

/// The collection of a name, which has to be derived.
fn derivation(name: &str, catalog: &Catalog) -> Result<CollectionId, Failure> {
    let derived = |id: &CollectionId| catalog.collection(*id).derivation.is_some();
    if let Some(id) = catalog.collection_by_name(name) {
        return match derived(&id) {
            true => Ok(id),
            false => Err(Failure::new(format!("the collection `{name}` is not derived"))
                .help("name a collection that has a `derivation`")),
        };
    }
    let names = catalog.collections.iter().filter(|one| one.derivation.is_some());
    let near = nearest(name, names.map(|one| &*one.name.value));
    let help = near.first().map(|name| format!("did you mean `{name}`?"));
    Err(Failure::new(format!("there is no collection `{name}`")).maybe_help(help))
}

/// The transactions of a file: a list of documents, lines of documents of the only source, or objects of lists by
/// the names of collections.
fn transactions(text: &str, derived: CollectionId, catalog: &Catalog) -> Result<Vec<Step>, String> {
    let mut sources: Vec<CollectionId> =
        catalog.transforms(derived).filter(|one| !one.disabled).filter_map(|one| one.source.ok()).collect();
    sources.sort();
    sources.dedup();
    let only = match sources.as_slice() {
        [only] => Ok(only.index()),
        _ => Err("the derivation reads several collections: write `{\"NAME\": [DOCUMENT, …]}`".to_owned()),
    };
    let mut steps = Vec::new();
    for (number, value) in serde_json::Deserializer::from_str(text).into_iter::<Value>().enumerate() {
        let value = value.map_err(|error| format!("it is no JSON: {error}"))?;
        match value {
            Value::Array(documents) => steps.push(Step::Ingest { collection: only.clone()?, documents }),
            Value::Object(members) => match by_collection(&members, catalog) {
                Some(ingests) => steps.extend(ingests),
                None => {
                    let documents = vec![Value::Object(members)];
                    steps.push(Step::Ingest { collection: only.clone()?, documents });
                }
            },
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
                return Err(format!("value {} is neither a document nor a list of documents", number + 1));
            }
        }
    }
    Ok(steps)
}

/// The transactions of an object whose members are lists of documents by the names of collections.
fn by_collection(members: &Map<String, Value>, catalog: &Catalog) -> Option<Vec<Step>> {
    let step = |(name, value): (&String, &Value)| {
        let collection = catalog.collection_by_name(name)?.index();
        Some(Step::Ingest { collection, documents: value.as_array()?.clone() })
    };
    members.iter().map(step).collect::<Option<Vec<Step>>>().filter(|steps| !steps.is_empty())
}

/// Documents in columns: one for each property that some of them have.
fn table(documents: &[Value]) -> String {
    let mut names: Vec<&String> = Vec::new();
    for name in documents.iter().filter_map(Value::as_object).flat_map(Map::keys) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let cell = |value: Option<&Value>| match value {
        None => String::new(),
        Some(Value::String(text)) => shown(text),
        Some(value) => shown(&value.to_string()),
    };
    let mut rows = vec![names.iter().map(|name| shown(name)).collect::<Vec<String>>()];
    rows.extend(documents.iter().map(|document| names.iter().map(|name| cell(document.get(name))).collect()));
    let width = |at: usize| rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.chars().count()).max();
    let widths: Vec<usize> = (0..names.len()).map(|at| width(at).unwrap_or_default()).collect();
    let mut text = String::new();
    for (number, row) in rows.iter().enumerate() {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            let _ = write!(line, "{cell:width$}  ");
        }
        text += line.trim_end();
        text.push('\n');
        if number == 0 {
            let rule: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
            text += &rule.join("  ");
            text.push('\n');
        }
    }
    if names.is_empty() { String::new() } else { text }
}

/// How many characters of a cell are shown.
const CELL: usize = 40;

fn shown(text: &str) -> String {
    match text.char_indices().nth(CELL) {
        Some((end, _)) => escape::prose(text.get(..end).unwrap_or_default()) + "\u{2026}",
        None => escape::prose(text),
    }
}
