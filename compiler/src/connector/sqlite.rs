//! The connector `sqlite`.

use super::{Connector, constraint};

pub(super) static CONNECTOR: Connector = Connector {
    name: "sqlite",
    synonyms: &["sqlite3"],
    summary: "tables of a SQLite file",
    schemes: &[Some("sqlite"), Some("file"), None],
    example: "shop.db",
    dialect: Some("sqlite"),
    constrain: constraint::sql,
};
