//! The names of SQL Server.

use super::column_type::{self, TypeGrammar};
use super::{DialectFacts, Folding, LengthUnit, Limit, STANDARD};

/// Names are a `sysname`, 128 units of UTF-16; those of temporary tables begin with `#`: Transact-SQL reference,
/// "Database identifiers". The default collation ignores case. Columns, and 32 in a key:
/// "Maximum capacity specifications".
pub(super) static FACTS: DialectFacts = DialectFacts {
    name: "sqlserver",
    synonyms: &["mssql"],
    title: "SQL Server",
    max_table: Some(Limit { most: 128, unit: LengthUnit::Utf16 }),
    max_column: Some(Limit { most: 128, unit: LengthUnit::Utf16 }),
    folding: Folding::Unicode,
    table_folding: Folding::Unicode,
    table_prefixes: &["#"],
    max_columns: Some(1024),
    max_key: Some(32),
    types: TypeGrammar { example: "NVARCHAR(40)", ..column_type::STANDARD },
    ..STANDARD
};
