//! The connector `duckdb`.

use super::{Connector, constraint};

pub(super) static CONNECTOR: Connector = Connector {
    name: "duckdb",
    synonyms: &["motherduck"],
    summary: "tables of a DuckDB file, or of MotherDuck",
    schemes: &[Some("duckdb"), Some("md"), Some("file"), None],
    example: "shop.duckdb",
    dialect: Some("duckdb"),
    constrain: constraint::sql,
};
