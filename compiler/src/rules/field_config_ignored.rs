//! A field has a configuration that the compiler does not apply.

use super::{Rule, RuleContext};
use crate::diagnostic::codes::page;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};

pub(super) static RULE: Rule =
    Rule { code: Code::warning("field-config-ignored", page!("field-config-ignored")), check };

fn check(cx: &RuleContext<'_>, diagnostics: &mut Diagnostics) {
    let bindings = cx.catalog.tasks.iter().flat_map(|task| &task.bindings);
    let bindings = bindings.filter(|binding| !binding.disabled);
    for field in bindings.flat_map(|binding| &binding.fields.require) {
        for setting in field.value.entries() {
            let message =
                format!("`{}` of the field `{}` has no effect yet", setting.key.value, field.key.value);
            let diagnostic =
                Diagnostic::new(&RULE.code, setting.key.span, message).label("not applied").help(
                    "the column gets the type that follows from the schema; change the schema to change it",
                );
            diagnostics.push(diagnostic);
        }
    }
}
