//! The names of Redshift.

use super::{DialectFacts, Folding, Limit, STANDARD};

/// Names have 127 bytes and ignore the case of ASCII letters, also in quotes: Redshift developer guide, "Names
/// and identifiers". Columns: "Quotas and limits". System columns: the guide's "Unsupported PostgreSQL features"
/// and PostgreSQL 8, which it comes from.
pub(super) static FACTS: DialectFacts = DialectFacts {
    name: "redshift",
    title: "Redshift",
    max_table: Limit::bytes(127),
    max_column: Limit::bytes(127),
    folding: Folding::Ascii,
    table_folding: Folding::Ascii,
    system_columns: &["cmax", "cmin", "ctid", "deletexid", "insertxid", "oid", "tableoid", "xmax", "xmin"],
    // A name that begins so is that of a temporary table: "CREATE TABLE".
    table_prefixes: &["#"],
    max_columns: Some(1600),
    ..STANDARD
};
