//! A document may lack a part of its key (`language.md` D4, R12, M11).

use super::{Rule, RuleContext};
use crate::analysis::{Exists, locate};
use crate::diagnostic::codes::page;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::schema::Types;

pub(super) static RULE: Rule =
    Rule { code: Code::warning("key-may-be-absent", page!("key-may-be-absent")), check };

fn check(cx: &RuleContext<'_>, diagnostics: &mut Diagnostics) {
    for id in cx.catalog.collection_ids() {
        let analysis = cx.analysis.collection(id);
        let Ok(shape) = &analysis.shape else { continue };
        for part in &analysis.key {
            let at = locate(shape, &part.value);
            if at.broken {
                continue;
            }
            let nullable = at.shape.types.overlaps(Types::NULL);
            if (at.exists == Exists::Must && !nullable) || at.shape.annotations.default.is_some() {
                continue;
            }
            let why = if at.exists == Exists::Must { "null" } else { "absent" };
            let message = format!("the key's `{}` may be {why}", part.value);
            let tables =
                cx.analysis.tables.iter().filter(|table| table.collection == id && table.binding.is_some());
            let help = match why {
                "null" => "leave `null` out of its `type`, or give it a `default`",
                _ => "list it under `required`, and each object above it, or give it a `default`",
            };
            let mut diagnostic = Diagnostic::new(&RULE.code, part.span, message)
                .label("used as a key here")
                .note("absent counts as null: documents that lack it are told apart by the rest of the key")
                .help(help);
            if let Some(span) = at.shape.types_at {
                diagnostic = diagnostic.secondary(span, "this is the location");
            }
            if let Some(table) = tables.into_iter().next() {
                let note =
                    format!("it is the primary key of the table `{}`, which holds no null", table.name);
                diagnostic = diagnostic.note(note);
            }
            diagnostics.push(diagnostic);
        }
    }
}
