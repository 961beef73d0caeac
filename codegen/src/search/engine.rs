//! The list of all search engines. They read the same templates, and differ in what is said of them.

use super::elasticsearch::Elasticsearch;
use super::opensearch::OpenSearch;

/// A search engine.
pub trait SearchEngine: Sync {
    /// Its name: that of its facts in `compiler::connector::DIALECT_FACTS`.
    fn name(&self) -> &'static str;

    /// Which versions read its templates, and how they are tried, in a sentence each.
    fn proof(&self) -> &'static str;

    /// What is its own, a sentence each.
    fn reasons(&self) -> &'static [&'static str];
}

/// All search engines, sorted by name.
pub static SEARCH_ENGINES: &[&dyn SearchEngine] = &[&Elasticsearch, &OpenSearch];

#[cfg(test)]
mod tests {
    use super::SEARCH_ENGINES;
    use compiler::connector::{DIALECT_FACTS, Form};

    #[test]
    fn the_list_is_sorted_and_is_that_of_the_compiler() {
        let names: Vec<&str> = SEARCH_ENGINES.iter().map(|engine| engine.name()).collect();
        assert!(names.is_sorted_by(|a, b| a < b), "{names:?}");
        let facts = DIALECT_FACTS.iter().filter(|facts| facts.form == Form::Template);
        assert_eq!(names, facts.map(|facts| facts.name).collect::<Vec<_>>());
        for name in names {
            let path = format!("{}/src/search/{name}.rs", env!("CARGO_MANIFEST_DIR"));
            assert!(std::fs::metadata(&path).is_ok(), "{path}");
        }
    }
}
