//! Phase 4: specs of all files to one catalog, names to ids.

use super::collation::{self, Named};
use super::names::{self, Lost, Names};
use super::{
    Binding, BoundEndpoint, Catalog, Collection, CollectionId, Derivation, Endpoint, EndpointId, Step, Task,
    Test, Transform,
};
use crate::Request;
use crate::connector::{self, Connector};
use crate::diagnostic::{Diagnostic, Diagnostics, Resolved, codes};
use crate::loader::Loaded;
use crate::schema::{Reading, SchemaId, Schemas};
use crate::source::{Span, Spanned, Uri};
use crate::spec::{
    BindingSpec, CollectionSpec, DerivationSpec, EndpointSpec, EndpointUse, SchemaSpec, Specs, TaskKind,
    TaskSpec, TestSpec, TransformSpec,
};
use crate::syntax::{Entry, Node, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Resolves what was loaded. `schemas` and `imports` move from it into the catalog.
pub(crate) fn resolve(loaded: &mut Loaded, request: &Request, diagnostics: &mut Diagnostics) -> Catalog {
    let mut all = Specs::default();
    for (_, specs) in std::mem::take(&mut loaded.specs) {
        all.collections.extend(specs.collections);
        all.endpoints.extend(specs.endpoints);
        all.tasks.extend(specs.tasks);
        all.tests.extend(specs.tests);
        all.settings.extend(specs.settings);
    }
    collation::check(&all_names(&all), diagnostics);
    let collections =
        names::sorted("collection", std::mem::take(&mut all.collections), |spec| &spec.name, diagnostics);
    let outside = external_collections(&all, &collections, &request.external);
    let endpoints = names::sorted("endpoint", all.endpoints, |spec| &spec.name, diagnostics);
    let tests = names::sorted("test", all.tests, |spec| &spec.name, diagnostics);
    for collection in &collections {
        names::check("a collection", &collection.name, diagnostics);
    }
    let names = collections.iter().map(|spec| &spec.name).chain(&outside);
    let mut names: Vec<(Arc<str>, Span)> = names.map(|name| (name.value.clone(), name.span)).collect();
    names.sort();
    let ids = (0..).map(CollectionId::new);
    let resolver = Resolver {
        collections: Names::new(
            "collection",
            &codes::UNKNOWN_COLLECTION,
            names.into_iter().zip(ids).map(|((name, span), id)| (name, id, span)),
        ),
        endpoints: Names::new(
            "endpoint",
            &codes::UNKNOWN_ENDPOINT,
            endpoints
                .iter()
                .enumerate()
                .map(|(index, spec)| (spec.name.value.clone(), EndpointId::new(index), spec.name.span)),
        ),
        schema_at: &loaded.schema_at,
        documents_at: &loaded.documents_at,
        lost: lost(loaded),
        kinds: &request.endpoint_kinds,
    };
    let tasks = tasks(all.tasks, &resolver, diagnostics);
    let mut resolved: Vec<Collection> =
        collections.into_iter().map(|spec| resolver.collection(spec, diagnostics)).collect();
    let resolved_tests = tests.into_iter().map(|spec| resolver.test(spec, diagnostics)).collect();
    resolved
        .extend(outside.into_iter().map(|name| external_collection(name, &mut loaded.schemas, diagnostics)));
    resolved.sort_by(|a, b| a.name.value.cmp(&b.name.value));
    Catalog {
        whole: diagnostics.is_sound_since(0),
        collections: resolved,
        endpoints: endpoints.into_iter().map(|spec| endpoint(spec, &request.endpoint_kinds)).collect(),
        tasks,
        tests: resolved_tests,
        schemas: std::mem::take(&mut loaded.schemas),
        schema_roots: std::mem::take(&mut loaded.schema_roots),
        imports: std::mem::take(&mut loaded.imports),
        settings: all.settings,
    }
}

/// The names of all entities that share one space of names. Endpoints have one of their own.
fn all_names(all: &Specs) -> Vec<Named> {
    let of_tasks = all.tasks.iter().filter_map(|task| {
        let name = task.name.clone()?;
        Some(Named { kind: task.kind.name(), name, is_path: true })
    });
    let of_collections = all.collections.iter().map(|spec| (&spec.name, "collection", true));
    let of_tests = all.tests.iter().map(|spec| (&spec.name, "test", false));
    let others = of_collections.chain(of_tests);
    others.map(|(name, kind, is_path)| Named { kind, name: name.clone(), is_path }).chain(of_tasks).collect()
}

/// Names that are referred to and not defined, below a prefix that says that they are defined elsewhere:
/// each once, with the place of the first reference.
fn external_collections(
    all: &Specs,
    defined: &[CollectionSpec],
    prefixes: &[String],
) -> Vec<Spanned<Arc<str>>> {
    if prefixes.is_empty() {
        return Vec::new();
    }
    let defined_names: BTreeSet<&str> = defined.iter().map(|spec| &*spec.name.value).collect();
    let derivations = defined.iter().filter_map(|spec| spec.derivation.as_ref());
    let transforms =
        derivations.flat_map(|derivation| &derivation.transforms).map(|transform| &transform.source);
    let bindings = all.tasks.iter().flat_map(|task| &task.bindings).map(|binding| &binding.collection);
    let steps = all.tests.iter().flat_map(|test| &test.steps).map(|step| &step.collection);
    let sources = transforms.chain(bindings).chain(steps).filter_map(|source| source.as_ref().ok());
    let outside = |name: &&Spanned<Arc<str>>| {
        let below = |prefix: &String| name.value.starts_with(prefix.as_str());
        !defined_names.contains(&*name.value) && prefixes.iter().any(below)
    };
    let mut names: BTreeMap<Arc<str>, Spanned<Arc<str>>> = BTreeMap::new();
    for name in sources.map(|source| &source.name).filter(outside) {
        let first = names.entry(name.value.clone()).or_insert_with(|| name.clone());
        if name.span < first.span {
            first.clone_from(name);
        }
    }
    names.into_values().collect()
}

/// A collection of which nothing is known but its name: its schema is `true`, its key is empty.
fn external_collection(
    name: Spanned<Arc<str>>,
    schemas: &mut Schemas,
    diagnostics: &mut Diagnostics,
) -> Collection {
    let message = format!("the collection `{}` is defined elsewhere", name.value);
    let diagnostic = Diagnostic::new(&codes::EXTERNAL_COLLECTION, name.span, message)
        .label("first used here")
        .note("its documents may be anything; keys, shuffles and tables of it are not checked");
    diagnostics.push(diagnostic);
    let anything = Node { span: name.span, value: Value::Bool(true) };
    let uri = Uri::local("external");
    let document = crate::schema::read(
        name.span.file,
        &uri,
        true,
        &anything,
        &Arc::default(),
        Reading::default(),
        diagnostics,
    );
    Collection {
        external: true,
        span: name.span,
        schema: Ok(schemas.add(document, diagnostics)),
        schema_span: name.span,
        write_schema: None,
        key: Ok(Vec::new()),
        key_span: name.span,
        projections: Vec::new(),
        derivation: None,
        settings: Vec::new(),
        name,
    }
}

fn lost(loaded: &Loaded) -> Lost {
    let skipped = loaded.trees.iter().flat_map(|tree| &*tree.skipped);
    Lost {
        texts: skipped.map(|span| loaded.sources.slice(*span).to_owned()).collect(),
        files: Lost::files(&loaded.failed_imports, &loaded.imports),
    }
}

fn endpoint(spec: EndpointSpec, kinds: &BTreeMap<String, String>) -> Endpoint {
    let connector = connector_of(&spec.name.value, &spec.kind.value, &spec.config, kinds);
    let EndpointSpec { name, span, kind, config, by_command } = spec;
    Endpoint { name, span, kind, config, connector, by_command }
}

/// The connector of an endpoint: of the kind that the project's settings give its name, else of its own.
fn connector_of(
    name: &str,
    kind: &str,
    config: &Node,
    kinds: &BTreeMap<String, String>,
) -> Option<&'static Connector> {
    match kinds.get(name) {
        Some(kind) => connector::by_kind(kind),
        None => connector::of_endpoint(kind, config),
    }
}

struct Resolver<'r> {
    collections: Names<CollectionId>,
    endpoints: Names<EndpointId>,
    schema_at: &'r BTreeMap<Span, Resolved<SchemaId>>,
    documents_at: &'r BTreeMap<Span, Resolved<Node>>,
    lost: Lost,
    kinds: &'r BTreeMap<String, String>,
}

impl Resolver<'_> {
    fn schema(&self, spec: &Resolved<SchemaSpec>) -> Resolved<SchemaId> {
        let span = spec.as_ref().map_err(|reported| *reported)?.span();
        *self.schema_at.get(&span).expect("the loader resolves every schema of every catalog file")
    }

    fn documents(&self, span: Span) -> Resolved<Node> {
        self.documents_at.get(&span).cloned().expect("the loader finds the documents of every step")
    }

    fn collection(&self, spec: CollectionSpec, diagnostics: &mut Diagnostics) -> Collection {
        let schema_span = spec.schema.as_ref().map_or(spec.name.span, SchemaSpec::span);
        Collection {
            schema: self.schema(&spec.schema),
            schema_span,
            write_schema: spec.write_schema.as_ref().map(|schema| self.schema(schema)),
            name: spec.name,
            external: false,
            span: spec.span,
            key: spec.key,
            key_span: spec.key_span,
            projections: names::unique("projection", spec.projections, |spec| &spec.field, diagnostics),
            derivation: spec.derivation.map(|derivation| self.derivation(derivation, diagnostics)),
            settings: spec.settings,
        }
    }

    fn derivation(&self, spec: DerivationSpec, diagnostics: &mut Diagnostics) -> Derivation {
        let register = spec.register.as_ref();
        let written = spec.transforms.len();
        let transforms = names::unique("transform", spec.transforms, |spec| &spec.name, diagnostics);
        Derivation {
            span: spec.span,
            must_shuffle: spec.is_derive,
            whole: spec.whole && written == transforms.len(),
            register_span: register.map(|register| register.span),
            register: register
                .and_then(|register| register.schema.as_ref())
                .map(|schema| self.schema(schema)),
            initial: register.and_then(|register| register.initial.clone()),
            transforms: (transforms.into_iter())
                .map(|transform| self.transform(transform, spec.is_derive, diagnostics))
                .collect(),
            settings: spec.settings,
        }
    }

    fn transform(&self, spec: TransformSpec, may_cycle: bool, diagnostics: &mut Diagnostics) -> Transform {
        let source = spec.source.as_ref().map_err(|reported| *reported);
        let delayed = spec.settings.iter().any(|entry| matches!(&*entry.key.value, "readDelay" | "delay"));
        Transform {
            source: source.and_then(|source| self.collections.resolve(&source.name, &self.lost, diagnostics)),
            source_span: source.map_or(spec.name.span, |source| source.name.span),
            source_schema: source
                .ok()
                .and_then(|source| source.schema.as_ref())
                .map(|schema| self.schema(schema)),
            source_schema_entry: source.ok().and_then(|source| source.schema_entry),
            name: spec.name,
            shuffle: spec.shuffle,
            shuffle_entry: spec.shuffle_entry,
            update: spec.update,
            publish: spec.publish,
            disabled: spec.disabled,
            feedback: may_cycle || delayed || spec.disabled,
            partitions: source.ok().and_then(|source| source.partitions.clone()),
            settings: source
                .map(|source| source.settings.clone())
                .into_iter()
                .flatten()
                .chain(spec.settings)
                .collect(),
        }
    }

    /// A binding of a task, which may be switched off with all that it binds.
    fn binding(
        &self,
        (task, off): (&str, bool),
        spec: BindingSpec,
        diagnostics: &mut Diagnostics,
    ) -> Binding {
        let collection = spec.collection.as_ref().map_err(|reported| *reported);
        let endpoint = match &spec.endpoint {
            Ok(EndpointUse::Named(name)) => {
                self.endpoints.resolve(name, &self.lost, diagnostics).map(BoundEndpoint::Named)
            }
            Ok(EndpointUse::Inline(kind, config)) => {
                let connector = connector_of(task, &kind.value, config, self.kinds);
                Ok(BoundEndpoint::Inline { kind: kind.clone(), config: config.clone(), connector })
            }
            Ok(EndpointUse::Push(_)) => Ok(BoundEndpoint::Push),
            Err(reported) => Err(*reported),
        };
        let endpoint_span = match &spec.endpoint {
            Ok(EndpointUse::Named(name)) => name.span,
            Ok(EndpointUse::Inline(..) | EndpointUse::Push(_)) | Err(_) => spec.span,
        };
        Binding {
            span: spec.span,
            collection_span: collection.map_or(spec.span, |source| source.name.span),
            endpoint_span,
            collection: collection
                .and_then(|source| self.collections.resolve(&source.name, &self.lost, diagnostics)),
            endpoint,
            resource: spec.resource,
            disabled: off || is_disabled(&spec.settings),
            fields: spec.fields,
            partitions: collection.ok().and_then(|source| source.partitions.clone()),
            settings: collection
                .map(|source| source.settings.clone())
                .into_iter()
                .flatten()
                .chain(spec.settings)
                .collect(),
        }
    }

    fn test(&self, spec: TestSpec, diagnostics: &mut Diagnostics) -> Test {
        let steps = spec.steps.into_iter().map(|step| {
            let collection = step.collection.as_ref().map_err(|reported| *reported);
            let resolve = |name| self.collections.resolve(name, &self.lost, diagnostics);
            Step {
                kind: step.kind,
                collection_span: collection.map_or(spec.span, |source| source.name.span),
                partitions: collection.ok().and_then(|source| source.partitions.clone()),
                collection: collection.map(|source| &source.name).and_then(resolve),
                documents: (step.documents.as_ref().map_err(|reported| *reported))
                    .and_then(|documents| self.documents(documents.span())),
                settings: step.settings,
            }
        });
        Test { name: spec.name, span: spec.span, steps: steps.collect() }
    }
}

/// Captures, then materializations, by name. Those of a list are called by what they bind.
fn tasks(specs: Vec<TaskSpec>, resolver: &Resolver<'_>, diagnostics: &mut Diagnostics) -> Vec<Task> {
    let (named, unnamed): (Vec<_>, Vec<_>) = specs.into_iter().partition(|spec| spec.name.is_some());
    let mut kinds: BTreeMap<TaskKind, Vec<TaskSpec>> = BTreeMap::new();
    for spec in named {
        kinds.entry(spec.kind).or_default().push(spec);
    }
    let mut unique = Vec::new();
    for (kind, specs) in kinds {
        let named = specs.into_iter().filter_map(|spec| spec.name.clone().map(|name| (name, spec)));
        let kept = names::unique(kind.name(), named.collect(), |(name, _)| name, diagnostics);
        unique.extend(kept.into_iter().map(|(name, spec)| {
            names::check(&format!("a {}", kind.name()), &name, diagnostics);
            (name.value, spec)
        }));
    }
    let mut taken: BTreeSet<Arc<str>> = unique.iter().map(|(name, _)| name.clone()).collect();
    for spec in unnamed {
        let name = describe(&spec);
        let numbered = (2..).map(|number| Arc::from(format!("{name} #{number}")));
        let mut names = std::iter::once(Arc::from(name.as_str())).chain(numbered);
        let unused = names.find(|name: &Arc<str>| !taken.contains(name)).expect("numbers do not end");
        taken.insert(unused.clone());
        unique.push((unused, spec));
    }
    let mut tasks: Vec<Task> = Vec::with_capacity(unique.len());
    for (name, spec) in unique {
        let shards = spec.settings.iter().find(|entry| &*entry.key.value == "shards");
        let off = shards.is_some_and(|shards| is_disabled(shards.value.entries()));
        let resolve = |binding| resolver.binding((&name, off), binding, diagnostics);
        let bindings = spec.bindings.into_iter().map(resolve).collect();
        tasks.push(Task { kind: spec.kind, name, span: spec.span, bindings, settings: spec.settings });
    }
    tasks.sort_by(|a, b| (a.kind, &a.name).cmp(&(b.kind, &b.name)));
    tasks
}

/// Whether settings switch something off.
fn is_disabled(settings: &[Entry]) -> bool {
    let off =
        |entry: &Entry| &*entry.key.value == "disable" && matches!(entry.value.value, Value::Bool(true));
    settings.iter().any(off)
}

/// "COLLECTION from ENDPOINT" or "COLLECTION into ENDPOINT": the name of a task that has none.
fn describe(spec: &TaskSpec) -> String {
    let binding = spec.bindings.first();
    let collection = binding.and_then(|binding| binding.collection.as_ref().ok());
    let collection: Arc<str> = collection.map_or_else(|| "?".into(), |source| source.name.value.clone());
    let endpoint: Arc<str> = match binding.map(|binding| &binding.endpoint) {
        Some(Ok(EndpointUse::Named(name))) => name.value.clone(),
        Some(Ok(EndpointUse::Inline(kind, _))) => kind.value.clone(),
        Some(Ok(EndpointUse::Push(_))) => "pushes".into(),
        Some(Err(_)) | None => "?".into(),
    };
    match spec.kind {
        TaskKind::Capture => format!("{collection} from {endpoint}"),
        TaskKind::Materialization => format!("{collection} into {endpoint}"),
    }
}
