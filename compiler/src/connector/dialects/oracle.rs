//! The names of Oracle Database.

use super::column_type::{self, TypeGrammar};
use super::{DialectFacts, Folding, Limit, STANDARD};

/// Names have 128 bytes and no quotation mark, quoted or not: Oracle Database 19c SQL Language Reference,
/// "Database Object Names and Qualifiers". `ROWID` names a column only in quotes, and a pseudocolumn without.
/// A table has 1000 columns, and an index 32: Database Reference, "Logical Database Limits".
pub(super) static FACTS: DialectFacts = DialectFacts {
    name: "oracle",
    title: "Oracle",
    max_table: Limit::bytes(128),
    max_column: Limit::bytes(128),
    never_in_column: |char| char == '"',
    never_in_table: |char| char == '"',
    refuses_column: |name| name == "ROWID",
    column_rule: "a name has no quotation mark, and `ROWID` is a column that every table has",
    max_columns: Some(1000),
    max_key: Some(32),
    table_folding: Folding::Upper,
    types: TypeGrammar { example: "VARCHAR2(40 CHAR)", marks: &['*'], ..column_type::STANDARD },
    ..STANDARD
};
