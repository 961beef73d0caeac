//! The names of ClickHouse.

use super::column_type::{self, TypeGrammar};
use super::{DialectFacts, LengthUnit, Limit, STANDARD};

/// Names are compared as they are, and quotes hold any: ClickHouse documentation, "Syntax", section
/// "Identifiers". A table's name is one of files, which is 206 bytes in the database `default` of ClickHouse 26.
pub(super) static FACTS: DialectFacts = DialectFacts {
    name: "clickhouse",
    synonyms: &["chdb"],
    title: "ClickHouse",
    max_table: Some(Limit { most: 206, unit: LengthUnit::FileName }),
    types: TypeGrammar {
        example: "Nullable(String)",
        quote: '`',
        strings: true,
        marks: &['='],
        nullable: &["Nullable", "LowCardinality"],
        // It makes a column of each of its parts.
        refused: &["nested"],
        ..column_type::STANDARD
    },
    ..STANDARD
};
