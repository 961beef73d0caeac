//! The connector `kinesis`.

use super::{Connector, constraint};

pub(super) static CONNECTOR: Connector = Connector {
    name: "kinesis",
    synonyms: &["kenesis"],
    summary: "a stream of Amazon Kinesis",
    schemes: &[Some("arn")],
    example: "arn:aws:kinesis:us-east-1:ACCOUNT",
    dialect: None,
    constrain: constraint::documents,
};
