//! Rows are grouped by a field whose values cannot be of a key (`language.md` M7).

use super::{Rule, RuleContext};
use crate::analysis::{Projection, is_keyable, locate};
use crate::diagnostic::codes::page;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Span;

pub(super) static RULE: Rule = Rule { code: Code::error("group-by-type", page!("group-by-type")), check };

fn check(cx: &RuleContext<'_>, diagnostics: &mut Diagnostics) {
    for (task, at) in cx.analysis.selections.keys() {
        let Some(binding) = cx.catalog.task(*task).bindings.get(*at) else { continue };
        let Ok(collection) = binding.collection else { continue };
        let analysis = cx.analysis.collection(collection);
        let (Ok(shape), projections) = (&analysis.shape, &analysis.projections) else { continue };
        for field in &binding.fields.group_by {
            let found = projections.binary_search_by(|projection| projection.field.cmp(&field.value));
            let Some(projection) = found.ok().and_then(|at| projections.get(at)) else { continue };
            if !is_keyable(projection.shape.types) && !locate(shape, &projection.pointer).broken {
                diagnostics.push(wrong(field.span, projection));
            }
        }
    }
}

fn wrong(span: Span, projection: &Projection) -> Diagnostic {
    let message =
        format!("rows are grouped by `{}`, which is of type {}", projection.field, projection.shape.types);
    let diagnostic = Diagnostic::new(&RULE.code, span, message)
        .label("expected one of `integer`, `string` or `boolean`")
        .help("group by a field that holds a single value, of one type");
    match projection.shape.types_at {
        Some(span) => diagnostic.secondary(span, "its type is decided here"),
        None => diagnostic,
    }
}
