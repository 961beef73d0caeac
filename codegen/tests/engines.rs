//! The statements of all fixtures run on the engines they are for, and make the tables that are meant.
//!
//! PostgreSQL is the server of `FLOWCTL_TEST_POSTGRES`; SQLite is built in.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests fail by panicking")]

mod catalogs;

use catalogs::Meant;
use codegen::create_table;
use compiler::Checked;
use postgres::{Client, NoTls};
use proptest::prelude::*;
use rusqlite::Connection;

/// A column as an engine tells of it: name, type, nullability, place in the primary key from 1.
type Column = (String, String, bool, usize);

/// Creates the tables of a dialect and compares them with the built catalog.
fn check(checked: Checked<'_>, dialect: &str, create: &mut dyn FnMut(&str, &Meant) -> Vec<Column>) {
    let tables = checked.compilation().analysis.tables.iter();
    for (table, meant) in tables.zip(catalogs::meant(checked)) {
        if table.dialect == dialect {
            let statement = create_table(checked, table);
            let columns = create(&statement, &meant);
            assert_eq!(columns, meant.columns, "{statement}");
        }
    }
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

/// Compares on PostgreSQL, in the server's own names of types.
fn check_postgres(client: &mut Client, checked: Checked<'_>) {
    check(checked, "postgres", &mut |statement, meant| {
        let mut found = postgres(client, statement, meant);
        for (column, meant) in found.iter_mut().zip(&meant.columns) {
            let same = "SELECT $1::text::regtype = $2::text::regtype";
            if client.query_one(same, &[&column.1, &meant.1]).unwrap().get(0) {
                column.1.clone_from(&meant.1);
            }
        }
        found
    });
}

#[test]
fn sqlite_makes_the_tables_of_the_fixtures() {
    for fixture in catalogs::all() {
        let checked = fixture.compilation.checked();
        checked.into_iter().for_each(|checked| check(checked, "sqlite", &mut sqlite));
    }
}

#[test]
fn the_tables_of_a_real_catalog_can_be_made() {
    let Some(compilation) = catalogs::real() else { return };
    let checked = compilation.checked().expect("the real catalog has no errors");
    assert_eq!(checked.compilation().analysis.tables.len(), 8, "4 collections in 2 dialects");
    check(checked, "sqlite", &mut sqlite);
    if let Some(mut client) = server() {
        check_postgres(&mut client, checked);
    }
}

#[test]
fn postgres_makes_the_tables_of_the_fixtures_and_of_odd_names() {
    let Some(mut client) = server() else { return };
    for fixture in catalogs::all() {
        let checked = fixture.compilation.checked();
        checked.into_iter().for_each(|checked| check_postgres(&mut client, checked));
    }
    for name in ODD_NAMES {
        let compilation = catalogs::of_names(name, name);
        check_postgres(&mut client, compilation.checked().unwrap());
    }
    for word in client.query("SELECT word FROM pg_get_keywords()", &[]).unwrap() {
        let word: String = word.get(0);
        let compilation = catalogs::of_names(&word, &word);
        check_postgres(&mut client, compilation.checked().unwrap());
    }
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

proptest! {
    #[test]
    fn sqlite_makes_tables_of_any_name(
        table in "[^\u{0}]{1,12}|[\"';\\-/*a\n\\[\\]`]{1,12}",
        property in "[^\u{0}]{0,12}|[\"';\\-/*a\n\\[\\]`~]{0,12}",
    ) {
        prop_assume!(!table.to_ascii_lowercase().starts_with("sqlite_") && !table.trim().is_empty());
        prop_assume!(!property.eq_ignore_ascii_case("id"));
        let compilation = catalogs::of_names(&table, &property);
        let checked = compilation.checked();
        prop_assert!(checked.is_some(), "{:?}", compilation.diagnostics);
        checked.into_iter().for_each(|checked| check(checked, "sqlite", &mut sqlite));
    }
}
