//! `capture` and `materialize`, in all their generations: which endpoint, which collection, which resource.

use super::derivation::{SourceSpec, selector, source};
use super::endpoint;
use super::reader::{Context, Object};
use super::section;
use crate::diagnostic::Resolved;
use crate::source::{Span, Spanned};
use crate::syntax::{Entry, Node, Value};
use std::sync::Arc;

/// Which way documents flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TaskKind {
    /// From an endpoint into collections.
    Capture,
    /// From collections into an endpoint.
    Materialization,
}

impl TaskKind {
    /// The word for one of them.
    pub fn name(self) -> &'static str {
        match self {
            TaskKind::Capture => "capture",
            TaskKind::Materialization => "materialization",
        }
    }

    /// The word for many of them.
    pub fn plural(self) -> &'static str {
        match self {
            TaskKind::Capture => "captures",
            TaskKind::Materialization => "materializations",
        }
    }

    fn collection_key(self) -> &'static str {
        match self {
            TaskKind::Capture => "target",
            TaskKind::Materialization => "source",
        }
    }
}

/// A capture or a materialization as written.
#[derive(Debug, Clone)]
pub struct TaskSpec {
    /// Which of both.
    pub kind: TaskKind,
    /// Its name; tasks of a list have none.
    pub name: Option<Spanned<Arc<str>>>,
    /// All of it.
    pub span: Span,
    /// Its bindings.
    pub bindings: Vec<BindingSpec>,
    /// Keys that nothing uses yet, as written.
    pub settings: Vec<Entry>,
}

/// One collection bound to one resource of an endpoint.
#[derive(Debug, Clone)]
pub struct BindingSpec {
    /// All of it.
    pub span: Span,
    /// The collection, and how it is read.
    pub collection: Resolved<SourceSpec>,
    /// The endpoint.
    pub endpoint: Resolved<EndpointUse>,
    /// What selects the resource: `table`, `stream`, ... It may hold secrets.
    pub resource: Vec<Entry>,
    /// Which fields are materialized.
    pub fields: FieldsSpec,
    /// Keys that nothing uses yet, as written.
    pub settings: Vec<Entry>,
}

/// Which endpoint a binding uses.
#[derive(Debug, Clone)]
pub enum EndpointUse {
    /// One of `endpoints`, by its name.
    Named(Spanned<Arc<str>>),
    /// One that is described in place: its kind and its configuration.
    Inline(Spanned<Arc<str>>, Box<Node>),
    /// Documents are pushed to the runtime's own API.
    Push(Span),
}

/// Which fields a materialization has.
#[derive(Debug, Clone, Default)]
pub struct FieldsSpec {
    /// Fields that must be there, with their configuration.
    pub require: Vec<Entry>,
    /// Fields that must not.
    pub exclude: Vec<Spanned<Arc<str>>>,
    /// Which are selected besides.
    pub recommended: Recommended,
    /// Keys that nothing uses yet, as written.
    pub settings: Vec<Entry>,
}

/// Which fields are selected that are not named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Recommended {
    /// By the rule of `language.md` D4.
    #[default]
    Default,
    /// Only what must be there.
    None,
    /// Down to so many levels.
    Depth(u32),
}

/// Reads one task: a list of bindings, a binding alone, or a mapping with `bindings`.
pub(super) fn read(
    kind: TaskKind,
    name: Option<&Spanned<Arc<str>>>,
    node: &Node,
    cx: &mut Context<'_>,
) -> Option<TaskSpec> {
    let task = read_task(kind, name, node, cx)?;
    for table in task.bindings.iter().flat_map(|binding| &binding.resource) {
        if &*table.key.value == "table" {
            let _ = cx.text("the name of a table", &table.value);
        }
    }
    Some(task)
}

fn read_task(
    kind: TaskKind,
    name: Option<&Spanned<Arc<str>>>,
    node: &Node,
    cx: &mut Context<'_>,
) -> Option<TaskSpec> {
    let span = name.map_or(node.span, |name| node.span.to(name.span));
    let task = |bindings, settings| TaskSpec { kind, name: name.cloned(), span, bindings, settings };
    if let Value::Array(items) = &node.value {
        return Some(task(items.iter().filter_map(|item| resource_binding(item, cx)).collect(), Vec::new()));
    }
    let is_seed = node.get("collection").is_some() && node.get("bindings").is_none();
    if is_seed {
        return Some(task(resource_binding(node, cx).into_iter().collect(), Vec::new()));
    }
    let object = cx.object(&section::TASK, node).ok()?;
    let endpoint = task_endpoint(&object, kind, cx);
    let Some(bindings) = object.get(&["bindings"]) else {
        let collection = object.require(&[kind.collection_key()], "name the collection that is bound", cx);
        let binding = BindingSpec {
            span: node.span,
            collection: collection.and_then(|entry| source(&entry.value, cx)),
            resource: endpoint.1,
            endpoint: endpoint.0,
            fields: object.get(&["fields"]).map(|entry| fields(&entry.value, cx)).unwrap_or_default(),
            settings: Vec::new(),
        };
        let read = ["endpoint", "bindings", "source", "target", "pushAPI", "fields"];
        return Some(task(vec![binding], object.settings(&read)));
    };
    let items = cx.list("a list of bindings", &bindings.value);
    let bindings = items.iter().filter_map(|item| binding(kind, item, &endpoint, cx)).collect();
    Some(task(bindings, object.settings(&["endpoint", "bindings"])))
}

/// A binding of the seed's dialect: keys beside `collection` and `endpoint` select the resource.
fn resource_binding(node: &Node, cx: &mut Context<'_>) -> Option<BindingSpec> {
    let object = cx.object(&section::RESOURCE_BINDING, node).ok()?;
    let collection = object.require(&["collection"], "name the collection that is bound", cx);
    let endpoint = object.require(&["endpoint"], "name one of the `endpoints`", cx);
    let partitions = selector(&object, cx);
    Some(BindingSpec {
        span: node.span,
        collection: collection
            .and_then(|entry| source(&entry.value, cx))
            .map(|source| SourceSpec { partitions: source.partitions.clone().or(partitions), ..source }),
        endpoint: endpoint.and_then(|entry| endpoint_use(&entry.value, cx).0),
        resource: object.settings(&["collection", "endpoint", "fields", "partitions"]),
        fields: object.get(&["fields"]).map(|entry| fields(&entry.value, cx)).unwrap_or_default(),
        settings: Vec::new(),
    })
}

/// A binding below `bindings`; its endpoint, and the configuration under its own resource, are the task's.
fn binding(
    kind: TaskKind,
    node: &Node,
    (endpoint, config): &(Resolved<EndpointUse>, Vec<Entry>),
    cx: &mut Context<'_>,
) -> Option<BindingSpec> {
    let object = cx.object(&section::BINDING, node).ok()?;
    let collection = object.require(&[kind.collection_key()], "name the collection that is bound", cx);
    let partitions = selector(&object, cx);
    let resource = object.get(&["resource"]).map(|entry| entry.value.entries()).unwrap_or_default();
    let own = |entry: &&Entry| resource.iter().any(|other| other.key.value == entry.key.value);
    let inherited = config.iter().filter(|entry| !own(entry));
    Some(BindingSpec {
        span: node.span,
        collection: collection
            .and_then(|entry| source(&entry.value, cx))
            .map(|source| SourceSpec { partitions: source.partitions.clone().or(partitions), ..source }),
        endpoint: endpoint.clone(),
        resource: resource.iter().chain(inherited).cloned().collect(),
        fields: object.get(&["fields"]).map(|entry| fields(&entry.value, cx)).unwrap_or_default(),
        settings: object.settings(&["resource", "source", "target", "partitions", "fields"]),
    })
}

/// The endpoint of a task and, where it is `{name, config}`, the configuration that is merged over it.
fn task_endpoint(
    object: &Object<'_>,
    kind: TaskKind,
    cx: &mut Context<'_>,
) -> (Resolved<EndpointUse>, Vec<Entry>) {
    if let (TaskKind::Capture, Some(push), None) = (kind, object.get(&["pushAPI"]), object.get(&["endpoint"]))
    {
        return (Ok(EndpointUse::Push(push.key.span)), Vec::new());
    }
    match object.require(&["endpoint"], "name one of the `endpoints`, or describe one in place", cx) {
        Ok(entry) => endpoint_use(&entry.value, cx),
        Err(reported) => (Err(reported), Vec::new()),
    }
}

/// A name, `{name, config}`, or one kind over its configuration.
fn endpoint_use(node: &Node, cx: &mut Context<'_>) -> (Resolved<EndpointUse>, Vec<Entry>) {
    if !matches!(node.value, Value::Object(_)) {
        let name = cx.text("the name of an endpoint", node);
        return (name.map(EndpointUse::Named), Vec::new());
    }
    if node.get("name").is_none() {
        let object = cx.object(&section::ENDPOINT, node);
        let kind = object.and_then(|object| endpoint::kind(object.entries(), node, cx));
        let inline = |entry: &Entry| EndpointUse::Inline(entry.key.clone(), Box::new(entry.value.clone()));
        return (kind.map(inline), Vec::new());
    }
    let object = match cx.object(&section::ENDPOINT_USE, node) {
        Ok(object) => object,
        Err(reported) => return (Err(reported), Vec::new()),
    };
    let config = object.get(&["config"]).map(|entry| entry.value.entries().to_vec()).unwrap_or_default();
    let name = object.require(&["name"], "name one of the `endpoints`", cx);
    let name = name.and_then(|entry| cx.text("the name of an endpoint", &entry.value));
    (name.map(EndpointUse::Named), config)
}

fn fields(node: &Node, cx: &mut Context<'_>) -> FieldsSpec {
    let Ok(object) = cx.object(&section::FIELDS, node) else { return FieldsSpec::default() };
    let require = object.get(&["include", "require"]);
    let exclude = object.get(&["exclude"]);
    let exclude = exclude.map_or(&[][..], |entry| cx.list("a list of fields", &entry.value));
    FieldsSpec {
        require: require
            .map(|entry| cx.map("fields with their configuration, as a mapping", &entry.value).to_vec())
            .unwrap_or_default(),
        exclude: exclude.iter().filter_map(|field| cx.text("the name of a field", field).ok()).collect(),
        recommended: object
            .get(&["recommended"])
            .map(|entry| recommended(&entry.value, cx))
            .unwrap_or_default(),
        settings: object.settings(&["include", "require", "exclude", "recommended"]),
    }
}

fn recommended(node: &Node, cx: &mut Context<'_>) -> Recommended {
    match &node.value {
        Value::Bool(true) => Recommended::Default,
        Value::Bool(false) => Recommended::None,
        Value::Number(text) => match text.parse() {
            Ok(0) => Recommended::None,
            Ok(depth) => Recommended::Depth(depth),
            Err(_) => {
                cx.expected("`true`, `false` or a number of levels", node);
                Recommended::Default
            }
        },
        Value::Null | Value::String(_) | Value::Array(_) | Value::Object(_) | Value::Hole(_) => {
            cx.expected("`true`, `false` or a number of levels", node);
            Recommended::Default
        }
    }
}
