//! The connector `mariadb`.

use super::{Connector, constraint};

pub(super) static CONNECTOR: Connector = Connector {
    name: "mariadb",
    synonyms: &[],
    summary: "tables of a MariaDB database",
    schemes: &[Some("mariadb"), Some("mysql")],
    example: "mariadb://user@localhost/shop",
    dialect: Some("mariadb"),
    constrain: constraint::sql,
};
