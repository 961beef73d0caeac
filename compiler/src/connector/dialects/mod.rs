//! What each dialect of SQL, and each search engine, does with names, as data. How it prints a table is in `codegen`.

mod bigquery;
mod clickhouse;
mod column_type;
mod databricks;
mod duckdb;
mod elasticsearch;
mod index;
mod mariadb;
mod mysql;
mod opensearch;
mod oracle;
mod postgres;
mod redshift;
mod snowflake;
mod sqlite;
mod sqlserver;
mod trino;

pub use column_type::{TypeGrammar, WrittenType};

use std::borrow::Cow;

/// What creates a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A statement of SQL.
    Statement,
    /// An index template, which is JSON.
    Template,
}

/// What a length limit counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LengthUnit {
    /// Bytes of UTF-8.
    Bytes,
    /// Characters.
    Characters,
    /// Units of UTF-16, of which characters beyond the basic plane take two.
    Utf16,
    /// Bytes of UTF-8, of which each takes three in the name of a file, but those of letters, digits and `_`.
    FileName,
}

/// The longest name that a dialect keeps whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// How long it may be.
    pub most: usize,
    /// In which unit.
    pub unit: LengthUnit,
}

/// Which names a dialect cannot tell apart, quoted or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Folding {
    /// None.
    Exact,
    /// Those that differ in the case of ASCII letters only.
    Ascii,
    /// Those that differ in case only.
    Unicode,
    /// A word in lower case and the same in capitals: the first is written without quotes, and becomes the second.
    Upper,
}

/// How a dialect compares and limits names.
#[derive(Debug)]
pub struct DialectFacts {
    /// Its name.
    pub name: &'static str,
    /// Other spellings of the name.
    pub synonyms: &'static [&'static str],
    /// What it is called in sentences.
    pub title: &'static str,
    /// What creates a table in it.
    pub form: Form,
    /// The longest name of a table.
    pub max_table: Option<Limit>,
    /// The longest name of a column.
    pub max_column: Option<Limit>,
    /// Which names of columns are one.
    pub folding: Folding,
    /// Which names of tables are one.
    pub table_folding: Folding,
    /// Names that no column may have, in lower case.
    pub system_columns: &'static [&'static str],
    /// What the name of no column may begin with, ignoring case.
    pub column_prefixes: &'static [&'static str],
    /// What the name of no table may begin with, ignoring case.
    pub table_prefixes: &'static [&'static str],
    /// Whether the name of no column may have a character.
    pub never_in_column: fn(char) -> bool,
    /// Whether the name of no table may have a character.
    pub never_in_table: fn(char) -> bool,
    /// Whether no table may have a name, for another reason.
    pub refuses_table: fn(&str) -> bool,
    /// Whether no column may have a name, for another reason.
    pub refuses_column: fn(&str) -> bool,
    /// Which names tables may have, as a sentence, where that is no matter of course.
    pub table_rule: &'static str,
    /// Which names columns may have, as a sentence, where that is no matter of course.
    pub column_rule: &'static str,
    /// What divides the name of a column that is inside of another, where names are divided.
    pub divider: Option<char>,
    /// Whether a name may end in white space.
    pub trailing_space: bool,
    /// The name of a table or column as the dialect keeps it: the same, but where it has a rule of its own that
    /// the language allows for (`language.md` D7).
    pub spelled: fn(&str) -> Cow<'_, str>,
    /// That rule, as a sentence about names.
    pub spelling: &'static str,
    /// The greatest number of columns of a table.
    pub max_columns: Option<usize>,
    /// The greatest number of columns of text or JSON of a table, where a row has less room for them than for others.
    pub max_texts: Option<usize>,
    /// The greatest number of columns of a primary key.
    pub max_key: Option<usize>,
    /// How it writes types.
    pub types: TypeGrammar,
}

/// A dialect that keeps every name; each says where it differs.
const STANDARD: DialectFacts = DialectFacts {
    name: "",
    synonyms: &[],
    title: "",
    form: Form::Statement,
    max_table: None,
    max_column: None,
    folding: Folding::Exact,
    table_folding: Folding::Exact,
    system_columns: &[],
    column_prefixes: &[],
    table_prefixes: &[],
    never_in_column: |_| false,
    never_in_table: |_| false,
    refuses_table: |_| false,
    refuses_column: |_| false,
    table_rule: "",
    column_rule: "",
    divider: None,
    trailing_space: true,
    spelled: |name| Cow::Borrowed(name),
    spelling: "",
    max_columns: None,
    max_texts: None,
    max_key: None,
    types: column_type::STANDARD,
};

/// All dialects and search engines, sorted by name. `codegen` has a printer for each.
pub static DIALECT_FACTS: &[&DialectFacts] = &[
    &bigquery::FACTS,
    &clickhouse::FACTS,
    &databricks::FACTS,
    &duckdb::FACTS,
    &elasticsearch::FACTS,
    &mariadb::FACTS,
    &mysql::FACTS,
    &opensearch::FACTS,
    &oracle::FACTS,
    &postgres::FACTS,
    &redshift::FACTS,
    &snowflake::FACTS,
    &sqlite::FACTS,
    &sqlserver::FACTS,
    &trino::FACTS,
];

/// The dialects of collections that no materialization names one for.
pub static DEFAULT_DIALECTS: &[&str] = &["postgres", "sqlite"];

/// The facts of a dialect, by any of its spellings.
pub fn dialect(name: &str) -> Option<&'static DialectFacts> {
    DIALECT_FACTS.iter().copied().find(|facts| facts.name == name || facts.synonyms.contains(&name))
}

impl Limit {
    const fn bytes(most: usize) -> Option<Limit> {
        Some(Limit { most, unit: LengthUnit::Bytes })
    }

    const fn characters(most: usize) -> Option<Limit> {
        Some(Limit { most, unit: LengthUnit::Characters })
    }

    /// How long a name is, in the unit of the limit.
    pub fn length(self, name: &str) -> usize {
        match self.unit {
            LengthUnit::Bytes => name.len(),
            LengthUnit::Characters => name.chars().count(),
            LengthUnit::Utf16 => name.encode_utf16().count(),
            LengthUnit::FileName => {
                let is_kept = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
                name.bytes().map(|byte| if is_kept(byte) { 1 } else { 3 }).sum()
            }
        }
    }

    fn fits(self, name: &str) -> bool {
        self.length(name) <= self.most
    }
}

impl Folding {
    /// A name in the spelling that those have that are one with it.
    fn fold(self, name: Cow<'_, str>) -> Cow<'_, str> {
        match self {
            Folding::Ascii if name.bytes().any(|byte| byte.is_ascii_uppercase()) => {
                name.to_ascii_lowercase().into()
            }
            Folding::Unicode if name.bytes().any(|byte| byte.is_ascii_uppercase() || !byte.is_ascii()) => {
                name.to_lowercase().into()
            }
            Folding::Upper if is_lower_word(&name) => name.to_ascii_uppercase().into(),
            Folding::Exact | Folding::Ascii | Folding::Unicode | Folding::Upper => name,
        }
    }
}

impl LengthUnit {
    /// What it is called.
    pub fn as_str(self) -> &'static str {
        match self {
            LengthUnit::Bytes => "bytes",
            LengthUnit::Characters => "characters",
            LengthUnit::Utf16 => "units of UTF-16",
            LengthUnit::FileName => "bytes as the name of a file",
        }
    }
}

impl DialectFacts {
    /// The name of a column as the dialect compares it.
    pub fn fold_column<'n>(&self, name: &'n str) -> Cow<'n, str> {
        self.folding.fold((self.spelled)(name))
    }

    /// The name of a table as the dialect compares it.
    pub fn fold_table<'n>(&self, name: &'n str) -> Cow<'n, str> {
        self.table_folding.fold((self.spelled)(name))
    }

    /// Whether a table may have this name, whatever its length.
    pub fn allows_table(&self, name: &str) -> bool {
        let name = (self.spelled)(name);
        !begins_with(&name, self.table_prefixes)
            && !(self.refuses_table)(&name)
            && self.allows(&name, self.never_in_table)
    }

    /// Whether a column may have this name, whatever its length.
    pub fn allows_column(&self, name: &str) -> bool {
        let name = (self.spelled)(name);
        !self.system_columns.contains(&&*name)
            && !begins_with(&name, self.column_prefixes)
            && !(self.refuses_column)(&name)
            && self.allows(&name, self.never_in_column)
    }

    /// Whether the dialect keeps the name of a table whole.
    pub fn fits_table(&self, name: &str) -> bool {
        self.max_table.is_none_or(|limit| limit.fits(&(self.spelled)(name)))
    }

    /// Whether the dialect keeps the name of a column whole.
    pub fn fits_column(&self, name: &str) -> bool {
        self.max_column.is_none_or(|limit| limit.fits(&(self.spelled)(name)))
    }

    /// The names of columns that a column of a name would be inside of, from the outermost one.
    pub fn around<'n>(&self, name: &'n str) -> impl Iterator<Item = &'n str> {
        let divider = self.divider;
        let ends = name.char_indices().filter(move |(_, char)| Some(*char) == divider);
        ends.filter_map(|(at, _)| name.get(..at))
    }

    /// What a table is called in sentences.
    pub fn table_noun(&self) -> &'static str {
        match self.form {
            Form::Statement => "table",
            Form::Template => "index",
        }
    }

    /// What a column is called in sentences.
    pub fn column_noun(&self) -> &'static str {
        match self.form {
            Form::Statement => "column",
            Form::Template => "field",
        }
    }

    /// No database holds a NUL in a name; it ends the text of a statement.
    fn allows(&self, name: &str, never: fn(char) -> bool) -> bool {
        // Every dialect has these in names, and most names have no others.
        let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        name.bytes().all(is_word)
            || !name.chars().any(|char| char == '\0' || never(char))
                && (self.trailing_space || !name.ends_with(is_space))
    }
}

fn is_lower_word(name: &str) -> bool {
    name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

fn is_space(char: char) -> bool {
    char.is_ascii_whitespace() || char == '\u{b}'
}

fn begins_with(name: &str, prefixes: &[&str]) -> bool {
    prefixes
        .iter()
        .any(|prefix| name.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix)))
}

#[cfg(test)]
mod tests {
    use super::{DEFAULT_DIALECTS, DIALECT_FACTS, Form, dialect};

    #[test]
    fn the_list_is_sorted_and_its_names_and_synonyms_are_unique() {
        assert!(DIALECT_FACTS.windows(2).all(|pair| pair[0].name < pair[1].name));
        for facts in DIALECT_FACTS {
            for name in facts.synonyms.iter().chain([&facts.name]) {
                assert_eq!(dialect(name).unwrap().name, facts.name);
            }
        }
        assert!(DEFAULT_DIALECTS.iter().all(|name| dialect(name).is_some()));
    }

    #[test]
    fn every_dialect_allows_words() {
        let word = ('a'..='z').chain('A'..='Z').chain('0'..='9').chain(['_']);
        for char in word {
            for facts in DIALECT_FACTS {
                assert!(!(facts.never_in_column)(char) && !(facts.never_in_table)(char), "{}", facts.name);
            }
        }
    }

    #[test]
    fn each_dialect_has_a_file_of_its_name() {
        for facts in DIALECT_FACTS {
            let path = format!("{}/src/connector/dialects/{}.rs", env!("CARGO_MANIFEST_DIR"), facts.name);
            assert!(std::fs::metadata(&path).is_ok(), "{path}");
        }
    }

    #[test]
    fn bigquery_keeps_letters_digits_and_underscores() {
        let facts = dialect("bigquery").unwrap();
        assert_eq!((facts.spelled)("vendor/name"), "vendor_name");
        assert_eq!((facts.spelled)("2nd"), "_2nd");
        assert_eq!(facts.fold_column("Vendor-Name"), facts.fold_column("vendor/name"));
        assert!(!facts.allows_column("_table_x"));
    }

    #[test]
    fn indexes_and_fields_have_the_names_that_search_engines_allow() {
        for facts in DIALECT_FACTS.iter().filter(|facts| facts.form == Form::Template) {
            for name in ["orders", "orders-2024.v1", "\u{e9}t\u{e9}", "a_b+c", ".hidden", "\u{df}"] {
                assert!(facts.allows_table(name), "{name}");
            }
            let refused =
                [".", "..", "-a", "_a", "+a", "Orders", "\u{c9}t\u{e9}", "\u{1c5}", "a b", "a\u{a0}b"];
            for name in refused
                .into_iter()
                .chain(["a/b", "a*", "a?", "a\"", "<a>", "a|b", "a,b", "a#b", "a:b", "a\nb"])
            {
                assert!(!facts.allows_table(name), "{name}");
            }
            assert!(facts.fits_table(&"x".repeat(255)) && !facts.fits_table(&"\u{e9}".repeat(128)));
            for name in ["id", "a.b", "vendor/name", "Number of doors", "_meta/op", "\u{1f600}", "a.b.c"] {
                assert!(facts.allows_column(name), "{name}");
            }
            for name in ["_id", "_source", ".", "..", ".a", "a.", "a..b", "a. .b", " ", "a\0b"] {
                assert!(!facts.allows_column(name), "{name}");
            }
            assert!(facts.allows_column(&["a"; 20].join(".")) && !facts.allows_column(&["a"; 21].join(".")));
            assert!(facts.around("a.b.c").eq(["a", "a.b"]));
        }
        assert_eq!(dialect("postgres").unwrap().around("a.b").count(), 0);
    }

    #[test]
    fn names_are_compared_as_each_dialect_does() {
        let same =
            |name, a, b| dialect(name).unwrap().fold_column(a) == dialect(name).unwrap().fold_column(b);
        assert!(same("sqlite", "A", "a") && !same("sqlite", "É", "é"));
        assert!(same("mysql", "É", "é") && !same("postgres", "A", "a"));
    }
}
