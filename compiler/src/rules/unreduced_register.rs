//! A register is updated, and its schema has no reduction at the root (`language.md` section 5.9).
//!
//! It is then what the last update says, which many mean: this is found only where it is asked for.

use super::{Rule, RuleContext};
use crate::analysis::{Reduce, locate};
use crate::diagnostic::codes::page;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use runtime_lite::Pointer;

pub(super) static RULE: Rule =
    Rule { code: Code::off("unreduced-register", page!("unreduced-register")), check };

fn check(cx: &RuleContext<'_>, diagnostics: &mut Diagnostics) {
    for id in cx.catalog.collection_ids() {
        let (Some(derivation), Some(Ok(shape))) =
            (&cx.catalog.collection(id).derivation, &cx.analysis.collection(id).register)
        else {
            continue;
        };
        let mut transforms = derivation.transforms.iter().filter(|transform| !transform.disabled);
        let update = transforms.find(|transform| transform.update.is_some());
        let (Some(span), Some(update)) = (derivation.register_span, update) else { continue };
        let broken = locate(shape, &Pointer::root()).broken;
        // One inside of it, or of a branch, that never applies is `orphan-reduction`.
        if broken || shape.reduce != Reduce::Unset || shape.reduces() {
            continue;
        }
        let message = format!("the register of `{}` has no reduction", cx.catalog.collection(id).name.value);
        let diagnostic = Diagnostic::new(&RULE.code, span, message)
            .label("replaced as a whole")
            .secondary(update.name.span, "updated here")
            .note("without one the register is the last value that an `update` returns: `lastWriteWins`")
            .help("say so with `reduce: { strategy: lastWriteWins }`, or how values are reduced");
        diagnostics.push(diagnostic);
    }
}
