//! The graph of a catalog with names in place of ids.

use compiler::Compilation;
use compiler::analysis::{Edge, Graph, GraphNode};
use std::collections::{BTreeMap, BTreeSet};

/// A graph whose nodes are sorted so that each comes after those that it needs.
pub struct GraphView {
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
    File,
    Schema,
    Endpoint,
    Capture,
    Collection,
    Field,
    Lambda,
    Transform,
    Materialization,
    Test,
}

impl Kind {
    /// The word in outputs.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Kind::File => "file",
            Kind::Schema => "schema",
            Kind::Endpoint => "endpoint",
            Kind::Capture => "capture",
            Kind::Collection => "collection",
            Kind::Field => "field",
            Kind::Lambda => "lambda",
            Kind::Transform => "transform",
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
    /// The transform that reads, the part of a key that shuffles, or the column that a location fills.
    pub(crate) detail: Option<String>,
}

impl GraphView {
    /// A graph of a catalog, which may have errors.
    pub fn new(compilation: &Compilation, graph: &Graph) -> GraphView {
        let order = graph.topological();
        let mut taken = BTreeSet::new();
        let folder = compilation.sources.common_folder();
        let nodes = order.iter().map(|node| self::node(compilation, *node, &folder, &mut taken)).collect();
        let places: BTreeMap<GraphNode, usize> = order.iter().copied().zip(0..).collect();
        let edge = |(from, to, edge): (GraphNode, GraphNode, Edge)| {
            let detail = detail(compilation, to, edge);
            Some(EdgeView { from: *places.get(&from)?, to: *places.get(&to)?, edge, detail })
        };
        let mut edges: Vec<EdgeView> = graph.edges().filter_map(edge).collect();
        edges.sort_by_key(|edge| (edge.from, edge.to, edge.edge));
        GraphView { nodes, edges }
    }

    /// The nodes of a graph by the names and ids that their views have.
    pub fn names(compilation: &Compilation, graph: &Graph) -> BTreeMap<String, Vec<GraphNode>> {
        let order = graph.topological();
        let mut names: BTreeMap<String, Vec<GraphNode>> = BTreeMap::new();
        for (node, view) in order.iter().zip(GraphView::new(compilation, graph).nodes) {
            names.entry(view.id).or_default().push(*node);
            names.entry(view.name).or_default().push(*node);
        }
        names
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
    let path = |file| compilation.sources.file(file).uri.relative_to(folder).to_string();
    let collection = |id| &*catalog.collection(id).name.value;
    let transform = |id, at| {
        let transform = catalog.transforms(id).nth(at);
        format!("{}/{}", collection(id), transform.map_or("", |transform| &transform.name.value))
    };
    let (kind, name) = match node {
        GraphNode::File(file) => (Kind::File, path(file)),
        GraphNode::Schema(file) => (Kind::Schema, path(file)),
        GraphNode::Endpoint(id) => (Kind::Endpoint, catalog.endpoint(id).name.value.to_string()),
        GraphNode::Task(id) => {
            let task = catalog.task(id);
            let kind = match task.kind {
                compiler::spec::TaskKind::Capture => Kind::Capture,
                compiler::spec::TaskKind::Materialization => Kind::Materialization,
            };
            (kind, task.name.to_string())
        }
        GraphNode::Collection(id) => (Kind::Collection, collection(id).to_owned()),
        GraphNode::Field(id, at) => {
            let projection = compilation.analysis.collection(id).projections.get(at);
            let pointer = projection.map(|projection| projection.pointer.to_string());
            (Kind::Field, format!("{}#{}", collection(id), pointer.unwrap_or_default()))
        }
        GraphNode::Update(id, at) => (Kind::Lambda, format!("{}/update", transform(id, at))),
        GraphNode::Publish(id, at) => (Kind::Lambda, format!("{}/publish", transform(id, at))),
        GraphNode::Transform(id, at) => (Kind::Transform, transform(id, at)),
        GraphNode::Test(id) => (Kind::Test, catalog.test(id).name.value.to_string()),
    };
    let first = format!("{}:{name}", kind.name());
    let numbered = (2..).map(|number| format!("{first}#{number}"));
    let mut ids = std::iter::once(first.clone()).chain(numbered);
    let id = ids.find(|id| taken.insert(id.clone())).expect("numbers do not end");
    NodeView { id, kind, name }
}

/// What an edge says besides its verb.
fn detail(compilation: &Compilation, to: GraphNode, edge: Edge) -> Option<String> {
    match (to, edge) {
        (GraphNode::Collection(id), Edge::Reads(at)) => {
            let transform = compilation.catalog.transforms(id).nth(at);
            transform.map(|transform| transform.name.value.to_string())
        }
        (_, Edge::Shuffles(part)) => Some(format!("part {}", part + 1)),
        (_, Edge::Materializes(Some((table, column)))) => {
            let table = compilation.analysis.tables.get(table)?;
            let projections = &compilation.analysis.collection(table.collection).projections;
            let projection = projections.get(*table.columns.get(column)?)?;
            Some(format!("{}.{} in {}", table.name, projection.field, table.dialect))
        }
        _ => None,
    }
}
