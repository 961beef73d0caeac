//! A default, or a document that a test ingests, is not of a format that its schema names (`language.md` D2).

use super::documents::{Ingested, ingested, place};
use super::schemas::{Check, defaults};
use super::{Rule, RuleContext};
use crate::diagnostic::codes::page;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::schema::SchemaId;
use crate::source::Span;
use crate::syntax::Members;
use runtime_lite::{Expected, Formats, Violation};
use serde_json::Value;

pub(super) static RULE: Rule =
    Rule { code: Code::warning("format-mismatch", page!("format-mismatch")), check };

/// A value with a schema that may ask for formats.
enum Subject<'c> {
    Default(Check<'c>),
    Document(Ingested<'c>),
}

/// A value with the violations of a format in it.
type Suspect<'c> = (Subject<'c>, Vec<Violation>);

impl<'c> Subject<'c> {
    fn claim(&self) -> (SchemaId, &Value) {
        match self {
            Subject::Default(check) => (check.schema, check.value),
            Subject::Document(document) => (document.schema, &document.value),
        }
    }

    /// How many of its violations have places of their own.
    fn most(&self) -> usize {
        match self {
            Subject::Default(_) => 1,
            Subject::Document(_) => usize::MAX,
        }
    }

    /// What the value at a violation is called, and where it stands.
    fn place(&self, violation: &Violation, members: &Members<'c>) -> (String, Span) {
        match self {
            Subject::Default(check) => ("the default".to_owned(), check.span),
            Subject::Document(document) => {
                let what = match violation.instance.as_str() {
                    "" => "the document".to_owned(),
                    below => format!("`{below}` of the document"),
                };
                (what, place(document.node, violation, members))
            }
        }
    }
}

fn check(cx: &RuleContext<'_>, diagnostics: &mut Diagnostics) {
    if cx.formats == Formats::Assert {
        // Such a value is invalid.
        return;
    }
    let schemas = &cx.catalog.schemas;
    let documents = ingested(cx).into_iter().map(Subject::Document);
    let subjects: Vec<Subject<'_>> =
        defaults(cx).into_iter().map(Subject::Default).chain(documents).collect();
    let claims: Vec<_> = subjects.iter().map(Subject::claim).collect();
    let violations = schemas.violations(&claims, Formats::Assert);
    let of_format = |violations: Vec<Violation>| -> Vec<Violation> {
        violations.into_iter().filter(|violation| format(violation).is_some()).collect()
    };
    let suspects: Vec<Suspect<'_>> =
        subjects.into_iter().zip(violations.into_iter().map(of_format)).collect();
    let suspects: Vec<Suspect<'_>> = suspects.into_iter().filter(|(_, found)| !found.is_empty()).collect();
    let members = Members::default();
    // What is not valid at all is another finding.
    let claims: Vec<_> = suspects.iter().map(|(subject, _)| subject.claim()).collect();
    for ((subject, found), faults) in suspects.iter().zip(schemas.violations(&claims, Formats::Annotate)) {
        if !faults.is_empty() {
            continue;
        }
        for violation in found.iter().take(subject.most()) {
            let Some(format) = format(violation) else { continue };
            let (what, span) = subject.place(violation, &members);
            let message = format!("{what} is not of the format `{format}`");
            let diagnostic = Diagnostic::new(&RULE.code, span, message)
                .note("`format` is an annotation: the schema allows the value, and columns of that type may not")
                .help(format!("give a value of the format `{format}`, or leave the `format` out"));
            diagnostics.push(diagnostic);
        }
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
