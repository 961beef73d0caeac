//! `capture` and `materialize`, in all their generations: which endpoint, which collection, which resource.

use super::derivation::{SourceSpec, source};
use super::endpoint;
use super::fields::{self, FieldsSpec};
use super::reader::{Context, Object};
use super::section;
use super::selector;
use crate::diagnostic::{Diagnostic, Resolved, codes};
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
    let task = |mut bindings: Vec<BindingSpec>, settings| {
        // Most tasks have one, and room for more would be kept.
        bindings.shrink_to_fit();
        TaskSpec { kind, name: name.cloned(), span, bindings, settings }
    };
    let Value::Object(_) = &node.value else {
        let expected = format!("a {}, as a list of bindings or a mapping", kind.name());
        let help = format!("write `[{}]`", section::RESOURCE_BINDING.form);
        let Value::Array(items) = &node.value else {
            cx.expected_form(&expected, help, node);
            return None;
        };
        let bindings = items.iter().filter_map(|item| resource_binding(item, None, cx));
        return Some(task(bindings.collect(), Vec::new()));
    };
    let is_seed = node.get("collection").is_some() && node.get("bindings").is_none();
    if is_seed {
        return Some(task(resource_binding(node, None, cx).into_iter().collect(), Vec::new()));
    }
    let object = cx.object(&section::TASK, node).ok()?;
    check_shards(&object, cx);
    let Some(bindings) = object.get(&["bindings"]) else {
        let endpoint = task_endpoint(&object, kind, cx);
        if object.get(&["source", "target"]).is_none() && object.get(&["sourceCapture"]).is_some() {
            return Some(task(Vec::new(), task_settings(&object, &["endpoint", "pushAPI"], cx)));
        }
        let collection = bound(kind, &object, cx);
        let binding = BindingSpec {
            span: node.span,
            collection: collection.and_then(|entry| source(&entry.value, cx)),
            resource: endpoint.1,
            endpoint: endpoint.0,
            fields: object.get(&["fields"]).map(|entry| fields::read(&entry.value, cx)).unwrap_or_default(),
            settings: Vec::new(),
        };
        let read = ["endpoint", "pushAPI", "fields", kind.collection_key()];
        return Some(task(vec![binding], object.settings(&read)));
    };
    let items = cx.list("a list of bindings", &bindings.value);
    // Bindings in the seed's spelling may each have their own endpoint; then the task needs none.
    let all_own = !items.is_empty() && items.iter().all(|item| item.get("endpoint").is_some());
    let names_one = object.get(&["endpoint", "pushAPI"]).is_some();
    let endpoint = (names_one || !all_own).then(|| task_endpoint(&object, kind, cx));
    let bindings = items.iter().filter_map(|item| match &endpoint {
        Some(endpoint) if item.get("collection").is_none() => binding(kind, item, endpoint, cx),
        Some(_) | None => resource_binding(item, endpoint.as_ref(), cx),
    });
    let bindings = bindings.collect();
    Some(task(bindings, task_settings(&object, &["endpoint", "pushAPI", "bindings"], cx)))
}

/// The keys of a task that nothing uses yet; `sourceCapture` is called `source`.
fn task_settings(object: &Object<'_>, read: &[&str], cx: &mut Context<'_>) -> Vec<Entry> {
    let mut settings = object.settings(read);
    for entry in &mut settings {
        if matches!(&*entry.key.value, "source" | "sourceCapture") {
            entry.key.value = "source".into();
            if !matches!(entry.value.value, Value::Object(_)) {
                let _ = cx.text("the name of a capture", &entry.value);
            }
        }
    }
    settings
}

fn check_shards(object: &Object<'_>, cx: &mut Context<'_>) {
    if let Some(shards) = object.get(&["shards"]) {
        cx.check(&section::SHARDS, &shards.value);
    }
}

/// A binding of the seed's dialect: keys that the language does not have select the resource. Where it names
/// no endpoint, the task's is meant.
fn resource_binding(
    node: &Node,
    inherited: Option<&(Resolved<EndpointUse>, Vec<Entry>)>,
    cx: &mut Context<'_>,
) -> Option<BindingSpec> {
    let object = cx.object(&section::RESOURCE_BINDING, node).ok()?;
    let collection = object.require(&["collection"], "name the collection that is bound", cx);
    let (endpoint, config) = match (object.get(&["endpoint"]), inherited) {
        (None, Some(inherited)) => inherited.clone(),
        (Some(_), _) | (None, None) => {
            match object.require(&["endpoint"], "name one of the `endpoints`", cx) {
                Ok(entry) => endpoint_use(&entry.value, cx),
                Err(reported) => (Err(reported), Vec::new()),
            }
        }
    };
    let is_setting = |entry: &Entry| {
        let key = &*entry.key.value;
        key.starts_with("x-") || key == "$schema" || section::BINDING.has(key)
    };
    let others = object.settings(&["collection", "endpoint", "resource", "fields", "partitions"]);
    let (settings, mut resource): (Vec<Entry>, Vec<Entry>) = others.into_iter().partition(is_setting);
    resource.extend(own_resource(&object, cx));
    Some(BindingSpec {
        span: node.span,
        collection: collection.and_then(|entry| bound_source(&object, &entry.value, cx)),
        endpoint,
        resource: merged(resource, &config),
        fields: object.get(&["fields"]).map(|entry| fields::read(&entry.value, cx)).unwrap_or_default(),
        settings,
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
    let collection = bound(kind, &object, cx);
    let resource = own_resource(&object, cx);
    Some(BindingSpec {
        span: node.span,
        collection: collection.and_then(|entry| bound_source(&object, &entry.value, cx)),
        endpoint: endpoint.clone(),
        resource: merged(resource, config),
        fields: object.get(&["fields"]).map(|entry| fields::read(&entry.value, cx)).unwrap_or_default(),
        settings: object.settings(&["resource", kind.collection_key(), "partitions", "fields"]),
    })
}

/// The mapping below `resource`. A text is the path of a file that holds it, which is kept by that key.
fn own_resource(object: &Object<'_>, cx: &mut Context<'_>) -> Vec<Entry> {
    let Some(entry) = object.get(&["resource"]) else { return Vec::new() };
    match &entry.value.value {
        Value::Object(entries) => entries.to_vec(),
        Value::String(_) => vec![entry.clone()],
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Hole(_) => {
            let help = "write `{ table: orders }`, or the path of a file".to_owned();
            cx.expected_form("what selects the resource, as a mapping", help, &entry.value);
            Vec::new()
        }
    }
}

/// The collection that a capture writes or a materialization reads. Each has its own key for it.
fn bound<'n>(kind: TaskKind, object: &Object<'n>, cx: &mut Context<'_>) -> Resolved<&'n Entry> {
    let name = kind.collection_key();
    match (object.get(&[name]), object.get(&["source", "target"])) {
        (None, Some(other)) => {
            let message = format!("`{}` is not a key of a {}", other.key.value, kind.name());
            let diagnostic = Diagnostic::new(&codes::UNKNOWN_KEY, other.key.span, message)
                .help(format!("write `{name}`"))
                .rename(other.key.span, &other.key.value, name);
            Err(cx.diagnostics.push(diagnostic))
        }
        (Some(_), _) | (None, None) => object.require(&[name], "name the collection that is bound", cx),
    }
}

/// The collection of a binding; `partitions` may stand in its source or beside it.
fn bound_source(object: &Object<'_>, node: &Node, cx: &mut Context<'_>) -> Resolved<SourceSpec> {
    let partitions = selector::read(object, cx);
    let source = source(node, cx)?;
    Ok(SourceSpec { partitions: source.partitions.clone().or(partitions), ..source })
}

/// What selects a resource over the configuration of a task's endpoint reference.
fn merged(mut own: Vec<Entry>, config: &[Entry]) -> Vec<Entry> {
    let known: Vec<Arc<str>> = own.iter().map(|entry| entry.key.value.clone()).collect();
    own.extend(config.iter().filter(|entry| !known.contains(&entry.key.value)).cloned());
    own
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
        return (endpoint_name(node, cx).map(EndpointUse::Named), Vec::new());
    }
    // `config` is no kind of endpoint: beside it, a name is missing or misspelt.
    if node.get("name").is_none() && node.get("config").is_none() {
        let object = cx.object(&section::ENDPOINT, node);
        let kind = object.and_then(|object| endpoint::kind(object.entries(), node, cx));
        return (kind.map(in_place), Vec::new());
    }
    let object = match cx.object(&section::ENDPOINT_USE, node) {
        Ok(object) => object,
        Err(reported) => return (Err(reported), Vec::new()),
    };
    let config = object.get(&["config"]).map(|entry| entry.value.entries().to_vec()).unwrap_or_default();
    let name = object.require(&["name"], "name one of the `endpoints`", cx);
    let name = name.and_then(|entry| endpoint_name(&entry.value, cx));
    (name.map(EndpointUse::Named), config)
}

/// The name of an endpoint. A URL in its place may hold a password, and no message repeats it.
fn endpoint_name(node: &Node, cx: &mut Context<'_>) -> Resolved<Spanned<Arc<str>>> {
    let name = cx.text("the name of an endpoint", node)?;
    if !name.value.contains("://") {
        return Ok(name);
    }
    let message = "expected the name of an endpoint, found a URL";
    let help = format!("write `{}`, or the name of one of the `endpoints`", endpoint::form());
    Err(cx.diagnostics.push(Diagnostic::new(&codes::WRONG_TYPE, node.span, message).help(help)))
}

/// An endpoint without a name. Two kinds stand for the runtime's own API, to which documents are pushed.
fn in_place(kind: &Entry) -> EndpointUse {
    match &*kind.key.value {
        "pushAPI" | "ingest" => EndpointUse::Push(kind.key.span),
        _ => EndpointUse::Inline(kind.key.clone(), Box::new(kind.value.clone())),
    }
}
