//! The connector `bigquery`.

use super::{Connector, constraint};

pub(super) static CONNECTOR: Connector = Connector {
    name: "bigquery",
    synonyms: &[],
    summary: "tables of BigQuery",
    schemes: &[Some("bigquery")],
    example: "bigquery://project/dataset",
    dialect: Some("bigquery"),
    constrain: constraint::sql,
};
