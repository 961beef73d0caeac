//! The connector `clickhouse`.

use super::{Connector, constraint};

pub(super) static CONNECTOR: Connector = Connector {
    name: "clickhouse",
    synonyms: &[],
    summary: "tables of ClickHouse",
    schemes: &[Some("clickhouse"), Some("http"), Some("https")],
    example: "clickhouse://localhost:9000/shop",
    dialect: Some("clickhouse"),
    constrain: constraint::sql,
};
