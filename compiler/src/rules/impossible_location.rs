//! A location has to exist, and no value of it is valid (`language.md` S1).

use super::schemas::{Aspect, Once, each_place};
use super::{Rule, RuleContext};
use crate::diagnostic::codes::page;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};

pub(super) static RULE: Rule =
    Rule { code: Code::error("impossible-location", page!("impossible-location")), check };

fn check(cx: &RuleContext<'_>, diagnostics: &mut Diagnostics) {
    let mut once = Once::default();
    each_place(cx, Aspect::Impossible, |place, _| {
        let Some(span) = place.required.filter(|_| place.shape.types.is_empty()) else { return };
        let message = format!("`{}` is required, and no value of it is valid", place.pointer());
        let mut diagnostic = Diagnostic::new(&RULE.code, span, message)
            .label("required here")
            .note("so no document is valid")
            .help("let the schemas of the location agree, or do not require it");
        if let Some(span) = place.shape.types_at {
            diagnostic = diagnostic.secondary(span, "this leaves no type");
        }
        once.push(diagnostic, diagnostics);
    });
}
