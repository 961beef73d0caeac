//! A lambda is a function of a module, and the derivation names modules of other languages alone (`language.md`
//! D11). A derivation that names none has its module beside the catalog.

use super::unused_module::{modules, symbolic};
use super::{Rule, RuleContext};
use crate::diagnostic::codes::page;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};

pub(super) static RULE: Rule = Rule { code: Code::error("unnamed-module", page!("unnamed-module")), check };

fn check(cx: &RuleContext<'_>, diagnostics: &mut Diagnostics) {
    let derivations = cx.catalog.collections.iter().filter_map(|collection| collection.derivation.as_ref());
    for derivation in derivations.filter(|derivation| derivation.whole) {
        let named: Vec<_> = modules(derivation).collect();
        let Some((_, other)) = named.first() else { continue };
        let is_named = |language| named.iter().any(|(known, _)| *known == language);
        let enabled = derivation.transforms.iter().filter(|transform| !transform.disabled);
        // One finding says it for all lambdas of the derivation.
        let Some((language, span)) = symbolic(enabled).find(|(language, _)| !is_named(*language)) else {
            continue;
        };
        let key = language.key();
        let message = format!("no {} module is named, which this lambda is to be in", language.name());
        let diagnostic = Diagnostic::new(&RULE.code, span, message)
            .secondary(*other, "this module is of another language")
            .help(format!("name it in the derivation: `{key}: {{ module: … }}`"));
        diagnostics.push(diagnostic);
    }
}
