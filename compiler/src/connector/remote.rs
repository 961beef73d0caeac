//! The connector `remote`.

use super::{Connector, constraint};

pub(super) static CONNECTOR: Connector = Connector {
    name: "remote",
    synonyms: &[],
    summary: "a driver that is called over gRPC",
    schemes: &[Some("grpc"), Some("http"), Some("https"), None],
    example: "localhost:9999",
    dialect: None,
    constrain: constraint::documents,
};
