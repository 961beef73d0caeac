//! Every statement of the fixtures is read by two parsers of its dialect as what is meant: `sqlparser`, and
//! `sqlglot` of the Python of `FLOWCTL_TEST_PYTHON`. What one of them cannot read is listed here, with the reason.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests fail by panicking")]

mod catalogs;

use catalogs::engine::{Column, Engine};
use codegen::{DIALECTS, DdlOptions, create_table};
use sqlparser::ast::{ColumnDef, ColumnOption, CreateTable, Expr, Statement, TableConstraint};
use sqlparser::dialect::{
    BigQueryDialect, ClickHouseDialect, DatabricksDialect, Dialect, DuckDbDialect, GenericDialect,
    MsSqlDialect, MySqlDialect, OracleDialect, PostgreSqlDialect, RedshiftSqlDialect, SQLiteDialect,
    SnowflakeDialect,
};
use sqlparser::parser::Parser;
use std::collections::BTreeSet;

/// The parsers of the dialects. Trino and MariaDB have none of their own.
const PARSERS: &[(&str, &dyn Dialect)] = &[
    ("bigquery", &BigQueryDialect {}),
    ("clickhouse", &ClickHouseDialect {}),
    ("databricks", &DatabricksDialect {}),
    ("duckdb", &DuckDbDialect {}),
    ("mariadb", &MySqlDialect {}),
    ("mysql", &MySqlDialect {}),
    ("oracle", &OracleDialect {}),
    ("postgres", &PostgreSqlDialect {}),
    ("redshift", &RedshiftSqlDialect {}),
    ("snowflake", &SnowflakeDialect {}),
    ("sqlite", &SQLiteDialect {}),
    ("sqlserver", &MsSqlDialect {}),
    ("trino", &GenericDialect {}),
];

/// What a parser cannot read of a dialect.
struct Unread {
    dialect: &'static str,
    part: Part,
    #[expect(dead_code, reason = "it is for the reader")]
    why: &'static str,
}

enum Part {
    /// Lines that begin so, without which the rest is read.
    Lines(&'static str),
    /// Comments on tables and columns.
    Comments,
    /// Statements that hold a text.
    Statements(&'static str),
}

const UNREAD_BY_SQLPARSER: &[Unread] = &[
    Unread { dialect: "clickhouse", part: Part::Lines("PARTITION BY"), why: "it wants ORDER BY first" },
    Unread { dialect: "clickhouse", part: Part::Comments, why: "it knows COMMENT before ORDER BY only" },
    Unread { dialect: "databricks", part: Part::Lines("CLUSTER BY"), why: "it knows no liquid clustering" },
    Unread {
        dialect: "databricks",
        part: Part::Lines("TBLPROPERTIES"),
        why: "it knows it without COMMENT only",
    },
    Unread { dialect: "duckdb", part: Part::Comments, why: "it knows no COMMENT ON for this dialect" },
    Unread { dialect: "redshift", part: Part::Comments, why: "it knows no COMMENT ON for this dialect" },
    Unread {
        dialect: "trino",
        part: Part::Lines("WITH (partitioning"),
        why: "it knows WITH before COMMENT only",
    },
];

const UNREAD_BY_SQLGLOT: &[Unread] =
    &[Unread { dialect: "mariadb", part: Part::Statements("INET4"), why: "it reads MariaDB as MySQL" }];

/// Reads a statement, without what the parser is said not to read; nothing where that is all of it. What had to be
/// left out is noted by its place in the list.
fn read_part<T, E>(
    (dialect, text, options): (&str, &str, &DdlOptions),
    unread: &[Unread],
    needed: &mut BTreeSet<usize>,
    mut read: impl FnMut(&str) -> Result<T, E>,
) -> Option<Result<T, E>> {
    let found = read(text);
    if found.is_ok() {
        return Some(found);
    }
    let mut part = text.to_owned();
    for (at, unread) in unread.iter().enumerate().filter(|(_, unread)| unread.dialect == dialect) {
        let lost = match unread.part {
            Part::Comments => options.comments,
            Part::Statements(held) => text.contains(held),
            Part::Lines(start) => {
                let lines =
                    part.lines().filter(|line| !line.starts_with(start)).collect::<Vec<_>>().join("\n");
                if lines.len() < part.trim_end().len() {
                    needed.insert(at);
                }
                part = lines;
                false
            }
        };
        if lost {
            needed.insert(at);
            return None;
        }
    }
    Some(read(&part))
}

#[test]
fn each_dialect_has_a_parser() {
    assert!(DIALECTS.iter().map(|dialect| dialect.name()).eq(PARSERS.iter().map(|(name, _)| *name)));
}

const COMMENTED: DdlOptions = DdlOptions { if_not_exists: false, comments: true, constraints: false };
const CONSTRAINED: DdlOptions = DdlOptions { if_not_exists: false, comments: false, constraints: true };

/// Calls with each statement of the fixtures in a dialect, with few and with all options, and what it means.
fn each_statement(dialect: &str, mut read: impl FnMut(&str, &DdlOptions, &catalogs::Meant)) {
    for fixture in catalogs::all() {
        let compilation = fixture.in_dialect(dialect);
        let Some(checked) = compilation.checked() else { continue };
        for (table, meant) in compilation.analysis.tables.iter().zip(catalogs::meant(checked)) {
            for options in [DdlOptions::default(), COMMENTED, CONSTRAINED] {
                read(&create_table(checked, table, &options), &options, &meant);
            }
        }
    }
}

/// What differs between spellings of one type.
fn plain(columns: &[Column]) -> Vec<Column> {
    let plain = |kind: &str| {
        kind.to_uppercase()
            .replace(' ', "")
            .replace("COLLATELATIN1_GENERAL_100_BIN2_UTF8", "")
            .replace(",CHAR)", "CHAR)")
    };
    columns.iter().map(|(name, kind, null, place)| (name.clone(), plain(kind), *null, *place)).collect()
}

#[test]
fn sqlparser_reads_statements_as_they_are_meant() {
    let mut faults = Vec::new();
    let (mut read, mut needed) = (0, BTreeSet::new());
    for (dialect, parser) in PARSERS {
        each_statement(dialect, |text, options, meant| {
            let parse = |text: &str| Parser::parse_sql(*parser, text);
            match read_part((dialect, text, options), UNREAD_BY_SQLPARSER, &mut needed, parse) {
                Some(Ok(statements)) => {
                    read += 1;
                    let Statement::CreateTable(create) = &statements[0] else { panic!("{text}") };
                    let fault = compare(dialect, create, meant).err();
                    faults.extend(fault.map(|fault| format!("{dialect}: {fault}\n{text}")));
                }
                Some(Err(error)) => faults.push(format!("{dialect}: {error}\n{text}")),
                None => {}
            }
        });
    }
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
    assert!(read > 100, "{read}");
    assert_eq!(needed.len(), UNREAD_BY_SQLPARSER.len(), "{needed:?}: the others are read by now");
}

fn compare(dialect: &str, create: &CreateTable, meant: &catalogs::Meant) -> Result<(), String> {
    let name: Vec<&str> = create.name.0.iter().map(|part| part.as_ident().unwrap().value.as_str()).collect();
    let key = primary_key(create);
    let columns: Vec<Column> = create.columns.iter().map(|found| column(dialect, found, &key)).collect();
    let expected: Vec<Column> = (meant.columns.iter())
        .map(|(name, kind, null, at)| (name.clone(), kind.clone(), *null, place(dialect, *at)))
        .collect();
    match name == [meant.name.as_str()] && plain(&columns) == plain(&expected) {
        true => Ok(()),
        false => Err(format!("read as {name:?} {:?}\n meant {:?}", plain(&columns), plain(&expected))),
    }
}

/// The place in a key, where the dialect has one: ClickHouse has its key in its order, and Iceberg has none.
fn place(dialect: &str, place: usize) -> usize {
    if matches!(dialect, "clickhouse" | "trino") { 0 } else { place }
}

#[test]
fn sqlglot_reads_statements_as_they_are_meant() {
    let Some(mut engine) = Engine::start("sqlglot") else { return };
    let mut faults = Vec::new();
    let (mut read, mut needed) = (0, BTreeSet::new());
    for (dialect, _) in PARSERS {
        each_statement(dialect, |text, options, meant| {
            let types: Vec<&str> = meant.columns.iter().map(|(_, kind, ..)| kind.as_str()).collect();
            let parse = |text: &str| engine.run(dialect, text, &types);
            match read_part((dialect, text, options), UNREAD_BY_SQLGLOT, &mut needed, parse) {
                Some(Ok(made)) => {
                    read += 1;
                    let expected: Vec<Column> = (meant.columns.iter().zip(made.types))
                        .map(|((name, _, null, at), kind)| (name.clone(), kind, *null, place(dialect, *at)))
                        .collect();
                    let (found, expected) = (plain(&made.columns), plain(&expected));
                    if made.tables != [meant.name.as_str()] || found != expected {
                        let name = &made.tables;
                        faults.push(format!(
                            "{dialect}: read as {name:?} {found:?}\n meant {expected:?}\n{text}"
                        ));
                    }
                }
                Some(Err(error)) => faults.push(format!("{dialect}: {error}\n{text}")),
                None => {}
            }
        });
    }
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
    assert!(read > 100, "{read}");
    assert_eq!(needed.len(), UNREAD_BY_SQLGLOT.len(), "{needed:?}: the others are read by now");
}

fn column(dialect: &str, column: &ColumnDef, key: &[String]) -> Column {
    let not_null = column.options.iter().any(|option| matches!(option.option, ColumnOption::NotNull));
    let kind = column.data_type.to_string();
    let inner = kind.strip_prefix("Nullable(").and_then(|kind| kind.strip_suffix(')'));
    let null = if dialect == "clickhouse" { inner.is_some() } else { !not_null };
    let name = column.name.value.clone();
    let place = key.iter().position(|part| *part == name).map_or(0, |place| place + 1);
    (name, inner.unwrap_or(&kind).to_owned(), null, place)
}

/// The columns of the primary key, inline or of a constraint.
fn primary_key(create: &CreateTable) -> Vec<String> {
    let inline = create.columns.iter().filter(|column| {
        column.options.iter().any(|option| matches!(option.option, ColumnOption::PrimaryKey(_)))
    });
    let mut names: Vec<String> = inline.map(|column| column.name.value.clone()).collect();
    for constraint in &create.constraints {
        let TableConstraint::PrimaryKey(key) = constraint else { continue };
        for column in &key.columns {
            let Expr::Identifier(name) = &column.column.expr else { panic!("{constraint}") };
            names.push(name.value.clone());
        }
    }
    names
}
