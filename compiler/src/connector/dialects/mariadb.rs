//! The names of MariaDB.

use super::mysql::{TYPES, is_beyond_basic_plane};
use super::{DialectFacts, Folding, Limit, STANDARD};

/// Names have 64 characters of the basic plane and no space at their end; those of columns ignore case: MariaDB
/// documentation, "Identifier Names" and "Identifier Case-sensitivity". InnoDB has 1017 columns, and
/// 32 in an index: "InnoDB Limitations".
pub(super) static FACTS: DialectFacts = DialectFacts {
    name: "mariadb",
    title: "MariaDB",
    max_table: Limit::characters(64),
    max_column: Limit::characters(64),
    folding: Folding::Unicode,
    never_in_column: is_beyond_basic_plane,
    never_in_table: is_beyond_basic_plane,
    trailing_space: false,
    max_columns: Some(1017),
    // Half of a page of 16 KiB is 8126 bytes, of which a text takes 21 where it is stored.
    max_texts: Some(386),
    max_key: Some(32),
    types: TYPES,
    ..STANDARD
};
