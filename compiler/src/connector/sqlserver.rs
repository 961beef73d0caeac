//! The connector `sqlserver`.

use super::{Connector, constraint};

pub(super) static CONNECTOR: Connector = Connector {
    name: "sqlserver",
    synonyms: &["mssql"],
    summary: "tables of a SQL Server database",
    schemes: &[Some("sqlserver"), Some("mssql")],
    example: "sqlserver://user@localhost/shop",
    dialect: Some("sqlserver"),
    constrain: constraint::sql,
};
