//! What each dialect of SQL does with names, as data. How it prints a table is in `codegen`.

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
}

/// All dialects, sorted by name. `codegen` has a printer for each.
pub static DIALECT_FACTS: &[DialectFacts] = &[
    // NAMEDATALEN is 64: PostgreSQL manual, section 4.1.1; longer names are cut with a notice only.
    DialectFacts {
        name: "postgres",
        synonyms: &["postgresql"],
        max_identifier: Some((63, LengthUnit::Bytes)),
        ignores_case: false,
    },
    // "SQLite ignores case in names" holds for ASCII letters, quoted or not: sqlite.org/lang_keywords.html.
    DialectFacts { name: "sqlite", synonyms: &["sqlite3"], max_identifier: None, ignores_case: true },
];

/// The dialects of collections that no materialization names one for.
pub static DEFAULT_DIALECTS: &[&str] = &["postgres", "sqlite"];

/// The facts of a dialect, by any of its spellings.
pub fn dialect(name: &str) -> Option<&'static DialectFacts> {
    DIALECT_FACTS.iter().find(|facts| facts.name == name || facts.synonyms.contains(&name))
}

impl DialectFacts {
    /// The name as the dialect compares it.
    pub fn fold(&self, name: &str) -> String {
        if self.ignores_case { name.to_ascii_lowercase() } else { name.to_owned() }
    }

    /// Whether the dialect keeps the name whole.
    pub fn fits(&self, name: &str) -> bool {
        self.max_identifier.is_none_or(|(most, unit)| match unit {
            LengthUnit::Bytes => name.len() <= most,
            LengthUnit::Characters => name.chars().count() <= most,
        })
    }
}
