//! What each dialect of SQL does with names, as data. How it prints a table is in `codegen`.

use std::borrow::Cow;

/// What a length limit counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LengthUnit {
    /// Bytes of UTF-8.
    Bytes,
    /// Characters.
    Characters,
}

/// How a dialect compares and limits names.
#[derive(Debug)]
pub struct DialectFacts {
    /// Its name.
    pub name: &'static str,
    /// Other spellings of the name.
    pub synonyms: &'static [&'static str],
    /// The longest name that it keeps whole.
    pub max_identifier: Option<(usize, LengthUnit)>,
    /// Whether names that differ in case only are one, even in quotes.
    pub ignores_case: bool,
    /// Names that no column may have, in lower case, since every table has columns of these names already.
    pub system_columns: &'static [&'static str],
    /// What the name of no table may begin with, ignoring case.
    pub reserved_prefix: Option<&'static str>,
    /// The greatest number of columns of a table.
    pub max_columns: usize,
}

/// All dialects, sorted by name. `codegen` has a printer for each.
pub static DIALECT_FACTS: &[DialectFacts] = &[
    // NAMEDATALEN is 64: PostgreSQL manual, section 4.1.1; longer names are cut with a notice only.
    DialectFacts {
        name: "postgres",
        synonyms: &["postgresql"],
        max_identifier: Some((63, LengthUnit::Bytes)),
        ignores_case: false,
        // PostgreSQL manual, section 5.6, "System Columns".
        system_columns: &["cmax", "cmin", "ctid", "tableoid", "xmax", "xmin"],
        reserved_prefix: None,
        // PostgreSQL manual, appendix K, "PostgreSQL Limits".
        max_columns: 1600,
    },
    // "SQLite ignores case in names" holds for ASCII letters, quoted or not: sqlite.org/lang_keywords.html.
    DialectFacts {
        name: "sqlite",
        synonyms: &["sqlite3"],
        max_identifier: None,
        ignores_case: true,
        system_columns: &[],
        // "Table names that begin with sqlite_ are reserved": sqlite.org/lang_createtable.html.
        reserved_prefix: Some("sqlite_"),
        // SQLITE_MAX_COLUMN: sqlite.org/limits.html.
        max_columns: 2000,
    },
];

/// The dialects of collections that no materialization names one for.
pub static DEFAULT_DIALECTS: &[&str] = &["postgres", "sqlite"];

/// The facts of a dialect, by any of its spellings.
pub fn dialect(name: &str) -> Option<&'static DialectFacts> {
    DIALECT_FACTS.iter().find(|facts| facts.name == name || facts.synonyms.contains(&name))
}

impl DialectFacts {
    /// The name as the dialect compares it.
    pub fn fold<'n>(&self, name: &'n str) -> Cow<'n, str> {
        match self.ignores_case && name.bytes().any(|byte| byte.is_ascii_uppercase()) {
            true => name.to_ascii_lowercase().into(),
            false => name.into(),
        }
    }

    /// Whether a table may have this name, whatever its length.
    pub fn allows_table(&self, name: &str) -> bool {
        let reserved = self.reserved_prefix.is_some_and(|prefix| {
            name.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
        });
        // No database holds a NUL in a name; it ends the text of a statement.
        !reserved && !name.contains('\0')
    }

    /// Whether a column may have this name, whatever its length.
    pub fn allows_column(&self, name: &str) -> bool {
        !self.system_columns.contains(&name) && !name.as_bytes().contains(&0)
    }

    /// Whether the dialect keeps the name whole.
    pub fn fits(&self, name: &str) -> bool {
        self.max_identifier.is_none_or(|(most, unit)| match unit {
            LengthUnit::Bytes => name.len() <= most,
            LengthUnit::Characters => name.chars().count() <= most,
        })
    }
}
