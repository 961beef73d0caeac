//! The connector `postgres`.

use super::{Connector, constraint};

pub(super) static CONNECTOR: Connector = Connector {
    name: "postgres",
    synonyms: &["postgresql"],
    summary: "tables of PostgreSQL",
    schemes: &[Some("postgres"), Some("postgresql")],
    example: "postgresql://localhost:5432/shop",
    dialect: Some("postgres"),
    constrain: constraint::sql,
};
