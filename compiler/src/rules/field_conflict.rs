//! A field has to be a column, and cannot be one (`language.md` M4).

use super::{Rule, RuleContext};
use crate::analysis::{CollectionAnalysis, Projection, Reject, Select};
use crate::catalog::Binding;
use crate::connector::Forbidden;
use crate::diagnostic::codes::page;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Span, Spanned};
use std::sync::Arc;

pub(super) static RULE: Rule = Rule { code: Code::error("field-conflict", page!("field-conflict")), check };

fn check(cx: &RuleContext<'_>, diagnostics: &mut Diagnostics) {
    for ((task, at), selection) in &cx.analysis.selections {
        let Some(binding) = cx.catalog.task(*task).bindings.get(*at) else { continue };
        let Ok(collection) = binding.collection else { continue };
        let analysis = cx.analysis.collection(collection);
        for (projection, outcome) in analysis.projections.iter().zip(&selection.outcomes) {
            if let Some(reasons) = outcome.conflict() {
                diagnostics.push(conflict(analysis, binding, projection, reasons));
            }
        }
    }
}

fn conflict(
    analysis: &CollectionAnalysis,
    binding: &Binding,
    projection: &Projection,
    (select, reject): (Select, Reject),
) -> Diagnostic {
    let message = format!("the field `{}` is needed, but {}", projection.field, reject.reason());
    let for_it = selected_at(analysis, binding, projection, select);
    let against = named(&binding.fields.exclude, projection).filter(|_| reject == Reject::UserExcludes);
    let is_other = |p: &&Projection| p.pointer.is_root() && p.field != projection.field;
    let other = analysis.projections.iter().find(is_other).and_then(|p| p.declared).map(|(span, _)| span);
    let span = against.or(for_it).unwrap_or(binding.span.start_point());
    let mut diagnostic = Diagnostic::new(&RULE.code, span, message);
    if let Some(place) = for_it.filter(|place| *place != span) {
        diagnostic = diagnostic.secondary(place, select.reason());
    } else {
        diagnostic = diagnostic.note(format!("it is needed: {}", select.reason()));
    }
    if let (Reject::ConnectorForbids(Forbidden::NoValue), Some(place)) = (reject, projection.shape.types_at) {
        diagnostic = diagnostic.secondary(place, "the type is decided here");
    }
    if let (Reject::ConnectorForbids(Forbidden::SecondDocument), Some(place)) = (reject, other) {
        diagnostic = diagnostic.secondary(place, "this one is of the whole document, too");
    }
    diagnostic.help(help(select, reject))
}

/// Where the reason for a field is written.
fn selected_at(
    analysis: &CollectionAnalysis,
    binding: &Binding,
    projection: &Projection,
    select: Select,
) -> Option<Span> {
    let fields = &binding.fields;
    match select {
        Select::GroupByKey => {
            let part = analysis.key.iter().find(|part| part.value == projection.pointer);
            named(&fields.group_by, projection).or(part.map(|part| part.span))
        }
        Select::UserRequires => {
            let mut required = fields.require.iter().map(|field| &field.name);
            required.find(|field| field.value == projection.field).map(|field| field.span)
        }
        Select::PartitionKey => projection.partition,
        Select::UserDefined => projection.declared.map(|(span, _)| span),
        Select::ConnectorRequiresLocation | Select::DesiredDepth => None,
    }
}

fn named(fields: &[Spanned<Arc<str>>], projection: &Projection) -> Option<Span> {
    fields.iter().find(|field| field.value == projection.field).map(|field| field.span)
}

fn help(select: Select, reject: Reject) -> &'static str {
    match (select, reject) {
        (Select::GroupByKey, Reject::UserExcludes) => {
            "leave it out of `exclude`: what rows are told apart by is always a column"
        }
        (Select::ConnectorRequiresLocation, Reject::UserExcludes) => {
            "leave it out of `exclude`, or let the target reduce by itself with `delta_updates: true`"
        }
        (_, Reject::UserExcludes) => "name it in `require` or in `exclude`, not in both",
        (_, Reject::ConnectorForbids(Forbidden::SecondDocument)) => "require one field of the whole document",
        (_, _) => "leave it out of `require`",
    }
}
