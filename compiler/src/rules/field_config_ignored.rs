//! A field of a materialization has a configuration that has no effect.

use super::{Rule, RuleContext};
use crate::catalog::{Binding, Catalog};
use crate::connector::{self, DialectFacts, Form};
use crate::diagnostic::codes::page;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, did_you_mean};
use crate::source::Spanned;
use crate::spec::{FIELD_KEYS, FieldSpec, TaskKind};
use std::sync::Arc;

pub(super) static RULE: Rule =
    Rule { code: Code::warning("field-config-ignored", page!("field-config-ignored")), check };

fn check(cx: &RuleContext<'_>, diagnostics: &mut Diagnostics) {
    let tasks = cx.catalog.tasks.iter().filter(|task| task.kind == TaskKind::Materialization);
    for binding in tasks.flat_map(|task| &task.bindings).filter(|binding| !binding.disabled) {
        // An endpoint that there is none of was reported.
        let is_table = binding.endpoint.is_err() || dialect(cx.catalog, binding).is_some();
        for field in &binding.fields.require {
            for setting in &field.settings {
                let diagnostic = ignored(field, &setting.key)
                    .help("a column is configured by `castToString` or by `DDL` alone")
                    .maybe_help(did_you_mean(&setting.key.value, FIELD_KEYS.iter().copied()));
                diagnostics.push(diagnostic);
            }
            for key in &field.keys {
                if let Some(help) = why(field, key, is_table) {
                    diagnostics.push(ignored(field, key).help(help));
                }
            }
        }
    }
}

/// Why a key that has an effect elsewhere has none here, and what to do.
fn why(field: &FieldSpec, key: &Spanned<Arc<str>>, is_table: bool) -> Option<&'static str> {
    let is_beside = field.ddl.is_some() && *key.value != *"DDL";
    match () {
        () if !is_table => {
            Some("only columns of a database of SQL whose dialect is known have such a type; remove it")
        }
        () if is_beside => Some("`DDL` decides the type of the column; keep one of both"),
        () => None,
    }
}

fn ignored(field: &FieldSpec, key: &Spanned<Arc<str>>) -> Diagnostic {
    let message = format!("`{}` of the field `{}` has no effect", key.value, field.name.value);
    Diagnostic::new(&RULE.code, key.span, message).label("not applied")
}

/// The dialect of SQL of the endpoint of a binding, if it has one that is known.
pub(super) fn dialect(catalog: &Catalog, binding: &Binding) -> Option<&'static DialectFacts> {
    let connector = binding.endpoint.as_ref().ok()?.connector(catalog)?;
    connector.dialect.and_then(connector::dialect).filter(|facts| facts.form == Form::Statement)
}
