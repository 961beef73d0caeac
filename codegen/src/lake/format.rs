//! What an engine that reads lakes decides, and the list of all of them.

use super::athena::Athena;
use super::bigquery::BigQuery;
use super::clickhouse::ClickHouse;
use super::databricks::Databricks;
use super::duckdb::DuckDb;
use super::snowflake::Snowflake;
use super::trino::Trino;
use super::view::Lake;
use std::borrow::Cow;

/// How an engine reads the files of a lake.
pub trait LakeFormat: Sync {
    /// Its name on the command line.
    fn name(&self) -> &'static str;

    /// Other spellings of the name.
    fn synonyms(&self) -> &'static [&'static str] {
        &[]
    }

    /// What it is called in sentences.
    fn title(&self) -> &'static str;

    /// The dialect of SQL whose types and quotes it has.
    fn dialect(&self) -> &'static str {
        self.name()
    }

    /// How its statements are tried, in a sentence.
    fn proof(&self) -> &'static str;

    /// What its users have to know, a sentence each.
    fn notes(&self) -> &'static [&'static str];

    /// The schemes of the stores that it reads.
    fn schemes(&self) -> &'static [&'static str];

    /// Which folders of a machine it reads.
    fn folders(&self) -> Folders {
        Folders::None
    }

    /// The name of a table, which many a metastore restricts to less than the dialect has.
    fn table_name<'n>(&self, name: &'n str) -> Cow<'n, str> {
        Cow::Borrowed(name)
    }

    /// The name of a column, which some engines keep in lower case.
    fn column_name<'n>(&self, name: &'n str) -> Cow<'n, str> {
        Cow::Borrowed(name)
    }

    /// Names of columns that its tables have already.
    fn own_columns(&self) -> &'static [&'static str] {
        &[]
    }

    /// The schema of its tables where nobody names one, if it does not do without.
    fn default_schema(&self) -> Option<&'static str> {
        None
    }

    /// Whether it has schemas of a name, which is one and no path of several.
    fn takes_schema(&self, name: &str) -> bool {
        is_schema(name)
    }

    /// Whether it finds the folders of a partition.
    fn finds_partition(&self, _field: &str) -> bool {
        true
    }

    /// Whether it looks for partitions in the whole path of a file, with the folders of the store.
    fn reads_whole_paths(&self) -> bool {
        false
    }

    /// The statements, without `;`.
    fn statements(&self, lake: &Lake<'_>) -> Vec<String>;
}

/// Which folders of a machine an engine reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Folders {
    /// None: it runs elsewhere.
    None,
    /// Those of an absolute path.
    Absolute,
    /// All of them.
    All,
}

/// All engines that read lakes, sorted by name.
pub static LAKES: &[&dyn LakeFormat] =
    &[&Athena, &BigQuery, &ClickHouse, &Databricks, &DuckDb, &Snowflake, &Trino];

/// Whether a name can be one of a schema: metastores have up to 255 bytes.
fn is_schema(name: &str) -> bool {
    let is_odd = |char: char| char.is_control() || matches!(char, '.' | '/');
    !name.is_empty() && name.len() <= 255 && !name.contains(is_odd)
}

/// As [`is_schema`], of letters, digits and underscores alone.
pub(super) fn is_plain_schema(name: &str) -> bool {
    is_schema(name) && name.chars().all(is_plain)
}

fn is_plain(char: char) -> bool {
    char.is_ascii_alphanumeric() || char == '_'
}

/// A name of letters, digits and underscores alone, as metastores want it of tables.
pub(super) fn plain(name: &str) -> Cow<'_, str> {
    match name.chars().all(is_plain) {
        true => Cow::Borrowed(name),
        false => name.chars().map(|char| if is_plain(char) { char } else { '_' }).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::LAKES;
    use crate::sql::DIALECTS;

    #[test]
    fn the_list_is_sorted_and_each_engine_has_a_file_and_a_dialect() {
        let names: Vec<&str> = LAKES.iter().map(|format| format.name()).collect();
        assert!(names.is_sorted_by(|a, b| a < b), "{names:?}");
        for format in LAKES {
            let path = format!("{}/src/lake/{}.rs", env!("CARGO_MANIFEST_DIR"), format.name());
            assert!(std::fs::metadata(&path).is_ok(), "{path}");
            assert!(DIALECTS.iter().any(|dialect| dialect.name() == format.dialect()), "{path}");
        }
    }
}
