//! A default is not valid against its own schema, or where the schema stands (`language.md` S7).
//!
//! The default `null` says what is true without one: an absent value counts as null (D4). It is no mistake.
//! The message does not show the value, which may be secret.

use super::schemas::{Aspect, defaults, each_place, explain};
use super::{Rule, RuleContext};
use crate::diagnostic::codes::page;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use std::cell::LazyCell;
use std::collections::BTreeSet;

pub(super) static RULE: Rule = Rule { code: Code::error("invalid-default", page!("invalid-default")), check };

fn check(cx: &RuleContext<'_>, diagnostics: &mut Diagnostics) {
    let schemas = &cx.catalog.schemas;
    let mut checks = defaults(cx);
    checks.retain(|check| !check.value.is_null());
    let claims: Vec<_> = checks.iter().map(|check| (check.schema, check.value)).collect();
    let keywords = LazyCell::new(|| schemas.keyword_places());
    let mut reported = BTreeSet::new();
    for (check, violations) in checks.iter().zip(schemas.violations(&claims, cx.formats)) {
        let Some(first) = violations.first() else { continue };
        reported.insert(check.span);
        let message = format!("the default is not valid: {}", explain(first));
        let mut diagnostic = Diagnostic::new(&RULE.code, check.span, message).help(HELP);
        if let Some(span) = keywords.span_of(&first.place).filter(|span| *span != check.span) {
            diagnostic = diagnostic.secondary(span, "by this");
        }
        diagnostics.push(diagnostic);
    }
    each_place(cx, Aspect::Default, |place, _| {
        let Some(default) = &place.shape.annotations.default else { return };
        let valid = default.value.is_null() || place.shape.contains(&default.value);
        if valid || !reported.insert(default.span) {
            return;
        }
        let message = format!("the default is not valid at {}", place.name());
        let mut diagnostic = Diagnostic::new(&RULE.code, default.span, message)
            .note("other schemas of the location exclude it")
            .help(HELP);
        if let Some(span) = place.shape.types_at {
            diagnostic = diagnostic.secondary(span, "the type is decided here");
        }
        diagnostics.push(diagnostic);
    });
}

const HELP: &str = "give a default that the schema allows, or none";
