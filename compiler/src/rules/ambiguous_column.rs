//! Two columns of a table, or two tables, whose names the database cannot tell apart (`language.md` D7, M17).

use super::{Rule, RuleContext};
use crate::analysis::{Projection, Table};
use crate::connector;
use crate::diagnostic::codes::page;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use std::collections::BTreeMap;

pub(super) static RULE: Rule =
    Rule { code: Code::error("ambiguous-column", page!("ambiguous-column")), check };

fn check(cx: &RuleContext<'_>, diagnostics: &mut Diagnostics) {
    for table in &cx.analysis.tables {
        let Some(dialect) = connector::dialect(table.dialect) else { continue };
        let projections = &cx.analysis.collection(table.collection).projections;
        let mut seen: BTreeMap<String, &Projection> = BTreeMap::new();
        for column in table.columns.iter().filter_map(|at| projections.get(*at)) {
            match seen.get(&dialect.fold(&column.field)) {
                Some(first) => {
                    diagnostics.push(ambiguous(table, first, column));
                }
                None => {
                    seen.insert(dialect.fold(&column.field), column);
                }
            }
        }
    }
}

fn ambiguous(table: &Table, first: &Projection, second: &Projection) -> Diagnostic {
    let message = format!(
        "the columns `{}` and `{}` of the table `{}` are one name in {}",
        first.field, second.field, table.name, table.dialect
    );
    let span = second.declared.or(first.declared).map_or(table.span, |(span, _)| span);
    Diagnostic::new(&RULE.code, span, message)
        .note(format!("{} ignores case in names, also in quotes", table.dialect))
        .help(format!(
            "exclude one of the fields, or project `{}` under another name and exclude it",
            second.pointer
        ))
}
