//! `tests`: documents that go in, and documents that are expected to come out.

use super::derivation::{SourceSpec, source};
use super::form;
use super::reader::Context;
use super::section;
use super::selector;
use crate::diagnostic::{Diagnostic, Resolved, codes};
use crate::source::{Span, Spanned};
use crate::syntax::{Entry, Node, Value};
use std::sync::Arc;

/// A test as written.
#[derive(Debug, Clone)]
pub struct TestSpec {
    /// Its name: any text of one line (`language.md` D1).
    pub name: Spanned<Arc<str>>,
    /// All of it.
    pub span: Span,
    /// Its steps, in order.
    pub steps: Vec<StepSpec>,
}

/// What a step does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepKind {
    /// Documents go in.
    Ingest,
    /// Documents are expected.
    Verify,
}

/// A step of a test.
#[derive(Debug, Clone)]
pub struct StepSpec {
    /// What it does.
    pub kind: StepKind,
    /// The collection, and of a `verify` perhaps its partitions.
    pub collection: Resolved<SourceSpec>,
    /// The documents.
    pub documents: Resolved<DocumentsSpec>,
    /// Keys that nothing uses yet, as written: `description`.
    pub settings: Vec<Entry>,
}

/// Documents of a step: in place, or by reference.
#[derive(Debug, Clone)]
pub enum DocumentsSpec {
    /// A list in place.
    Inline(Node),
    /// The URL reference of a file that holds a list.
    Url(Spanned<Arc<str>>),
}

impl DocumentsSpec {
    /// Where they are given.
    pub fn span(&self) -> Span {
        match self {
            DocumentsSpec::Inline(node) => node.span,
            DocumentsSpec::Url(url) => url.span,
        }
    }
}

/// Reads a test of a name.
pub(super) fn read(name: &Spanned<Arc<str>>, node: &Node, cx: &mut Context<'_>) -> TestSpec {
    if name.value.trim().is_empty() || name.value.contains('\n') {
        let diagnostic =
            Diagnostic::new(&codes::INVALID_NAME, name.span, "the name of a test is one line of text")
                .help("say in a few words what the test shows");
        cx.diagnostics.push(diagnostic);
    }
    let steps = if let Value::Array(_) | Value::Null | Value::Hole(_) = node.value {
        cx.list("a list of steps", node)
    } else {
        let help = "begin each step with `-`: `- ingest: …`, `- verify: …`".to_owned();
        cx.expected_form("a list of steps", help, node);
        &[]
    };
    TestSpec {
        name: name.clone(),
        span: node.span.to(name.span),
        steps: steps.iter().filter_map(|step| read_step(step, cx)).collect(),
    }
}

fn read_step(node: &Node, cx: &mut Context<'_>) -> Option<StepSpec> {
    let object = cx.object(&section::STEP, node).ok()?;
    let (kind, entry) = match (object.get(&["ingest"]), object.get(&["verify"])) {
        (Some(entry), None) => (StepKind::Ingest, entry),
        (None, Some(entry)) => (StepKind::Verify, entry),
        (Some(_), Some(second)) => {
            let message = "a step is an `ingest` or a `verify`, not both";
            let help = "begin a new item of the list with `-`";
            cx.diagnostics.push(Diagnostic::new(&codes::WRONG_TYPE, second.key.span, message).help(help));
            return None;
        }
        (None, None) => {
            let _ = object.require(&["ingest", "verify"], "begin the step with `ingest:` or `verify:`", cx);
            return None;
        }
    };
    let body = cx.object(&section::STEP_BODY, &entry.value).ok()?;
    let collection = body.require(&["collection"], "name the collection of the documents", cx);
    let documents = body.require(&["documents"], "list the documents; `[]` for none", cx);
    let documents = documents.and_then(|entry| match &entry.value.value {
        Value::Array(_) => Ok(DocumentsSpec::Inline(entry.value.clone())),
        Value::String(_) => Ok(DocumentsSpec::Url(cx.text("the path or URL of a file", &entry.value)?)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) | Value::Hole(_) => {
            let help = form::of_list(&entry.value).unwrap_or_else(|| "write `[]` for none".to_owned());
            Err(cx.expected_form(
                "a list of documents, or the path of a file that holds one",
                help,
                &entry.value,
            ))
        }
    });
    let partitions = selector::read(&body, cx);
    let collection = collection
        .and_then(|entry| source(&entry.value, cx))
        .map(|source| SourceSpec { partitions: source.partitions.clone().or(partitions), ..source });
    if let Ok(source) = &collection {
        reject_times(source, cx);
    }
    let settings = body.settings(&["collection", "documents", "partitions"]);
    Some(StepSpec { kind, collection, documents, settings })
}

/// The documents of a test have no time of their own (`language.md` section 1.5).
fn reject_times(source: &SourceSpec, cx: &mut Context<'_>) {
    let times = ["notBefore", "notAfter"];
    for entry in source.settings.iter().filter(|entry| times.contains(&&*entry.key.value)) {
        let message = format!("`{}` is not a key of the collection of a test", entry.key.value);
        let diagnostic = Diagnostic::new(&codes::UNKNOWN_KEY, entry.key.span, message)
            .label("unknown key")
            .help("leave it out: all documents of a test are of one time");
        cx.diagnostics.push(diagnostic);
    }
}
