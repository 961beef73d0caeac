//! A table or a column has a name that the database would cut (`language.md` D7, M14).

use super::{Rule, RuleContext};
use crate::connector::{self, DialectFacts, LengthUnit};
use crate::diagnostic::codes::page;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Span;

pub(super) static RULE: Rule =
    Rule { code: Code::error("identifier-too-long", page!("identifier-too-long")), check };

fn check(cx: &RuleContext<'_>, diagnostics: &mut Diagnostics) {
    for table in &cx.analysis.tables {
        let Some(dialect) = connector::dialect(table.dialect) else { continue };
        if !dialect.fits(&table.name) {
            let help = "give the table a shorter name with `table:`";
            diagnostics.push(too_long("table", &table.name, dialect, table.span, help));
        }
        let projections = &cx.analysis.collection(table.collection).projections;
        for column in table.columns.iter().filter_map(|at| projections.get(*at)) {
            if !dialect.fits(&column.field) {
                let span = column.declared.map_or(table.span, |(span, _)| span);
                let help = format!("project `{}` under a shorter name, or exclude the field", column.pointer);
                diagnostics.push(too_long("column", &column.field, dialect, span, &help));
            }
        }
    }
}

fn too_long(what: &str, name: &str, dialect: &DialectFacts, span: Span, help: &str) -> Diagnostic {
    let (most, unit) = dialect.max_identifier.unwrap_or((usize::MAX, LengthUnit::Bytes));
    let (length, unit) = match unit {
        LengthUnit::Bytes => (name.len(), "bytes"),
        LengthUnit::Characters => (name.chars().count(), "characters"),
    };
    let message = format!("the {what} `{name}` is longer than a name of {} may be", dialect.name);
    Diagnostic::new(&RULE.code, span, message)
        .note(format!("the name has {length} {unit}; {} keeps {most}", dialect.name))
        .help(help)
}
