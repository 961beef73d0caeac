//! The catalog of the lake has the statements of every engine that its folder `ddl` holds.
//!
//! `UPDATE=1 cargo test` rewrites them; read the difference before it is kept.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests fail by panicking")]
#![expect(clippy::disallowed_methods, reason = "tests read and rewrite fixtures")]

mod catalogs;

use codegen::{LAKES, LakeFormat, LakeOptions, LakeRefusal, Store, lake_statement};
use compiler::{Compilation, MemoryFiles};
use proptest::prelude::*;
use sqlparser::dialect::{
    BigQueryDialect, DatabricksDialect, Dialect, DuckDbDialect, GenericDialect, SnowflakeDialect,
};
use sqlparser::tokenizer::{Token, Tokenizer};
use std::fs;

const EVERYTHING: LakeOptions<'_> = LakeOptions { if_not_exists: true, comments: true, schema: Some("lake") };

/// A store that the engine reads.
fn store(format: &dyn LakeFormat) -> Store {
    let scheme = if format.schemes().contains(&"s3") { "s3" } else { "gs" };
    Store::parse(&format!("{scheme}://acme-lake/flow/")).unwrap()
}

/// What an engine is told of each collection of a catalog.
fn each(
    compilation: &Compilation,
    format: &dyn LakeFormat,
    store: &Store,
    options: &LakeOptions<'_>,
) -> Vec<Result<String, LakeRefusal>> {
    let checked = compilation.checked().unwrap_or_else(|| panic!("{:?}", compilation.diagnostics));
    let tables = compilation.analysis.tables.iter();
    tables.map(|table| lake_statement(checked, table, format, store, options)).collect()
}

/// What an engine is told of all collections of a catalog.
fn statements(
    compilation: &Compilation,
    format: &dyn LakeFormat,
    store: &Store,
    options: &LakeOptions<'_>,
) -> Result<String, LakeRefusal> {
    let texts: Result<Vec<String>, _> = each(compilation, format, store, options).into_iter().collect();
    Ok(texts?.join("\n"))
}

fn named(name: &str) -> &'static dyn LakeFormat {
    *LAKES.iter().find(|format| format.name() == name).unwrap()
}

#[test]
fn each_engine_reads_the_lake_by_the_expected_statements() {
    let fixture = catalogs::named("lake");
    let mut faults = Vec::new();
    for format in LAKES {
        let compilation = fixture.alone(format.dialect());
        for (kind, options) in [("plain", LakeOptions::default()), ("full", EVERYTHING)] {
            let (texts, refused): (Vec<_>, Vec<_>) =
                each(&compilation, *format, &store(*format), &options).into_iter().partition(Result::is_ok);
            // Athena does not find the folders of the partition `Region`.
            let expected =
                (format.name() == "athena").then(|| Err(LakeRefusal::Unfound("Region".to_owned())));
            assert_eq!(refused, expected.into_iter().collect::<Vec<_>>());
            let text = texts.into_iter().map(Result::unwrap).collect::<Vec<_>>().join("\n");
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
            statements(&compilation, *format, &Store::parse(store).unwrap(), &LakeOptions::default())
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
    let compilation = partitioned("bigquery", "a-b");
    let gs = Store::parse("gs://a").unwrap();
    let found = statements(&compilation, named("bigquery"), &gs, &LakeOptions::default());
    assert_eq!(found, Err(LakeRefusal::Partition("a-b".to_owned())));
}

#[test]
fn athena_refuses_partitions_that_it_does_not_find() {
    let s3 = Store::parse("s3://a").unwrap();
    let of = |engine: &str, field: &str| {
        let format = named(engine);
        statements(&partitioned(format.dialect(), field), format, &s3, &LakeOptions::default()).map(drop)
    };
    for (field, is_found) in [("x", true), ("x_2", true), ("X", false), ("isX", false), ("_x", false)] {
        let expected = if is_found { Ok(()) } else { Err(LakeRefusal::Unfound(field.to_owned())) };
        assert_eq!(of("athena", field), expected);
        assert_eq!(of("trino", field), Ok(()));
    }
}

#[test]
fn duckdb_refuses_stores_with_folders_that_it_takes_for_partitions() {
    let of = |store: &str| {
        let store = Store::parse(store).unwrap();
        statements(&partitioned("duckdb", "x"), named("duckdb"), &store, &LakeOptions::default()).map(drop)
    };
    for folder in ["x=1", "X=", "utc_date=2026-01-01", "document=a"] {
        let (key, _) = folder.split_once('=').unwrap();
        let expected = Err(LakeRefusal::Folder(key.to_owned()));
        assert_eq!([of(&format!("s3://a/{folder}/b")), of(folder)], [expected.clone(), expected]);
    }
    assert_eq!([of("s3://a/y=1/x"), of("xx=1"), of("a=x=1")], [Ok(()), Ok(()), Ok(())]);
}

#[test]
fn a_schema_is_before_all_names_of_tables() {
    let of = |engine: &str, schema: Option<&str>| {
        let format = named(engine);
        let options = LakeOptions { schema, ..LakeOptions::default() };
        statements(&partitioned(format.dialect(), "x"), format, &store(format), &options)
    };
    for format in LAKES {
        for schema in ["", "a.b", "a/b", "a\nb", &"x".repeat(256)] {
            assert_eq!(of(format.name(), Some(schema)), Err(LakeRefusal::Schema(schema.to_owned())));
        }
    }
    for (engine, schema, expected) in [
        (
            "athena",
            "lake",
            &["TABLE `lake`.`c_files`", "REPAIR TABLE `lake`.`c_files`", "FROM lake.c_files"][..],
        ),
        ("bigquery", "lake", &["TABLE lake.c_files", "VIEW lake.c ", "FROM lake.c_files"]),
        ("clickhouse", "my `lake", &["VIEW `my \\`lake`.c "]),
        (
            "databricks",
            "lake",
            &["TABLE lake.c_files", "REPAIR TABLE lake.c_files", "VIEW lake.c ", "FROM lake.c_files"],
        ),
        ("duckdb", "my \"lake", &["VIEW \"my \"\"lake\".c "]),
        (
            "snowflake",
            "Lake's",
            &["STAGE \"Lake's\".c_files", "TABLE \"Lake's\".c ", "= @\"Lake's\".c_files"],
        ),
        (
            "trino",
            "Lake's",
            &[
                "TABLE \"Lake's\".c_files",
                "('lake''s', 'c_files'",
                "VIEW \"Lake's\".c\n",
                "FROM \"Lake's\".c_files",
            ],
        ),
    ] {
        let text = of(engine, Some(schema)).unwrap();
        for part in expected {
            assert!(text.contains(part), "{part}\n{text}");
        }
        let count = |name: &str| text.matches(name).count();
        assert_eq!(
            count("c_files"),
            expected.iter().filter(|part| part.contains("c_files")).count(),
            "{text}"
        );
    }
    for engine in ["athena", "bigquery", "databricks"] {
        assert_eq!(of(engine, Some("a-b")), Err(LakeRefusal::Schema("a-b".to_owned())));
    }
    // A view of BigQuery knows no default data set.
    let text = of("bigquery", None).unwrap();
    assert!(text.contains("VIEW flow_lake.c ") && text.contains("FROM flow_lake.c_files"), "{text}");
}

#[test]
fn bigquery_is_told_as_much_as_it_keeps() {
    let (long, folder) = ("it's ".repeat(4_000), "x".repeat(20_000));
    let schema = format!(
        "{{type: object, required: [id], properties: {{id: {{type: integer, description: \"{long}\"}}}}}}"
    );
    let text = format!("collections: [{{name: {folder}/c, key: [/id], schema: {schema}}}]\n");
    let compilation = catalogs::alone(&MemoryFiles::new([("flow.yaml", text)]), "bigquery");
    let options = LakeOptions { comments: true, ..LakeOptions::default() };
    let format = named("bigquery");
    let text = statements(&compilation, format, &store(format), &options).unwrap();
    let told = text.split("description = ").skip(1).map(|rest| {
        let (told, _) = rest.split_once("')").unwrap();
        told[1..].replace("\\'", "'").chars().count()
    });
    assert_eq!(told.collect::<Vec<_>>(), [1024, 16_384]);
}

/// Snowflake matches a pattern with the path below the stage, or with that below the bucket.
#[test]
fn the_pattern_of_snowflake_matches_paths_from_any_folder_on() {
    let format = named("snowflake");
    let options = LakeOptions::default();
    let text = statements(&partitioned("snowflake", "a.b"), format, &store(format), &options).unwrap();
    let (_, pattern) = text.split_once("PATTERN = '").unwrap();
    let (pattern, _) = pattern.split_once('\'').unwrap();
    let pattern = regex::Regex::new(&format!("^(?:{pattern})$")).unwrap();
    for (path, is_match) in [
        ("a.b=1/utc_date=2026-01-01/0.gz", true),
        ("flow/c/a.b=1/utc_date=2026-01-01/0.gz", true),
        ("flow/c/axb=1/utc_date=2026-01-01/0.gz", false),
        ("a.b=1/more/utc_date=2026-01-01/0.gz", false),
        ("a.b=1/utc_date=2026-01-01/0.json", false),
    ] {
        assert_eq!(pattern.is_match(path), is_match, "{path}");
    }
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
