//! The statements for lakes are read by `sqlparser`, and by `sqlglot` of the Python of `FLOWCTL_TEST_PYTHON`. What one
//! of them cannot read is listed here, with the reason.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests fail by panicking")]

mod catalogs;

use catalogs::engine::Engine;
use codegen::{LAKES, LakeOptions, Store, lake_statement};
use serde_json::json;
use sqlparser::dialect::{
    BigQueryDialect, ClickHouseDialect, DatabricksDialect, Dialect, DuckDbDialect, GenericDialect,
    HiveDialect, SnowflakeDialect,
};
use sqlparser::parser::Parser;
use std::collections::BTreeSet;

const PARSERS: &[(&str, &dyn Dialect)] = &[
    ("athena", &HiveDialect {}),
    ("bigquery", &BigQueryDialect {}),
    ("clickhouse", &ClickHouseDialect {}),
    ("databricks", &DatabricksDialect {}),
    ("duckdb", &DuckDbDialect {}),
    ("snowflake", &SnowflakeDialect {}),
    ("trino", &GenericDialect {}),
];

/// Statements of an engine that a parser cannot read, by how they begin, and why.
type Unread = (&'static str, &'static str, &'static str);

const UNREAD_BY_SQLPARSER: &[Unread] = &[
    ("bigquery", "CREATE EXTERNAL TABLE", "it knows no partition columns"),
    ("clickhouse", "CREATE VIEW", "it knows no comments on columns of views, nor their types beside them"),
    ("databricks", "CREATE TABLE", "it knows no USING after columns"),
    ("databricks", "CREATE VIEW IF NOT EXISTS", "it knows no comment of a view after its columns"),
    ("duckdb", "COMMENT ON", "it knows no COMMENT ON for this dialect"),
    ("snowflake", "CREATE EXTERNAL TABLE", "it knows no columns that are computed"),
    ("trino", "CREATE OR REPLACE VIEW", "as generic SQL, it wants a comment of a view elsewhere"),
];

const UNREAD_BY_SQLGLOT: &[Unread] = &[
    ("athena", "MSCK REPAIR TABLE", "it keeps the statement as text"),
    ("bigquery", "CREATE EXTERNAL TABLE", "it knows no partition columns"),
    ("clickhouse", "CREATE VIEW", "it knows no comments on columns of views"),
    ("databricks", "MSCK REPAIR TABLE", "it keeps the statement as text"),
    ("trino", "CALL", "it keeps the statement as text"),
];

/// Calls with each statement for the fixture, without the comment before it.
fn each_statement(mut read: impl FnMut(&'static str, &str)) {
    let fixture = catalogs::named("lake");
    let (mut refused, mut all) = (Vec::new(), 0);
    for format in LAKES {
        let compilation = fixture.alone(format.dialect());
        let checked = compilation.checked().unwrap();
        let scheme = if format.schemes().contains(&"s3") { "s3" } else { "gs" };
        let store = Store::parse(&format!("{scheme}://acme-lake")).unwrap();
        for table in &compilation.analysis.tables {
            for (if_not_exists, comments) in [(false, false), (true, true)] {
                let options =
                    LakeOptions { if_not_exists, comments, schema: if_not_exists.then_some("lake") };
                all += 1;
                let Ok(text) = lake_statement(checked, table, *format, &store, &options) else {
                    refused.push(format.name());
                    continue;
                };
                let (_, text) = text.split_once('\n').unwrap();
                text.split_terminator(";\n").for_each(|statement| read(format.name(), statement));
            }
        }
    }
    // Athena does not find the folders of one collection.
    assert_eq!(refused, ["athena"; 2], "of {all}");
}

/// Reads all statements but those that are listed, of which each must still fail somewhere.
fn check(unread: &[Unread], mut parse: impl FnMut(&str, &str) -> Result<(), String>) {
    let (mut read, mut needed, mut faults) = (0, BTreeSet::new(), Vec::new());
    each_statement(|format, text| match parse(format, text) {
        Ok(()) => read += 1,
        Err(error) => {
            let listed = unread.iter().position(|(of, start, _)| *of == format && text.starts_with(start));
            match listed {
                Some(at) => drop(needed.insert(at)),
                None => faults.push(format!("{format}: {error}\n{text}")),
            }
        }
    });
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
    assert!(read > 50, "{read}");
    assert_eq!(needed.len(), unread.len(), "{needed:?}: the others are read by now");
}

#[test]
fn sqlparser_reads_the_statements() {
    assert!(LAKES.iter().map(|format| format.name()).eq(PARSERS.iter().map(|(name, _)| *name)));
    check(UNREAD_BY_SQLPARSER, |format, text| {
        let (_, parser) = PARSERS.iter().find(|(name, _)| *name == format).unwrap();
        Parser::parse_sql(*parser, text).map(drop).map_err(|error| error.to_string())
    });
}

#[test]
fn sqlglot_reads_the_statements() {
    let Some(mut engine) = Engine::of_lake("sqlglot", "FLOWCTL_TEST_PYTHON") else { return };
    check(UNREAD_BY_SQLGLOT, |format, text| engine.ask(&json!({"query": text, "dialect": format})).map(drop));
}
