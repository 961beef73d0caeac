//! Tests that expect what collections hold: the documents of a `verify` are rewritten in place, by edits that keep
//! comments and layout wherever nothing changes.
//!
//! An edit is not believed before the text that it leads to was compiled: the step has to expect what is wanted then,
//! and everything else has to be as it was. Where small edits do not lead there, the whole list is written anew.

mod edit;
mod flow;

use compiler::catalog::TestId;
use compiler::fix::{Overlay, apply};
use compiler::source::{Span, Spanned, Uri};
use compiler::{Compilation, Files, Node, Severity};
use edit::Scope;
use runtime_lite::Aligned;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a step is to expect.
#[derive(Debug, Clone)]
pub struct Expectation {
    /// The test.
    pub test: TestId,
    /// The place of the step in it.
    pub step: usize,
    /// What the collection holds.
    pub actual: Vec<Value>,
    /// How that differs from what is expected now.
    pub aligned: Vec<Aligned>,
}

/// Catalogs whose tests expect what there is.
#[derive(Debug, Clone, Default)]
pub struct Rewritten {
    /// The new texts of files.
    pub texts: BTreeMap<Uri, Arc<str>>,
    /// How many steps were rewritten.
    pub done: usize,
    /// Where the documents of steps stand that could not be.
    pub left: Vec<Span>,
}

/// How the documents of a step are rewritten.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// Only what differs.
    Parts,
    /// All of them.
    Whole,
    /// Not at all.
    Not,
}

/// Rewrites what steps expect.
pub fn expect(
    before: &Compilation,
    wanted: &[Expectation],
    files: &dyn Files,
    compile: &dyn Fn(&dyn Files) -> Compilation,
    may_edit: &dyn Fn(&Uri) -> bool,
) -> Rewritten {
    let mut ways: Vec<Way> = wanted.iter().map(|one| first_way(before, one, may_edit)).collect();
    loop {
        let texts = texts(before, wanted, &ways);
        let chosen = ways.iter().filter(|way| **way != Way::Not).count();
        let overlay = Overlay::new(files, texts.clone().unwrap_or_default());
        let after = texts.is_some().then(|| compile(&overlay));
        let failed: Vec<usize> = (0..wanted.len())
            .filter(|at| ways.get(*at).is_some_and(|way| *way != Way::Not))
            .filter(|at| !after.as_ref().is_some_and(|after| expects(before, after, wanted, *at)))
            .collect();
        let sound = after.as_ref().is_some_and(|after| is_otherwise_equal(before, after, wanted, &ways));
        if failed.is_empty() && (sound || chosen == 0) {
            let left = wanted.iter().zip(&ways).filter(|(_, way)| **way == Way::Not);
            let left = left.filter_map(|(one, _)| documents(before, one)).map(|node| node.span).collect();
            return Rewritten { texts: texts.unwrap_or_default(), done: chosen, left };
        }
        // Where it is not known which edit is at fault, all of them are made in the next way.
        for (at, way) in ways.iter_mut().enumerate() {
            if failed.is_empty() || failed.contains(&at) {
                *way = match way {
                    Way::Parts => Way::Whole,
                    Way::Whole | Way::Not => Way::Not,
                };
            }
        }
    }
}

/// The way that is tried first: none where the documents are not in a file that may be edited.
fn first_way(before: &Compilation, one: &Expectation, may_edit: &dyn Fn(&Uri) -> bool) -> Way {
    let file = documents(before, one).map(|node| before.sources.file(node.span.file));
    match file {
        Some(file) if may_edit(&file.uri) => Way::Parts,
        Some(_) | None => Way::Not,
    }
}

/// The documents of a step.
fn documents<'c>(compilation: &'c Compilation, one: &Expectation) -> Option<&'c Node> {
    let test = compilation.catalog.tests.get(one.test.index())?;
    test.steps.get(one.step)?.documents.as_ref().ok()
}

/// The texts with all edits; nothing where some of them overlap.
fn texts(before: &Compilation, wanted: &[Expectation], ways: &[Way]) -> Option<BTreeMap<Uri, Arc<str>>> {
    let mut edits: BTreeMap<Uri, Vec<Spanned<String>>> = BTreeMap::new();
    for (one, way) in wanted.iter().zip(ways) {
        let Some(node) = documents(before, one).filter(|_| *way != Way::Not) else { continue };
        let file = before.sources.file(node.span.file);
        let scope = Scope { node, text: &file.text, json: file.uri.has_extension("json") };
        let parts = (*way == Way::Parts).then(|| scope.parts(one)).flatten();
        let made = parts.unwrap_or_else(|| vec![scope.whole(&goal(node, one))]);
        edits.entry(file.uri.clone()).or_default().extend(made);
    }
    let mut texts = BTreeMap::new();
    for (uri, edits) in edits {
        let file = before.sources.by_uri(&uri)?;
        texts.insert(uri, apply(&file.text, &edits)?.into());
    }
    Some(texts)
}

/// The documents that a step is to expect: what it names of the actual ones, and all of those that it does not know.
fn goal(documents: &Node, one: &Expectation) -> Vec<Value> {
    let mut goal: Vec<Option<Value>> = documents.items().iter().map(|node| Some(node.to_json())).collect();
    let mut new: Vec<(usize, Value)> = Vec::new();
    for aligned in &one.aligned {
        match aligned {
            Aligned::Differs { actual, expected, .. } => {
                let (Some(actual), Some(place)) = (one.actual.get(*actual), goal.get_mut(*expected)) else {
                    continue;
                };
                *place = place.take().map(|expected| named(&expected, actual));
            }
            Aligned::Missing(expected) => {
                goal.get_mut(*expected).into_iter().for_each(|place| *place = None);
            }
            Aligned::Unexpected { actual, before } => {
                new.extend(one.actual.get(*actual).map(|document| (*before, document.clone())));
            }
        }
    }
    let mut all = Vec::with_capacity(one.actual.len());
    let mut new = new.into_iter().peekable();
    for (at, document) in goal.into_iter().enumerate() {
        while let Some((_, document)) = new.next_if(|(before, _)| *before <= at) {
            all.push(document);
        }
        all.extend(document);
    }
    all.extend(new.map(|(_, document)| document));
    all
}

/// What an expected value names of an actual one.
fn named(expected: &Value, actual: &Value) -> Value {
    match (expected, actual) {
        (Value::Object(expected), Value::Object(actual)) => {
            let both = expected.iter().filter_map(|(name, value)| Some((name, value, actual.get(name)?)));
            both.map(|(name, expected, actual)| (name.clone(), named(expected, actual))).collect()
        }
        (Value::Array(expected), Value::Array(actual)) => {
            let item = |(at, actual): (usize, &Value)| {
                expected.get(at).map_or_else(|| actual.clone(), |expected| named(expected, actual))
            };
            actual.iter().enumerate().map(item).collect()
        }
        (expected, actual) if runtime_lite::compare(expected, actual).is_eq() => expected.clone(),
        (_, actual) => actual.clone(),
    }
}

/// Whether a step expects what is wanted.
fn expects(before: &Compilation, after: &Compilation, wanted: &[Expectation], at: usize) -> bool {
    let Some(one) = wanted.get(at) else { return false };
    let (Some(old), Some(new)) = (documents(before, one), documents(after, one)) else { return false };
    let documents: Vec<Value> = new.items().iter().map(Node::to_json).collect();
    documents == goal(old, one)
}

/// Whether nothing but the chosen steps is another than before, and there is no new error.
fn is_otherwise_equal(
    before: &Compilation,
    after: &Compilation,
    wanted: &[Expectation],
    ways: &[Way],
) -> bool {
    let errors = |compilation: &Compilation| {
        compilation.diagnostics.iter().filter(|finding| finding.severity == Severity::Error).count()
    };
    let (old, new) = (&before.catalog, &after.catalog);
    if errors(after) > errors(before)
        || old.tests.len() != new.tests.len()
        || old.collections.len() != new.collections.len()
    {
        return false;
    }
    let chosen = |test: usize, step: usize| {
        let mut all = wanted.iter().zip(ways).filter(|(_, way)| **way != Way::Not);
        all.any(|(one, _)| one.test.index() == test && one.step == step)
    };
    old.tests.iter().zip(&new.tests).enumerate().all(|(test, (old, new))| {
        let steps = old.steps.iter().zip(&new.steps).enumerate();
        let equal = |(step, (old, new)): (usize, (&compiler::catalog::Step, &compiler::catalog::Step))| {
            let json = |step: &compiler::catalog::Step| step.documents.as_ref().ok().map(Node::to_json);
            chosen(test, step) || json(old) == json(new)
        };
        old.name.value == new.name.value && old.steps.len() == new.steps.len() && { steps }.all(equal)
    })
}
