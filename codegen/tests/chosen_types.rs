//! Types that a binding chooses for its columns are those of the table, and nothing that is more than a type is.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests fail by panicking")]

mod catalogs;

use catalogs::engine::Engine;
use codegen::{DIALECTS, DdlOptions, create_table};
use compiler::{Compilation, MemoryFiles};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use rusqlite::Connection;
use serde_json::{Value, json};
use std::cell::{Cell, RefCell};

const CONSTRAINED: DdlOptions = DdlOptions { if_not_exists: false, comments: false, constraints: true };

/// A collection in tables of endpoints, each with what it says of its fields.
fn compile(bindings: &[(&str, Value)]) -> Compilation {
    let schema = json!({
        "type": "object",
        "required": ["id", "last"],
        "properties": {
            "id": {"type": "integer"},
            "kind": {"enum": ["a", "b"]},
            "count": {"type": "integer", "minimum": 0},
            "last": {"type": "boolean"},
        },
    });
    let endpoint = |(at, (dialect, _)): (usize, &(&str, Value))| (format!("e{at}"), json!({*dialect: {}}));
    let endpoints: serde_json::Map<String, Value> = bindings.iter().enumerate().map(endpoint).collect();
    let binding = |(at, (_, require)): (usize, &(&str, Value))| {
        let fields = json!({"require": require});
        json!({"collection": "c", "endpoint": format!("e{at}"), "table": "t", "fields": fields})
    };
    let bindings: Vec<Value> = bindings.iter().enumerate().map(binding).collect();
    let catalog = json!({
        "collections": [{"name": "c", "key": ["/id"], "schema": schema}],
        "endpoints": endpoints,
        "materialize": {"m": bindings},
    });
    catalogs::compile(&MemoryFiles::new([("flow.yaml", catalog.to_string())]))
}

/// The statements of all tables, one line each, with single spaces.
fn statements(compilation: &Compilation) -> Vec<String> {
    let checked = compilation.checked().unwrap_or_else(|| panic!("{:?}", compilation.diagnostics));
    let tables = compilation.analysis.tables.iter();
    let text = |table| create_table(checked, table, &CONSTRAINED);
    tables.map(text).map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

#[test]
fn a_column_has_the_type_that_is_written_and_no_conditions() {
    let require = json!({"kind": {"DDL": "CHAR(1) NOT NULL"}, "count": {"DDL": "numeric(9, 2)"}});
    let statement = &statements(&compile(&[("postgres", require)]))[0];
    assert!(statement.contains("kind CHAR(1) NOT NULL, last BOOLEAN NOT NULL"), "{statement}");
    assert!(statement.contains("count numeric(9, 2), "), "{statement}");
    assert!(!statement.contains("CHECK"), "{statement}");
}

#[test]
fn a_field_that_is_cast_is_text_in_each_dialect() {
    for dialect in DIALECTS.iter().map(|dialect| dialect.name()) {
        let columns = |require: Value| {
            let compilation = compile(&[(dialect, require)]);
            let columns = catalogs::meant(compilation.checked().unwrap()).remove(0).columns;
            let of = |name: &str| columns.iter().find(|column| column.0 == name).unwrap().clone();
            (of("id"), of("count"))
        };
        let (id, count) =
            columns(json!({"id": {"castToString": true}, "count": {"ignoreStringFormat": true}}));
        let rows = codegen::type_rows();
        let place = DIALECTS.iter().position(|known| known.name() == dialect).unwrap();
        let of = |kind: &str| rows.iter().find(|row| row.kind == kind).unwrap().types[place].clone();
        assert_eq!(
            (id.1, count.1),
            (of("key: `string`").into_owned(), of("`string`").into_owned()),
            "{dialect}"
        );
        assert!(!id.2 && count.2, "{dialect}");
        let plain = columns(json!({"id": {"castToString": false}, "count": {}}));
        assert_eq!(plain, columns(json!({})), "{dialect}");
    }
}

#[test]
fn no_condition_of_numbers_is_on_a_column_of_text() {
    let require = json!({"count": {"castToString": true}, "kind": {"castToString": true}});
    let statement = &statements(&compile(&[("sqlite", require)]))[0];
    assert!(statement.contains("count TEXT") && !statement.contains("count >="), "{statement}");
    assert!(statement.contains("CHECK (kind IN ('a', 'b'))"), "{statement}");
}

#[test]
fn a_written_type_is_of_the_endpoint_and_its_dialect() {
    let written = |text: &str| json!({"count": {"DDL": text}});
    let compilation =
        compile(&[("postgres", written("INT")), ("postgres", written("INT2")), ("sqlite", json!({}))]);
    let [one, two, three] = &statements(&compilation)[..] else { panic!() };
    assert!(one.contains("count INT,") && two.contains("count INT2,") && three.contains("count INTEGER,"));
    let same = compile(&[("postgres", written("INT")), ("postgres", written("INT"))]);
    assert_eq!(statements(&same).len(), 1);
    // The words of one database are none of another's.
    let files = json!({
        "collections": [{"name": "c", "key": ["/id"], "schema": {"type": "object", "required": ["id"],
            "properties": {"id": {"type": "integer"}, "count": {"type": "integer"}}}}],
        "endpoints": {"e": {"postgres": {}}},
        "materialize": {"m": [{"collection": "c", "endpoint": "e", "table": "t",
            "fields": {"require": {"count": {"DDL": "JSONB", "castToString": true}}}}]},
    });
    let files = MemoryFiles::new([("flow.yaml", files.to_string())]);
    let both = statements(&catalogs::in_dialects(&files, &["duckdb", "postgres"]));
    assert!(both[0].contains("count VARCHAR") && both[1].contains("count JSONB"), "{both:?}");
}

/// What makes the table of a statement and tells of its columns: their names, and whether they may be null.
type Create<'c> = &'c mut dyn FnMut(&str) -> Option<Vec<(String, bool)>>;

/// Types, parts of types, and what ends one.
const PARTS: &str = "INT|VARCHAR|String|DOUBLE PRECISION|TIMESTAMP|DECIMAL|Nullable|Array|ENUM|STRUCT|[a-z]{1,3}\
    |\"x\"|`x`|\\([0-9]\\)|\\(9, 2\\)|\\('a'\\)|\\(String\\)|\\(a INT\\)|\\[\\]|\\[3\\]|[(),;.'\"`\\[\\]*=-]\
    |--|/\\*|\\*/|#|\\$\\$|\n| NOT NULL| NULL| DEFAULT 1| PRIMARY KEY| UNIQUE| CHECK \\(1\\)| AS \\(id\\)\
    | COLLATE NOCASE| COMMENT 'x'| GENERATED ALWAYS AS \\(id\\)| REFERENCES t| WITH TIME ZONE| UNSIGNED\
    | CODEC\\(ZSTD\\)|, evil INT| é|\\PC";

/// Whole types of each of the engines.
const TYPES: &str = "INT|BIGINT|DATE|TEXT|DECIMAL\\(9, 2\\)";

/// Compares what a dialect makes of any text that is said to be a type. What is read as one and is unknown to the
/// engine makes no table.
fn check(dialect: &str, create: Create<'_>) {
    // Most texts of parts are no type, so that half begin with one that all engines have.
    let text = (prop_oneof!["", TYPES], prop::collection::vec(PARTS, 0..4))
        .prop_map(|(whole, parts)| format!("{whole}{}", parts.concat()));
    let config = ProptestConfig { failure_persistence: None, cases: 1000, ..ProptestConfig::default() };
    let (create, made, refused) = (RefCell::new(create), Cell::new(0), Cell::new(0));
    let run = |text: String| {
        let compilation = compile(&[(dialect, json!({"kind": {"DDL": text}}))]);
        let Some(checked) = compilation.checked() else {
            refused.set(refused.get() + 1);
            return Ok(());
        };
        let table = &compilation.analysis.tables[0];
        let statement = create_table(checked, table, &CONSTRAINED);
        let Some(columns) = create.borrow_mut()(&statement) else { return Ok(()) };
        made.set(made.get() + 1);
        let meant = catalogs::meant(checked).remove(0).columns;
        let meant: Vec<_> = meant.into_iter().map(|(name, _, null, _)| (name, null)).collect();
        prop_assert_eq!(columns, meant, "{}", statement);
        Ok(())
    };
    TestRunner::new(config).run(&text, run).unwrap_or_else(|error| panic!("{error}"));
    let (made, refused) = (made.get(), refused.get());
    assert!(made > 20 && refused > 100, "{dialect}: {made} made, {refused} refused");
}

#[test]
fn sqlite_makes_the_meant_table_of_whatever_is_a_type() {
    check("sqlite", &mut |statement| {
        let database = Connection::open_in_memory().unwrap();
        database.execute_batch(statement).ok()?;
        let tables = "SELECT count(*) FROM sqlite_schema WHERE type <> 'index'";
        assert_eq!(database.query_row(tables, [], |row| row.get(0)), Ok(1), "{statement}");
        let defaults =
            "SELECT count(*) FROM pragma_table_xinfo('t') WHERE dflt_value IS NOT NULL OR hidden > 0";
        assert_eq!(database.query_row(defaults, [], |row| row.get(0)), Ok(0), "{statement}");
        let mut columns =
            database.prepare("SELECT name, NOT \"notnull\" FROM pragma_table_info('t')").unwrap();
        let rows = columns.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        Some(rows.map(Result::unwrap).collect())
    });
}

#[test]
fn engines_make_the_meant_table_of_whatever_is_a_type() {
    for dialect in ["duckdb", "clickhouse", "mariadb"] {
        if dialect == "mariadb" && catalogs::environment("FLOWCTL_TEST_MARIADB").is_none() {
            catalogs::skip("FLOWCTL_TEST_MARIADB names no MariaDB server");
            continue;
        }
        let Some(mut engine) = Engine::start(dialect) else { return };
        check(dialect, &mut |statement| {
            let made = engine.run(dialect, statement, &[]).ok()?;
            assert_eq!(made.tables, ["t"], "{statement}");
            Some(made.columns.into_iter().map(|(name, _, null, _)| (name, null)).collect())
        });
    }
}
