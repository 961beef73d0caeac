//! The graph as a flowchart of Mermaid.

use super::GraphFormat;
use super::view::{EdgeView, GraphView, Kind, NodeView};
use crate::escape::visible;
use crate::page;
use askama::Template;

pub(super) static FORMAT: GraphFormat = GraphFormat { name: "mermaid", print };

#[derive(Template)]
#[template(path = "graph/flowchart.mmd")]
struct Flowchart {
    lines: Vec<String>,
}

pub(super) fn print(graph: &GraphView) -> String {
    let nodes = graph.nodes.iter().enumerate().map(|(at, node)| self::node(at, node));
    let lines = nodes.chain(graph.edges.iter().map(edge)).collect();
    page::print(&Flowchart { lines })
}

fn node(at: usize, node: &NodeView) -> String {
    // What moves documents is a hexagon, what holds them a cylinder.
    let (open, close) = match node.kind {
        Kind::File | Kind::Schema => ("[/", "/]"),
        Kind::Endpoint | Kind::Field => ("([", "])"),
        Kind::Capture | Kind::Materialization | Kind::Transform => ("{{", "}}"),
        Kind::Lambda => (">", "]"),
        Kind::Collection => ("[(", ")]"),
        Kind::Test => ("[", "]"),
    };
    format!("n{at}{open}\"{}\"{close}", escape(&node.name))
}

fn edge(edge: &EdgeView) -> String {
    let label = match &edge.detail {
        Some(detail) => format!("{}: {}", edge.edge.name(), escape(detail)),
        None => edge.edge.name().to_owned(),
    };
    format!("n{} -->|\"{label}\"| n{}", edge.from, edge.to)
}

/// Text for a label in quotes. Mermaid reads `#NUMBER;` as a character, after it has read all else: quotes,
/// HTML and Markdown.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::new();
    for c in visible(text).chars() {
        match c.is_alphanumeric() || matches!(c, ' ' | '/' | '_' | '.' | '-' | ':' | ',') {
            true => out.push(c),
            false => out.push_str(&format!("#{};", u32::from(c))),
        }
    }
    out
}
