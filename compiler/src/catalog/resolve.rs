//! Phase 4: specs of all files to one catalog, names to ids.

use super::names::{self, Lost, Names};
use super::{
    Binding, BoundEndpoint, Catalog, Collection, CollectionId, Derivation, Endpoint, EndpointId, Step, Task,
    Test, Transform,
};
use crate::diagnostic::{Diagnostics, Resolved, codes};
use crate::loader::Loaded;
use crate::schema::SchemaId;
use crate::source::Span;
use crate::spec::{
    BindingSpec, CollectionSpec, DerivationSpec, EndpointSpec, EndpointUse, SchemaSpec, Specs, TaskKind,
    TaskSpec, TestSpec, TransformSpec,
};
use crate::syntax::Node;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Resolves what was loaded. `schemas` and `imports` move from it into the catalog.
pub(crate) fn resolve(loaded: &mut Loaded, diagnostics: &mut Diagnostics) -> Catalog {
    let mut all = Specs::default();
    for (_, specs) in std::mem::take(&mut loaded.specs) {
        all.collections.extend(specs.collections);
        all.endpoints.extend(specs.endpoints);
        all.tasks.extend(specs.tasks);
        all.tests.extend(specs.tests);
        all.settings.extend(specs.settings);
    }
    let collections = names::sorted("collection", all.collections, |spec| &spec.name, diagnostics);
    let endpoints = names::sorted("endpoint", all.endpoints, |spec| &spec.name, diagnostics);
    let tests = names::sorted("test", all.tests, |spec| &spec.name, diagnostics);
    for collection in &collections {
        names::check("a collection", &collection.name, diagnostics);
    }
    let resolver = Resolver {
        collections: Names::new(
            "collection",
            &codes::UNKNOWN_COLLECTION,
            collections
                .iter()
                .enumerate()
                .map(|(index, spec)| (spec.name.value.clone(), CollectionId::new(index), spec.name.span)),
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
    };
    let tasks = tasks(all.tasks, &resolver, diagnostics);
    let resolved_collections =
        collections.into_iter().map(|spec| resolver.collection(spec, diagnostics)).collect();
    let resolved_tests = tests.into_iter().map(|spec| resolver.test(spec, diagnostics)).collect();
    Catalog {
        collections: resolved_collections,
        endpoints: endpoints.into_iter().map(endpoint).collect(),
        tasks,
        tests: resolved_tests,
        schemas: std::mem::take(&mut loaded.schemas),
        imports: std::mem::take(&mut loaded.imports),
        settings: all.settings,
    }
}

fn lost(loaded: &Loaded) -> Lost {
    let skipped = loaded.trees.iter().flat_map(|tree| &tree.skipped);
    Lost(skipped.map(|span| loaded.sources.slice(*span).to_owned()).collect())
}

fn endpoint(spec: EndpointSpec) -> Endpoint {
    Endpoint { name: spec.name, span: spec.span, kind: spec.kind, config: spec.config }
}

struct Resolver<'r> {
    collections: Names<CollectionId>,
    endpoints: Names<EndpointId>,
    schema_at: &'r BTreeMap<Span, Resolved<SchemaId>>,
    documents_at: &'r BTreeMap<Span, Resolved<Node>>,
    lost: Lost,
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
        let transforms = names::unique("transform", spec.transforms, |spec| &spec.name, diagnostics);
        Derivation {
            span: spec.span,
            register: register
                .and_then(|register| register.schema.as_ref())
                .map(|schema| self.schema(schema)),
            initial: register.and_then(|register| register.initial.clone()),
            transforms: (transforms.into_iter())
                .map(|transform| self.transform(transform, spec.may_cycle, diagnostics))
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
            name: spec.name,
            shuffle: spec.shuffle,
            update: spec.update,
            publish: spec.publish,
            feedback: may_cycle || delayed,
            partitions: source.ok().and_then(|source| source.partitions.clone()),
            settings: source
                .map(|source| source.settings.clone())
                .into_iter()
                .flatten()
                .chain(spec.settings)
                .collect(),
        }
    }

    fn binding(&self, spec: BindingSpec, diagnostics: &mut Diagnostics) -> Binding {
        let collection = spec.collection.as_ref().map_err(|reported| *reported);
        let endpoint = match &spec.endpoint {
            Ok(EndpointUse::Named(name)) => {
                self.endpoints.resolve(name, &self.lost, diagnostics).map(BoundEndpoint::Named)
            }
            Ok(EndpointUse::Inline(kind, config)) => {
                Ok(BoundEndpoint::Inline { kind: kind.clone(), config: config.clone() })
            }
            Ok(EndpointUse::Push(_)) => Ok(BoundEndpoint::Push),
            Err(reported) => Err(*reported),
        };
        Binding {
            span: spec.span,
            collection: collection
                .and_then(|source| self.collections.resolve(&source.name, &self.lost, diagnostics)),
            endpoint,
            resource: spec.resource,
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
                partitions: collection.ok().and_then(|source| source.partitions.clone()),
                collection: collection.map(|source| &source.name).and_then(resolve),
                documents: (step.documents.as_ref().map_err(|reported| *reported))
                    .and_then(|documents| self.documents(documents.span())),
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
        let bindings = spec.bindings.into_iter().map(|binding| resolver.binding(binding, diagnostics));
        let bindings = bindings.collect();
        tasks.push(Task { kind: spec.kind, name, span: spec.span, bindings, settings: spec.settings });
    }
    tasks.sort_by(|a, b| (a.kind, &a.name).cmp(&(b.kind, &b.name)));
    tasks
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
