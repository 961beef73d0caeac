//! The statements of all fixtures run on the engines they are for, and make the tables that are meant.
//!
//! PostgreSQL is the server of `FLOWCTL_TEST_POSTGRES`, and MariaDB that of `FLOWCTL_TEST_MARIADB`; SQLite is built
//! in; DuckDB and ClickHouse are packages of the Python of `FLOWCTL_TEST_PYTHON`, and Spark, which runs what is meant
//! for Databricks, is one of that of `FLOWCTL_TEST_SPARK`.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests fail by panicking")]

mod catalogs;

use catalogs::Meant;
use catalogs::engine::{Column, Engine};
use codegen::{DdlOptions, create_table};
use compiler::Compilation;
use postgres::{Client, NoTls};
use proptest::prelude::*;
use rusqlite::Connection;

/// What makes the table of a statement and tells of its columns.
type Create<'c> = &'c mut dyn FnMut(&str, &Meant) -> Vec<Column>;

/// All that a statement may say.
const EVERYTHING: DdlOptions = DdlOptions { if_not_exists: true, comments: true, constraints: true };

/// Creates the tables of a dialect, plain and with all options, and compares them with the built catalog.
fn check(compilation: &Compilation, dialect: &str, create: Create<'_>) {
    let Some(checked) = compilation.checked() else { return };
    let tables = checked.compilation().analysis.tables.iter();
    for (table, meant) in tables.zip(catalogs::meant(checked)).filter(|(table, _)| table.dialect == dialect) {
        for options in [DdlOptions::default(), EVERYTHING] {
            let statement = create_table(checked, table, &options);
            let columns = create(&statement, &meant);
            assert_eq!(columns, meant.columns, "{statement}");
        }
    }
}

/// Compares all fixtures, the real catalog, and odd names.
fn check_all(dialect: &str, create: Create<'_>) {
    let mut made = 0;
    let mut create = |statement: &str, meant: &Meant| {
        made += 1;
        create(statement, meant)
    };
    for fixture in catalogs::all() {
        check(&fixture.in_dialect(dialect), dialect, &mut create);
    }
    catalogs::real().iter().for_each(|real| check(real, dialect, &mut create));
    for name in ODD_NAMES {
        check(&catalogs::of_names(dialect, name, name), dialect, &mut create);
    }
    assert!(made > 30, "only {made} tables of {dialect}");
}

/// Runs a statement on an engine of Python. Types that are meant are spelled as the engine spells them.
fn by_engine(engine: &mut Engine, dialect: &str, statement: &str, meant: &Meant) -> Vec<Column> {
    let types: Vec<&str> = meant.columns.iter().map(|(_, kind, ..)| kind.as_str()).collect();
    let made = engine.run(dialect, statement, &types).unwrap_or_else(|error| panic!("{error}\n{statement}"));
    assert_eq!(made.tables, [meant.name.as_str()], "{statement}");
    let spelled = made.types.iter().zip(&meant.columns);
    let same = |column: Column, (spelled, meant): (&String, &Column)| match column.1 == *spelled {
        true => (column.0, meant.1.clone(), column.2, column.3),
        false => column,
    };
    made.columns.into_iter().zip(spelled).map(|(column, types)| same(column, types)).collect()
}

/// Runs a statement in a fresh database and returns the columns of the only table that it made.
fn sqlite(statement: &str, meant: &Meant) -> Vec<Column> {
    let database = Connection::open_in_memory().unwrap();
    database.execute_batch(statement).unwrap_or_else(|error| panic!("{error}\n{statement}"));
    let names = "SELECT name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_autoindex%'";
    let names: Vec<String> = (database.prepare(names).unwrap())
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert_eq!(names, [meant.name.as_str()], "{statement}");
    let columns = "SELECT name, type, \"notnull\", pk FROM pragma_table_info(?)";
    let mut columns = database.prepare(columns).unwrap();
    let row = |row: &rusqlite::Row<'_>| {
        Ok((
            row.get(0)?,
            row.get(1)?,
            !row.get::<_, bool>(2)?,
            usize::try_from(row.get::<_, i64>(3)?).unwrap(),
        ))
    };
    columns.query_map([&meant.name], row).unwrap().map(Result::unwrap).collect()
}

/// The same in a fresh schema of PostgreSQL. Types are spelled as this server does.
fn postgres(client: &mut Client, statement: &str, meant: &Meant) -> Vec<Column> {
    // Tests run side by side, each on a connection of its own.
    let backend: i32 = client.query_one("SELECT pg_backend_pid()", &[]).unwrap().get(0);
    let schema = format!("flowctl_test_{backend}");
    let setup =
        format!("DROP SCHEMA IF EXISTS {schema} CASCADE; CREATE SCHEMA {schema}; SET search_path = {schema}");
    client.batch_execute(&setup).unwrap();
    client.batch_execute(statement).unwrap_or_else(|error| panic!("{error:?}\n{statement}"));
    let tables = "SELECT table_name::text FROM information_schema.tables WHERE table_schema = $1";
    let tables = client.query(tables, &[&schema]).unwrap();
    let names: Vec<String> = tables.iter().map(|row| row.get(0)).collect();
    assert_eq!(names, [meant.name.as_str()], "{statement}");
    let columns = "
        SELECT a.attname::text, format_type(a.atttypid, a.atttypmod), NOT a.attnotnull,
            coalesce(array_position(i.indkey::int[], a.attnum::int) + 1, 0)
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
        WHERE n.nspname = $1 AND c.relname = $2 AND a.attnum > 0 ORDER BY a.attnum";
    let rows = client.query(columns, &[&schema, &meant.name]).unwrap();
    let row = |row: &postgres::Row| -> Column {
        (row.get(0), row.get(1), row.get(2), usize::try_from(row.get::<_, i32>(3)).unwrap())
    };
    let columns = rows.iter().map(row).collect();
    client.batch_execute(&format!("DROP SCHEMA {schema} CASCADE")).unwrap();
    columns
}

/// The server for tests, if there is one.
fn server() -> Option<Client> {
    let Some(url) = catalogs::environment("FLOWCTL_TEST_POSTGRES") else {
        catalogs::skip("FLOWCTL_TEST_POSTGRES names no PostgreSQL server");
        return None;
    };
    Some(Client::connect(&url, NoTls).expect("the server of FLOWCTL_TEST_POSTGRES answers"))
}

/// Runs a statement on PostgreSQL, with types in the names that are meant.
fn by_postgres(client: &mut Client, statement: &str, meant: &Meant) -> Vec<Column> {
    let mut found = postgres(client, statement, meant);
    for (column, meant) in found.iter_mut().zip(&meant.columns) {
        let same = "SELECT $1::text::regtype = $2::text::regtype";
        if client.query_one(same, &[&column.1, &meant.1]).unwrap().get(0) {
            column.1.clone_from(&meant.1);
        }
    }
    found
}

#[test]
fn sqlite_makes_the_tables_that_are_meant() {
    check_all("sqlite", &mut sqlite);
}

#[test]
fn postgres_makes_the_tables_that_are_meant() {
    let Some(mut client) = server() else { return };
    check_all("postgres", &mut |statement, meant| by_postgres(&mut client, statement, meant));
    for word in client.query("SELECT word FROM pg_get_keywords()", &[]).unwrap() {
        let word: String = word.get(0);
        let compilation = catalogs::of_names("postgres", &word, &word);
        check(&compilation, "postgres", &mut |statement, meant| by_postgres(&mut client, statement, meant));
    }
}

#[test]
fn duckdb_makes_the_tables_that_are_meant() {
    let Some(mut engine) = Engine::start("duckdb") else { return };
    check_all("duckdb", &mut |statement, meant| by_engine(&mut engine, "duckdb", statement, meant));
}

#[test]
fn clickhouse_makes_the_tables_that_are_meant() {
    let Some(mut engine) = Engine::start("clickhouse") else { return };
    check_all("clickhouse", &mut |statement, meant| by_engine(&mut engine, "clickhouse", statement, meant));
}

#[test]
fn mariadb_makes_the_tables_that_are_meant() {
    if catalogs::environment("FLOWCTL_TEST_MARIADB").is_none() {
        return catalogs::skip("FLOWCTL_TEST_MARIADB names no MariaDB server");
    }
    let Some(mut engine) = Engine::start("mariadb") else { return };
    check_all("mariadb", &mut |statement, meant| by_engine(&mut engine, "mariadb", statement, meant));
}

/// Spark is too large for every run: `cargo xtask full` names a Python that has it.
#[test]
fn spark_makes_the_tables_of_databricks() {
    if catalogs::environment("FLOWCTL_TEST_SPARK").is_none() {
        return;
    }
    let Some(mut engine) = Engine::spark() else { return };
    let mut create = |statement: &str, meant: &Meant| by_engine(&mut engine, "databricks", statement, meant);
    check_all("databricks", &mut create);
    of_any_names("databricks", &mut create);
}

const ODD_NAMES: &[&str] = &[
    "a\"b",
    "\"",
    "a; DROP TABLE x; --",
    "a'b",
    "A",
    "a\\",
    "$$",
    "a\nb",
    "--",
    "/* a",
    "a */ b",
    "?",
    ":a",
    "\u{e9}\u{202e}",
    "select",
    "Select",
    "1",
];

/// Names with all that ends a name, a string, a comment or a statement somewhere.
const HOSTILE: &str =
    "[^\u{0}]{1,12}|[\"';\\-/*a\n\\[\\]`\\\\$]{1,12}|[a-zA-Z\u{e9}\u{c9}]{1,3}|[a-c]{290,310}";

/// Makes a table of names, unless a rule refuses them.
fn of_names(dialect: &str, table: &str, property: &str, create: Create<'_>) {
    if table.trim().is_empty() {
        return;
    }
    check(&catalogs::of_names(dialect, table, property), dialect, create);
}

proptest! {
    #[test]
    fn sqlite_makes_tables_of_any_name(table in HOSTILE, property in HOSTILE) {
        of_names("sqlite", &table, &property, &mut sqlite);
    }
}

/// Makes a table of columns called by words, and tables called by some of them, each of which is all that is there.
fn of_words(dialect: &str, words: &[String], create: Create<'_>) {
    let made = std::cell::Cell::new(0);
    let mut create = |statement: &str, meant: &Meant| {
        made.set(made.get() + 1);
        create(statement, meant)
    };
    // Words that no column may be called by are findings, which would leave out the others of their table.
    let boolean = serde_json::json!({"type": "boolean"});
    let columns: Vec<(&str, serde_json::Value)> = (words.iter())
        .map(|word| (word.as_str(), boolean.clone()))
        .filter(|column| {
            catalogs::of_columns(dialect, ("t", "t"), std::slice::from_ref(column)).checked().is_some()
        })
        .collect();
    assert!(columns.len() + 5 > words.len(), "{dialect} has {} of {} words", columns.len(), words.len());
    for columns in columns.chunks(200) {
        check(&catalogs::of_columns(dialect, ("t", "t"), columns), dialect, &mut create);
    }
    let is_full = catalogs::environment("FLOWCTL_TEST_FULL").is_some();
    let tables = words.iter().step_by(if is_full { 1 } else { 20 });
    let expected = words.chunks(200).count() + tables.len();
    for word in tables {
        check(&catalogs::of_columns(dialect, (word, word), &[]), dialect, &mut create);
    }
    // Each is made twice, plain and with all options.
    assert!(made.get() + 5 > 2 * expected, "{dialect} made {} of {expected} tables", made.get());
}

#[test]
fn every_word_of_an_engine_names_tables_and_columns_of_each() {
    let engines = ["duckdb", "clickhouse", "mariadb"];
    let mut started = Vec::new();
    for dialect in engines {
        if dialect == "mariadb" && catalogs::environment("FLOWCTL_TEST_MARIADB").is_none() {
            catalogs::skip("FLOWCTL_TEST_MARIADB names no MariaDB server");
            continue;
        }
        let Some(engine) = Engine::start(dialect) else { return };
        started.push((dialect, engine));
    }
    let words = started.iter_mut().flat_map(|(_, engine)| engine.keywords());
    // Those of ClickHouse are several words at times, which are names like any others.
    let mut words: Vec<String> = words.filter(|word| !word.contains(' ')).collect();
    words.sort_unstable();
    words.dedup();
    assert!(words.len() > 500, "{words:?}");
    for (dialect, engine) in &mut started {
        of_words(dialect, &words, &mut |statement, meant| by_engine(engine, dialect, statement, meant));
    }
    of_words("sqlite", &words, &mut sqlite);
    let Some(mut client) = server() else { return };
    of_words("postgres", &words, &mut |statement, meant| by_postgres(&mut client, statement, meant));
}

/// As many cases as a property test has, but for a full run, on an engine that all of them share.
fn of_any_names(dialect: &str, create: Create<'_>) {
    let default = ProptestConfig::default();
    // An engine takes a quarter of a second for a case.
    let cases = default.cases.min(256);
    let config = ProptestConfig { failure_persistence: None, cases, ..default };
    let mut runner = proptest::test_runner::TestRunner::new(config);
    let create = std::cell::RefCell::new(create);
    let made = std::cell::Cell::new(0);
    let result = runner.run(&(HOSTILE, HOSTILE), |(table, property)| {
        of_names(dialect, &table, &property, &mut |statement, meant| {
            made.set(made.get() + 1);
            create.borrow_mut()(statement, meant)
        });
        Ok(())
    });
    result.unwrap_or_else(|error| panic!("{error}"));
    // Long names are refused by most dialects, and others make two statements each.
    assert!(made.get() > 100, "only {} tables of {dialect}", made.get());
}

#[test]
fn postgres_makes_tables_of_any_name() {
    let Some(mut client) = server() else { return };
    of_any_names("postgres", &mut |statement, meant| by_postgres(&mut client, statement, meant));
}

#[test]
fn engines_make_tables_of_any_name() {
    for dialect in ["duckdb", "clickhouse", "mariadb"] {
        if dialect == "mariadb" && catalogs::environment("FLOWCTL_TEST_MARIADB").is_none() {
            catalogs::skip("FLOWCTL_TEST_MARIADB names no MariaDB server");
            continue;
        }
        let Some(mut engine) = Engine::start(dialect) else { return };
        of_any_names(dialect, &mut |statement, meant| by_engine(&mut engine, dialect, statement, meant));
    }
}

/// The statement of a table with conditions on columns that may be null, and one that inserts a row after it.
fn conditions(dialect: &str, row: &str) -> String {
    let schema = "{type: object, required: [id], properties: {id: {type: integer}, kind: {enum: [a, null]},
        count: {type: integer, minimum: 0}, code: {type: string, minLength: 1, pattern: '^[a-z]+$'}}}";
    let text = format!("collections: [{{name: t, key: [/id], schema: {schema}}}]\n");
    let files = compiler::MemoryFiles::new([("flow.yaml", text)]);
    let compilation = catalogs::in_dialects(&files, &[dialect]);
    let table = &compilation.analysis.tables[0];
    let statement = create_table(compilation.checked().unwrap(), table, &EVERYTHING);
    format!("{statement}\nINSERT INTO t VALUES ({row});")
}

/// Compares which rows a table with conditions takes.
fn check_conditions(dialect: &str, takes: &mut dyn FnMut(&str) -> bool) {
    for row in ["1, NULL, NULL, NULL", "1, 'ab', 0, 'a'"] {
        assert!(takes(&conditions(dialect, row)), "{dialect} refuses {row}");
    }
    // SQLite has no expressions.
    let wrong = if dialect == "sqlite" { "''" } else { "'AB'" };
    for row in ["1, NULL, -1, NULL", "1, NULL, NULL, 'b'", &format!("1, {wrong}, NULL, NULL")] {
        assert!(!takes(&conditions(dialect, row)), "{dialect} takes {row}");
    }
}

#[test]
fn conditions_refuse_other_values_and_let_null_pass() {
    check_conditions("sqlite", &mut |text| Connection::open_in_memory().unwrap().execute_batch(text).is_ok());
    for dialect in ["duckdb", "clickhouse", "mariadb"] {
        if dialect == "mariadb" && catalogs::environment("FLOWCTL_TEST_MARIADB").is_none() {
            catalogs::skip("FLOWCTL_TEST_MARIADB names no MariaDB server");
            continue;
        }
        let Some(mut engine) = Engine::start(dialect) else { return };
        check_conditions(dialect, &mut |text| engine.run(dialect, text, &[]).is_ok());
    }
}

#[test]
fn conditions_of_postgres_refuse_other_values_and_let_null_pass() {
    let Some(mut client) = server() else { return };
    check_conditions("postgres", &mut |text| {
        let temporary = text.replacen("CREATE TABLE", "CREATE TEMPORARY TABLE", 1);
        client.batch_execute("DROP TABLE IF EXISTS pg_temp.t").unwrap();
        client.batch_execute(&temporary).is_ok()
    });
}
