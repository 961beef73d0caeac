//! The connector `s3`.

use super::{Connector, constraint};

pub(super) static CONNECTOR: Connector = Connector {
    name: "s3",
    synonyms: &[],
    summary: "files in a bucket of Amazon S3",
    schemes: &[Some("s3")],
    example: "s3://bucket/prefix/",
    dialect: None,
    constrain: constraint::documents,
};
