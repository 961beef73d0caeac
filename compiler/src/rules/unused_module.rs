//! A derivation names a module, and none of its lambdas is a function of one (`language.md` D12).

use super::{Rule, RuleContext};
use crate::catalog::{Derivation, Transform};
use crate::diagnostic::codes::page;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Span;
use crate::spec::{LambdaSpec, Language};

pub(super) static RULE: Rule = Rule { code: Code::warning("unused-module", page!("unused-module")), check };

fn check(cx: &RuleContext<'_>, diagnostics: &mut Diagnostics) {
    for collection in &cx.catalog.collections {
        let Some(derivation) = collection.derivation.as_ref().filter(|derivation| derivation.whole) else {
            continue;
        };
        // One that is switched off will need its module again.
        let used: Vec<Language> = symbolic(&derivation.transforms).map(|(language, _)| language).collect();
        let named: Vec<(Language, Span)> = modules(derivation).collect();
        // A lambda of a language without a module may be meant for this one: that is `unnamed-module`.
        if used.iter().any(|language| named.iter().all(|(other, _)| other != language)) {
            continue;
        }
        for (language, span) in named {
            if derivation.transforms.is_empty() || used.contains(&language) {
                continue;
            }
            let message = format!(
                "no lambda of `{}` is a function of its {} module",
                collection.name.value,
                language.name()
            );
            let help =
                format!("leave the module out, or call it: `publish: {{ lambda: {} }}`", language.key());
            let diagnostic =
                Diagnostic::new(&RULE.code, span, message).label("nothing is called in it").help(help);
            diagnostics.push(diagnostic);
        }
    }
}

/// The modules that a derivation names, and where.
pub(super) fn modules(derivation: &Derivation) -> impl Iterator<Item = (Language, Span)> {
    derivation.settings.iter().filter_map(|entry| {
        let language = Language::of_modules(&entry.key.value)?;
        Some((language, entry.value.get("module")?.key.span))
    })
}

/// The lambdas that are functions of a module, by their language, and where they are named so.
pub(super) fn symbolic<'c>(
    transforms: impl IntoIterator<Item = &'c Transform>,
) -> impl Iterator<Item = (Language, Span)> {
    let lambdas = transforms.into_iter().flat_map(|transform| [&transform.update, &transform.publish]);
    lambdas.flatten().flatten().filter_map(|lambda| match lambda {
        LambdaSpec::Module(language, span) => Some((*language, *span)),
        LambdaSpec::Inline(..) | LambdaSpec::File(..) | LambdaSpec::Remote(_) | LambdaSpec::AwsLambda(_) => {
            None
        }
    })
}
