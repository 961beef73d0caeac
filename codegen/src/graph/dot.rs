//! The graph in the language of Graphviz.

use super::GraphFormat;
use super::view::{EdgeView, GraphView, Kind, NodeView};
use crate::escape::visible;
use crate::page;
use askama::Template;

pub(super) static FORMAT: GraphFormat = GraphFormat { name: "dot", print };

#[derive(Template)]
#[template(path = "graph/digraph.dot")]
struct Digraph {
    lines: Vec<String>,
}

pub(super) fn print(graph: &GraphView) -> String {
    let nodes = graph.nodes.iter().enumerate().map(|(at, node)| self::node(at, node));
    let lines = nodes.chain(graph.edges.iter().map(edge)).collect();
    page::print(&Digraph { lines })
}

fn node(at: usize, node: &NodeView) -> String {
    let shape = match node.kind {
        Kind::File => "folder",
        Kind::Schema => "note",
        Kind::Endpoint => "component",
        Kind::Capture | Kind::Materialization | Kind::Transform => "hexagon",
        Kind::Lambda => "cds",
        Kind::Collection => "cylinder",
        Kind::Field => "ellipse",
        Kind::Test => "box",
    };
    format!("n{at} [shape={shape}, label=\"{}\"];", escape(&node.name))
}

fn edge(edge: &EdgeView) -> String {
    let label = match &edge.detail {
        Some(detail) => format!("{}: {}", edge.edge.name(), escape(detail)),
        None => edge.edge.name().to_owned(),
    };
    format!("n{} -> n{} [label=\"{label}\"];", edge.from, edge.to)
}

/// Text for a label in quotes, where `\N` and `&lt;` would mean something (graphviz.org/docs/attr-types/escString).
pub(super) fn escape(text: &str) -> String {
    visible(text).replace('\\', "\\\\").replace('"', "\\\"").replace('&', "&amp;")
}
