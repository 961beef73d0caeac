//! The names of Databricks.

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
    ..STANDARD
};
