//! The fixtures of reductions: each case fully, partially, and partially by every way to cut it in two.
#![expect(clippy::disallowed_methods, reason = "a test reads its fixtures, and fails by panicking")]

use runtime_lite::{Document, Group, Mode, Reducer, ReducerError, ValidatorOptions, compare};
use serde_json::Value;
use std::path::Path;

/// The documents that a partial reduction of others leads to, or the value of a full one.
fn reduce(
    reducer: &Reducer,
    base: Option<&Value>,
    documents: &[Value],
    mode: Mode,
) -> Result<Vec<Document>, ReducerError> {
    let mut group = base.map_or_else(|| Group::new(mode), |base| Group::loaded(base.clone()));
    documents.iter().try_for_each(|document| group.push(reducer, document.clone()))?;
    group.finish(reducer)
}

fn same(left: &[Value], right: &[Value]) -> bool {
    left.len() == right.len() && left.iter().zip(right).all(|(left, right)| compare(left, right).is_eq())
}

/// What is wrong with a case, if anything is.
fn check(case: &Value) -> Result<(), String> {
    let build = |evaluating: bool| match evaluating {
        true => Reducer::evaluating(&case["schema"], &ValidatorOptions::default()),
        false => Reducer::new(&case["schema"], &ValidatorOptions::default()),
    };
    let documents = case["documents"].as_array().ok_or("no documents")?;
    for evaluating in [false, true] {
        let reducer = build(evaluating).map_err(|error| error.to_string())?;
        let full = reduce(&reducer, case.get("base"), documents, Mode::Full);
        if let Some(expected) = case.get("error") {
            let error = full.err().ok_or("no error")?.to_string();
            (error == *expected).then_some(()).ok_or(error)?;
            continue;
        }
        let full = full.map_err(|error| error.to_string())?.remove(0);
        let deleted = case.get("deleted").is_some();
        if full.deleted != deleted || !deleted && compare(&full.value, &case["full"]).is_ne() {
            return Err(format!("full: {full:?}"));
        }
        if let Some(text) = case.get("text") {
            let found = full.value.to_string();
            (text == &found).then_some(()).ok_or(found)?;
        }
        partial(&reducer, case, documents, &full)?;
    }
    Ok(())
}

fn partial(reducer: &Reducer, case: &Value, documents: &[Value], full: &Document) -> Result<(), String> {
    let values =
        |documents: Vec<Document>| documents.into_iter().map(|document| document.value).collect::<Vec<_>>();
    let change = |documents: &[Value]| combine(reducer, documents).map(values);
    let expected = match case.get("partial") {
        Some(expected) => expected.as_array().ok_or("partial is a list")?.clone(),
        None if case.get("base").is_some() => change(documents)?,
        None => vec![full.value.clone()],
    };
    let whole = change(documents)?;
    if !same(&whole, &expected) {
        return Err(format!("partial: {whole:?}"));
    }
    // (a ⊕ b) ⊕ c is a ⊕ (b ⊕ c), whatever is reduced first.
    for at in 0..=documents.len() {
        let (left, right) = documents.split_at(at);
        let changes = change(left).and_then(|left| Ok([left, change(right)?].concat()));
        let changes = match changes {
            // The end of a combine is one earlier here.
            Err(error) if error.contains("out of range") => continue,
            changes => changes?,
        };
        let grouped =
            reduce(reducer, case.get("base"), &changes, Mode::Full).map_err(|error| error.to_string())?;
        let Some(grouped) = grouped.first() else { continue };
        let equal =
            grouped.deleted == full.deleted && (full.deleted || compare(&grouped.value, &full.value).is_eq());
        equal.then_some(()).ok_or(format!("grouped at {at}: {grouped:?}"))?;
    }
    Ok(())
}

/// A partial reduction as a combine does it.
fn combine(reducer: &Reducer, documents: &[Value]) -> Result<Vec<Document>, String> {
    reduce(reducer, None, documents, Mode::Partial).map_err(|error| error.to_string())
}

#[test]
fn each_case_reduces_as_it_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/reductions");
    let (mut cases, mut faults) = (0, Vec::new());
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let list: Vec<Value> = yaml_serde::from_str(&text).unwrap();
        for case in list {
            cases += 1;
            if let Err(fault) = check(&case) {
                faults.push(format!(
                    "{}: {}\n    {fault}",
                    path.file_name().unwrap().display(),
                    case["shows"]
                ));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(cases > 50, "the fixtures were found");
}
