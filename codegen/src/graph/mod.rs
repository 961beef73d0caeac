//! The graph of a catalog in several forms. It can be printed of a catalog with errors.

mod dot;
mod json;
mod mermaid;
#[cfg(test)]
mod tests;
mod text;
mod view;

pub(crate) use json::GraphJson;
pub use view::GraphView;

/// A form in which the graph of a catalog is printed.
#[derive(Debug)]
pub struct GraphFormat {
    /// Its name, for `--format`.
    pub name: &'static str,
    /// Prints a graph.
    pub print: fn(&GraphView) -> String,
}

/// All forms, sorted by name.
pub static GRAPH_FORMATS: &[&GraphFormat] = &[&dot::FORMAT, &json::FORMAT, &mermaid::FORMAT, &text::FORMAT];
