//! Connectors: the kinds of endpoints, and what each needs. The only place that names them.

mod bigquery;
mod clickhouse;
pub(crate) mod constraint;
mod databricks;
mod dialects;
mod duckdb;
mod elasticsearch;
mod gs;
mod kinesis;
mod mariadb;
mod mysql;
mod opensearch;
mod oracle;
mod postgres;
mod redshift;
mod remote;
mod s3;
mod snowflake;
mod sqlite;
mod sqlserver;
mod trino;

pub use constraint::{Constrain, Constraint, DocumentField, FieldFacts, Forbidden};
pub use dialects::{
    DEFAULT_DIALECTS, DIALECT_FACTS, DialectFacts, Folding, Form, LengthUnit, Limit, TypeGrammar,
    WrittenType, dialect,
};

use crate::source::Spanned;
use crate::syntax::{Entry, Node, Value};
use std::sync::Arc;

/// A kind of endpoint.
#[derive(Debug)]
pub struct Connector {
    /// Its name, as it is spelled in a catalog.
    pub name: &'static str,
    /// Other spellings.
    pub synonyms: &'static [&'static str],
    /// What it is, in a few words.
    pub summary: &'static str,
    /// The schemes that its URL may have; `None` stands for a path without scheme.
    pub schemes: &'static [Option<&'static str>],
    /// An example of its URL.
    pub example: &'static str,
    /// The dialect that its tables are created in.
    pub dialect: Option<&'static str>,
    /// What it makes of fields.
    pub constrain: Constrain,
}

/// All connectors, sorted by name.
pub static CONNECTORS: &[&Connector] = &[
    &bigquery::CONNECTOR,
    &clickhouse::CONNECTOR,
    &databricks::CONNECTOR,
    &duckdb::CONNECTOR,
    &elasticsearch::CONNECTOR,
    &gs::CONNECTOR,
    &kinesis::CONNECTOR,
    &mariadb::CONNECTOR,
    &mysql::CONNECTOR,
    &opensearch::CONNECTOR,
    &oracle::CONNECTOR,
    &postgres::CONNECTOR,
    &redshift::CONNECTOR,
    &remote::CONNECTOR,
    &s3::CONNECTOR,
    &snowflake::CONNECTOR,
    &sqlite::CONNECTOR,
    &sqlserver::CONNECTOR,
    &trino::CONNECTOR,
];

/// The connector of an endpoint's kind, in any of its spellings.
pub fn by_kind(kind: &str) -> Option<&'static Connector> {
    CONNECTORS.iter().copied().find(|connector| connector.name == kind || connector.synonyms.contains(&kind))
}

/// The connector that examples show.
pub(crate) fn default() -> &'static Connector {
    &postgres::CONNECTOR
}

/// The connector of an endpoint: of its kind, or of the image that the kind `connector` runs (D7).
pub fn of_endpoint(kind: &str, config: &Node) -> Option<&'static Connector> {
    let image = config.get("image").and_then(|entry| entry.value.as_str());
    match image {
        Some(image) => by_kind(image_kind(image)),
        None => by_kind(kind),
    }
}

/// The last segment of an image's name without tag and without `source-` or `materialize-`.
fn image_kind(image: &str) -> &str {
    let last = image.rsplit('/').next().unwrap_or_default();
    let name = last.split(['@', ':']).next().unwrap_or_default();
    name.strip_prefix("materialize-").or_else(|| name.strip_prefix("source-")).unwrap_or(name)
}

/// The keys of a resource that name its table, the first of them that is there.
pub(crate) const TABLE_KEYS: &[&str] = &["table", "index"];

/// The table that a binding's resource names, if it does.
pub fn resource_name(resource: &[Entry]) -> Option<Spanned<Arc<str>>> {
    let named = |key: &&str| resource.iter().find(|entry| *entry.key.value == **key);
    let table = TABLE_KEYS.iter().find_map(named)?;
    table
        .value
        .as_str()
        .filter(|name| !name.is_empty())
        .map(|name| Spanned::new(name.clone(), table.value.span))
}

/// The keys by which resources are told apart, from the outermost part of the path to the innermost. Other keys say
/// how a resource is read or written.
const PATH: &[&str] = &[
    "project",
    "database",
    "dataset",
    "namespace",
    "schema",
    "bucket",
    "prefix",
    "path",
    "topic",
    "index",
    "stream",
    "table",
];

/// The texts of a resource's path, from the outermost to the innermost, each with its key.
pub(crate) type ResourcePath = Vec<(&'static str, Arc<str>)>;

/// What tells a binding's resource from others of its endpoint, and where its innermost part
/// stands. Nothing where it names none.
pub(crate) fn resource_path(resource: &[Entry]) -> Option<Spanned<ResourcePath>> {
    let part = |key: &&'static str| {
        let entry = resource.iter().find(|entry| &*entry.key.value == *key)?;
        let text = entry.value.as_str().filter(|text| !text.is_empty())?;
        Some((*key, text.clone(), entry.value.span))
    };
    let parts: Vec<_> = PATH.iter().filter_map(part).collect();
    let span = parts.last().map(|(_, _, span)| *span)?;
    Some(Spanned::new(parts.into_iter().map(|(key, text, _)| (key, text)).collect(), span))
}

/// Whether a binding's resource is only appended to, and never read: `delta_updates: true`.
pub(crate) fn is_delta(resource: &[Entry]) -> bool {
    let named = |entry: &&Entry| matches!(&*entry.key.value, "delta_updates" | "deltaUpdates");
    resource.iter().find(named).is_some_and(|entry| matches!(entry.value.value, Value::Bool(true)))
}

#[cfg(test)]
mod tests {
    use super::{CONNECTORS, by_kind, dialect, image_kind};

    #[test]
    fn the_list_is_sorted_and_its_dialects_are_known() {
        assert!(CONNECTORS.windows(2).all(|pair| pair[0].name < pair[1].name));
        for connector in CONNECTORS {
            assert!(connector.dialect.is_none_or(|name| dialect(name).is_some()), "{}", connector.name);
        }
    }

    #[test]
    fn spellings_and_images_name_kinds() {
        assert_eq!(by_kind("kenesis").unwrap().name, by_kind("kinesis").unwrap().name);
        assert_eq!(image_kind("ghcr.io/acme/materialize-postgres:v1"), "postgres");
        assert_eq!(image_kind("source-s3@sha256:00"), "s3");
        assert!(by_kind("nothing").is_none());
    }
}
