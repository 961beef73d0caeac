//! The names of OpenSearch.

use super::{DialectFacts, index::INDEX};

/// Names of indexes and fields as both search engines have them.
pub(super) static FACTS: DialectFacts =
    DialectFacts { name: "opensearch", synonyms: &[], title: "OpenSearch", ..INDEX };
