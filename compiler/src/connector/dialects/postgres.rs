//! The names of PostgreSQL.

use super::column_type::{self, TypeGrammar};
use super::{DialectFacts, Limit, STANDARD};

/// NAMEDATALEN is 64: PostgreSQL manual, section 4.1.1; longer names are cut with a notice only. Names of system
/// columns: section 5.6, "System Columns". Columns, of a table and
/// of an index: appendix K, "PostgreSQL Limits".
pub(super) static FACTS: DialectFacts = DialectFacts {
    name: "postgres",
    synonyms: &["postgresql"],
    title: "PostgreSQL",
    max_table: Limit::bytes(63),
    max_column: Limit::bytes(63),
    system_columns: &["cmax", "cmin", "ctid", "tableoid", "xmax", "xmin"],
    max_columns: Some(1600),
    max_key: Some(32),
    types: TypeGrammar {
        arrays: true,
        // They make a sequence, too.
        refused: &["bigserial", "serial", "serial2", "serial4", "serial8", "smallserial"],
        ..column_type::STANDARD
    },
    ..STANDARD
};
