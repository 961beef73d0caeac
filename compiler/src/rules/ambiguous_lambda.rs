//! Two lambdas of a derivation would be one function of its module (`language.md` D1, section 10).

use super::{Rule, RuleContext};
use crate::diagnostic::codes::page;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::lambda::{Home, Lambda};
use std::collections::BTreeMap;

pub(super) static RULE: Rule =
    Rule { code: Code::error("ambiguous-lambda", page!("ambiguous-lambda")), check };

fn check(cx: &RuleContext<'_>, diagnostics: &mut Diagnostics) {
    let mut first: BTreeMap<_, &Lambda> = BTreeMap::new();
    for lambda in cx.lambdas.list.iter().filter(|lambda| !lambda.disabled) {
        let Home::Module(module) = lambda.home else { continue };
        let other = *first.entry((lambda.collection, module, &lambda.name)).or_insert(lambda);
        if other.transform == lambda.transform && other.kind == lambda.kind {
            continue;
        }
        let Some(derivation) = &cx.catalog.collection(lambda.collection).derivation else { continue };
        let transform =
            |lambda: &Lambda| derivation.transforms.get(lambda.transform).map(|found| &found.name);
        let (Some(name), Some(earlier)) = (transform(lambda), transform(other)) else { continue };
        let message = format!("the function of `{}` is called as that of `{}` is", name.value, earlier.value);
        let diagnostic = Diagnostic::new(&RULE.code, name.span, message)
            .secondary(earlier.span, "the other transform")
            .note(format!("both are `{}` in the module", lambda.name))
            .help("rename one of the transforms by other letters or digits");
        diagnostics.push(diagnostic);
    }
}
