//! The names of Databricks.

use super::column_type::{self, TypeGrammar};
use super::{DialectFacts, Folding, Limit, STANDARD};

/// Names have 255 characters and ignore case; those of tables have no period, space, slash or control
/// character: Databricks SQL reference, "Names".
pub(super) static FACTS: DialectFacts = DialectFacts {
    name: "databricks",
    synonyms: &["spark"],
    title: "Databricks",
    max_table: Limit::characters(255),
    max_column: Limit::characters(255),
    folding: Folding::Unicode,
    table_folding: Folding::Unicode,
    never_in_table: |char| matches!(char, '.' | ' ' | '/') || char.is_ascii_control(),
    types: TypeGrammar {
        example: "DECIMAL(10, 2)",
        quote: '`',
        angles: true,
        marks: &[':'],
        ..column_type::STANDARD
    },
    ..STANDARD
};
