//! The names of DuckDB.

use super::column_type::{self, TypeGrammar};
use super::{DialectFacts, Folding, STANDARD};

/// Names ignore case, quoted or not, and have no limit: DuckDB documentation, "Keywords and Identifiers",
/// section "Rules for Case-Sensitivity".
pub(super) static FACTS: DialectFacts = DialectFacts {
    name: "duckdb",
    synonyms: &["motherduck"],
    title: "DuckDB",
    folding: Folding::Ascii,
    table_folding: Folding::Ascii,
    types: TypeGrammar { arrays: true, strings: true, ..column_type::STANDARD },
    ..STANDARD
};
