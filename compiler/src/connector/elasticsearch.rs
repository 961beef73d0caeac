//! The connector `elasticsearch`.

use super::{Connector, constraint};

pub(super) static CONNECTOR: Connector = Connector {
    name: "elasticsearch",
    synonyms: &["elastic", "opensearch"],
    summary: "an index of Elasticsearch or OpenSearch",
    schemes: &[Some("http"), Some("https")],
    example: "https://localhost:9200",
    dialect: None,
    constrain: constraint::documents,
};
