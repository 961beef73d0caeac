//! An `if` has no consequence, or a consequence has no `if`.

use super::{Rule, RuleContext};
use crate::diagnostic::codes::page;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};

pub(super) static RULE: Rule = Rule { code: Code::warning("idle-condition", page!("idle-condition")), check };

fn check(cx: &RuleContext<'_>, diagnostics: &mut Diagnostics) {
    let schemas = &cx.catalog.schemas;
    for id in schemas.notable_nodes() {
        let node = schemas.node(id);
        let keywords = &node.keywords;
        // The annotations of a condition that holds apply, and what it looked at counts as evaluated.
        let matters = |condition: u32| {
            let condition = schemas.document(id).node(condition);
            condition.keywords.reduce.is_some()
                || keywords.objects.unevaluated_properties.is_some()
                || keywords.arrays.unevaluated_items.is_some()
        };
        let (name, message) =
            match (keywords.branches.condition, keywords.branches.then, keywords.branches.otherwise) {
                (Some(condition), None, None) if !matters(condition) => {
                    ("if", "`if` has no `then` and no `else`")
                }
                (None, Some(_), _) => ("then", "`then` has no `if`"),
                (None, None, Some(_)) => ("else", "`else` has no `if`"),
                _ => continue,
            };
        let Some(entry) = node.keyword(name) else { continue };
        let help = match name {
            "if" => "say what follows with `then` or `else`, or remove the `if`",
            _ => "put the `if` beside it, in the same schema",
        };
        let diagnostic =
            Diagnostic::new(&RULE.code, entry.key.span, message).label("has no effect").help(help);
        diagnostics.push(diagnostic);
    }
}
