//! What a dialect of SQL decides, and the list of all dialects.

use super::bigquery::BigQuery;
use super::clickhouse::ClickHouse;
use super::databricks::Databricks;
use super::duckdb::DuckDb;
use super::flat::Content;
use super::key::CHARACTER_BYTES;
use super::mariadb::MariaDb;
use super::mysql::MySql;
use super::oracle::Oracle;
use super::pattern::Expression;
use super::postgres::Postgres;
use super::redshift::Redshift;
use super::snowflake::Snowflake;
use super::sqlite::Sqlite;
use super::sqlserver::SqlServer;
use super::trino::Trino;
use serde_json::Number;
use std::borrow::Cow;

/// Where the primary key of one column stands. One of several is always a constraint of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyClause {
    /// With its column.
    Column,
    /// As a constraint of the table, followed by words of the dialect.
    Table(&'static str),
    /// Nowhere: the dialect has none.
    None,
}

/// What a statement says beside its columns. Names are as they stand in it.
#[derive(Debug)]
pub struct Layout {
    /// The columns of the key, in order.
    pub key: Vec<(String, Content)>,
    /// Whether rows have distinct keys.
    pub unique: bool,
    /// The columns by which the collection is partitioned, in order.
    pub partitions: Vec<(String, Content)>,
    /// The names of all columns, without quotes.
    pub names: Vec<String>,
}

impl Layout {
    /// The columns that a table is clustered by: of the partitions, then of the key, those that may be, so many at
    /// most.
    pub(super) fn clusters(&self, most: usize, may_be: fn(&Content) -> bool) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for (name, _) in self.partitions.iter().chain(&self.key).filter(|(_, content)| may_be(content)) {
            if !names.contains(&name.as_str()) {
                names.push(name);
            }
        }
        names.truncate(most);
        names
    }

    /// The names of the key.
    pub(super) fn key_names(&self) -> Vec<&str> {
        self.key.iter().map(|(name, _)| name.as_str()).collect()
    }
}

/// A dialect of SQL. What is given here is standard SQL, which a dialect overrides where it differs.
pub trait Dialect: Sync {
    /// Its name: that of its facts in `compiler::connector::DIALECT_FACTS`.
    fn name(&self) -> &'static str;

    /// How its statements are tried, in a sentence.
    fn proof(&self) -> &'static str;

    /// Why its types are as they are, a sentence each.
    fn reasons(&self) -> &'static [&'static str];

    /// Whether a name needs no quotes, because the dialect reads it as it is.
    fn is_bare(&self, name: &str) -> bool;

    /// Whether a bare name is the one of capitals, in which case a table that has both wants quotes.
    fn bare_is_upper(&self) -> bool {
        false
    }

    /// The name in quotes, whatever is in it.
    fn quote(&self, name: &str) -> String {
        format!("\"{}\"", name.replace('"', "\"\""))
    }

    /// The name as it stands in a statement.
    fn identifier(&self, name: &str) -> String {
        match self.is_bare(name) {
            true => name.to_owned(),
            false => self.quote(name),
        }
    }

    /// A string as it stands in a statement.
    fn literal(&self, text: &str) -> String {
        format!("'{}'", text.replace('\'', "''"))
    }

    /// Whether what a column holds is text in the eyes of the dialect, which has no type of its own for it.
    fn reads_as_text(&self, _content: &Content) -> bool {
        false
    }

    /// The type of a column.
    fn column_type(&self, content: Content) -> Cow<'static, str>;

    /// Whether a column is let be null, by whether its values may be.
    fn lets_be_null(&self, nullable: bool, _content: &Content) -> bool {
        nullable
    }

    /// The type with its nullability.
    fn nullability(&self, sql_type: &str, nullable: bool) -> String {
        format!("{sql_type}{}", if nullable { "" } else { " NOT NULL" })
    }

    /// Where the primary key of one column stands.
    fn key_clause(&self) -> KeyClause {
        KeyClause::Column
    }

    /// The bytes that an index has for all texts of a key, where they are few.
    fn key_bytes(&self) -> Option<u64> {
        None
    }

    /// The bytes of an index that a text of a key takes, where the dialect or the schema says.
    fn wanted(&self, content: &Content) -> Option<u64> {
        content.max_length.map(|length| length.saturating_mul(CHARACTER_BYTES).max(1))
    }

    /// How the statement begins.
    fn create(&self, table: &str, if_not_exists: bool) -> String {
        format!("CREATE TABLE {}{table}", if if_not_exists { "IF NOT EXISTS " } else { "" })
    }

    /// What follows the columns, a line each.
    fn clauses(&self, _layout: &Layout) -> Vec<String> {
        Vec::new()
    }

    /// A comment on a column, as it follows its type.
    fn column_comment(&self, _text: &str) -> Option<String> {
        None
    }

    /// A comment on the table, as a clause that follows the columns.
    fn table_comment(&self, _text: &str) -> Option<String> {
        None
    }

    /// Whether the comment on the table comes before the other clauses.
    fn comments_first(&self) -> bool {
        false
    }

    /// A statement of its own that comments on the table, or on a column of it.
    fn comment_statement(&self, _table: &str, _column: Option<&str>, _text: &str) -> Option<String> {
        None
    }

    /// What is written before a comment's statement so that it does nothing where there is a comment. Empty where
    /// the statement can be run again as it is.
    fn comment_guard(&self, _table: &str, _column: Option<&str>) -> String {
        String::new()
    }

    /// Whether a table may have conditions, and what is written before one that has the number. The name of the table
    /// is without quotes.
    fn check(&self, _table: &str, _number: usize) -> Option<String> {
        Some("CHECK".to_owned())
    }

    /// A condition as it holds of null, too, on a column that may be null. In standard SQL a condition that is null
    /// holds.
    fn or_null(&self, _column: &str, condition: String) -> String {
        condition
    }

    /// Whether a condition may compare a column with values.
    fn compares(&self, _content: &Content) -> bool {
        true
    }

    /// The condition that a column matches an expression, where the dialect has expressions that are known to mean
    /// the same.
    fn matches(&self, _column: &str, _expression: &Expression) -> Option<String> {
        None
    }

    /// The number of characters of a column.
    fn length(&self, column: &str, _content: &Content) -> Option<String> {
        Some(format!("CHAR_LENGTH({column})"))
    }

    /// A number as it stands in a condition; nothing for one that the dialect cannot write.
    fn number(&self, number: &Number) -> Option<String> {
        Some(number.to_string())
    }
}

/// All dialects, sorted by name.
pub static DIALECTS: &[&dyn Dialect] = &[
    &BigQuery,
    &ClickHouse,
    &Databricks,
    &DuckDb,
    &MariaDb,
    &MySql,
    &Oracle,
    &Postgres,
    &Redshift,
    &Snowflake,
    &Sqlite,
    &SqlServer,
    &Trino,
];

/// The dialect of a table.
pub(crate) fn by_name(name: &str) -> &'static dyn Dialect {
    let found = DIALECTS.iter().find(|dialect| dialect.name() == name);
    *found.expect("the compiler's dialects are these, as a test shows")
}

/// `COMMENT ON TABLE` or `COMMENT ON COLUMN`, as many dialects have it.
pub(super) fn comment_on(
    dialect: &dyn Dialect,
    table: &str,
    column: Option<&str>,
    text: &str,
) -> Option<String> {
    let text = dialect.literal(text);
    Some(match column {
        Some(column) => format!("COMMENT ON COLUMN {table}.{column} IS {text};"),
        None => format!("COMMENT ON TABLE {table} IS {text};"),
    })
}

/// A string of a dialect that gives backslashes a meaning.
pub(super) fn backslashed(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "''"))
}

/// A name between backticks, which are doubled in it.
pub(super) fn backticked(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}

/// Whether a name is a word: letters, digits and underscores of ASCII, and no digit first.
pub(super) fn is_word(name: &str) -> bool {
    let mut bytes = name.bytes();
    bytes.next().is_some_and(|first| first.is_ascii_alphabetic() || first == b'_')
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// As [`is_word`], without capitals.
pub(super) fn is_lower_word(name: &str) -> bool {
    is_word(name) && !name.bytes().any(|byte| byte.is_ascii_uppercase())
}

/// Whether a name is among words of lower case, which are sorted.
pub(super) fn is_among(words: &[&str], name: &str) -> bool {
    words.binary_search(&name.to_ascii_lowercase().as_str()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::DIALECTS;
    use compiler::connector::{CONNECTORS, DIALECT_FACTS, Form};

    #[test]
    fn the_list_is_sorted_and_is_that_of_the_compiler() {
        let names: Vec<&str> = DIALECTS.iter().map(|dialect| dialect.name()).collect();
        assert!(names.is_sorted_by(|a, b| a < b), "{names:?}");
        let facts = DIALECT_FACTS.iter().filter(|facts| facts.form == Form::Statement);
        assert_eq!(names, facts.map(|facts| facts.name).collect::<Vec<_>>());
        let known = |name: &str| DIALECT_FACTS.iter().any(|facts| facts.name == name);
        for connector in CONNECTORS {
            assert!(connector.dialect.is_none_or(known), "{}", connector.name);
        }
    }

    #[test]
    fn each_dialect_has_a_file_of_its_name() {
        for dialect in DIALECTS {
            let path = format!("{}/src/sql/{}.rs", env!("CARGO_MANIFEST_DIR"), dialect.name());
            assert!(std::fs::metadata(&path).is_ok(), "{path}");
        }
    }

    /// A missing comma joins two words, and an unsorted list is not searched.
    #[test]
    fn common_reserved_words_are_quoted_and_others_are_not() {
        for dialect in DIALECTS {
            for word in ["select", "from", "order", "group", "where", "create", "Select"] {
                assert!(!dialect.is_bare(word), "{word} in {}", dialect.name());
            }
            for word in ["carrier", "shipment_id", "_x"] {
                let bare = dialect.is_bare(word) || (word == "_x" && dialect.name() == "oracle");
                assert!(bare, "{word} in {}", dialect.name());
            }
        }
    }
}
