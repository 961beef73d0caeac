//! The graph as JSON. Its form is public and versioned.

use super::GraphFormat;
use super::view::{EdgeView, GraphView};
use crate::json;
use compiler::analysis::Edge;
use serde::Serialize;

pub(super) static FORMAT: GraphFormat = GraphFormat { name: "json", print };

pub(super) fn print(graph: &GraphView) -> String {
    #[derive(Serialize)]
    struct Document<'g> {
        format_version: &'static str,
        #[serde(flatten)]
        graph: GraphJson<'g>,
    }
    json::document(&Document { format_version: "1.0", graph: GraphJson::new(graph) })
}

/// A graph: its nodes, each after those that it needs, and its edges from what is needed to what needs it.
#[derive(Serialize)]
pub(crate) struct GraphJson<'g> {
    nodes: Vec<NodeJson<'g>>,
    edges: Vec<EdgeJson<'g>>,
}

#[derive(Serialize)]
struct NodeJson<'g> {
    id: &'g str,
    kind: &'static str,
    name: &'g str,
}

#[derive(Serialize)]
struct EdgeJson<'g> {
    from: &'g str,
    to: &'g str,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    transform: Option<&'g str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<&'g str>,
}

impl<'g> GraphJson<'g> {
    /// The graph as it is serialized.
    pub(crate) fn new(graph: &'g GraphView) -> GraphJson<'g> {
        let nodes = graph.nodes.iter();
        let nodes = nodes.map(|node| NodeJson { id: &node.id, kind: node.kind.name(), name: &node.name });
        let edge = |edge: &'g EdgeView| {
            let (from, to) = graph.ends(edge)?;
            let detail = edge.detail.as_deref();
            let reads = matches!(edge.edge, Edge::Reads(_));
            let (transform, detail) = if reads { (detail, None) } else { (None, detail) };
            Some(EdgeJson { from: &from.id, to: &to.id, kind: edge.edge.name(), transform, detail })
        };
        GraphJson { nodes: nodes.collect(), edges: graph.edges.iter().filter_map(edge).collect() }
    }
}
