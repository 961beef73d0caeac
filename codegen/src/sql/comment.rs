//! What a database is told of a table and its columns (`language.md` section 8.2).

use crate::escape::is_hidden;
use compiler::Catalog;
use compiler::analysis::{Projection, Table};

/// What is said of a table.
pub(crate) fn table(catalog: &Catalog, table: &Table) -> String {
    let collection = &catalog.collection(table.collection).name.value;
    let text = match table.binding() {
        Some((task, _)) => {
            format!("Generated for materialization {} of collection {collection}", catalog.task(task).name)
        }
        None => format!("Generated for collection {collection}"),
    };
    printable(&text)
}

/// What is said of a column: title, description, and what it is a projection of, a line each.
pub(crate) fn column(projection: &Projection) -> String {
    let annotations = &projection.shape.annotations;
    let mut lines: Vec<&str> = Vec::new();
    lines.extend(annotations.title.as_ref().map(|title| &*title.value));
    lines.extend(annotations.description.as_ref().map(|description| &*description.value));
    let who = if projection.declared.is_some() { "user-provided" } else { "auto-generated" };
    let types = projection.shape.types.names().join(", ");
    let pointer = &projection.pointer;
    let origin = format!("{who} projection of JSON at: {pointer} with inferred types: [{types}]");
    lines.push(&origin);
    printable(&lines.join("\n"))
}

/// The text without characters that a terminal or a database would take for more than text. Lines are kept.
fn printable(text: &str) -> String {
    text.chars().filter(|char| *char == '\n' || !is_hidden(*char)).collect()
}
