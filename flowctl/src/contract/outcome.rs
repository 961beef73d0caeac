//! What a test came to: its failures, each at its place in the catalog and in words.
//!
//! Values are masked here, once for all forms.

use super::Suite;
use crate::render::Masks;
use compiler::Node;
use compiler::catalog::{Step, TestId};
use compiler::explain_violation;
use compiler::source::Span;
use runtime_lite::{
    Aligned, CombineError, DeriveError, Difference, InvalidDocument, LambdaName, Mismatches, Pointer,
    ReducerError, StepReport, TestError, TestReport, align,
};
use serde_json::Value;
use std::sync::Arc;

/// What a test came to.
#[derive(Debug, Clone)]
pub(crate) struct Outcome {
    /// Its name.
    pub(crate) name: String,
    /// Where it is.
    pub(crate) span: Span,
    /// What went wrong; of a test that was not run, nothing is known.
    pub(crate) failures: Option<Vec<Failed>>,
}

/// Something that went wrong.
#[derive(Debug, Clone)]
pub(crate) struct Failed {
    /// The step, from 1; nothing after the last one.
    pub(crate) step: Option<usize>,
    /// Where it is to be seen.
    pub(crate) span: Span,
    /// What is wrong.
    pub(crate) message: String,
    /// Where an actual document differs from the expected one.
    pub(crate) differences: Vec<Changed>,
    /// The document that it is about.
    pub(crate) document: Option<Value>,
    /// What else is known, a line each.
    pub(crate) notes: Vec<String>,
}

/// A location at which documents differ.
#[derive(Debug, Clone)]
pub(crate) struct Changed {
    /// The location.
    pub(crate) pointer: String,
    /// The place of the expected value.
    pub(crate) span: Span,
    /// The value that is expected.
    pub(crate) expected: Option<Value>,
    /// The value that is there.
    pub(crate) actual: Option<Value>,
}

impl Outcome {
    /// Whether it was run and nothing went wrong.
    pub(crate) fn passed(&self) -> bool {
        self.failures.as_ref().is_some_and(Vec::is_empty)
    }

    /// Whether something went wrong.
    pub(crate) fn failed(&self) -> bool {
        self.failures.as_ref().is_some_and(|failures| !failures.is_empty())
    }
}

/// What tests came to, in their order.
pub(crate) fn outcomes(suite: &Suite<'_>, reports: &[Option<TestReport>], masks: &Masks<'_>) -> Vec<Outcome> {
    let explainer = Explainer { suite, masks };
    let pairs = suite.tests.iter().zip(reports);
    pairs.map(|(id, report)| explainer.outcome(*id, report.as_ref())).collect()
}

/// Why something that is no test of a catalog ended, at a place unless a lambda is at fault.
pub(crate) fn explain(suite: &Suite<'_>, masks: &Masks<'_>, span: Span, error: &TestError) -> Failed {
    Explainer { suite, masks }.error(None, span, error)
}

struct Explainer<'e, 'c> {
    suite: &'e Suite<'c>,
    masks: &'e Masks<'c>,
}

impl Explainer<'_, '_> {
    fn outcome(&self, id: TestId, report: Option<&TestReport>) -> Outcome {
        let test = self.suite.checked.compilation().catalog.test(id);
        let failures = report.map(|report| {
            let mut failures = Vec::new();
            for (at, (step, done)) in test.steps.iter().zip(&report.steps).enumerate() {
                match done {
                    StepReport::Ingested | StepReport::Verified | StepReport::NotRun => {}
                    StepReport::Mismatched(mismatches) => {
                        self.mismatched(at, step, mismatches, &mut failures)
                    }
                    StepReport::Failed(error) => {
                        failures.push(self.error(Some((at, step)), test.name.span, error))
                    }
                }
            }
            failures.extend(report.end.iter().map(|error| {
                let mut failed = self.error(None, test.name.span, error);
                failed.notes.push("it happened after the last step".to_owned());
                failed
            }));
            failures
        });
        Outcome { name: self.masks.text(&test.name.value), span: test.name.span, failures }
    }

    /// What a collection holds that is not as expected: only what differs.
    fn mismatched(&self, at: usize, step: &Step, mismatches: &Mismatches, failures: &mut Vec<Failed>) {
        let (Ok(id), Ok(documents)) = (&step.collection, &step.documents) else { return };
        let name = &self.suite.checked.compilation().catalog.collection(*id).name.value;
        let Some(collection) = self.suite.runnable.collections.get(id.index()) else { return };
        let expected: Vec<Value> = documents.items().iter().map(Node::to_json).collect();
        let nodes = documents.items();
        let node = |at: usize| nodes.get(at).unwrap_or(documents);
        let key = |document: &Value| {
            let parts: Vec<String> = collection.key.values(document).map(|part| self.json(part)).collect();
            parts.join(", ")
        };
        let failed = |span, message| Failed {
            step: Some(at + 1),
            span,
            message,
            differences: Vec::new(),
            document: None,
            notes: Vec::new(),
        };
        for aligned in align(&collection.key, &mismatches.actual, &expected) {
            failures.push(match aligned {
                Aligned::Differs { actual, expected: position, differences } => {
                    let document = mismatches.actual.get(actual);
                    let key = document.map(key).unwrap_or_default();
                    let changed = |difference| self.changed(difference, node(position));
                    Failed {
                        differences: differences.into_iter().map(changed).collect(),
                        document: document.map(|document| self.value(document)),
                        ..failed(node(position).span, format!("the document {key} of `{name}` differs"))
                    }
                }
                Aligned::Missing(position) => {
                    let document = expected.get(position);
                    let key = document.map(key).unwrap_or_default();
                    failed(node(position).span, format!("there is no document {key} of `{name}`"))
                }
                Aligned::Unexpected { actual: position, .. } => {
                    let document = mismatches.actual.get(position);
                    let key = document.map(key).unwrap_or_default();
                    let document = document.map(|document| self.value(document));
                    let message = format!("the document {key} of `{name}` is not expected");
                    Failed { document, ..failed(documents.span, message) }
                }
            });
        }
    }

    fn changed(&self, difference: Difference, node: &Node) -> Changed {
        Changed {
            span: nearest(node, &difference.pointer).span,
            pointer: self.masks.text(&difference.pointer.to_string()),
            expected: difference.expected.map(|value| self.value(&value)),
            actual: difference.actual.map(|value| self.value(&value)),
        }
    }

    /// Why a test ended.
    fn error(&self, step: Option<(usize, &Step)>, test: Span, error: &TestError) -> Failed {
        let documents = step.and_then(|(_, step)| step.documents.as_ref().ok());
        let mut failed = Failed {
            step: step.map(|(at, _)| at + 1),
            span: step.map_or(test, |(_, step)| step.collection_span),
            message: String::new(),
            differences: Vec::new(),
            document: None,
            notes: Vec::new(),
        };
        match error {
            TestError::Ingest { position, error } => {
                let node = position.and_then(|position| documents?.items().get(position));
                failed.span = node.map_or(failed.span, |node| node.span);
                failed.message =
                    format!("the documents are not ingested: {}", self.combine(error, &mut failed));
            }
            TestError::Derive(error) => self.derive(error, &mut failed),
            TestError::Verify(error) => {
                failed.message = format!("the documents do not reduce: {}", self.combine(error, &mut failed));
            }
            TestError::Reset(error) => {
                failed.message = self.masks.text(&format!("lambdas cannot be reset: {error}"));
            }
            TestError::Endless(_) | TestError::NoCollection => failed.message = error.to_string(),
            // The enum may grow; what it says is a sentence.
            other => failed.message = self.masks.text(&other.to_string()),
        }
        failed
    }

    /// Why a derivation failed: the lambda, the document and the reason.
    fn derive(&self, error: &DeriveError, failed: &mut Failed) {
        let mut about = |lambda: &LambdaName, document: Option<&Arc<Value>>| {
            if let Some(span) = self.suite.prepared.places.get(lambda) {
                failed.span = *span;
            }
            failed.document = document.map(|document| self.value(document));
        };
        let message = match error {
            DeriveError::InvalidSource { lambda, invalid } => {
                about(lambda, None);
                failed.document = Some(self.value(&invalid.document));
                format!(
                    "transform `{}` of `{}` reads a document that is not valid: {}",
                    lambda.transform,
                    lambda.derivation,
                    violations(invalid)
                )
            }
            DeriveError::Lambda { lambda, source_document, error } => {
                about(lambda, source_document.as_ref());
                format!("{lambda}: {error}")
            }
            DeriveError::Rows { lambda, .. } => {
                about(lambda, None);
                error.to_string()
            }
            DeriveError::Register { lambda, source_document, previous, error } => {
                about(lambda, Some(source_document));
                failed.notes.push(format!("the register before is {}", self.json(previous)));
                format!("{lambda} does not reduce into the register: {}", self.reducer(error, failed))
            }
            DeriveError::Published { lambda, source_document, error } => {
                about(lambda, Some(source_document));
                format!("{lambda} returns a document that is refused: {}", self.combine(error, failed))
            }
            DeriveError::Combine(error) => {
                format!("what is published in one transaction is refused: {}", self.combine(error, failed))
            }
            DeriveError::Flushed { derivation, error } => {
                format!(
                    "`flush` of `{derivation}` returns a document that is refused: {}",
                    self.combine(error, failed)
                )
            }
            DeriveError::Flush { .. } | DeriveError::Store(_) => error.to_string(),
            other => other.to_string(),
        };
        failed.message = self.masks.text(&message);
    }

    fn combine(&self, error: &CombineError, failed: &mut Failed) -> String {
        match error {
            CombineError::Reduce(error) => self.reducer(error, failed),
            CombineError::Partition(_) | CombineError::LateLoad => self.masks.text(&error.to_string()),
            other => self.masks.text(&other.to_string()),
        }
    }

    fn reducer(&self, error: &ReducerError, failed: &mut Failed) -> String {
        match error {
            ReducerError::Invalid(invalid) => {
                failed.notes.push(format!("the document is {}", self.json(&invalid.document)));
                violations(invalid)
            }
            ReducerError::InvalidResult(invalid) => {
                failed.notes.push(format!("it is reduced to {}", self.json(&invalid.document)));
                format!("what it is reduced to is not valid: {}", violations(invalid))
            }
            ReducerError::Reduce(error) => self.masks.text(&error.to_string()),
            other => self.masks.text(&other.to_string()),
        }
    }

    fn value(&self, value: &Value) -> Value {
        masked(value, self.masks)
    }

    fn json(&self, value: &Value) -> String {
        self.value(value).to_string()
    }
}

/// A value without secrets.
pub(crate) fn masked(value: &Value, masks: &Masks<'_>) -> Value {
    match value {
        Value::String(text) => Value::String(masks.text(text)),
        Value::Array(items) => items.iter().map(|item| masked(item, masks)).collect(),
        Value::Object(members) => {
            members.iter().map(|(name, value)| (masks.text(name), masked(value, masks))).collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {
            let text = value.to_string();
            let shown = masks.text(&text);
            if shown == text { value.clone() } else { Value::String(shown) }
        }
    }
}

/// What is wrong with a document, as a clause.
fn violations(invalid: &InvalidDocument) -> String {
    let all: Vec<String> = invalid.violations.iter().take(5).map(explain_violation).collect();
    match all.as_slice() {
        [] => "it is not valid".to_owned(),
        [_, ..] => all.join("; "),
    }
}

/// The value at a location, or the deepest one on the way to it.
fn nearest<'n>(node: &'n Node, pointer: &Pointer) -> &'n Node {
    let mut at = node;
    for token in pointer.tokens() {
        let property = at.get(token).map(|entry| &entry.value);
        let item = || at.items().get(token.parse::<usize>().ok()?);
        match property.or_else(item) {
            Some(below) => at = below,
            None => return at,
        }
    }
    at
}
