//! The connector `elasticsearch`.

use super::{Connector, constraint};

pub(super) static CONNECTOR: Connector = Connector {
    name: "elasticsearch",
    synonyms: &["elastic"],
    summary: "an index of Elasticsearch",
    schemes: &[Some("http"), Some("https")],
    example: "https://localhost:9200",
    dialect: Some("elasticsearch"),
    constrain: constraint::documents,
};
