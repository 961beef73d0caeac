//! The catalog of the lake has the statements of every engine that its folder `ddl` holds.
//!
//! `UPDATE=1 cargo test` rewrites them; read the difference before it is kept.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests fail by panicking")]
#![expect(clippy::disallowed_methods, reason = "tests read and rewrite fixtures")]

mod catalogs;

use codegen::{DdlOptions, LAKES, LakeFormat, LakeRefusal, Store, lake_statement};
use compiler::{Compilation, MemoryFiles};
use proptest::prelude::*;
use sqlparser::dialect::{
    BigQueryDialect, DatabricksDialect, Dialect, DuckDbDialect, GenericDialect, SnowflakeDialect,
};
use sqlparser::tokenizer::{Token, Tokenizer};
use std::fs;

const EVERYTHING: DdlOptions = DdlOptions { if_not_exists: true, comments: true, constraints: false };

/// A store that the engine reads.
fn store(format: &dyn LakeFormat) -> Store {
    let scheme = if format.schemes().contains(&"s3") { "s3" } else { "gs" };
    Store::parse(&format!("{scheme}://acme-lake/flow/")).unwrap()
}

/// What an engine is told of all collections of a catalog.
fn statements(
    compilation: &Compilation,
    format: &dyn LakeFormat,
    store: &Store,
    options: &DdlOptions,
) -> Result<String, LakeRefusal> {
    let checked = compilation.checked().unwrap_or_else(|| panic!("{:?}", compilation.diagnostics));
    let tables = compilation.analysis.tables.iter();
    let texts: Result<Vec<String>, _> =
        tables.map(|table| lake_statement(checked, table, format, store, options)).collect();
    Ok(texts?.join("\n"))
}

#[test]
fn each_engine_reads_the_lake_by_the_expected_statements() {
    let fixture = catalogs::named("lake");
    let mut faults = Vec::new();
    for format in LAKES {
        let compilation = fixture.alone(format.dialect());
        for (kind, options) in [("plain", DdlOptions::default()), ("full", EVERYTHING)] {
            let text = statements(&compilation, *format, &store(*format), &options).unwrap();
            let path = fixture.folder.join("ddl").join(format!("{}.{kind}.sql", format.name()));
            if catalogs::environment("UPDATE").is_some() {
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(&path, text).unwrap();
            } else if fs::read_to_string(&path).unwrap_or_default() != text {
                faults.push(path.display().to_string());
            }
        }
    }
    assert!(faults.is_empty(), "{} differ\nUPDATE=1 cargo test accepts", faults.join(", "));
}

/// A catalog of one collection with a field that is partitioned.
fn partitioned(dialect: &str, field: &str) -> Compilation {
    let schema = "{type: object, required: [id], properties: {id: {type: integer}, x: {type: string}}}";
    let text = format!(
        "collections: [{{name: c, key: [/id], schema: {schema}, \
         projections: {{{field}: {{location: /x, partition: true}}}}}}]\n"
    );
    catalogs::alone(&MemoryFiles::new([("flow.yaml", text)]), dialect)
}

#[test]
fn what_an_engine_cannot_read_is_refused() {
    for format in LAKES {
        let one = |store: &str, field: &str| {
            let compilation = partitioned(format.dialect(), field);
            statements(&compilation, *format, &Store::parse(store).unwrap(), &DdlOptions::default())
        };
        let local = one("data", "x");
        match format.name() {
            "duckdb" | "clickhouse" => assert!(local.is_ok()),
            "databricks" => {
                assert_eq!(local, Err(LakeRefusal::Relative));
                assert!(one("/data", "x").is_ok());
            }
            _ => assert!(matches!(local, Err(LakeRefusal::Store(_)))),
        }
        let bucket = if format.name() == "bigquery" { "gs://a" } else { "s3://a" };
        assert_eq!(one(bucket, "UTC_date"), Err(LakeRefusal::Day("UTC_date".to_owned())));
    }
    let bigquery = LAKES.iter().find(|format| format.name() == "bigquery").unwrap();
    let compilation = partitioned("bigquery", "a-b");
    let found = statements(&compilation, *bigquery, &Store::parse("gs://a").unwrap(), &DdlOptions::default());
    assert_eq!(found, Err(LakeRefusal::Partition("a-b".to_owned())));
}

/// How the dialects tell strings and names from the rest. That of ClickHouse does not read its escapes in names; the
/// engine itself does, in `lake_engines.rs`.
const TOKENIZERS: &[(&str, &dyn Dialect)] = &[
    ("bigquery", &BigQueryDialect {}),
    ("databricks", &DatabricksDialect {}),
    ("duckdb", &DuckDbDialect {}),
    ("snowflake", &SnowflakeDialect {}),
    ("trino", &GenericDialect {}),
];

/// The number of statements, by the `;` between tokens.
fn count(dialect: &dyn Dialect, text: &str) -> usize {
    let tokens = Tokenizer::new(dialect, text).tokenize().unwrap_or_else(|error| panic!("{error}\n{text}"));
    tokens.iter().filter(|token| **token == Token::SemiColon).count()
}

proptest! {
    /// What ends a string, a name or a comment would leave more statements, or an open quote.
    #[test]
    fn hostile_names_end_no_string(
        property in "[^\u{0}]{1,12}|[\"';\\-/*a\n\\[\\]`\\\\$.?]{1,12}",
        bucket in "[a-z\"'`;$%-]{1,8}",
    ) {
        for (name, dialect) in TOKENIZERS {
            let format = *LAKES.iter().find(|format| format.name() == *name).unwrap();
            let compilation = catalogs::alone_of_names(format.dialect(), &property);
            if compilation.checked().is_none() {
                continue;
            }
            let bucket = Store::parse(&format!("gs://{bucket}")).unwrap();
            let harmless = catalogs::alone_of_names(format.dialect(), "x");
            let plain = statements(&harmless, format, &store(format), &EVERYTHING);
            let hostile = statements(&compilation, format, &bucket, &EVERYTHING).unwrap();
            prop_assert_eq!(count(*dialect, &hostile), count(*dialect, &plain.unwrap()), "{}", hostile);
        }
    }
}
