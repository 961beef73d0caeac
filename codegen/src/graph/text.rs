//! The graph as a list to read: each thing with what it needs and what needs it.

use super::GraphFormat;
use super::view::{EdgeView, GraphView, NodeView};
use crate::escape::visible;
use compiler::analysis::Edge;

pub(super) static FORMAT: GraphFormat = GraphFormat { name: "text", print };

pub(super) fn print(graph: &GraphView) -> String {
    let mut out = String::new();
    let (mut into, mut out_of) = (vec![Vec::new(); graph.nodes.len()], vec![Vec::new(); graph.nodes.len()]);
    for (at, edge) in graph.edges.iter().enumerate() {
        into.get_mut(edge.to).into_iter().for_each(|list| list.push(at));
        out_of.get_mut(edge.from).into_iter().for_each(|list| list.push(at));
    }
    let edge = |at: &usize| graph.edges.get(*at);
    for ((node, into), out_of) in graph.nodes.iter().zip(&into).zip(&out_of) {
        out.push_str(&format!("{}\n", title(node)));
        for edge in into.iter().filter_map(edge) {
            line(&mut out, "<-", needs(edge.edge), graph.nodes.get(edge.from), edge);
        }
        for edge in out_of.iter().filter_map(edge) {
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
    if let Some(detail) = &edge.detail {
        let what = if matches!(edge.edge, Edge::Reads(_)) { "transform " } else { "" };
        out.push_str(&format!(" ({what}{})", visible(detail)));
    }
    out.push('\n');
}

fn title(node: &NodeView) -> String {
    format!("{} {}", node.kind.name(), visible(&node.name))
}

/// What a thing says of what it needs, and whether that leaves open of what kind it is.
fn needs(edge: Edge) -> (&'static str, bool) {
    match edge {
        Edge::Imports => ("imports", true),
        Edge::Defines => ("defined in", false),
        Edge::References => ("refers to", false),
        Edge::Describes => ("described by", false),
        Edge::Connects => ("connects to", false),
        Edge::Captures => ("captured by", false),
        Edge::Reads(_) => ("reads", true),
        Edge::Derives => ("derived by", true),
        Edge::Computes => ("computed by", true),
        Edge::Provides => ("provided by", true),
        Edge::Has => ("of", true),
        Edge::Shuffles(_) => ("shuffled by", true),
        Edge::Uses => ("uses", true),
        Edge::Materializes(_) => ("materializes", true),
        Edge::Tests => ("tests", true),
    }
}

/// What a thing says of what needs it, and whether that leaves open of what kind it is.
fn needed(edge: Edge) -> (&'static str, bool) {
    match edge {
        Edge::Imports => ("imported by", true),
        Edge::Defines => ("defines", true),
        Edge::References => ("referred to by", false),
        Edge::Describes => ("describes", true),
        Edge::Connects => ("used by", true),
        Edge::Captures => ("captures into", true),
        Edge::Reads(_) => ("read by", true),
        Edge::Derives => ("derives", true),
        Edge::Computes => ("computes", true),
        Edge::Provides => ("provides", true),
        Edge::Has => ("has", true),
        Edge::Shuffles(_) => ("shuffles", true),
        Edge::Uses => ("used by", true),
        Edge::Materializes(_) => ("materialized by", false),
        Edge::Tests => ("tested by", false),
    }
}
