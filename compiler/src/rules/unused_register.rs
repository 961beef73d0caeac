//! A derivation describes registers that no transform updates (`language.md` section 5.9).

use super::{Rule, RuleContext};
use crate::diagnostic::codes::page;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};

pub(super) static RULE: Rule =
    Rule { code: Code::warning("unused-register", page!("unused-register")), check };

fn check(cx: &RuleContext<'_>, diagnostics: &mut Diagnostics) {
    for collection in &cx.catalog.collections {
        let Some(derivation) = collection.derivation.as_ref().filter(|derivation| derivation.whole) else {
            continue;
        };
        // One that is switched off will need it again.
        let updated = derivation.transforms.iter().any(|transform| transform.update.is_some());
        let (Some(span), false) = (derivation.register_span, updated) else { continue };
        let message = format!("no transform of `{}` updates its register", collection.name.value);
        let diagnostic = Diagnostic::new(&RULE.code, span, message)
            .label("always as it begins")
            .help("give a transform an `update`, or leave the register out");
        diagnostics.push(diagnostic);
    }
}
