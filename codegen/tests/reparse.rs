//! Every statement of the fixtures is read by a parser of its dialect as what is meant.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests fail by panicking")]

mod catalogs;

use codegen::{DIALECTS, create_table};
use sqlparser::ast::{ColumnOption, Expr, Statement, TableConstraint};
use sqlparser::dialect::{Dialect, PostgreSqlDialect, SQLiteDialect};
use sqlparser::parser::Parser;

/// The parsers of the dialects.
const PARSERS: &[(&str, &dyn Dialect)] =
    &[("postgres", &PostgreSqlDialect {}), ("sqlite", &SQLiteDialect {})];

#[test]
fn each_dialect_has_a_parser() {
    assert!(DIALECTS.iter().map(|dialect| dialect.name()).eq(PARSERS.iter().map(|(name, _)| *name)));
}

#[test]
fn statements_are_read_as_they_are_meant() {
    for fixture in catalogs::all() {
        let Some(checked) = fixture.compilation.checked() else { continue };
        for (table, meant) in fixture.compilation.analysis.tables.iter().zip(catalogs::meant(checked)) {
            let (_, parser) = PARSERS.iter().find(|(name, _)| *name == table.dialect).unwrap();
            let text = create_table(checked, table);
            let statements =
                Parser::parse_sql(*parser, &text).unwrap_or_else(|error| panic!("{error}\n{text}"));
            let [Statement::CreateTable(create)] = statements.as_slice() else { panic!("{text}") };
            let name = create.name.0.iter().map(|part| part.as_ident().unwrap().value.as_str());
            assert_eq!(name.collect::<Vec<_>>(), [meant.name.as_str()]);
            let columns: Vec<_> = create.columns.iter().map(column).collect();
            let expected = meant.columns.iter();
            let expected: Vec<_> =
                expected.map(|(name, kind, null, _)| (name.clone(), kind.clone(), *null)).collect();
            assert_eq!(columns, expected, "{text}");
            let mut key: Vec<_> = meant.columns.iter().filter(|(.., place)| *place > 0).collect();
            key.sort_by_key(|(.., place)| place);
            assert_eq!(
                primary_key(create),
                key.iter().map(|(name, ..)| name.clone()).collect::<Vec<_>>(),
                "{text}"
            );
        }
    }
}

fn column(column: &sqlparser::ast::ColumnDef) -> (String, String, bool) {
    let not_null = column.options.iter().any(|option| matches!(option.option, ColumnOption::NotNull));
    (column.name.value.clone(), column.data_type.to_string(), !not_null)
}

/// The columns of the primary key, inline or of a constraint.
fn primary_key(create: &sqlparser::ast::CreateTable) -> Vec<String> {
    let inline = create.columns.iter().filter(|column| {
        column.options.iter().any(|option| matches!(option.option, ColumnOption::PrimaryKey(_)))
    });
    let mut names: Vec<String> = inline.map(|column| column.name.value.clone()).collect();
    for constraint in &create.constraints {
        let TableConstraint::PrimaryKey(key) = constraint else { panic!("{constraint}") };
        for column in &key.columns {
            let Expr::Identifier(name) = &column.column.expr else { panic!("{constraint}") };
            names.push(name.value.clone());
        }
    }
    names
}
