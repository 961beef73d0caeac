//! The connector `mysql`.

use super::{Connector, constraint};

pub(super) static CONNECTOR: Connector = Connector {
    name: "mysql",
    synonyms: &[],
    summary: "tables of a MySQL database",
    schemes: &[Some("mysql")],
    example: "mysql://user@localhost/shop",
    dialect: Some("mysql"),
    constrain: constraint::sql,
};
