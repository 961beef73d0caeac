//! From a catalog and its analysis to its graph.

use super::{Detail, Edge, Graph, GraphNode, fields, schemas};
use crate::catalog::{BoundEndpoint, CollectionId, EndpointId, TaskId, TestId, Transform, ids_of};
use crate::source::{FileId, Role, Span};
use crate::spec::{LambdaSpec, TaskKind};
use crate::{Catalog, Compilation};

impl Graph {
    /// The graph of a compilation, which may have errors: it lacks what they hide.
    pub fn new(compilation: &Compilation, detail: Detail) -> Graph {
        let mut graph = Graph::default();
        let catalog = &compilation.catalog;
        schemas::add(catalog, &mut graph);
        let endpoints = ids_of(&catalog.endpoints, EndpointId::new).map(GraphNode::Endpoint);
        graph.nodes.extend(endpoints.chain(catalog.collection_ids().map(GraphNode::Collection)));
        for id in catalog.collection_ids() {
            described(catalog, id, &mut graph);
            for (at, transform) in catalog.transforms(id).enumerate() {
                match detail {
                    Detail::Entities => read(id, at, transform, &mut graph),
                    Detail::Parts | Detail::Fields => part(compilation, id, at, transform, &mut graph),
                }
                if let (Some(schema), Detail::Entities) = (transform.source_schema, detail) {
                    schemas::describes(catalog, schema, GraphNode::Collection(id), &mut graph);
                }
            }
        }
        ids_of(&catalog.tasks, TaskId::new).for_each(|id| task(catalog, id, &mut graph));
        for id in ids_of(&catalog.tests, TestId::new) {
            graph.nodes.insert(GraphNode::Test(id));
            for collection in catalog.test(id).steps.iter().filter_map(|step| step.collection.ok()) {
                graph.edge(GraphNode::Collection(collection), GraphNode::Test(id), Edge::Tests);
            }
        }
        if detail >= Detail::Parts {
            files(compilation, &mut graph);
        }
        if detail == Detail::Fields {
            fields::add(compilation, &mut graph);
        }
        graph
    }
}

fn described(catalog: &Catalog, id: CollectionId, graph: &mut Graph) {
    let collection = catalog.collection(id);
    let register = collection.derivation.iter().filter_map(|derivation| derivation.register);
    for schema in [collection.schema].into_iter().chain(collection.write_schema).chain(register) {
        schemas::describes(catalog, schema, GraphNode::Collection(id), graph);
    }
}

/// A derivation reads a collection.
fn read(id: CollectionId, at: usize, transform: &Transform, graph: &mut Graph) {
    let Ok(source) = transform.source else { return };
    let edge = (GraphNode::Collection(source), GraphNode::Collection(id), Edge::Reads(at));
    match transform.feedback {
        true => drop(graph.feedback.insert(edge)),
        false => drop(graph.edges.insert(edge)),
    }
}

/// A transform by itself, with its lambdas and their files.
fn part(compilation: &Compilation, id: CollectionId, at: usize, transform: &Transform, graph: &mut Graph) {
    let node = GraphNode::Transform(id, at);
    graph.edge(node, GraphNode::Collection(id), Edge::Derives);
    if let Ok(source) = transform.source {
        let edge = (GraphNode::Collection(source), node, Edge::Reads(at));
        match transform.feedback {
            true => drop(graph.feedback.insert(edge)),
            false => drop(graph.edges.insert(edge)),
        }
    }
    if let Some(schema) = transform.source_schema {
        schemas::describes(&compilation.catalog, schema, node, graph);
    }
    let lambdas =
        [(&transform.update, GraphNode::Update(id, at)), (&transform.publish, GraphNode::Publish(id, at))];
    for (lambda, lambda_node) in lambdas {
        let Some(Ok(lambda)) = lambda else { continue };
        graph.edge(lambda_node, node, Edge::Computes);
        if let Some(file) = code_of(compilation, id, lambda) {
            graph.edge(GraphNode::File(file), lambda_node, Edge::Provides);
        }
    }
}

/// The file that has the code of a lambda, if that was read.
fn code_of(compilation: &Compilation, id: CollectionId, lambda: &LambdaSpec) -> Option<FileId> {
    let sources = &compilation.sources;
    let joined = |from: FileId, path: &str| {
        let (uri, _) = sources.file(from).uri.join(path).ok()?;
        Some(sources.by_uri(&uri)?.id)
    };
    match lambda {
        LambdaSpec::File(_, path) => joined(path.span.file, &path.value),
        LambdaSpec::Module(language, span) => {
            let settings = &compilation.catalog.collection(id).derivation.as_ref()?.settings;
            let modules = settings.iter().filter_map(|entry| entry.value.get("module"));
            let named =
                modules.filter_map(|entry| joined(entry.value.span.file, entry.value.as_str()?)).next();
            named.or_else(|| {
                // A module without a name is beside its catalog.
                let catalog = &sources.file(span.file).uri;
                let name = catalog.as_str().rsplit('/').next()?.strip_suffix("yaml")?;
                joined(span.file, &format!("{name}{}", language.extension()?))
            })
        }
        LambdaSpec::Inline(..) | LambdaSpec::Remote(_) | LambdaSpec::AwsLambda(_) => None,
    }
}

fn task(catalog: &Catalog, id: TaskId, graph: &mut Graph) {
    let task = catalog.task(id);
    graph.nodes.insert(GraphNode::Task(id));
    for binding in &task.bindings {
        if let Ok(BoundEndpoint::Named(endpoint)) = binding.endpoint {
            graph.edge(GraphNode::Endpoint(endpoint), GraphNode::Task(id), Edge::Connects);
        }
        let Ok(collection) = binding.collection else { continue };
        let collection = GraphNode::Collection(collection);
        match task.kind {
            TaskKind::Capture => graph.edge(GraphNode::Task(id), collection, Edge::Captures),
            TaskKind::Materialization => {
                graph.edge(collection, GraphNode::Task(id), Edge::Materializes(None));
            }
        }
    }
}

/// Files: which imports which, and what they define and provide.
fn files(compilation: &Compilation, graph: &mut Graph) {
    let Compilation { sources, catalog, .. } = compilation;
    let of_file = |file: FileId| match sources.file(file).role {
        Role::Schema => GraphNode::Schema(file),
        Role::Catalog | Role::Documents | Role::Config | Role::Module => GraphNode::File(file),
    };
    let catalogs = sources.files().iter().filter(|file| file.role == Role::Catalog);
    graph.nodes.extend(catalogs.map(|file| GraphNode::File(file.id)));
    for import in &catalog.imports {
        graph.edge(of_file(import.to), of_file(import.from), Edge::Imports);
    }
    let mut define = |span: Span, node| graph.edge(of_file(span.file), node, Edge::Defines);
    for (id, endpoint) in ids_of(&catalog.endpoints, EndpointId::new).zip(&catalog.endpoints) {
        define(endpoint.span, GraphNode::Endpoint(id));
    }
    for (id, task) in ids_of(&catalog.tasks, TaskId::new).zip(&catalog.tasks) {
        define(task.span, GraphNode::Task(id));
    }
    for (id, collection) in catalog.collection_ids().zip(&catalog.collections) {
        if !collection.external {
            define(collection.span, GraphNode::Collection(id));
        }
    }
    for (id, test) in ids_of(&catalog.tests, TestId::new).zip(&catalog.tests) {
        define(test.span, GraphNode::Test(id));
    }
    for (id, test) in ids_of(&catalog.tests, TestId::new).zip(&catalog.tests) {
        let documents = test.steps.iter().filter_map(|step| step.documents.as_ref().ok());
        for file in documents.map(|node| node.span.file).filter(|file| *file != test.span.file) {
            graph.edge(of_file(file), GraphNode::Test(id), Edge::Provides);
        }
    }
}
