//! Lambdas of SQL: what parameters are, which documents rows are, and what is said of statements that fail.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

use engine::{Engine, Function, Limits, Parameter, Program, Target, Texts};
use runtime_lite::{LambdaError, LambdaKind, LambdaName, Lambdas, Pointer, Row};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

/// The texts of a lambda and its migrations; a place is shown as it is.
struct Statements(Vec<(String, String)>);

impl Texts for Statements {
    fn text(&self, path: &str) -> Option<Arc<str>> {
        self.0.iter().find(|(known, _)| known == path).map(|(_, text)| text.as_str().into())
    }

    fn place(&self, path: &str, line: usize, column: usize) -> String {
        format!("{path}:{line}:{column}")
    }
}

const LIMITS: Limits = Limits { time: Duration::from_millis(300), memory: 32 << 20, stack: 256 << 10 };

fn name(kind: LambdaKind) -> LambdaName {
    LambdaName { derivation: "acme/totals".to_owned(), transform: "fromOrders".to_owned(), kind }
}

fn parameter(name: &str, field: &str, pointer: &str, is_list: bool) -> Parameter {
    let pointer = Pointer::parse(pointer).unwrap();
    Parameter { name: name.to_owned(), field: field.to_owned(), pointer, is_list }
}

fn parameters() -> Vec<Parameter> {
    vec![
        parameter("id", "id", "/id", false),
        parameter("amount", "amount", "/amount", false),
        parameter("paid", "paid", "/paid", false),
        parameter("note", "note", "/note", false),
        parameter("lines", "lines", "/lines", true),
        parameter("to$city", "to/city", "/to/city", false),
        parameter("the_date", "the date", "/date", false),
        parameter("twice", "twice", "/twice", false),
        parameter("twice", "twi-ce", "/twi-ce", false),
        parameter("flow_document", "flow_document", "", false),
    ]
}

/// An engine of a lambda, with its migrations.
fn engine(text: &str, migrations: &[&str]) -> Engine {
    engine_within(LIMITS, text, migrations)
}

fn engine_within(limits: Limits, text: &str, migrations: &[&str]) -> Engine {
    let migrations =
        migrations.iter().enumerate().map(|(at, text)| (format!("m{at}.sql"), (*text).to_owned()));
    let mut texts: Vec<(String, String)> = migrations.collect();
    let target = Target::Sqlite {
        statements: "lambda.sql".to_owned(),
        migrations: texts.iter().map(|(path, _)| path.clone()).collect(),
        parameters: parameters(),
    };
    texts.push(("lambda.sql".to_owned(), text.to_owned()));
    let function = |kind| Function { lambda: name(kind), target: target.clone() };
    let functions = vec![function(LambdaKind::Update), function(LambdaKind::Publish)];
    let program = Program { functions, ..Program::default() };
    Engine::new(Arc::new(program), Arc::new(Statements(texts)), limits)
}

fn publish(engine: &mut Engine, sources: &[Value]) -> Result<Vec<Vec<Value>>, LambdaError> {
    let rows: Vec<Row<'_>> =
        sources.iter().map(|source| Row { source, register: &Value::Null, previous: &Value::Null }).collect();
    engine.publish(&name(LambdaKind::Publish), &rows)
}

fn order() -> Value {
    json!({
        "id": "a", "amount": 2.5, "paid": true, "lines": [{"sku": "x"}, 7], "to": {"city": "Rome"},
        "date": "2026-01-01", "twice": 1,
    })
}

/// What statements publish of one order.
fn run(text: &str) -> Vec<Value> {
    publish(&mut engine(text, &[]), &[order()]).unwrap().remove(0)
}

/// What is said of statements that fail.
fn fail(text: &str, migrations: &[&str]) -> LambdaError {
    publish(&mut engine(text, migrations), &[order()]).unwrap_err()
}

#[test]
fn each_row_is_a_document_whose_properties_are_its_columns() {
    for (text, expected) in [
        ("SELECT $id;", json!([{"id": "a"}])),
        (
            "SELECT $id, $the_date, $to$city",
            json!([{"id": "a", "the date": "2026-01-01", "to/city": "Rome"}]),
        ),
        ("SELECT $amount * 2 AS twice, 'b' AS \"a b\"", json!([{"twice": 5.0, "a b": "b"}])),
        ("SELECT $paid, 1 = 2 AS no, NULL AS none", json!([{"paid": 1, "no": 0, "none": null}])),
        ("SELECT $note, $lines", json!([{"note": null, "lines": [{"sku": "x"}, 7]}])),
        (
            "SELECT $lines$1, $lines$0, $lines$7",
            json!([{"lines/1": 7, "lines/0": {"sku": "x"}, "lines/7": null}]),
        ),
        (
            "SELECT '[1' AS a, ' {\"b\": [1.5]}' AS b, '1' AS c",
            json!([{"a": "[1", "b": {"b": [1.5]}, "c": "1"}]),
        ),
        ("SELECT json_array(1, $id) AS list", json!([{"list": [1, "a"]}])),
        ("SELECT $flow_document ->> 'id' AS id", json!([{"id": "a"}])),
        ("SELECT JSON($flow_document)", json!([order()])),
        ("SELECT json_object('n', value) FROM json_each('[1, 2]')", json!([{"n": 1}, {"n": 2}])),
        ("SELECT '{\"n\": 1}' AS jsonDocument", json!([{"n": 1}])),
        ("SELECT 1 AS json, 2 AS b", json!([{"json": 1, "b": 2}])),
        ("SELECT 1 AS a; SELECT 2 AS a WHERE $id = 'b'; SELECT 3 AS a", json!([{"a": 1}, {"a": 3}])),
        (
            "CREATE TABLE t (a); SAVEPOINT s; INSERT INTO t VALUES (1); ROLLBACK TO s; RELEASE s; \
             INSERT INTO t VALUES (2) RETURNING a, rowid AS n",
            json!([{"a": 2, "n": 1}]),
        ),
        ("VALUES ($id), ('b')", json!([{"column1": "a"}, {"column1": "b"}])),
        (" -- nothing\n", json!([])),
    ] {
        assert_eq!(Value::Array(run(text)), expected, "{text}");
    }
}

#[test]
fn values_are_as_sqlite_has_them() {
    for (amount, expected) in [
        (json!(1), json!(["integer", 1])),
        (json!(1.0), json!(["real", 1.0])),
        (json!(-9_223_372_036_854_775_808_i64), json!(["integer", -9_223_372_036_854_775_808_i64])),
        (json!(true), json!(["integer", 1])),
        (json!(null), json!(["null", null])),
        (json!("ü\u{0}b"), json!(["text", "ü\u{0}b"])),
        (json!([1]), json!(["text", [1]])),
    ] {
        let mut engine = engine("SELECT typeof($amount) AS type, $amount", &[]);
        let found = publish(&mut engine, &[json!({"amount": amount})]).unwrap();
        assert_eq!(found[0][0], json!({"type": expected[0], "amount": expected[1]}));
    }
}

#[test]
fn an_update_returns_what_is_reduced_into_the_register() {
    let mut engine = engine("SELECT json($amount)", &[]);
    let found = engine.update(&name(LambdaKind::Update), &[&json!({"amount": 3}), &json!({"amount": 4})]);
    assert_eq!(found, Ok(vec![vec![json!(3)], vec![json!(4)]]));
}

#[test]
fn tables_of_migrations_last_from_call_to_call_and_are_new_after_a_reset() {
    let text = "INSERT INTO counts VALUES ($id, 1) ON CONFLICT DO UPDATE SET n = n + 1;
                SELECT id, n FROM counts WHERE id = $id;";
    let migrations =
        ["CREATE TABLE counts (id TEXT PRIMARY KEY, m);", "ALTER TABLE counts RENAME m TO n; SELECT 1;"];
    let mut engine = engine(text, &migrations);
    let sources = [json!({"id": "a"}), json!({"id": "b"}), json!({"id": "a"})];
    let count = |id: &str, n: i64| vec![json!({"id": id, "n": n})];
    assert_eq!(publish(&mut engine, &sources), Ok(vec![count("a", 1), count("b", 1), count("a", 2)]));
    assert_eq!(engine.flush("acme/totals"), Ok(Vec::new()));
    assert_eq!(publish(&mut engine, &[json!({"id": "a"})]), Ok(vec![count("a", 3)]));
    engine.reset().unwrap();
    assert_eq!(publish(&mut engine, &[json!({"id": "a"})]), Ok(vec![count("a", 1)]));
}

#[test]
fn triggers_and_full_text_search_are_there() {
    let migrations = ["CREATE VIRTUAL TABLE words USING fts5(text);
         CREATE TABLE texts (text);
         CREATE TRIGGER t AFTER INSERT ON texts BEGIN INSERT INTO words VALUES (new.text); END;"];
    let text = "INSERT INTO texts VALUES ($note); SELECT count(*) AS n FROM words('blue');";
    let mut engine = engine(text, &migrations);
    let sources = [json!({"note": "a blue bird"}), json!({"note": "red"}), json!({"note": "Blue"})];
    let found = publish(&mut engine, &sources).unwrap();
    assert_eq!(found, [[json!({"n": 1})], [json!({"n": 1})], [json!({"n": 2})]]);
}

#[test]
fn a_mistake_is_said_at_its_place() {
    for (text, message) in [
        ("SELECT 1 AS a;\n SELEC 2", "near \"SELEC\": syntax error, at lambda.sql:2:2"),
        ("SELECT 'é', nope", "no such column: nope, at lambda.sql:1:13"),
        ("SELECT 1 AS a;\n\n  SELECT * FROM nowhere", "no such table: nowhere, at lambda.sql:3:3"),
        ("SELECT (1", "incomplete input, at lambda.sql:1:1"),
        ("\n SELECT abs(-9223372036854775807 - 1) AS a", "integer overflow, at lambda.sql:2:2"),
    ] {
        assert_eq!(fail(text, &[]), LambdaError { row: Some(0), message: message.to_owned() }, "{text}");
    }
}

#[test]
fn a_parameter_that_no_field_has_is_refused_before_anything_runs() {
    for (text, message) in [
        (
            "SELEC; SELECT $amuont",
            "`$amuont` is no field of the source: did you mean `$amount`?, at lambda.sql:1:15",
        ),
        ("SELECT $Id", "`$Id` is no field of the source: did you mean `$id`?, at lambda.sql:1:8"),
        ("SELECT $customer", "`$customer` is no field of the source, at lambda.sql:1:8"),
        ("SELECT $id$0", "`$id$0` is no field of the source, at lambda.sql:1:8"),
        ("SELECT $lines$01", "`$lines$01` is no field of the source, at lambda.sql:1:8"),
        ("SELECT :id", "`:id` is no parameter: write `$id`, at lambda.sql:1:8"),
        ("SELECT\n ?1", "`?1` is no parameter: write `$field`, at lambda.sql:2:2"),
        ("SELECT ?", "`?` is no parameter: write `$field`, at lambda.sql:1:8"),
        (
            "SELECT $twice",
            "`$twice` is the parameter of `twice` and `twi-ce`: give one of them a projection, at lambda.sql:1:8",
        ),
    ] {
        assert_eq!(fail(text, &[]), LambdaError { row: None, message: message.to_owned() }, "{text}");
    }
    let parameter_of_tcl = fail("SELECT $id(x)", &[]);
    assert!(
        parameter_of_tcl.message.starts_with("`$id(x)` is no field of the source"),
        "{parameter_of_tcl:?}"
    );
}

#[test]
fn the_row_that_fails_is_named() {
    let mut engine = engine("SELECT json($note)", &[]);
    let sources = [json!({"note": "{}"}), json!({"note": "{"})];
    let error = publish(&mut engine, &sources).unwrap_err();
    assert_eq!(error, LambdaError { row: Some(1), message: "malformed JSON, at lambda.sql:1:1".to_owned() });
}

#[test]
fn an_integer_that_sqlite_has_not_is_refused() {
    let error = publish(&mut engine("SELECT $id", &[]), &[json!({"id": u64::MAX})]).unwrap_err();
    let message =
        "the integer 18446744073709551615 at `/id` is beyond 2^63, the limit of SQLite, at lambda.sql:1:1";
    assert_eq!(error.message, message);
}

#[test]
fn columns_that_are_no_json_are_refused() {
    for (text, message) in [
        (
            "SELECT '{' AS json",
            "the column `json` is no JSON: EOF while parsing an object at line 1 column 1",
        ),
        ("SELECT NULL AS json_", "the column `json_` is NULL, and no text of JSON"),
        ("SELECT 1 AS JSON", "the column `JSON` is an integer, and no text of JSON"),
        ("SELECT x'7b7d' AS json", "the column `json` is a BLOB, and no text of JSON"),
        (
            "SELECT x'00' AS a",
            "the column `a` is a BLOB, which JSON has not: give it as text, such as by `hex` or `json`",
        ),
        ("SELECT 9e999 AS a", "the column `a` is inf, which JSON has not"),
        ("SELECT CAST(x'ff' AS TEXT) AS a", "the column `a` is text that is not UTF-8"),
        ("SELECT 1 AS a, 2 AS a", "two columns are called `a`: name one otherwise by `AS`"),
        ("SELECT $id, 2 AS id", "two columns are called `id`: name one otherwise by `AS`"),
    ] {
        let message = format!("{message}, at lambda.sql:1:1");
        assert_eq!(fail(text, &[]), LambdaError { row: Some(0), message }, "{text}");
    }
}

#[test]
fn statements_that_leave_their_database_or_transaction_are_refused() {
    let transaction = "`BEGIN`, `COMMIT` and `ROLLBACK` are refused: a lambda runs within a transaction";
    let attach = "`ATTACH` and `DETACH` are refused: a lambda has one database";
    for (text, message) in [
        ("BEGIN", transaction),
        ("COMMIT", transaction),
        ("ROLLBACK", transaction),
        ("ATTACH ':memory:' AS other", attach),
        ("ATTACH 'file:/tmp/x.db' AS other", attach),
        ("DETACH main", attach),
        ("VACUUM INTO '/tmp/x.db'", "cannot VACUUM from within a transaction"),
        ("PRAGMA writable_schema = ON", "`PRAGMA writable_schema` is refused"),
        ("PRAGMA temp_store_directory = '/tmp'", "`PRAGMA temp_store_directory` is refused"),
        ("PRAGMA max_page_count = 1000000000", "`PRAGMA max_page_count` is refused"),
        ("PRAGMA user_version = 7", "`PRAGMA user_version` is refused"),
        ("SELECT * FROM pragma_database_list", "`PRAGMA database_list` is refused"),
        ("SELECT load_extension('x')", "the function `load_extension` is refused"),
        ("SELECT readfile('/etc/hosts') AS a", "no such function: readfile"),
        ("CREATE VIRTUAL TABLE t USING csv(filename = '/etc/hosts')", "no such module: csv"),
    ] {
        for error in [fail(text, &[]), fail("SELECT 1", &[text])] {
            assert!(error.message.starts_with(message), "{text}: {error:?}");
        }
    }
    assert_eq!(run("SELECT name FROM pragma_table_info('sqlite_schema') LIMIT 1"), [json!({"name": "type"})]);
}

#[test]
fn a_call_ends_when_its_time_is_over() {
    for text in [
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) AS n FROM n",
        "CREATE TABLE t (i); CREATE TRIGGER r AFTER INSERT ON t BEGIN
           INSERT INTO t WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT 1 FROM n) SELECT i FROM n WHERE i = 0;
         END; INSERT INTO t VALUES (1)",
    ] {
        let error = fail(text, &[]);
        assert!(error.message.starts_with("it took longer than 300ms, at lambda.sql:"), "{error:?}");
    }
}

#[test]
fn each_document_has_the_whole_time() {
    let text = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 20000) SELECT max(i) AS n FROM n";
    let sources = vec![order(); 100];
    let found = publish(&mut engine(text, &[]), &sources).unwrap();
    assert_eq!(found[99], [json!({"n": 20_000})]);
}

#[test]
fn rows_without_end_are_refused() {
    let numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 100001)";
    let many = format!("{numbers} SELECT i FROM n");
    let large = format!("{numbers} SELECT printf('%1000000d', i) AS a FROM n");
    let limits = Limits { time: Duration::from_secs(60), ..LIMITS };
    for (text, message) in [
        (many.as_str(), "it returns more than 100000 rows of one document"),
        (&large, "it returns more than 8 MiB of one document"),
        ("SELECT zeroblob(99000000) AS a", "string or blob too big"),
    ] {
        let error = publish(&mut engine_within(limits, text, &[]), &[order()]).unwrap_err();
        assert_eq!(error.message, format!("{message}, at lambda.sql:1:1"));
    }
}

#[test]
fn a_migration_that_fails_is_said_at_its_place() {
    let error = fail("SELECT 1 AS a", &["CREATE TABLE t (a);", "CREATE TABLE u (a);\nCREATE TABLE t (a);"]);
    let message = "table t already exists, at m1.sql:2:1".to_owned();
    assert_eq!(error, LambdaError { row: None, message });
    let error = fail("SELECT 1 AS a", &["CREATE TABLE t AS SELECT $id AS id"]);
    assert_eq!(error.message, "a migration has no document, and so no `$id`, at m0.sql:1:26");
}

#[test]
fn what_a_statement_raises_is_said_and_a_constraint_that_is_deferred_holds_at_the_end() {
    let migrations = ["CREATE TABLE a (id PRIMARY KEY);
         CREATE TABLE b (a REFERENCES a DEFERRABLE INITIALLY DEFERRED);
         CREATE TRIGGER t BEFORE INSERT ON a BEGIN SELECT RAISE(ROLLBACK, 'no more'); END;"];
    let error = fail("SELECT 1 AS x; INSERT INTO a VALUES ($id)", &migrations);
    assert_eq!(error.message, "no more, at lambda.sql:1:16");
    let mut engine = engine("INSERT INTO b VALUES ($id)", &migrations);
    assert_eq!(publish(&mut engine, &[order()]), Ok(vec![vec![]]));
    assert_eq!(engine.flush("acme/totals").unwrap_err().message, "FOREIGN KEY constraint failed");
}

#[test]
fn no_text_is_too_strange_to_be_answered() {
    for text in [
        "\0",
        "SELECT 1 AS a\0; x",
        "$",
        "$$",
        "#1",
        "?0",
        "?99999999",
        "$a::b(",
        "'",
        "\"",
        "`",
        "[",
        "/*",
        "--",
        "-",
        "é",
        "\u{feff}SELECT 1 AS a",
        "\u{a0}",
        "CREATE TRIGGER",
        "EXPLAIN",
        "EXPLAIN SELECT 1",
        "END",
        ";;",
        "x'0'",
        "SELECT $",
        "SELECT '\0' AS \"\0\"",
        "SELECT 1 AS \"\"",
        "WITH",
        "/* $nope */ SELECT 1 AS a",
    ] {
        let (first, second) =
            (publish(&mut engine(text, &[]), &[order()]), publish(&mut engine("", &[text]), &[]));
        for error in [first.err(), second.err()].into_iter().flatten() {
            assert!(error.message.contains(", at "), "{text:?}: {error:?}");
        }
    }
}
