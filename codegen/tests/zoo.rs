//! The catalog of every type has the statements of every dialect that its folder `ddl` holds.
//!
//! `UPDATE=1 cargo test` rewrites them; read the difference before it is kept.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests fail by panicking")]
#![expect(clippy::disallowed_methods, reason = "tests read and rewrite fixtures")]

mod catalogs;

use codegen::{DIALECTS, DdlOptions, create_table};
use std::fs;

const EVERYTHING: DdlOptions = DdlOptions { if_not_exists: true, comments: true, constraints: true };

#[test]
fn each_dialect_creates_the_zoo_as_expected() {
    let fixture = catalogs::named("types-zoo");
    let mut faults = Vec::new();
    for dialect in DIALECTS.iter().map(|dialect| dialect.name()) {
        let compilation = fixture.in_dialect(dialect);
        let checked =
            compilation.checked().unwrap_or_else(|| panic!("{dialect}: {:?}", compilation.diagnostics));
        for (kind, options) in [("plain", DdlOptions::default()), ("full", EVERYTHING)] {
            let tables = compilation.analysis.tables.iter();
            let statements: Vec<String> =
                tables.map(|table| create_table(checked, table, &options)).collect();
            let path = fixture.folder.join("ddl").join(format!("{dialect}.{kind}.sql"));
            let text = statements.join("\n");
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

/// The statements of a catalog with one collection of a schema, in a dialect.
fn statements(dialect: &str, properties: &str) -> String {
    let schema =
        format!("{{type: object, required: [id], properties: {{id: {{type: integer}}, {properties}}}}}");
    let text = format!("collections: [{{name: c, key: [/id], schema: {schema}}}]\n");
    let compilation = catalogs::in_dialects(&compiler::MemoryFiles::new([("flow.yaml", text)]), &[dialect]);
    let checked = compilation.checked().unwrap_or_else(|| panic!("{:?}", compilation.diagnostics));
    let tables = compilation.analysis.tables.iter();
    tables.map(|table| create_table(checked, table, &EVERYTHING)).collect()
}

#[test]
fn names_that_differ_in_case_stay_two_where_bare_ones_become_capitals() {
    for dialect in ["snowflake", "oracle"] {
        let text = statements(dialect, "ID: {type: string}");
        assert!(text.contains("\"id\"") && text.contains("\"ID\""), "{text}");
        let text = statements(dialect, "Id: {type: string}");
        assert!(text.contains("  id  ") && text.contains("\"Id\""), "{text}");
    }
}

#[test]
fn no_condition_lists_what_a_secret_may_be() {
    for dialect in DIALECTS.iter().map(|dialect| dialect.name()) {
        let text = statements(dialect, "pin: {enum: [hunter2], secret: true}, kind: {enum: [open]}");
        assert!(!text.contains("hunter2"), "{text}");
        let has_conditions = DIALECTS.iter().any(|d| d.name() == dialect && d.check("t", 1).is_some());
        assert_eq!(text.contains("'open'"), has_conditions, "{text}");
    }
}

#[test]
fn large_objects_are_compared_with_nothing() {
    let long = "x".repeat(2000);
    let text = statements("oracle", &format!("long: {{enum: [{long}]}}, short: {{enum: [a]}}"));
    assert!(text.contains("short   VARCHAR2(1 CHAR)") && text.contains("CHECK (short IN ('a'))"), "{text}");
    assert!(text.contains("CLOB") && !text.contains("\"long\" IN"), "{text}");
}
