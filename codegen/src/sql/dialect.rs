//! What a dialect of SQL decides, and the list of all dialects.

use super::flat::FlatType;
use super::postgres::Postgres;
use super::sqlite::Sqlite;

/// A dialect of SQL. What is given here is standard SQL, which a dialect overrides where it differs.
pub trait Dialect: Sync {
    /// Its name: that of its facts in `compiler::connector::DIALECT_FACTS`.
    fn name(&self) -> &'static str;

    /// Whether a name needs no quotes, because the dialect reads it as it is.
    fn is_bare(&self, name: &str) -> bool;

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

    /// The type of a column.
    fn column_type(&self, flat: FlatType) -> &'static str;
}

/// All dialects, sorted by name.
pub static DIALECTS: &[&dyn Dialect] = &[&Postgres, &Sqlite];

/// The dialect of a table.
pub(crate) fn by_name(name: &str) -> &'static dyn Dialect {
    let found = DIALECTS.iter().find(|dialect| dialect.name() == name);
    *found.expect("the compiler's dialects are these, as a test shows")
}

#[cfg(test)]
mod tests {
    use super::DIALECTS;
    use compiler::connector::{CONNECTORS, DIALECT_FACTS};

    #[test]
    fn the_list_is_sorted_and_is_that_of_the_compiler() {
        let names: Vec<&str> = DIALECTS.iter().map(|dialect| dialect.name()).collect();
        assert!(names.is_sorted_by(|a, b| a < b), "{names:?}");
        assert_eq!(names, DIALECT_FACTS.iter().map(|facts| facts.name).collect::<Vec<_>>());
        for connector in CONNECTORS {
            assert!(connector.dialect.is_none_or(|name| names.contains(&name)), "{}", connector.name);
        }
    }

    #[test]
    fn each_dialect_has_a_file_of_its_name() {
        for dialect in DIALECTS {
            let path = format!("{}/src/sql/{}.rs", env!("CARGO_MANIFEST_DIR"), dialect.name());
            assert!(std::fs::metadata(&path).is_ok(), "{path}");
        }
    }
}
