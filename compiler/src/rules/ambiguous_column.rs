//! Two columns of a table, or two tables, whose names the database cannot tell apart (`language.md` D7, M17).

use super::{Rule, RuleContext};
use crate::analysis::{Projection, Table, TableFault};
use crate::connector;
use crate::diagnostic::codes::page;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};

pub(super) static RULE: Rule =
    Rule { code: Code::error("ambiguous-column", page!("ambiguous-column")), check };

fn check(cx: &RuleContext<'_>, diagnostics: &mut Diagnostics) {
    for refused in &cx.analysis.refused {
        let table = &refused.table;
        let projections = &cx.analysis.collection(table.collection).projections;
        for fault in refused.reported() {
            let (first, second, finding): (_, _, Finding) = match fault {
                TableFault::Ambiguous(first, second) => (first, second, ambiguous),
                TableFault::Inside(first, second) => (first, second, inside),
                TableFault::LongName
                | TableFault::LongColumn(_)
                | TableFault::RefusedName
                | TableFault::RefusedColumn(_)
                | TableFault::TooManyColumns(_)
                | TableFault::TooManyTexts(_)
                | TableFault::LongKey(_) => continue,
            };
            if let (Some(first), Some(second)) = (projections.get(*first), projections.get(*second)) {
                diagnostics.push(finding(table, first, second));
            }
        }
    }
}

/// What is said of two columns of a table.
type Finding = fn(&Table, &Projection, &Projection) -> Diagnostic;

fn ambiguous(table: &Table, first: &Projection, second: &Projection) -> Diagnostic {
    let message = format!(
        "the columns `{}` and `{}` of the table `{}` are one name in {}",
        first.field, second.field, table.name, table.dialect
    );
    let span = second.declared.or(first.declared).map_or(table.span, |(span, _)| span);
    let diagnostic =
        Diagnostic::new(&RULE.code, span, message).note(reason(table.dialect, &first.field, &second.field));
    left_out(diagnostic, table)
        .help(format!("project `{}` under another name, or exclude one of the fields", second.pointer))
}

fn inside(table: &Table, outer: &Projection, inner: &Projection) -> Diagnostic {
    let message = format!(
        "the fields `{}` and `{}` of the index `{}` cannot both be there in {}",
        outer.field, inner.field, table.name, table.dialect
    );
    let span = inner.declared.or(outer.declared).map_or(table.span, |(span, _)| span);
    let note = format!("a period divides names: `{}` is inside of the object `{}`", inner.field, outer.field);
    left_out(Diagnostic::new(&RULE.code, span, message).note(note), table)
        .help(format!("project `{}` under another name, or exclude one of the fields", inner.pointer))
}

/// Why two names are one.
fn reason(dialect: &str, first: &str, second: &str) -> String {
    match first.to_lowercase() == second.to_lowercase() {
        true => format!("{dialect} ignores case in names, also in quotes"),
        false => {
            let spelling = connector::dialect(dialect).map_or("", |facts| facts.spelling);
            format!("in {dialect}, {spelling}")
        }
    }
}

/// A table that nobody asked for is only left out: that is a fact, and no mistake.
pub(super) fn left_out(diagnostic: Diagnostic, table: &Table) -> Diagnostic {
    if table.wanted {
        return diagnostic;
    }
    let note = format!("nothing materializes the collection, so its {} DDL is left out", table.dialect);
    Diagnostic { severity: Severity::Info, ..diagnostic.note(note) }
}

/// What a table and its columns are called.
pub(super) fn nouns(table: &Table) -> (&'static str, &'static str) {
    let facts = connector::dialect(table.dialect);
    facts.map_or(("table", "column"), |facts| (facts.table_noun(), facts.column_noun()))
}
