//! The connector `databricks`.

use super::{Connector, constraint};

pub(super) static CONNECTOR: Connector = Connector {
    name: "databricks",
    synonyms: &[],
    summary: "tables of a Databricks catalog",
    schemes: &[Some("databricks"), Some("https")],
    example: "databricks://host/catalog/schema",
    dialect: Some("databricks"),
    constrain: constraint::sql,
};
