//! A column is said to be `NOT NULL`, and documents may have no value for it (`language.md` D7).

use super::field_config_ignored::dialect;
use super::{Rule, RuleContext};
use crate::analysis::locate;
use crate::diagnostic::codes::page;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};

pub(super) static RULE: Rule = Rule { code: Code::warning("refused-null", page!("refused-null")), check };

fn check(cx: &RuleContext<'_>, diagnostics: &mut Diagnostics) {
    for (task, at) in cx.analysis.selections.keys() {
        let Some(binding) = cx.catalog.task(*task).bindings.get(*at) else { continue };
        let (Some(dialect), Ok(collection)) = (dialect(cx.catalog, binding), binding.collection) else {
            continue;
        };
        let analysis = cx.analysis.collection(collection);
        let (projections, Ok(shape)) = (&analysis.projections, &analysis.shape) else { continue };
        for field in &binding.fields.require {
            let Some(text) = &field.ddl else { continue };
            let named = projections.binary_search_by(|projection| projection.field.cmp(&field.name.value));
            let Some(projection) = named.ok().and_then(|at| projections.get(at)) else { continue };
            // What may be missing in a key is reported by a rule of keys.
            let broken = || locate(shape, &projection.pointer).broken;
            if projection.key.is_some() || projection.is_required() || broken() {
                continue;
            }
            let default = projection.shape.annotations.default.as_ref();
            let has_default = default.is_some_and(|default| !default.value.is_null());
            let written = dialect.types.read(&text.value);
            if has_default || !written.is_ok_and(|written| written.nullable == Some(false)) {
                continue;
            }
            let message =
                format!("the column `{}` refuses null, which documents may have there", field.name.value);
            let help = match dialect.types.nullable.first() {
                Some(around) => {
                    format!("put `{around}(…)` around the type, or require the location in the schema")
                }
                None => "leave out `NOT NULL`, or require the location in the schema".to_owned(),
            };
            let diagnostic = Diagnostic::new(&RULE.code, text.span, message)
                .label("no null")
                .note("the database would refuse the row of a document without a value")
                .help(help);
            diagnostics.push(match projection.shape.types_at {
                Some(span) => diagnostic.secondary(span, "this is the location"),
                None => diagnostic,
            });
        }
    }
}
