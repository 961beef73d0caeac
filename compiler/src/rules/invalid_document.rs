//! A document that a test ingests is not valid by the schema of its collection (`language.md` T1).
//!
//! The message does not show the value, which may be secret.

use super::documents::{Ingested, ingested, place};
use super::schemas::explain;
use super::{Rule, RuleContext};
use crate::diagnostic::codes::page;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::schema::KeywordPlaces;
use crate::syntax::Members;
use runtime_lite::Violation;
use std::cell::LazyCell;
use std::collections::BTreeSet;

pub(super) static RULE: Rule =
    Rule { code: Code::error("invalid-document", page!("invalid-document")), check };

fn check(cx: &RuleContext<'_>, diagnostics: &mut Diagnostics) {
    let schemas = &cx.catalog.schemas;
    let documents = ingested(cx);
    let claims: Vec<_> = documents.iter().map(|document| (document.schema, &document.value)).collect();
    let keywords = LazyCell::new(|| schemas.keyword_places());
    let members = Members::default();
    for (document, violations) in documents.iter().zip(schemas.violations(&claims, cx.formats)) {
        // What breaks several keywords is one mistake.
        let mut places = BTreeSet::new();
        for violation in violations.iter().filter(|violation| places.insert(&violation.instance)) {
            diagnostics.push(invalid(cx, document, violation, (&members, &keywords)));
        }
    }
}

fn invalid<'c>(
    cx: &RuleContext<'c>,
    document: &Ingested<'c>,
    violation: &Violation,
    (members, keywords): (&Members<'c>, &KeywordPlaces<'c>),
) -> Diagnostic {
    let name = &cx.catalog.collection(document.collection).name.value;
    let message = format!("the document is not valid for `{name}`: {}", explain(violation));
    let diagnostic = Diagnostic::new(&RULE.code, place(document.node, violation, members), message)
        .help("change the document, or the schema if the document is right");
    match keywords.span_of(&violation.place) {
        Some(span) => diagnostic.secondary(span, "by this"),
        None => diagnostic,
    }
}
