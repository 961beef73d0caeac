//! The catalog: entities of all files with their references resolved to ids.
//!
//! Ids are given in the order of names, so that outputs do not depend on the order of files.

mod collation;
mod ids;
mod names;
mod resolve;

pub(crate) use collation::fold;
pub(crate) use ids::ids_of;
pub use ids::{CollectionId, EndpointId, TaskId, TestId};
pub(crate) use resolve::resolve;

use crate::connector::Connector;
use crate::diagnostic::{Resolved, cut};
use crate::loader::Import;
use crate::schema::{SchemaId, Schemas};
use crate::source::{Span, Spanned};
use crate::spec::{
    EntryPlace, FieldsSpec, LambdaSpec, ProjectionSpec, SelectorSpec, ShuffleSpec, StepKind, TaskKind,
};
use crate::syntax::{Entry, Node};
use runtime_lite::Pointer;
use std::sync::Arc;

/// All entities of a build.
#[derive(Debug, Clone, Default)]
pub struct Catalog {
    /// Whether all that its files say is here: no error has dropped a part, made one unreadable or unresolved.
    pub whole: bool,
    /// Collections, by name.
    pub collections: Vec<Collection>,
    /// Endpoints with a name, by name.
    pub endpoints: Vec<Endpoint>,
    /// Captures, then materializations, each by name.
    pub tasks: Vec<Task>,
    /// Tests, by name.
    pub tests: Vec<Test>,
    /// Schemas and where their references lead.
    pub schemas: Schemas,
    /// Schemas that are compiled by themselves, in the order of the request.
    pub schema_roots: Vec<Resolved<SchemaId>>,
    /// Imports between files.
    pub imports: Vec<Import>,
    /// Sections that nothing uses yet, as written: `nodeDependencies`, `storageMappings`, those with `x-`.
    pub settings: Vec<Entry>,
}

/// A collection.
#[derive(Debug, Clone)]
pub struct Collection {
    /// Its name.
    pub name: Spanned<Arc<str>>,
    /// Whether it is defined elsewhere: nothing is known of its documents, and nothing is generated for it.
    pub external: bool,
    /// All of it.
    pub span: Span,
    /// What readers may rely on.
    pub schema: Resolved<SchemaId>,
    /// Where the schema is given.
    pub schema_span: Span,
    /// What writers must satisfy, where it differs.
    pub write_schema: Option<Resolved<SchemaId>>,
    /// The locations of its key, in order.
    pub key: Resolved<Vec<Resolved<Spanned<Pointer>>>>,
    /// Where the key is given.
    pub key_span: Span,
    /// Named locations, in written order.
    pub projections: Vec<ProjectionSpec>,
    /// How it is derived, if it is.
    pub derivation: Option<Derivation>,
    /// Keys that nothing uses yet, as written.
    pub settings: Vec<Entry>,
}

/// How a collection is derived.
#[derive(Debug, Clone)]
pub struct Derivation {
    /// Where it is said.
    pub span: Span,
    /// Whether each transform has to say how it groups documents, rather than by the key of its source.
    pub must_shuffle: bool,
    /// Whether all that was written of it is here: no transform has a name twice, and nothing could not be read.
    pub whole: bool,
    /// Where its registers are described, if they are.
    pub register_span: Option<Span>,
    /// The schema of its registers, if it gives one.
    pub register: Option<Resolved<SchemaId>>,
    /// The register before the first update.
    pub initial: Option<Node>,
    /// Its transforms, in written order.
    pub transforms: Vec<Transform>,
    /// Keys that nothing uses yet, as written.
    pub settings: Vec<Entry>,
}

/// A transform of a derivation.
#[derive(Debug, Clone)]
pub struct Transform {
    /// Its name.
    pub name: Spanned<Arc<str>>,
    /// What it reads.
    pub source: Resolved<CollectionId>,
    /// Where the source is named.
    pub source_span: Span,
    /// The schema in place of the source's own.
    pub source_schema: Option<Resolved<SchemaId>>,
    /// Where that schema is given.
    pub source_schema_entry: Option<EntryPlace>,
    /// Which partitions of the source are read; all of them, where it does not say.
    pub partitions: Option<Resolved<SelectorSpec>>,
    /// How documents are grouped.
    pub shuffle: Option<ShuffleSpec>,
    /// Where that is said.
    pub shuffle_entry: Option<EntryPlace>,
    /// Lambda that updates the register.
    pub update: Option<Resolved<LambdaSpec>>,
    /// Lambda that publishes documents.
    pub publish: Option<Resolved<LambdaSpec>>,
    /// Whether it is switched off: nothing is said about it.
    pub disabled: bool,
    /// Whether it may read what it feeds: it has a read delay, is switched off, or is of a generation without that
    /// rule.
    pub feedback: bool,
    /// Keys of the transform and of its source that nothing uses yet, as written.
    pub settings: Vec<Entry>,
}

/// An endpoint.
#[derive(Debug, Clone)]
pub struct Endpoint {
    /// Its name.
    pub name: Spanned<Arc<str>>,
    /// All of it.
    pub span: Span,
    /// Its kind as written.
    pub kind: Spanned<Arc<str>>,
    /// Its configuration, which may hold secrets.
    pub config: Node,
    /// What is known of its kind, if the kind is known.
    pub connector: Option<&'static Connector>,
    /// Whether it stands where commands look for it: no task has to name it.
    pub by_command: bool,
}

/// A capture or a materialization.
#[derive(Debug, Clone)]
pub struct Task {
    /// Which of both.
    pub kind: TaskKind,
    /// Its name; one that has none is called by what it binds.
    pub name: Arc<str>,
    /// All of it.
    pub span: Span,
    /// What it binds, in written order.
    pub bindings: Vec<Binding>,
    /// Keys that nothing uses yet, as written.
    pub settings: Vec<Entry>,
}

/// One collection bound to one resource of an endpoint.
#[derive(Debug, Clone)]
pub struct Binding {
    /// All of it.
    pub span: Span,
    /// The collection.
    pub collection: Resolved<CollectionId>,
    /// Where the collection is named.
    pub collection_span: Span,
    /// The endpoint.
    pub endpoint: Resolved<BoundEndpoint>,
    /// Where the endpoint is named.
    pub endpoint_span: Span,
    /// What selects the resource, which may hold secrets.
    pub resource: Vec<Entry>,
    /// Whether it, or its task, is switched off: nothing is said about it, and it fills no table.
    pub disabled: bool,
    /// Which fields are materialized.
    pub fields: FieldsSpec,
    /// Which partitions of the collection are read; all of them, where it does not say.
    pub partitions: Option<Resolved<SelectorSpec>>,
    /// Keys that nothing uses yet, as written.
    pub settings: Vec<Entry>,
}

/// The endpoint of a binding.
#[derive(Debug, Clone)]
pub enum BoundEndpoint {
    /// One with a name.
    Named(EndpointId),
    /// One described in place.
    Inline {
        /// Its kind as written.
        kind: Spanned<Arc<str>>,
        /// Its configuration, which may hold secrets.
        config: Box<Node>,
        /// What is known of its kind, if the kind is known.
        connector: Option<&'static Connector>,
    },
    /// Documents are pushed to the runtime's own API.
    Push,
}

/// A test.
#[derive(Debug, Clone)]
pub struct Test {
    /// Its name.
    pub name: Spanned<Arc<str>>,
    /// All of it.
    pub span: Span,
    /// Its steps.
    pub steps: Vec<Step>,
}

/// A step of a test.
#[derive(Debug, Clone)]
pub struct Step {
    /// What it does.
    pub kind: StepKind,
    /// The collection.
    pub collection: Resolved<CollectionId>,
    /// Where the collection is named.
    pub collection_span: Span,
    /// The documents: a list of objects.
    pub documents: Resolved<Node>,
    /// Which partitions are verified; all of them, where it does not say.
    pub partitions: Option<Resolved<SelectorSpec>>,
    /// Keys that nothing uses yet, as written.
    pub settings: Vec<Entry>,
}

impl BoundEndpoint {
    /// What is known of the endpoint's kind, if the kind is known.
    pub fn connector(&self, catalog: &Catalog) -> Option<&'static Connector> {
        match self {
            BoundEndpoint::Named(id) => catalog.endpoint(*id).connector,
            BoundEndpoint::Inline { connector, .. } => *connector,
            BoundEndpoint::Push => None,
        }
    }
}

impl Catalog {
    /// A collection of this catalog.
    pub fn collection(&self, id: CollectionId) -> &Collection {
        self.collections.get(id.index()).expect("an id comes from the catalog that made it")
    }

    /// An endpoint of this catalog.
    pub fn endpoint(&self, id: EndpointId) -> &Endpoint {
        self.endpoints.get(id.index()).expect("an id comes from the catalog that made it")
    }

    /// A capture or materialization of this catalog.
    pub fn task(&self, id: TaskId) -> &Task {
        self.tasks.get(id.index()).expect("an id comes from the catalog that made it")
    }

    /// A test of this catalog.
    pub fn test(&self, id: TestId) -> &Test {
        self.tests.get(id.index()).expect("an id comes from the catalog that made it")
    }

    /// The transforms of a collection, in written order; none if it is not derived.
    pub fn transforms(&self, id: CollectionId) -> impl Iterator<Item = &Transform> {
        self.collection(id).derivation.iter().flat_map(|derivation| &derivation.transforms)
    }

    /// The captures and materializations, in order.
    pub fn task_ids(&self) -> impl Iterator<Item = TaskId> + use<> {
        (0..self.tasks.len()).map(TaskId::new)
    }

    /// The ids of all tests, in the order of their names.
    pub fn test_ids(&self) -> impl Iterator<Item = TestId> + use<> {
        (0..self.tests.len()).map(TestId::new)
    }

    /// The ids of all collections, in the order of their names.
    pub fn collection_ids(&self) -> impl Iterator<Item = CollectionId> + use<> {
        (0..self.collections.len()).map(CollectionId::new)
    }

    /// The collection of a name.
    pub fn collection_by_name(&self, name: &str) -> Option<CollectionId> {
        let at = self.collections.binary_search_by(|collection| (*collection.name.value).cmp(name));
        at.ok().map(CollectionId::new)
    }

    /// The entity in which a place lies, such as `collection acme/orders`.
    pub fn entity_at(&self, span: Span) -> Option<String> {
        let collections = self.collections.iter().map(|c| (c.span, "collection", &c.name.value));
        let endpoints = self.endpoints.iter().map(|e| (e.span, "endpoint", &e.name.value));
        let tasks = self.tasks.iter().map(|t| (t.span, t.kind.name(), &t.name));
        let tests = self.tests.iter().map(|t| (t.span, "test", &t.name.value));
        let mut entities = collections.chain(endpoints).chain(tasks).chain(tests);
        entities
            .find(|(place, _, _)| place.contains(span))
            .map(|(_, kind, name)| format!("{kind} {}", cut(name)))
    }
}
