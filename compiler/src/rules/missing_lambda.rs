//! A module lacks a function that a transform calls (`language.md` D1).

use super::{Rule, RuleContext};
use crate::diagnostic::codes::page;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::lambda::{Comparison, ModuleText, Surface};
use crate::source::Span;

pub(super) static RULE: Rule = Rule { code: Code::warning("missing-lambda", page!("missing-lambda")), check };

fn check(cx: &RuleContext<'_>, diagnostics: &mut Diagnostics) {
    for (module, comparison) in comparisons(cx) {
        for lambda in comparison.missing {
            let signature = cx.lambdas.signature(lambda, cx.catalog).text();
            let message = format!("`{}` is not in the module of its derivation", lambda.name);
            let diagnostic = Diagnostic::new(&RULE.code, lambda.span, message)
                .label("calls it")
                .secondary(module.start_point(), "the module")
                .note(format!("it is declared as `{signature}`"))
                .help("write it, or let `flowctl generate --update` append it");
            diagnostics.push(diagnostic);
        }
    }
}

/// The modules that are written, each compared with its lambdas, and where its text is.
pub(super) fn comparisons<'c>(cx: &RuleContext<'c>) -> Vec<(Span, Comparison<'c>)> {
    let modules = cx.lambdas.modules.iter().enumerate();
    let compared = modules.filter_map(|(at, module)| {
        let span = match &module.text {
            ModuleText::File(file) => Span::new(*file, 0, cx.sources.file(*file).text.len()),
            ModuleText::Place(text) => text.span,
            ModuleText::Unwritten(_) => return None,
        };
        let text = match &module.text {
            ModuleText::Place(text) => &*text.value,
            ModuleText::File(_) | ModuleText::Unwritten(_) => cx.sources.slice(span),
        };
        let surface = Surface::of(module.language, text);
        Some((span, cx.lambdas.compare(at, &surface, cx.catalog)))
    });
    compared.collect()
}
