//! A document may lack a part of its key (`language.md` D4, R12). Where a table of SQL has a row a key, that is the
//! error `nullable-primary-key`.

use super::nullable_primary_key::{KeyedTables, gaps};
use super::{Rule, RuleContext};
use crate::diagnostic::codes::page;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};

pub(super) static RULE: Rule =
    Rule { code: Code::warning("key-may-be-absent", page!("key-may-be-absent")), check };

fn check(cx: &RuleContext<'_>, diagnostics: &mut Diagnostics) {
    let tables = KeyedTables::new(cx);
    for id in cx.catalog.collection_ids() {
        for gap in gaps(cx, id).iter().filter(|gap| tables.with(cx, id, &gap.part.value).is_none()) {
            let message = format!("the key's `{}` may be {}", gap.part.value, gap.why);
            let diagnostic = Diagnostic::new(&RULE.code, gap.part.span, message)
                .label("used as a key here")
                .note("absent counts as null: documents that lack it are told apart by the rest of the key");
            diagnostics.push(gap.explain(diagnostic));
        }
    }
}
