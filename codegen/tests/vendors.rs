//! What vendors refuse or read otherwise, as their documentation says, is not printed. Most of them are nowhere to be
//! had offline, so the text of a statement is looked at.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests fail by panicking")]

mod catalogs;

use codegen::{DdlOptions, create_table};
use compiler::MemoryFiles;
use serde_json::{Map, Value, json};

const ALL: DdlOptions = DdlOptions { if_not_exists: false, comments: true, constraints: true };

/// A catalog of one collection in one table of a dialect. The key begins with `id`.
fn catalog(dialect: &str, more_key: &[&str], properties: &Value, partitions: &[&str]) -> String {
    let mut all = json!({"id": {"type": "integer"}});
    all.as_object_mut().unwrap().extend(properties.as_object().unwrap().clone());
    let key: Vec<String> = ["id"].iter().chain(more_key).map(|name| format!("/{name}")).collect();
    let required: Vec<&str> = ["id"].iter().chain(more_key).copied().collect();
    let projection =
        |name: &&str| ((*name).to_owned(), json!({"location": format!("/{name}"), "partition": true}));
    let projections: Map<String, Value> = partitions.iter().map(projection).collect();
    let schema = json!({"type": "object", "required": required, "properties": all});
    json!({
        "collections": [{"name": "c", "key": key, "schema": schema, "projections": projections}],
        "endpoints": {"e": {dialect: {}}},
        "materialize": {"m": [{"collection": "c", "endpoint": "e", "table": "t"}]},
    })
    .to_string()
}

/// The statements of a table with all options, one line each, with single spaces.
fn statement(dialect: &str, more_key: &[&str], properties: &Value, partitions: &[&str]) -> String {
    let text = catalog(dialect, more_key, properties, partitions);
    let compilation = catalogs::compile(&MemoryFiles::new([("flow.yaml", text)]));
    let checked = compilation.checked().unwrap_or_else(|| panic!("{:?}", compilation.diagnostics));
    let text = create_table(checked, &compilation.analysis.tables[0], &ALL);
    text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ") + "\n").collect()
}

/// The findings of such a catalog.
fn findings(dialect: &str, properties: &Value) -> Vec<String> {
    let text = catalog(dialect, &[], properties, &[]);
    let compilation = catalogs::compile(&MemoryFiles::new([("flow.yaml", text)]));
    compilation.diagnostics.iter().map(|one| format!("{}: {}", one.code.name, one.message)).collect()
}

#[track_caller]
fn check(dialect: &str, more_key: &[&str], properties: &Value, expected: &str) {
    let statement = statement(dialect, more_key, properties, &[]);
    assert!(statement.contains(expected), "{expected}\nis not in\n{statement}");
}

#[test]
fn a_description_ends_no_string() {
    let hostile = json!({"x": {"type": "string", "description": "a\\' ; DROP TABLE x; --"}});
    for (dialect, escaped) in [
        ("redshift", r"'a\\'' ; DROP TABLE x; --"),
        ("snowflake", r"'a\\'' ; DROP TABLE x; --"),
        ("mysql", r"'a\\'' ; DROP TABLE x; --"),
        ("clickhouse", r"'a\\'' ; DROP TABLE x; --"),
        ("databricks", r"'a\\\' ; DROP TABLE x; --"),
        ("bigquery", r"'a\\\' ; DROP TABLE x; --"),
        ("postgres", r"'a\'' ; DROP TABLE x; --"),
        ("trino", r"'a\'' ; DROP TABLE x; --"),
        ("oracle", r"'a\'' ; DROP TABLE x; --"),
    ] {
        check(dialect, &[], &hostile, escaped);
    }
}

#[test]
fn a_description_names_no_variable_of_spark() {
    let property = json!({"x": {"type": "string", "description": "${env:HOME} $x {y}"}});
    check("databricks", &[], &property, r"'$\u007benv:HOME} $x {y}");
}

#[test]
fn a_comment_of_oracle_is_one_line() {
    let property = json!({"x": {"type": "string", "description": "one;\n\n/\nDROP TABLE y;"}});
    check("oracle", &[], &property, "IS 'one; / DROP TABLE y; auto-generated");
}

#[test]
fn descriptions_of_bigquery_are_cut_to_what_it_holds() {
    let property = json!({"x": {"type": "string", "description": "d".repeat(3000)}});
    let expected = format!("OPTIONS (description = '{}')", "d".repeat(1024));
    check("bigquery", &[], &property, &expected);
}

#[test]
fn words_of_vendors_are_quoted() {
    for (dialect, words, quote) in [
        ("oracle", &["access", "file", "online", "row", "session", "rowid", "sysdate"][..], '"'),
        ("snowflake", &["constraint", "current_date", "qualify", "tablesample", "case", "true"], '"'),
        ("trino", &["trim", "listagg", "json_value"], '"'),
        ("mysql", &["manual", "tablesample"], '`'),
        ("postgres", &["system_user"], '"'),
    ] {
        for word in words {
            let statement = statement(dialect, &[], &json!({*word: {"type": "boolean"}}), &[]);
            let quoted = format!("{quote}{word}{quote} ");
            assert!(statement.contains(&quoted), "{quoted}\nis not in\n{statement}");
        }
    }
    assert!(statement("sqlserver", &[], &json!({"rollup": {"type": "boolean"}}), &[]).contains("[rollup] "));
}

#[test]
fn columns_that_a_database_has_itself_are_refused() {
    let boolean = json!({"type": "boolean"});
    let refused = |name: &str| format!("refused-table: no column of {name}");
    let oracle = findings("oracle", &json!({"ROWID": boolean}));
    assert_eq!(oracle, [refused("oracle may be named `ROWID`")]);
    let bigquery = findings("bigquery", &json!({"_change_type": boolean}));
    assert_eq!(bigquery, [refused("bigquery may be named `_change_type`")]);
}

#[test]
fn databricks_clusters_by_what_has_statistics() {
    let properties = json!({"live": {"type": "boolean"}, "day": {"type": "string", "format": "date"}});
    let statement = statement("databricks", &["live", "day"], &properties, &["live"]);
    assert!(statement.contains("CLUSTER BY (id, day);\n"), "{statement}");
}

#[test]
fn trino_partitions_by_names_in_lower_case() {
    let properties = json!({"Order": {"type": "boolean"}});
    let statement = statement("trino", &["Order"], &properties, &["Order"]);
    assert!(statement.contains("WITH (partitioning = ARRAY['\"order\"'])"), "{statement}");
}

#[test]
fn integers_in_strings_are_as_wide_as_integers_beside_them() {
    let property = |more: Value| {
        let mut schema = json!({"type": ["string", "integer"], "format": "integer"});
        schema.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json!({"n": schema})
    };
    let short = property(json!({"maxLength": 5}));
    let wide = property(json!({"maxLength": 5, "maximum": 18_446_744_073_709_551_615_u64}));
    let huge = property(json!({"maximum": 1e60}));
    for (dialect, [of_short, of_wide, of_huge]) in [
        ("redshift", ["n BIGINT\n", "n NUMERIC(38, 0)\n", "n VARCHAR(65535)\n"]),
        ("oracle", ["n NUMBER(19)\n", "n NUMBER(38)\n", "n CLOB\n"]),
        ("clickhouse", ["n Nullable(Int64)", "n Nullable(Int128)", "n Nullable(Int256)"]),
    ] {
        check(dialect, &[], &short, of_short);
        check(dialect, &[], &wide, of_wide);
        check(dialect, &[], &huge, of_huge);
    }
}

#[test]
fn a_condition_holds_of_what_the_schema_lets_pass() {
    // Emoji have two units of UTF-16, and a CLOB of Oracle counts those.
    let text = json!({"x": {"type": "string", "maxLength": 5000}});
    assert!(!statement("oracle", &[], &text, &[]).contains("CHECK"));
    check("oracle", &[], &json!({"x": {"type": "string", "maxLength": 9}}), "CHECK (LENGTH(x) <= 9)");
    let number = json!({"x": {"type": "number", "maximum": 1e300, "exclusiveMinimum": 0.5}});
    // No number of Oracle is that large.
    check("oracle", &[], &number, "x BINARY_DOUBLE,\nCHECK (x > 0.5)\n");
    check("postgres", &[], &number, "CHECK (x > 0.5),\nCHECK (x <= 1e+300)\n");
}

#[test]
fn keys_have_the_length_that_an_index_has_room_for() {
    let text = json!({"type": "string"});
    let long = json!({"type": "string", "maxLength": 2000});
    let wide = json!({"type": "integer", "minimum": 0, "maximum": u64::MAX});
    let bytes = json!({"type": "string", "contentEncoding": "base64", "maxLength": 64});
    // 3072 bytes less 16 of `id` and 30 of `w` are shared by two.
    let three = json!({"b": long, "c": long, "w": wide});
    check("mysql", &["b", "c", "w"], &three, "b VARCHAR(378) NOT NULL");
    // One without a length takes 256 characters, and the other has the rest.
    check("mysql", &["a", "b"], &json!({"a": text, "b": long}), "b VARCHAR(508) NOT NULL");
    check("mysql", &["a", "b"], &json!({"a": text, "b": long}), "a VARCHAR(256) NOT NULL");
    check("mysql", &["x"], &json!({"x": bytes}), "x VARBINARY(48) NOT NULL");
    check("oracle", &["a"], &json!({"a": text}), "a VARCHAR2(1000 CHAR) NOT NULL");
    // Bytes that differ in zeros at their end are one key there.
    check("sqlserver", &["x"], &json!({"x": bytes}), "x VARCHAR(256) COLLATE");
}

#[test]
fn a_row_has_room_for_so_many_texts() {
    let table = |count: usize, schema: Value| -> Value {
        let property = |at| (format!("c{at}"), schema.clone());
        Value::Object((0..count).map(property).collect())
    };
    let refused = ["refused-table: the table `t` has more texts than fit into a row"];
    assert_eq!(findings("mysql", &table(198, json!({"type": "string"}))), refused);
    assert_eq!(findings("mysql", &table(197, json!({"type": "string"}))), [""; 0]);
    assert_eq!(findings("mysql", &table(500, json!({"type": "integer"}))), [""; 0]);
    assert_eq!(findings("mariadb", &table(400, json!({"type": "array"}))), refused);
}

#[test]
fn a_condition_of_mysql_has_a_name_that_fits() {
    let text = catalog("mysql", &[], &json!({"x": {"type": "integer", "minimum": 3}}), &[]);
    for (length, expected) in [(58, true), (59, false)] {
        let text = text.replace("\"table\":\"t\"", &format!("\"table\":\"{}\"", "t".repeat(length)));
        let compilation = catalogs::compile(&MemoryFiles::new([("flow.yaml", text)]));
        let checked = compilation.checked().unwrap();
        let statement = create_table(checked, &compilation.analysis.tables[0], &ALL);
        assert_eq!(statement.contains("CHECK"), expected, "{statement}");
    }
}
