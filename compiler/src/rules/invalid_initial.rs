//! A register begins with a value that its schema does not allow (`language.md` D2 of section 5.5).
//!
//! The message does not show the value, which may be secret.

use super::documents::has_hole;
use super::schemas::explain;
use super::{Rule, RuleContext};
use crate::diagnostic::codes::page;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::schema::SchemaId;
use crate::source::Span;
use std::cell::LazyCell;

pub(super) static RULE: Rule = Rule { code: Code::error("invalid-initial", page!("invalid-initial")), check };

/// The value that a register begins with.
struct Initial {
    schema: SchemaId,
    value: serde_json::Value,
    /// Where it is given, or where the register is described that begins with null for want of a value.
    span: Span,
    given: bool,
}

fn check(cx: &RuleContext<'_>, diagnostics: &mut Diagnostics) {
    let schemas = &cx.catalog.schemas;
    let derivations = cx.catalog.collections.iter().filter_map(|collection| collection.derivation.as_ref());
    let initial = derivations.filter_map(|derivation| {
        let schema = derivation.register?.ok()?;
        let mut enabled = derivation.transforms.iter().filter(|transform| !transform.disabled);
        let (value, span) = match &derivation.initial {
            Some(node) if !has_hole(node) => (node.to_json(), node.span),
            Some(_) => return None,
            // A register that nothing updates is of no use, whatever it begins with.
            None if derivation.whole && enabled.any(|transform| transform.update.is_some()) => {
                (serde_json::Value::Null, derivation.register_span?)
            }
            None => return None,
        };
        Some(Initial { schema, value, span, given: derivation.initial.is_some() })
    });
    let initial: Vec<Initial> = initial.collect();
    let claims: Vec<_> = initial.iter().map(|initial| (initial.schema, &initial.value)).collect();
    let keywords = LazyCell::new(|| schemas.keyword_places());
    for (initial, violations) in initial.iter().zip(schemas.violations(&claims, cx.formats)) {
        let Some(first) = violations.first() else { continue };
        let diagnostic = match initial.given {
            true => {
                let message = format!("the register's `initial` is not valid: {}", explain(first));
                Diagnostic::new(&RULE.code, initial.span, message)
                    .help("give an `initial` that the register's schema allows")
            }
            false => {
                let message = "the register begins as null, which its schema does not allow";
                let diagnostic = Diagnostic::new(&RULE.code, initial.span, message)
                    .note("the first `update` of a key reduces null, and its `previous` is null")
                    .help("give it a value to begin with as `initial`, or allow null");
                Diagnostic { severity: Severity::Warning, ..diagnostic }
            }
        };
        let place = keywords.span_of(&first.place).filter(|span| *span != initial.span);
        diagnostics.push(match place {
            Some(span) => diagnostic.secondary(span, "by this"),
            None => diagnostic,
        });
    }
}
