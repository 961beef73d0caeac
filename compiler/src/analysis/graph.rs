//! The graph of dependencies: from what is needed to what needs it (`petgraph`).

use crate::catalog::{BoundEndpoint, Catalog, CollectionId, EndpointId, TaskId, TestId, ids_of};
use crate::diagnostic::{Diagnostic, Diagnostics, codes};

use crate::schema::SchemaId;
use crate::source::{FileId, Span};
use crate::spec::TaskKind;
use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef;
use std::collections::BTreeMap;

/// A thing of the catalog.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum GraphNode {
    /// A file of a schema.
    Schema(FileId),
    /// An endpoint with a name.
    Endpoint(EndpointId),
    /// A capture or a materialization.
    Task(TaskId),
    /// A collection.
    Collection(CollectionId),
    /// A test.
    Test(TestId),
}

/// Why one thing needs another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Edge {
    /// A schema refers to another.
    References,
    /// A schema describes a collection.
    Describes,
    /// An endpoint is used by a task.
    Connects,
    /// A capture fills a collection.
    Captures,
    /// A transform, by its place in the list, reads a collection.
    Reads(usize),
    /// A materialization reads a collection.
    Materializes,
    /// A test is about a collection.
    Tests,
}

impl Edge {
    /// The verb in outputs.
    pub fn name(self) -> &'static str {
        match self {
            Edge::References => "references",
            Edge::Describes => "describes",
            Edge::Connects => "connects",
            Edge::Captures => "captures",
            Edge::Reads(_) => "reads",
            Edge::Materializes => "materializes",
            Edge::Tests => "tests",
        }
    }
}

/// The dependencies of a catalog.
#[derive(Debug, Clone, Default)]
pub struct Graph {
    graph: DiGraph<GraphNode, Edge>,
    index: BTreeMap<GraphNode, NodeIndex>,
    order: Vec<GraphNode>,
}

impl Graph {
    /// All nodes, each after those that it needs. Nodes of a cycle stand together.
    pub fn topological(&self) -> &[GraphNode] {
        &self.order
    }

    /// All edges, sorted by their ends: from what is needed to what needs it.
    pub fn edges(&self) -> Vec<(GraphNode, GraphNode, Edge)> {
        let node = |index: NodeIndex| self.graph.node_weight(index).copied();
        let edges = self.graph.edge_references();
        let mut edges: Vec<_> = edges
            .filter_map(|edge| Some((node(edge.source())?, node(edge.target())?, *edge.weight())))
            .collect();
        edges.sort_unstable();
        edges
    }

    /// What a node needs, with itself, however far.
    pub fn upstream(&self, node: GraphNode) -> Vec<GraphNode> {
        let Some(start) = self.index.get(&node) else { return Vec::new() };
        let reversed = petgraph::visit::Reversed(&self.graph);
        let mut walk = petgraph::visit::Dfs::new(reversed, *start);
        let mut found = Vec::new();
        while let Some(index) = walk.next(reversed) {
            found.extend(self.graph.node_weight(index));
        }
        found.sort_unstable();
        found
    }

    fn node(&mut self, node: GraphNode) -> NodeIndex {
        let graph = &mut self.graph;
        *self.index.entry(node).or_insert_with(|| graph.add_node(node))
    }

    fn edge(&mut self, from: GraphNode, to: GraphNode, edge: Edge) {
        let (from, to) = (self.node(from), self.node(to));
        let known = self.graph.edges_connecting(from, to).any(|known| *known.weight() == edge);
        if !known {
            self.graph.add_edge(from, to, edge);
        }
    }
}

/// Builds the graph and reports derivations that read one another in a circle.
pub(super) fn build(catalog: &Catalog, diagnostics: &mut Diagnostics) -> Graph {
    let mut graph = Graph::default();
    schemas(catalog, &mut graph);
    for id in ids_of(&catalog.endpoints, EndpointId::new) {
        graph.node(GraphNode::Endpoint(id));
    }
    for id in catalog.collection_ids() {
        graph.node(GraphNode::Collection(id));
    }
    for id in ids_of(&catalog.tasks, TaskId::new) {
        task(catalog, id, &mut graph);
    }
    let mut feedback = Vec::new();
    for id in catalog.collection_ids() {
        let transforms =
            catalog.collection(id).derivation.iter().flat_map(|derivation| &derivation.transforms);
        for (at, transform) in transforms.enumerate() {
            let Ok(source) = transform.source else { continue };
            match transform.feedback {
                true => feedback.push((source, id, at)),
                false => {
                    graph.edge(GraphNode::Collection(source), GraphNode::Collection(id), Edge::Reads(at))
                }
            }
        }
    }
    for id in ids_of(&catalog.tests, TestId::new) {
        graph.node(GraphNode::Test(id));
        for collection in catalog.test(id).steps.iter().filter_map(|step| step.collection.ok()) {
            graph.edge(GraphNode::Collection(collection), GraphNode::Test(id), Edge::Tests);
        }
    }
    order(catalog, &mut graph, diagnostics);
    // What a transform reads with a delay may depend on what it publishes, so it takes no part in the order.
    for (source, id, at) in feedback {
        graph.edge(GraphNode::Collection(source), GraphNode::Collection(id), Edge::Reads(at));
    }
    graph
}

fn schemas(catalog: &Catalog, graph: &mut Graph) {
    let file_of = |id: SchemaId| {
        let document = catalog.schemas.document(id);
        (!document.inline).then_some(document.file)
    };
    for (document, schema) in (0..).zip(catalog.schemas.documents()) {
        if !schema.inline {
            graph.node(GraphNode::Schema(schema.file));
        }
        for id in catalog.schemas.references(document, 0) {
            let target = catalog.schemas.referred(id).and_then(Result::ok).and_then(file_of);
            if let (Some(from), Some(to)) = (target, file_of(id)) {
                // A reference within one file is no dependency between files.
                if from != to {
                    graph.edge(GraphNode::Schema(from), GraphNode::Schema(to), Edge::References);
                }
            }
        }
    }
    for id in catalog.collection_ids() {
        let collection = catalog.collection(id);
        let register = collection.derivation.iter().filter_map(|derivation| derivation.register);
        let given = [collection.schema].into_iter().chain(collection.write_schema).chain(register);
        for schema in given.filter_map(Result::ok) {
            for file in described_by(catalog, schema) {
                graph.edge(GraphNode::Schema(file), GraphNode::Collection(id), Edge::Describes);
            }
        }
    }
}

/// The files that describe a schema directly: its own, or those that an inline schema refers to.
fn described_by(catalog: &Catalog, schema: SchemaId) -> Vec<FileId> {
    let document = catalog.schemas.document(schema);
    if !document.inline {
        return vec![document.file];
    }
    let referring = catalog.schemas.references(schema.document, 0).into_iter();
    let targets = referring.filter_map(|id| catalog.schemas.referred(id).and_then(Result::ok));
    let files = targets.map(|target| catalog.schemas.document(target));
    files.filter(|document| !document.inline).map(|document| document.file).collect()
}

fn task(catalog: &Catalog, id: TaskId, graph: &mut Graph) {
    let task = catalog.task(id);
    graph.node(GraphNode::Task(id));
    for binding in &task.bindings {
        if let Ok(BoundEndpoint::Named(endpoint)) = binding.endpoint {
            graph.edge(GraphNode::Endpoint(endpoint), GraphNode::Task(id), Edge::Connects);
        }
        let Ok(collection) = binding.collection else { continue };
        match task.kind {
            TaskKind::Capture => {
                graph.edge(GraphNode::Task(id), GraphNode::Collection(collection), Edge::Captures);
            }
            TaskKind::Materialization => {
                graph.edge(GraphNode::Collection(collection), GraphNode::Task(id), Edge::Materializes);
            }
        }
    }
}

/// Orders the nodes. Components with a cycle are reported; `kosaraju_scc` returns them in reverse order.
fn order(catalog: &Catalog, graph: &mut Graph, diagnostics: &mut Diagnostics) {
    let components = kosaraju_scc(&graph.graph);
    for component in components.iter().rev() {
        let mut nodes: Vec<GraphNode> =
            component.iter().filter_map(|index| graph.graph.node_weight(*index).copied()).collect();
        nodes.sort_unstable();
        let looped = |index: &NodeIndex| graph.graph.find_edge(*index, *index).is_some();
        if nodes.len() > 1 || component.iter().any(looped) {
            report_cycle(catalog, graph, &nodes, diagnostics);
        }
        graph.order.extend(nodes);
    }
}

/// Prints one shortest way around the cycle, hop by hop.
fn report_cycle(catalog: &Catalog, graph: &Graph, nodes: &[GraphNode], diagnostics: &mut Diagnostics) {
    let Some(GraphNode::Collection(start)) = nodes.first() else { return };
    let hops = shortest_cycle(graph, GraphNode::Collection(*start), nodes);
    let mut places: Vec<(Span, String)> = Vec::new();
    for (from, to, edge) in &hops {
        let (GraphNode::Collection(source), GraphNode::Collection(derived), Edge::Reads(at)) =
            (from, to, edge)
        else {
            continue;
        };
        let (source, derived) = (catalog.collection(*source), catalog.collection(*derived));
        let transforms = derived.derivation.as_ref().map(|derivation| &derivation.transforms);
        if let Some(transform) = transforms.and_then(|transforms| transforms.get(*at)) {
            let text = format!("`{}` reads `{}` here", derived.name.value, source.name.value);
            places.push((transform.source_span, text));
        }
    }
    let mut places = places.into_iter();
    let Some((span, text)) = places.next() else { return };
    let name = &catalog.collection(*start).name.value;
    let message = match hops.len() {
        1 => format!("the collection `{name}` reads itself"),
        hops => format!("{hops} collections read one another in a circle, among them `{name}`"),
    };
    let diagnostic = Diagnostic::new(&codes::CYCLIC_DERIVATION, span, message)
        .label(text)
        .help("break the circle, or give one of its transforms a `readDelay`");
    let diagnostic = places.fold(diagnostic, |diagnostic, (span, text)| diagnostic.secondary(span, text));
    diagnostics.push(diagnostic);
}

/// A shortest cycle through a node, found breadth first within its component.
fn shortest_cycle(graph: &Graph, start: GraphNode, nodes: &[GraphNode]) -> Vec<(GraphNode, GraphNode, Edge)> {
    let mut outgoing: BTreeMap<GraphNode, Vec<(GraphNode, Edge)>> = BTreeMap::new();
    for (from, to, edge) in graph.edges() {
        if nodes.binary_search(&from).is_ok() && nodes.binary_search(&to).is_ok() {
            outgoing.entry(from).or_default().push((to, edge));
        }
    }
    let mut reached: BTreeMap<GraphNode, (GraphNode, Edge)> = BTreeMap::new();
    let mut queue = std::collections::VecDeque::from([start]);
    while let Some(node) = queue.pop_front() {
        for (next, edge) in outgoing.get(&node).map(Vec::as_slice).unwrap_or_default() {
            if reached.contains_key(next) {
                continue;
            }
            reached.insert(*next, (node, *edge));
            queue.push_back(*next);
        }
        if reached.contains_key(&start) {
            break;
        }
    }
    let mut hops = Vec::new();
    let mut at = start;
    while let Some((from, edge)) = reached.get(&at) {
        hops.push((*from, at, *edge));
        at = *from;
        if at == start {
            break;
        }
    }
    hops.reverse();
    hops
}
