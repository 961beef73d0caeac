//! The names of Elasticsearch.

use super::{DialectFacts, index::INDEX};

/// Names of indexes and fields as both search engines have them.
pub(super) static FACTS: DialectFacts =
    DialectFacts { name: "elasticsearch", synonyms: &["elastic"], title: "Elasticsearch", ..INDEX };
