//! The connector `redshift`.

use super::{Connector, constraint};

pub(super) static CONNECTOR: Connector = Connector {
    name: "redshift",
    synonyms: &[],
    summary: "tables of a Redshift database",
    schemes: &[Some("redshift"), Some("postgres"), Some("postgresql")],
    example: "redshift://user@cluster:5439/shop",
    dialect: Some("redshift"),
    constrain: constraint::sql,
};
