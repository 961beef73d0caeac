//! The names of MySQL.

use super::column_type::{self, TypeGrammar};
use super::{DialectFacts, Folding, Limit, STANDARD};

/// Names have 64 characters: MySQL 8.0 manual, section 11.2.1; of the basic plane alone, and no space at their
/// end: section 11.2. Those of columns ignore case: section 11.2.3. InnoDB has 1017 columns,
/// and 16 in an index: section 17.21.
pub(super) static FACTS: DialectFacts = DialectFacts {
    name: "mysql",
    title: "MySQL",
    max_table: Limit::characters(64),
    max_column: Limit::characters(64),
    folding: Folding::Unicode,
    never_in_column: is_beyond_basic_plane,
    never_in_table: is_beyond_basic_plane,
    trailing_space: false,
    max_columns: Some(1017),
    // Half of a page of 16 KiB is 8126 bytes, of which a text takes 41 where it is stored (section 17.21).
    max_texts: Some(197),
    max_key: Some(16),
    types: TYPES,
    ..STANDARD
};

/// Types: MySQL manual, chapter 13, "Data Types".
pub(super) const TYPES: TypeGrammar = TypeGrammar {
    quote: '`',
    strings: true,
    // It is an index and a counter, too.
    refused: &["serial"],
    ..column_type::STANDARD
};

/// Whether a character takes more than three bytes, which the names of MySQL and MariaDB do not hold.
pub(super) fn is_beyond_basic_plane(char: char) -> bool {
    u32::from(char) > 0xffff
}
