//! Outcomes as JSON, in a form that is public and versioned: `flowctl schema tests`.

use super::coverage::{Coverage, Kind, Share};
use super::outcome::{Changed, Failed, Outcome};
use compiler::source::{SourceMap, Span};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

/// What `flowctl test --format json` prints.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "Outcomes of tests of flowctl")]
pub(crate) struct Report {
    /// `MAJOR.MINOR`: another minor number means new members, another major one means other members.
    format_version: &'static str,
    /// The tests, by name.
    tests: Vec<TestRecord>,
    /// How many passed.
    passed: usize,
    /// How many failed.
    failed: usize,
    /// How many were not run, because one failed before.
    not_run: usize,
    /// What the tests reached, with `--coverage`.
    #[serde(skip_serializing_if = "Option::is_none")]
    coverage: Option<CoverageRecord>,
}

/// What tests reached of a catalog.
#[derive(Debug, Serialize, JsonSchema)]
struct CoverageRecord {
    /// Collections to which some test appends.
    collections: Share,
    /// Transforms that read some document.
    transforms: Share,
    /// Declared fields in which some document has a value.
    fields: Share,
    /// Branches of schemas that some document comes to: alternatives of `anyOf` and `oneOf`, `then`, `else`, and
    /// what `dependentSchemas` holds.
    branches: Share,
    /// Places of `reduce` that have reduced two sides, of documents or of registers.
    reductions: Share,
    /// What was not reached, by kind. What is inside of something that is listed is not.
    unreached: Vec<UnreachedRecord>,
}

/// Something that no test reached.
#[derive(Debug, Serialize, JsonSchema)]
struct UnreachedRecord {
    /// What kind of thing it is.
    kind: Kind,
    /// Where it is.
    place: PlaceRecord,
    /// What it is, as a clause.
    message: String,
}

/// A test.
#[derive(Debug, Serialize, JsonSchema)]
struct TestRecord {
    /// Its name.
    name: String,
    /// Where it is.
    place: PlaceRecord,
    /// `passed`, `failed` or `not-run`.
    outcome: &'static str,
    /// What went wrong.
    failures: Vec<FailureRecord>,
}

/// A place in a file.
#[derive(Debug, Serialize, JsonSchema)]
struct PlaceRecord {
    /// The file, from the root of the build.
    path: String,
    /// The line, from 1.
    line: usize,
    /// The column in characters, from 1.
    column: usize,
}

/// Something that went wrong.
#[derive(Debug, Serialize, JsonSchema)]
struct FailureRecord {
    /// The step, from 1; none of what happened after the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    step: Option<usize>,
    /// Where it is to be seen: the expected document, or the lambda.
    place: PlaceRecord,
    /// What is wrong.
    message: String,
    /// The document that it is about: the actual one, or that which a lambda was called with.
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<Value>,
    /// Where the actual document differs from the expected one.
    differences: Vec<DifferenceRecord>,
    /// What else is known.
    notes: Vec<String>,
}

/// A location at which documents differ.
#[derive(Debug, Serialize, JsonSchema)]
struct DifferenceRecord {
    /// The location, as a JSON Pointer.
    pointer: String,
    /// Where the expected value is.
    place: PlaceRecord,
    /// The expected value; absent where none is.
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<Value>,
    /// The actual value; absent where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    actual: Option<Value>,
}

impl Report {
    /// The report of outcomes.
    pub(crate) fn new(outcomes: &[Outcome], coverage: Option<&Coverage>, sources: &SourceMap) -> Report {
        let passed = outcomes.iter().filter(|outcome| outcome.passed()).count();
        let failed = outcomes.iter().filter(|outcome| outcome.failed()).count();
        Report {
            format_version: "1.0",
            tests: outcomes.iter().map(|outcome| test(outcome, sources)).collect(),
            passed,
            failed,
            not_run: outcomes.len() - passed - failed,
            coverage: coverage.map(|coverage| reached(coverage, sources)),
        }
    }
}

fn reached(coverage: &Coverage, sources: &SourceMap) -> CoverageRecord {
    let unreached = coverage.unreached.iter().map(|one| UnreachedRecord {
        kind: one.kind,
        place: place(one.span, sources),
        message: one.what.clone(),
    });

    CoverageRecord {
        collections: coverage.collections,
        transforms: coverage.transforms,
        fields: coverage.fields,
        branches: coverage.branches,
        reductions: coverage.reductions,
        unreached: unreached.collect(),
    }
}

fn test(outcome: &Outcome, sources: &SourceMap) -> TestRecord {
    let failures = outcome.failures.iter().flatten();
    TestRecord {
        name: outcome.name.clone(),
        place: place(outcome.span, sources),
        outcome: match (outcome.passed(), outcome.failed()) {
            (true, _) => "passed",
            (false, true) => "failed",
            (false, false) => "not-run",
        },
        failures: failures.map(|failed| failure(failed, sources)).collect(),
    }
}

fn failure(failed: &Failed, sources: &SourceMap) -> FailureRecord {
    let difference = |changed: &Changed| DifferenceRecord {
        pointer: changed.pointer.clone(),
        place: place(changed.span, sources),
        expected: changed.expected.clone(),
        actual: changed.actual.clone(),
    };
    FailureRecord {
        step: failed.step,
        place: place(failed.span, sources),
        message: failed.message.clone(),
        document: failed.document.clone(),
        differences: failed.differences.iter().map(difference).collect(),
        notes: failed.notes.clone(),
    }
}

fn place(span: Span, sources: &SourceMap) -> PlaceRecord {
    let file = sources.file(span.file);
    let at = file.lines.line_column(span.range().start, &file.text);
    PlaceRecord { path: file.uri.to_string(), line: at.line, column: at.column }
}
