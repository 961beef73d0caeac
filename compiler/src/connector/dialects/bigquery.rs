//! The names of BigQuery.

use super::column_type::{self, TypeGrammar};
use super::{DialectFacts, Folding, Limit, STANDARD};
use std::borrow::Cow;

/// Column names have 300 characters, letters, digits and underscores, ignore case and have prefixes that are
/// taken: BigQuery, "Specifying a schema", section "Column names". Names of tables: "Create and use tables",
/// section "Table naming"; they would hold more than the same characters, but a dot, a dash or a space in one
/// asks for care in every query. A table has at most 10,000 columns: "Quotas and limits";
/// a primary key 16: "Primary and foreign keys".
pub(super) static FACTS: DialectFacts = DialectFacts {
    name: "bigquery",
    title: "BigQuery",
    max_table: Limit::bytes(1024),
    max_column: Limit::characters(300),
    folding: Folding::Ascii,
    column_prefixes: &[
        "_change_sequence_number",
        "_change_timestamp",
        "_change_type",
        "_colidentifier",
        "_file_",
        "_partition",
        "_row_timestamp",
        "_table_",
        "__root__",
    ],
    spelled,
    spelling: "names have letters, digits and `_` alone; others become `_`",
    max_columns: Some(10_000),
    max_key: Some(16),
    types: TypeGrammar { example: "STRING(40)", quote: '`', angles: true, ..column_type::STANDARD },
    ..STANDARD
};

fn spelled(name: &str) -> Cow<'_, str> {
    let kept = |char: char| char.is_ascii_alphanumeric() || char == '_';
    let digit = name.starts_with(|char: char| char.is_ascii_digit());
    if !digit && name.chars().all(kept) {
        return name.into();
    }
    let changed: String = name.chars().map(|char| if kept(char) { char } else { '_' }).collect();
    if digit { format!("_{changed}").into() } else { changed.into() }
}
