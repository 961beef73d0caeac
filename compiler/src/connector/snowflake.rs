//! The connector `snowflake`.

use super::{Connector, constraint};

pub(super) static CONNECTOR: Connector = Connector {
    name: "snowflake",
    synonyms: &[],
    summary: "tables of a Snowflake schema",
    schemes: &[Some("snowflake")],
    example: "snowflake://account/database/schema",
    dialect: Some("snowflake"),
    constrain: constraint::sql,
};
