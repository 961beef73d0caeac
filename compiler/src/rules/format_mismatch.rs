//! A default is not of the format that its schema names (`language.md` D2).

use super::schemas::{Check, defaults};
use super::{Rule, RuleContext};
use crate::diagnostic::codes::page;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use runtime_lite::{Expected, Formats, Violation};

pub(super) static RULE: Rule =
    Rule { code: Code::warning("format-mismatch", page!("format-mismatch")), check };

fn check(cx: &RuleContext<'_>, diagnostics: &mut Diagnostics) {
    if cx.formats == Formats::Assert {
        // Such a value is invalid.
        return;
    }
    let schemas = &cx.catalog.schemas;
    let valid = |checks: &[Check<'_>], formats| {
        let claims: Vec<_> = checks.iter().map(|check| (check.schema, check.value)).collect();
        schemas.violations(&claims, formats)
    };
    let checks = defaults(cx);
    let violations = valid(&checks, Formats::Assert);
    let named = |violations: &[Violation]| violations.iter().find_map(format).map(str::to_owned);
    let formats = violations.iter().map(|violations| named(violations));
    let (suspects, formats): (Vec<Check<'_>>, Vec<String>) =
        checks.into_iter().zip(formats).filter_map(|(check, format)| Some((check, format?))).unzip();
    // What is not valid at all is another finding.
    for ((check, format), faults) in suspects.iter().zip(&formats).zip(valid(&suspects, Formats::Annotate)) {
        if !faults.is_empty() {
            continue;
        }
        let message = format!("the default is not of the format `{format}`");
        let diagnostic = Diagnostic::new(&RULE.code, check.span, message)
            .note("`format` is an annotation: the schema allows the value, and columns of that type may not")
            .help(format!("give a value of the format `{format}`, or leave the `format` out"));
        diagnostics.push(diagnostic);
    }
}

/// The format that a value is not of, which alternatives may ask for.
fn format(violation: &Violation) -> Option<&str> {
    match &violation.expected {
        Expected::Format(format) => Some(format),
        Expected::Branches(branches) => branches.iter().flatten().find_map(format),
        Expected::Name(inner) => format(inner),
        Expected::Nothing
        | Expected::Types(_)
        | Expected::Values(_)
        | Expected::Limit(_)
        | Expected::Property(_)
        | Expected::Without(_)
        | Expected::Pattern(_)
        | Expected::OneBranch(_)
        | Expected::Undecided(_)
        | Expected::Otherwise => None,
    }
}
