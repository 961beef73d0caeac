//! A module has a function that is named as a lambda is, and that no transform calls (`language.md` D1).

use super::missing_lambda::comparisons;
use super::{Rule, RuleContext};
use crate::diagnostic::codes::page;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, did_you_mean};
use crate::lambda::Origin;
use crate::source::Span;

pub(super) static RULE: Rule = Rule { code: Code::warning("surplus-lambda", page!("surplus-lambda")), check };

fn check(cx: &RuleContext<'_>, diagnostics: &mut Diagnostics) {
    for (module, comparison) in comparisons(cx) {
        let missing: Vec<&str> = comparison.missing.iter().map(|lambda| lambda.name.as_str()).collect();
        for member in &comparison.surplus {
            let message = format!("`{}` is called by no transform", member.name);
            let diagnostic = Diagnostic::new(&RULE.code, place(cx, module, member), message)
                .label("nothing calls it")
                .note(format!("it is written as `{}`", signature(member)))
                .help("remove it, or rename it after the transform that it is for")
                .maybe_help(did_you_mean(&member.name, missing.iter().copied()));
            diagnostics.push(diagnostic);
        }
    }
}

/// The longest list of parameters that is shown, in characters.
const LONGEST: usize = 120;

/// A function as it is written, in a line.
fn signature(member: &crate::lambda::Member) -> String {
    let parameters = member.parameters.split_whitespace().collect::<Vec<_>>().join(" ");
    let shown = if parameters.chars().count() <= LONGEST { parameters.as_str() } else { "…" };
    format!("{}({})", member.name, shown.trim_end_matches([',', ' ']))
}

/// Where a function is named: in its file, or in the catalog that holds the text.
fn place(cx: &RuleContext<'_>, module: Span, member: &crate::lambda::Member) -> Span {
    let written = cx.lambdas.modules.iter().find_map(|candidate| match &candidate.text {
        crate::lambda::ModuleText::Place(text) if text.span == module => Some(text),
        crate::lambda::ModuleText::Place(_)
        | crate::lambda::ModuleText::File(_)
        | crate::lambda::ModuleText::Unwritten(_) => None,
    });
    let Some(text) = written else {
        return Span::new(module.file, member.at.start, member.at.end);
    };
    match Origin::new(&text.value, cx.sources.slice(module)) {
        Some(origin) => {
            let start = module.range().start;
            Span::new(
                module.file,
                start + origin.offset(member.at.start),
                start + origin.offset(member.at.end),
            )
        }
        None => module.start_point(),
    }
}
