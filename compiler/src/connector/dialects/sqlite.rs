//! The names of SQLite.

use super::{DialectFacts, Folding, STANDARD};

/// "SQLite ignores case in names" holds for ASCII letters, quoted or not: sqlite.org/lang_keywords.html. "Table
/// names that begin with sqlite_ are reserved": sqlite.org/lang_createtable.html. SQLITE_MAX_COLUMN:
/// sqlite.org/limits.html.
pub(super) static FACTS: DialectFacts = DialectFacts {
    name: "sqlite",
    synonyms: &["sqlite3"],
    title: "SQLite",
    folding: Folding::Ascii,
    table_folding: Folding::Ascii,
    table_prefixes: &["sqlite_"],
    max_columns: Some(2000),
    ..STANDARD
};
