//! What rules about the documents of tests share: which there are, and where their parts stand.

use super::RuleContext;
use crate::catalog::{CollectionId, Step};
use crate::schema::SchemaId;
use crate::source::Span;
use crate::spec::StepKind;
use crate::syntax::{Members, Node, Value};
use runtime_lite::{Expected, Pointer, Violation};
use std::collections::BTreeSet;

/// A document that a test ingests.
pub(super) struct Ingested<'c> {
    /// The collection.
    pub(super) collection: CollectionId,
    /// What writers of the collection must satisfy.
    pub(super) schema: SchemaId,
    /// The document as written.
    pub(super) node: &'c Node,
    /// The document.
    pub(super) value: serde_json::Value,
}

/// The documents that tests ingest into collections of a known schema, each once: aliases and files bring one
/// to several steps.
pub(super) fn ingested<'c>(cx: &RuleContext<'c>) -> Vec<Ingested<'c>> {
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for (id, _, documents) in steps(cx, StepKind::Ingest) {
        let collection = cx.catalog.collection(id);
        let Ok(schema) = collection.write_schema.unwrap_or(collection.schema) else { continue };
        for node in documents.iter().filter(|node| !has_hole(node)) {
            if seen.insert((node.span, schema)) {
                found.push(Ingested { collection: id, schema, node, value: node.to_json() });
            }
        }
    }
    found
}

/// The steps of one kind on collections that are defined here, with their documents.
pub(super) fn steps<'c>(
    cx: &RuleContext<'c>,
    kind: StepKind,
) -> impl Iterator<Item = (CollectionId, &'c Step, &'c [Node])> {
    let catalog = cx.catalog;
    let steps = catalog.tests.iter().flat_map(|test| &test.steps).filter(move |step| step.kind == kind);
    steps.filter_map(move |step| {
        let id = step.collection.ok().filter(|id| !catalog.collection(*id).external)?;
        Some((id, step, step.documents.as_ref().ok()?.items()))
    })
}

/// Whether a part could not be read, which was reported.
pub(super) fn has_hole(node: &Node) -> bool {
    match &node.value {
        Value::Hole(_) => true,
        Value::Array(items) => items.iter().any(has_hole),
        Value::Object(entries) => entries.iter().any(|entry| has_hole(&entry.value)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// The smallest place of a document that shows a violation: a scalar, the key of a property that must not be
/// there, or where the mapping begins that lacks one.
pub(super) fn place<'n>(document: &'n Node, violation: &Violation, members: &Members<'n>) -> Span {
    let pointer = Pointer::parse_rfc6901(&violation.instance).ok();
    let node = pointer.and_then(|pointer| members.at(document, &pointer)).unwrap_or(document);
    if let Expected::Without(names) = &violation.expected
        && let Some(entry) = names.iter().find_map(|name| members.get(node, name))
    {
        return entry.key.span;
    }
    start(node)
}

/// A scalar, or where a mapping or a list begins.
pub(super) fn start(node: &Node) -> Span {
    match &node.value {
        Value::Object(entries) => entries.first().map_or(node.span, |entry| entry.key.span),
        Value::Array(items) => items.first().map_or(node.span, |_| node.span.start_point()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Hole(_) => node.span,
    }
}
