//! The documents that a test verifies are not in the order of the key (`language.md` T2).

use super::documents::{has_hole, start, steps};
use super::{Rule, RuleContext};
use crate::analysis::{Exists, locate};
use crate::catalog::CollectionId;
use crate::diagnostic::codes::page;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Span;
use crate::spec::StepKind;
use crate::syntax::{Members, Node};
use runtime_lite::{Pointer, compare};
use serde_json::Value;
use std::cmp::Ordering;

pub(super) static RULE: Rule = Rule { code: Code::error("verify-order", page!("verify-order")), check };

/// A part of a key.
struct Part<'a> {
    pointer: &'a Pointer,
    /// What stands for an absent value (`language.md` D4); nothing where each document has to have one.
    absent: Option<Value>,
}

fn check(cx: &RuleContext<'_>, diagnostics: &mut Diagnostics) {
    let members = Members::default();
    for (id, _, documents) in steps(cx, StepKind::Verify) {
        let Some(parts) = parts(cx, id).filter(|parts| !parts.is_empty()) else { continue };
        let keys = documents.iter().map(|document| Some((document, key(document, &parts, &members)?)));
        let keys: Vec<_> = keys.collect();
        let mut pairs = keys.iter().zip(keys.iter().skip(1));
        // The first document that is out of place says enough: the others follow from where it belongs.
        let wrong = pairs.find_map(|(before, after)| {
            let (before, after) = (before.as_ref()?, after.as_ref()?);
            let orders = before.1.iter().zip(&after.1).map(|(one, other)| compare(one, other));
            let (at, order) = orders.enumerate().find(|(_, order)| order.is_ne())?;
            (order == Ordering::Greater).then_some((before.0, after.0, parts.get(at)?))
        });
        let Some((before, after, part)) = wrong else { continue };
        let at = |document| -> Span { start(members.at(document, part.pointer).unwrap_or(document)) };
        let name = &cx.catalog.collection(id).name.value;
        let message = format!("the documents to verify are not in the order of the key of `{name}`");
        let diagnostic = Diagnostic::new(&RULE.code, at(after), message)
            .label(format!("by `{}` this comes first", part.pointer))
            .secondary(at(before), "and this after it")
            .note("documents are compared with those of the collection one by one, in the order of its key")
            .help("sort the documents by the key");
        diagnostics.push(diagnostic);
    }
}

/// The parts of a collection's key, if all of them are sound.
fn parts<'a>(cx: &RuleContext<'a>, id: CollectionId) -> Option<Vec<Part<'a>>> {
    let analysis = cx.analysis.collection(id);
    let shape = analysis.shape.as_ref().ok()?;
    let written = cx.catalog.collection(id).key.as_ref().ok()?.len();
    let part = |pointer: &'a Pointer| {
        let at = locate(shape, pointer);
        let default = at.shape.annotations.default.as_ref().map(|default| (*default.value).clone());
        let absent = (at.exists != Exists::Must).then(|| default.unwrap_or(Value::Null));
        Part { pointer, absent }
    };
    (written == analysis.key.len()).then(|| analysis.key.iter().map(|key| part(&key.value)).collect())
}

/// The key of a document; nothing where it lacks a part that it has to have, which is another finding.
fn key<'n>(document: &'n Node, parts: &[Part<'_>], members: &Members<'n>) -> Option<Vec<Value>> {
    let value = |part: &Part<'_>| match members.at(document, part.pointer) {
        Some(node) => (!has_hole(node)).then(|| node.to_json()),
        None if has_hole(document) => None,
        None => part.absent.clone(),
    };
    parts.iter().map(value).collect()
}
