//! The names of Snowflake.

use super::{DialectFacts, Folding, Limit, STANDARD};

/// Names have 255 characters, and any in quotes: Snowflake documentation, "Identifier requirements".
pub(super) static FACTS: DialectFacts = DialectFacts {
    name: "snowflake",
    title: "Snowflake",
    max_table: Limit::characters(255),
    max_column: Limit::characters(255),
    table_folding: Folding::Upper,
    ..STANDARD
};
