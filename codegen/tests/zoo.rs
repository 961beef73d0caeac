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
