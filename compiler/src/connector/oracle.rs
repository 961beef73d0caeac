//! The connector `oracle`.

use super::{Connector, constraint};

pub(super) static CONNECTOR: Connector = Connector {
    name: "oracle",
    synonyms: &[],
    summary: "tables of an Oracle schema",
    schemes: &[Some("oracle")],
    example: "oracle://user@localhost/service",
    dialect: Some("oracle"),
    constrain: constraint::sql,
};
