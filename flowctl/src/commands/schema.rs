//! `flowctl schema`: prints JSON Schemas.

use crate::args::SchemaKind;
use crate::session::Session;
use crate::{EXIT_OK, Failure, render};
use std::path::Path;

/// Prints the schema of a kind of document.
pub(super) fn run(kind: SchemaKind, output: Option<&Path>, session: &mut Session<'_>) -> Result<u8, Failure> {
    let schema = match kind {
        SchemaKind::Catalog => compiler::spec::json_schema(),
        SchemaKind::Diagnostics => render::json::schema(),
        SchemaKind::List => schemars::schema_for!(super::list::Listing).to_value(),
        SchemaKind::Tests => schemars::schema_for!(crate::contract::json::Report).to_value(),
        SchemaKind::Explanation => schemars::schema_for!(super::explain::Report).to_value(),
    };
    let mut text = Vec::new();
    render::json::value(&schema, &mut text)?;
    session.deliver(output, &String::from_utf8_lossy(&text))?;
    Ok(EXIT_OK)
}
