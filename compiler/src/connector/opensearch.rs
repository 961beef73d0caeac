//! The connector `opensearch`.

use super::{Connector, constraint};

pub(super) static CONNECTOR: Connector = Connector {
    name: "opensearch",
    synonyms: &[],
    summary: "an index of OpenSearch",
    schemes: &[Some("http"), Some("https")],
    example: "https://localhost:9200",
    dialect: Some("opensearch"),
    constrain: constraint::documents,
};
