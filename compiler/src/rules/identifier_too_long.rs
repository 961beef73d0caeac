//! A table or a column has a name that the database would cut (`language.md` D7, M14).

use super::ambiguous_column::{left_out, nouns};
use super::{Rule, RuleContext};
use crate::analysis::{Table, TableFault};
use crate::connector::{self, DialectFacts, Limit};
use crate::diagnostic::codes::page;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Span;

pub(super) static RULE: Rule =
    Rule { code: Code::error("identifier-too-long", page!("identifier-too-long")), check };

fn check(cx: &RuleContext<'_>, diagnostics: &mut Diagnostics) {
    for refused in &cx.analysis.refused {
        let table = &refused.table;
        let projections = &cx.analysis.collection(table.collection).projections;
        for fault in refused.reported() {
            match fault {
                TableFault::Ambiguous(..)
                | TableFault::Inside(..)
                | TableFault::RefusedName
                | TableFault::RefusedColumn(_)
                | TableFault::TooManyColumns(_)
                | TableFault::TooManyTexts(_)
                | TableFault::LongKey(_) => {}
                TableFault::LongName => {
                    let noun = nouns(table).0;
                    let help = format!("give the {noun} a shorter name with `table:`");
                    diagnostics.push(too_long(
                        noun,
                        &table.name,
                        |facts| facts.max_table,
                        (table, table.span),
                        &help,
                    ));
                }
                TableFault::LongColumn(at) => {
                    let Some(column) = projections.get(*at) else { continue };
                    let span = column.declared.map_or(table.span, |(span, _)| span);
                    let help =
                        format!("project `{}` under a shorter name, or exclude the field", column.pointer);
                    diagnostics.push(too_long(
                        nouns(table).1,
                        &column.field,
                        |facts| facts.max_column,
                        (table, span),
                        &help,
                    ));
                }
            }
        }
    }
}

/// What is said of a name, by the limit that the facts of a dialect have for it.
fn too_long(
    what: &str,
    name: &str,
    limit: fn(&DialectFacts) -> Option<Limit>,
    (table, span): (&Table, Span),
    help: &str,
) -> Diagnostic {
    let message = format!("the {what} `{name}` is longer than a name of {} may be", table.dialect);
    let mut diagnostic = Diagnostic::new(&RULE.code, span, message);
    let facts = connector::dialect(table.dialect);
    if let Some((facts, limit)) = facts.and_then(|facts| Some((facts, limit(facts)?))) {
        let (length, unit) = (limit.length(&(facts.spelled)(name)), limit.unit.as_str());
        diagnostic =
            diagnostic.note(format!("the name has {length} {unit}; {} keeps {}", table.dialect, limit.most));
    }
    left_out(diagnostic, table).help(help)
}
