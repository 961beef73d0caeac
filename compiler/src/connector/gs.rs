//! The connector `gs`.

use super::{Connector, constraint};

pub(super) static CONNECTOR: Connector = Connector {
    name: "gs",
    synonyms: &["gcs"],
    summary: "files in a bucket of Google Cloud Storage",
    schemes: &[Some("gs")],
    example: "gs://bucket/prefix/",
    dialect: None,
    constrain: constraint::documents,
};
