//! The graph of a catalog with names in place of ids.

use compiler::Compilation;
use compiler::analysis::{Edge, GraphNode};
use std::collections::{BTreeMap, BTreeSet};

/// A graph whose nodes are sorted so that each comes after those that it needs.
pub(crate) struct GraphView {
    /// Its nodes.
    pub(crate) nodes: Vec<NodeView>,
    /// Its edges, sorted by the places of their ends.
    pub(crate) edges: Vec<EdgeView>,
}

/// A thing of the catalog.
pub(crate) struct NodeView {
    /// Kind and name, which no other node has.
    pub(crate) id: String,
    /// What it is.
    pub(crate) kind: Kind,
    /// Its name, as the user wrote it.
    pub(crate) name: String,
}

/// What a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Schema,
    Endpoint,
    Capture,
    Collection,
    Materialization,
    Test,
}

impl Kind {
    /// The word in outputs.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Kind::Schema => "schema",
            Kind::Endpoint => "endpoint",
            Kind::Capture => "capture",
            Kind::Collection => "collection",
            Kind::Materialization => "materialization",
            Kind::Test => "test",
        }
    }
}

/// A dependency: from the place of what is needed to the place of what needs it.
pub(crate) struct EdgeView {
    /// The place of what is needed.
    pub(crate) from: usize,
    /// The place of what needs it.
    pub(crate) to: usize,
    /// Why.
    pub(crate) edge: Edge,
    /// The transform that reads, if one does.
    pub(crate) transform: Option<String>,
}

impl GraphView {
    /// The graph of a catalog, which may have errors.
    pub(crate) fn new(compilation: &Compilation) -> GraphView {
        let order = compilation.analysis.graph.topological();
        let mut taken = BTreeSet::new();
        let folder = compilation.sources.common_folder();
        let nodes = order.iter().map(|node| self::node(compilation, *node, &folder, &mut taken)).collect();
        let places: BTreeMap<GraphNode, usize> = order.iter().copied().zip(0..).collect();
        let edges = compilation.analysis.graph.edges().into_iter();
        let edge = |(from, to, edge): (GraphNode, GraphNode, Edge)| {
            let transform = transform(compilation, to, edge);
            Some(EdgeView { from: *places.get(&from)?, to: *places.get(&to)?, edge, transform })
        };
        let mut edges: Vec<EdgeView> = edges.filter_map(edge).collect();
        edges.sort_by_key(|edge| (edge.from, edge.to, edge.edge));
        GraphView { nodes, edges }
    }

    /// An edge with both its nodes.
    pub(crate) fn ends(&self, edge: &EdgeView) -> Option<(&NodeView, &NodeView)> {
        Some((self.nodes.get(edge.from)?, self.nodes.get(edge.to)?))
    }
}

fn node(
    compilation: &Compilation,
    node: GraphNode,
    folder: &[String],
    taken: &mut BTreeSet<String>,
) -> NodeView {
    let catalog = &compilation.catalog;
    let (kind, name) = match node {
        GraphNode::Schema(file) => {
            (Kind::Schema, compilation.sources.file(file).uri.relative_to(folder).to_string())
        }
        GraphNode::Endpoint(id) => (Kind::Endpoint, catalog.endpoint(id).name.value.to_string()),
        GraphNode::Task(id) => {
            let task = catalog.task(id);
            let kind = match task.kind {
                compiler::spec::TaskKind::Capture => Kind::Capture,
                compiler::spec::TaskKind::Materialization => Kind::Materialization,
            };
            (kind, task.name.to_string())
        }
        GraphNode::Collection(id) => (Kind::Collection, catalog.collection(id).name.value.to_string()),
        GraphNode::Test(id) => (Kind::Test, catalog.test(id).name.value.to_string()),
    };
    let first = format!("{}:{name}", kind.name());
    let numbered = (2..).map(|number| format!("{first}#{number}"));
    let mut ids = std::iter::once(first.clone()).chain(numbered);
    let id = ids.find(|id| taken.insert(id.clone())).expect("numbers do not end");
    NodeView { id, kind, name }
}

fn transform(compilation: &Compilation, to: GraphNode, edge: Edge) -> Option<String> {
    let (GraphNode::Collection(id), Edge::Reads(at)) = (to, edge) else { return None };
    let derivation = compilation.catalog.collection(id).derivation.as_ref()?;
    derivation.transforms.get(at).map(|transform| transform.name.value.to_string())
}
