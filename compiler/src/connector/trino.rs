//! The connector `trino`.

use super::{Connector, constraint};

pub(super) static CONNECTOR: Connector = Connector {
    name: "trino",
    synonyms: &["iceberg", "presto"],
    summary: "Iceberg tables through Trino",
    schemes: &[Some("trino"), Some("http"), Some("https")],
    example: "trino://host/catalog/schema",
    dialect: Some("trino"),
    constrain: constraint::sql,
};
