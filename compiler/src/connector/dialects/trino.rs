//! The names of Trino, with its Iceberg connector.

use super::{DialectFacts, Folding, STANDARD};

/// Names ignore case, quoted or not: Trino documentation, "Identifiers". What follows a `$` or an `@` in the name
/// of a table names metadata or a version of it: "Iceberg connector", section "Metadata tables".
pub(super) static FACTS: DialectFacts = DialectFacts {
    name: "trino",
    synonyms: &["iceberg"],
    title: "Trino",
    folding: Folding::Unicode,
    table_folding: Folding::Unicode,
    never_in_table: |char| matches!(char, '$' | '@'),
    ..STANDARD
};
