//! A table or a column whose name the dialect does not keep, and which has another one there (`language.md` D7).

use super::{Rule, RuleContext};
use crate::analysis::Table;
use crate::connector::{self, DialectFacts};
use crate::diagnostic::codes::page;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Span;

pub(super) static RULE: Rule = Rule { code: Code::info("changed-name", page!("changed-name")), check };

fn check(cx: &RuleContext<'_>, diagnostics: &mut Diagnostics) {
    for table in cx.analysis.tables.iter().filter(|table| table.wanted) {
        let Some(dialect) = connector::dialect(table.dialect) else { continue };
        let projections = &cx.analysis.collection(table.collection).projections;
        let changed = |name: &str| {
            let spelled = (dialect.spelled)(name);
            (*spelled != *name).then(|| spelled.into_owned())
        };
        if let Some(spelled) = changed(&table.name) {
            let message = format!("the table `{}` is `{spelled}` in {}", table.name, table.dialect);
            diagnostics.push(finding(message, (table, dialect), table.span));
        }
        let columns = table.columns.iter().filter_map(|at| projections.get(*at));
        for (column, spelled) in columns.filter_map(|column| Some((column, changed(&column.field)?))) {
            let message = format!("the column `{}` is `{spelled}` in {}", column.field, table.dialect);
            let span = column.declared.map_or(table.span, |(span, _)| span);
            diagnostics.push(finding(message, (table, dialect), span));
        }
    }
}

fn finding(message: String, (table, dialect): (&Table, &DialectFacts), span: Span) -> Diagnostic {
    Diagnostic::new(&RULE.code, span, message)
        .note(format!("in {}, {}", table.dialect, dialect.spelling))
        .help("project the location under a name that needs no change, or leave it so")
}
