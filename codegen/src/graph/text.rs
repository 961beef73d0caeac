//! The graph as a list to read: each thing with what it needs and what needs it.

use super::GraphFormat;
use super::view::{EdgeView, GraphView, NodeView};
use crate::escape::visible;
use compiler::Compilation;
use compiler::analysis::Edge;

pub(super) static FORMAT: GraphFormat =
    GraphFormat { name: "text", print: |compilation: &Compilation| print(&GraphView::new(compilation)) };

pub(super) fn print(graph: &GraphView) -> String {
    let mut out = String::new();
    for (at, node) in graph.nodes.iter().enumerate() {
        out.push_str(&format!("{}\n", title(node)));
        for edge in graph.edges.iter().filter(|edge| edge.to == at) {
            line(&mut out, "<-", needs(edge.edge), graph.nodes.get(edge.from), edge);
        }
        for edge in graph.edges.iter().filter(|edge| edge.from == at) {
            line(&mut out, "->", needed(edge.edge), graph.nodes.get(edge.to), edge);
        }
    }
    out
}

fn line(
    out: &mut String,
    arrow: &str,
    (verb, open): (&str, bool),
    other: Option<&NodeView>,
    edge: &EdgeView,
) {
    let Some(other) = other else { return };
    out.push_str(&format!("  {arrow} {verb} "));
    if open {
        out.push_str(&format!("{} ", other.kind.name()));
    }
    out.push_str(&visible(&other.name));
    if let Some(transform) = &edge.transform {
        out.push_str(&format!(" (transform {})", visible(transform)));
    }
    out.push('\n');
}

fn title(node: &NodeView) -> String {
    format!("{} {}", node.kind.name(), visible(&node.name))
}

/// What a thing says of what it needs, and whether that leaves open of what kind it is.
fn needs(edge: Edge) -> (&'static str, bool) {
    match edge {
        Edge::References => ("refers to", false),
        Edge::Describes => ("described by", false),
        Edge::Connects => ("connects to", false),
        Edge::Captures => ("captured by", false),
        Edge::Reads(_) => ("reads", true),
        Edge::Materializes => ("materializes", true),
        Edge::Tests => ("tests", true),
    }
}

/// What a thing says of what needs it, and whether that leaves open of what kind it is.
fn needed(edge: Edge) -> (&'static str, bool) {
    match edge {
        Edge::References => ("referred to by", false),
        Edge::Describes => ("describes", true),
        Edge::Connects => ("used by", true),
        Edge::Captures => ("captures into", true),
        Edge::Reads(_) => ("read by", true),
        Edge::Materializes => ("materialized by", false),
        Edge::Tests => ("tested by", false),
    }
}
