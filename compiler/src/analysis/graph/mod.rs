//! The graph of dependencies: from what is needed to what needs it.
//!
//! It is built when somebody asks for it, as far down as they ask; circles of derivations are found by themselves.

mod build;
mod cycles;
mod fields;
mod schemas;

pub(super) use cycles::check;

use crate::catalog::{CollectionId, EndpointId, TaskId, TestId};
use crate::source::FileId;
use petgraph::algo::kosaraju_scc;
use petgraph::graph::DiGraph;
use std::collections::{BTreeMap, BTreeSet};

/// A thing of the catalog.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum GraphNode {
    /// A file of a catalog, of lambdas, or of a test's documents.
    File(FileId),
    /// A file of a schema.
    Schema(FileId),
    /// An endpoint with a name.
    Endpoint(EndpointId),
    /// A capture or a materialization.
    Task(TaskId),
    /// A collection.
    Collection(CollectionId),
    /// A location of a collection's documents, as the index of its first projection.
    Field(CollectionId, usize),
    /// A lambda that updates a register, of a transform by its place in the list.
    Update(CollectionId, usize),
    /// A lambda that publishes documents.
    Publish(CollectionId, usize),
    /// A transform of a derivation.
    Transform(CollectionId, usize),
    /// A test.
    Test(TestId),
}

/// Why one thing needs another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Edge {
    /// A file imports another.
    Imports,
    /// A file defines an entity.
    Defines,
    /// A schema refers to another.
    References,
    /// A schema describes a collection, or what a transform reads.
    Describes,
    /// An endpoint is used by a task.
    Connects,
    /// A capture fills a collection.
    Captures,
    /// A collection is read: by a derivation, in the transform of this place, or by a transform.
    Reads(usize),
    /// A transform derives a collection.
    Derives,
    /// A lambda computes what a transform does.
    Computes,
    /// A file has the code of a lambda, or the documents of a test.
    Provides,
    /// Documents have a location.
    Has,
    /// Documents are grouped by a location, which is this part of the shuffle's key.
    Shuffles(usize),
    /// The schema of a transform's source names a location.
    Uses,
    /// A materialization reads a collection, or has a column of a location: that of this place in the table of
    /// this place among the analysis' tables.
    Materializes(Option<(usize, usize)>),
    /// A test is about a collection.
    Tests,
}

/// How far down a graph goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Detail {
    /// Schemas, endpoints, tasks, collections and tests.
    #[default]
    Entities,
    /// Files, transforms and lambdas, too.
    Parts,
    /// Locations of documents, too, where a key, a projection, a shuffle, a column or the schema of a source has
    /// them.
    Fields,
}

impl Edge {
    /// The verb in outputs.
    pub fn name(self) -> &'static str {
        match self {
            Edge::Imports => "imports",
            Edge::Defines => "defines",
            Edge::References => "references",
            Edge::Describes => "describes",
            Edge::Connects => "connects",
            Edge::Captures => "captures",
            Edge::Reads(_) => "reads",
            Edge::Derives => "derives",
            Edge::Computes => "computes",
            Edge::Provides => "provides",
            Edge::Has => "has",
            Edge::Shuffles(_) => "shuffles",
            Edge::Uses => "uses",
            Edge::Materializes(_) => "materializes",
            Edge::Tests => "tests",
        }
    }
}

/// The dependencies of a catalog.
#[derive(Debug, Clone, Default)]
pub struct Graph {
    nodes: BTreeSet<GraphNode>,
    edges: BTreeSet<(GraphNode, GraphNode, Edge)>,
    /// Edges that take no part in the order: what a transform reads with a delay may depend on what it publishes.
    feedback: BTreeSet<(GraphNode, GraphNode, Edge)>,
}

/// Nodes that are reached from one, and over how many edges.
type Reached = BTreeMap<GraphNode, usize>;

impl Graph {
    /// All nodes, each after those that it needs. Nodes of a cycle stand together.
    pub fn topological(&self) -> Vec<GraphNode> {
        let mut graph: DiGraph<GraphNode, ()> = DiGraph::new();
        let index: BTreeMap<_, _> = self.nodes.iter().map(|node| (*node, graph.add_node(*node))).collect();
        for (from, to, _) in &self.edges {
            if let (Some(from), Some(to)) = (index.get(from), index.get(to)) {
                graph.add_edge(*from, *to, ());
            }
        }
        // It returns components before those that lead to them.
        let components = kosaraju_scc(&graph).into_iter().rev();
        let sorted = components.map(|component| {
            let nodes = component.into_iter().filter_map(|index| graph.node_weight(index).copied());
            nodes.collect::<BTreeSet<_>>()
        });
        sorted.flatten().collect()
    }

    /// All edges, sorted by their ends: from what is needed to what needs it.
    pub fn edges(&self) -> impl Iterator<Item = (GraphNode, GraphNode, Edge)> {
        let all: BTreeSet<_> = self.edges.iter().chain(&self.feedback).copied().collect();
        all.into_iter()
    }

    /// What a node needs, with itself, however far; nothing if there is no such node.
    pub fn upstream(&self, node: GraphNode) -> BTreeSet<GraphNode> {
        let back = self.edges().map(|(from, to, _)| (to, from));
        self.reached(node, usize::MAX, back).into_keys().collect()
    }

    /// The part of the graph around some nodes: what they need, over so many edges, and what needs them.
    #[must_use]
    pub fn around(&self, nodes: &[GraphNode], up: usize, down: usize) -> Graph {
        let mut kept = BTreeSet::new();
        for node in nodes {
            kept.extend(self.reached(*node, up, self.edges().map(|(from, to, _)| (to, from))).into_keys());
            kept.extend(self.reached(*node, down, self.edges().map(|(from, to, _)| (from, to))).into_keys());
        }
        let inside = |(from, to, _): &&(GraphNode, GraphNode, Edge)| kept.contains(from) && kept.contains(to);
        Graph {
            edges: self.edges.iter().filter(inside).copied().collect(),
            feedback: self.feedback.iter().filter(inside).copied().collect(),
            nodes: kept,
        }
    }

    /// The nodes that edges lead to from a node, itself among them, breadth first.
    fn reached(
        &self,
        start: GraphNode,
        most: usize,
        edges: impl Iterator<Item = (GraphNode, GraphNode)>,
    ) -> Reached {
        let mut next: BTreeMap<GraphNode, Vec<GraphNode>> = BTreeMap::new();
        edges.for_each(|(from, to)| next.entry(from).or_default().push(to));
        let mut reached = Reached::new();
        let mut queue = std::collections::VecDeque::new();
        queue.extend(self.nodes.contains(&start).then_some((start, 0)));
        while let Some((node, distance)) = queue.pop_front() {
            if distance > most || reached.contains_key(&node) {
                continue;
            }
            reached.insert(node, distance);
            queue.extend(next.get(&node).into_iter().flatten().map(|to| (*to, distance + 1)));
        }
        reached
    }

    fn edge(&mut self, from: GraphNode, to: GraphNode, edge: Edge) {
        self.nodes.extend([from, to]);
        self.edges.insert((from, to, edge));
    }
}
