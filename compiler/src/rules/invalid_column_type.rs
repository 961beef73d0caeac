//! The type that a binding chooses for a column is no data type, or none of a key (`language.md` D7).

use super::field_config_ignored::dialect;
use super::{Rule, RuleContext};
use crate::diagnostic::codes::page;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};

pub(super) static RULE: Rule =
    Rule { code: Code::error("invalid-column-type", page!("invalid-column-type")), check };

fn check(cx: &RuleContext<'_>, diagnostics: &mut Diagnostics) {
    for (task, at) in cx.analysis.selections.keys() {
        let Some(binding) = cx.catalog.task(*task).bindings.get(*at) else { continue };
        let (Some(dialect), Ok(collection)) = (dialect(cx.catalog, binding), binding.collection) else {
            continue;
        };
        let projections = cx.analysis.collection(collection).projections.iter();
        let key: Vec<_> = projections.filter(|field| field.key.is_some()).map(|field| &field.field).collect();
        for field in &binding.fields.require {
            let Some(text) = &field.ddl else { continue };
            let (name, title) = (&field.name.value, dialect.title);
            let diagnostic = match dialect.types.read(&text.value) {
                Err(fault) => {
                    let message = format!("the `DDL` of the field `{name}` is not one data type of {title}");
                    Diagnostic::new(&RULE.code, text.span, message).label(fault.reason()).help(format!(
                        "write a type such as `{}`{}; constraints, defaults and comments are no part of it",
                        dialect.types.example,
                        if dialect.types.nullable.is_empty() {
                            ", and perhaps `NOT NULL` after it"
                        } else {
                            ""
                        },
                    ))
                }
                Ok(written) if written.nullable == Some(true) && key.contains(&name) => {
                    let message = format!("the `DDL` of the key field `{name}` lets it be null");
                    Diagnostic::new(&RULE.code, text.span, message)
                        .label("no part of a primary key is null")
                        .help(format!("write `{}` alone", written.text))
                }
                Ok(_) => continue,
            };
            diagnostics.push(diagnostic);
        }
    }
}
