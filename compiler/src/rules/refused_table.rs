//! A table or a column that the database refuses for its name, or a table for its width or its key (`language.md` D7).

use super::ambiguous_column::{left_out, nouns};
use super::{Rule, RuleContext};
use crate::analysis::{Table, TableFault};
use crate::connector;
use crate::diagnostic::codes::page;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};

pub(super) static RULE: Rule = Rule { code: Code::error("refused-table", page!("refused-table")), check };

fn check(cx: &RuleContext<'_>, diagnostics: &mut Diagnostics) {
    for refused in &cx.analysis.refused {
        let projections = &cx.analysis.collection(refused.table.collection).projections;
        for fault in refused.reported() {
            let table = &refused.table;
            let diagnostic = match fault {
                TableFault::Ambiguous(..)
                | TableFault::Inside(..)
                | TableFault::LongName
                | TableFault::LongColumn(_) => continue,
                TableFault::RefusedName => {
                    let noun = nouns(table).0;
                    let message = format!("no {noun} of {} may be named `{}`", table.dialect, table.name);
                    let diagnostic = Diagnostic::new(&RULE.code, table.span, message);
                    let rule = connector::dialect(table.dialect).map_or("", |facts| facts.table_rule);
                    let diagnostic = if rule.is_empty() { diagnostic } else { diagnostic.note(rule) };
                    diagnostic.help(format!("give the {noun} another name with `table:`"))
                }
                TableFault::RefusedColumn(at) => {
                    let Some(column) = projections.get(*at) else { continue };
                    refused_column(table, column)
                }
                TableFault::TooManyColumns(most) => {
                    let message = format!("the table `{}` has {} columns", table.name, table.columns.len());
                    Diagnostic::new(&RULE.code, table.span, message)
                        .note(format!("a table of {} has at most {most}", table.dialect))
                        .help("select fewer fields with `fields: { recommended: 1 }` or `exclude`")
                }
                TableFault::TooManyTexts(most) => {
                    let message = format!("the table `{}` has more texts than fit into a row", table.name);
                    Diagnostic::new(&RULE.code, table.span, message)
                        .note(format!(
                            "a table of {} has at most {most} columns of text or JSON",
                            table.dialect
                        ))
                        .help("select fewer fields with `fields: { recommended: 1 }` or `exclude`")
                }
                TableFault::LongKey(most) => {
                    let parts = projections.iter().filter(|column| column.key.is_some()).count();
                    let message =
                        format!("the primary key of the table `{}` has {parts} columns", table.name);
                    Diagnostic::new(&RULE.code, table.span, message)
                        .note(format!("a primary key of {} has at most {most}", table.dialect))
                        .help("give the collection a shorter key, or the binding delta updates, which need none")
                }
            };
            diagnostics.push(left_out(diagnostic, table));
        }
    }
}

fn refused_column(table: &Table, column: &crate::analysis::Projection) -> Diagnostic {
    let span = column.declared.map_or(table.span, |(span, _)| span);
    let noun = nouns(table).1;
    let message = format!("no {noun} of {} may be named `{}`", table.dialect, column.field);
    let rule = match connector::dialect(table.dialect).map_or("", |facts| facts.column_rule) {
        "" => "the database has a column of that name in every table, or cannot hold the name",
        rule => rule,
    };
    Diagnostic::new(&RULE.code, span, message)
        .note(rule)
        .help(format!("project `{}` under another name", column.pointer))
}
