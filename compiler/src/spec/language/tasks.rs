//! `endpoints`, `capture`, `materialize` and `tests`.

use super::collections::{Selector, SourceForm};
use super::forms::{Any, Count, Duration, Flag, List, Map, Mapping, Reaction, Text, WithEndpoint};
use super::forms::{any_of, mapping, one_of, open_mapping};
use super::operation::Shards;
use crate::connector::CONNECTORS;
use schemars::{JsonSchema, Schema};
use serde_json::{Map as JsonMap, json};

/// A system that captures read or materializations write: one kind over its configuration.
#[derive(JsonSchema)]
#[schemars(transform = with_kinds)]
pub(super) struct Endpoint {}

/// The kinds that are known; any other is of a connector that is not.
fn with_kinds(schema: &mut Schema) {
    let mut kinds = JsonMap::new();
    for connector in CONNECTORS {
        let text = format!("{}: a URL such as `{}`, or a mapping.", connector.summary, connector.example);
        let names = std::iter::once(&connector.name).chain(connector.synonyms);
        kinds.extend(names.map(|name| ((*name).to_owned(), json!({ "description": text }))));
    }
    schema.insert("properties".to_owned(), kinds.into());
    schema.insert("minProperties".to_owned(), json!(1));
}

/// The name of an endpoint, its name with configuration to merge, or an endpoint in place.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum EndpointForm {
    Name(Text),
    Use(EndpointUse),
    #[schemars(extend("not" = json!({ "required": ["name"] })))]
    Inline(Endpoint),
}

/// An endpoint by its name, with configuration that is merged over its own.
#[derive(JsonSchema)]
#[schemars(transform = mapping("name"))]
pub(super) struct EndpointUse {
    /// The name of the endpoint.
    name: Text,
    /// Configuration that is merged over the endpoint's own.
    config: Any,
}

/// A capture or materialization: a list of bindings, one binding alone, or a mapping with `endpoint`.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub(super) enum TaskForm {
    Bindings(Vec<WithEndpoint<ResourceBinding>>),
    Binding(WithEndpoint<ResourceBinding>),
    Task(Task),
}

/// A capture or materialization with one endpoint.
#[derive(JsonSchema)]
#[schemars(
    rename_all = "camelCase",
    extend("allOf" = json!([
        { "anyOf": any_of(&[&["endpoint"], &["pushAPI"], &["bindings"]]) },
        { "anyOf": any_of(&[&["bindings"], &["source"], &["sourceCapture"], &["target"]]) },
    ])),
    transform = mapping("")
)]
pub(super) struct Task {
    /// The endpoint that is read or written.
    endpoint: EndpointForm,
    /// Its bindings of collections to resources of the endpoint.
    bindings: List<BindingForm>,
    /// The collection that is materialized, where it is the only one; else a capture whose collections are.
    source: TaskSource,
    /// The collection that is captured into, where it is the only one.
    target: SourceForm,
    /// Documents are pushed to the runtime's own API.
    #[schemars(rename = "pushAPI")]
    push_api: Mapping,
    /// Which fields are materialized.
    fields: Fields,
    /// How often the endpoint is read.
    interval: Duration,
    /// How its work is distributed.
    shards: Shards,
    /// Whether bindings follow the resources that the endpoint has.
    auto_discover: Any,
    /// Another spelling of `source`: the capture whose collections are materialized.
    source_capture: TaskSource,
    /// What is done when a schema changes so that stored rows no longer fit.
    on_incompatible_schema_change: Reaction,
    /// The publication that this one replaces.
    expect_pub_id: Any,
    /// Whether it is to be deleted.
    delete: Any,
    /// Whether it begins anew.
    reset: Any,
}

/// The collection that is materialized, or the capture whose collections are.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum TaskSource {
    Collection(SourceForm),
    Capture(SourceCapture),
}

/// The capture whose collections are materialized, and how.
#[derive(JsonSchema)]
#[schemars(transform = open_mapping("capture"))]
struct SourceCapture {
    /// The name of the capture.
    capture: Text,
}

/// A collection bound to a resource of an endpoint. Other keys, such as `table` or `stream`, select the resource.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase", transform = open_mapping("collection"))]
pub(super) struct ResourceBinding {
    /// The collection that is captured into or materialized.
    collection: SourceForm,
    /// One of the `endpoints`, by its name. Below `bindings` it may be left out: then it is the task's.
    endpoint: EndpointForm,
    /// What selects the resource, where it is not given in place.
    resource: Any,
    /// Which fields are materialized.
    fields: Fields,
    /// Which partitions of the collection are read.
    partitions: Selector,
    /// Documents of bindings with a higher priority are read first.
    priority: Count,
    /// Whether the binding is switched off.
    disable: Flag,
    /// A counter: each increment fills the resource from the beginning again.
    backfill: Count,
    /// What is done when a schema changes so that stored rows no longer fit.
    on_incompatible_schema_change: Reaction,
}

/// A collection bound to a resource: of the task's endpoint, or of its own.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum BindingForm {
    Binding(Binding),
    Resource(ResourceBinding),
}

/// A collection bound to a resource of the task's endpoint.
#[derive(JsonSchema)]
#[schemars(
    rename_all = "camelCase",
    extend("anyOf" = any_of(&[&["source"], &["target"]])),
    transform = mapping("")
)]
pub(super) struct Binding {
    /// What selects the resource, such as a `table`.
    resource: Any,
    /// The collection that is materialized.
    source: SourceForm,
    /// The collection that is captured into.
    target: SourceForm,
    /// Which partitions of the collection are read.
    partitions: Selector,
    /// Which fields are materialized.
    fields: Fields,
    /// Documents of bindings with a higher priority are read first.
    priority: Count,
    /// Whether the binding is switched off.
    disable: Flag,
    /// A counter: each increment fills the resource from the beginning again.
    backfill: Count,
    /// What is done when a schema changes so that stored rows no longer fit.
    on_incompatible_schema_change: Reaction,
}

/// Which fields of a collection are materialized.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase", transform = mapping(""))]
pub(super) struct Fields {
    /// Another spelling of `require`.
    include: Map<Any>,
    /// Fields that must be there, with their configuration: `castToString: true` makes the column text, and `DDL`
    /// is its type in the words of the database.
    require: Map<Any>,
    /// Fields that must not be there.
    exclude: List<Text>,
    /// Which other fields are selected: the usual ones, none, or those down to a number of levels.
    recommended: Recommended,
    /// Fields that rows are grouped by, in place of the key.
    group_by: Any,
}

/// `true`, `false` or a number of levels.
#[derive(JsonSchema)]
#[schemars(untagged, inline)]
enum Recommended {
    Usual(bool),
    Depth(u32),
}

/// A step of a test.
#[derive(JsonSchema)]
#[schemars(extend("oneOf" = one_of(&["ingest", "verify"])), transform = mapping(""))]
pub(super) struct TestStep {
    /// Documents that go into a collection.
    ingest: StepBody,
    /// Documents that a collection is expected to hold, reduced by key and in the order of keys.
    verify: StepBody,
}

/// Documents of a collection.
#[derive(JsonSchema)]
#[schemars(transform = mapping("collection documents"))]
pub(super) struct StepBody {
    /// What the step shows.
    description: Any,
    /// The collection of the documents.
    collection: SourceForm,
    /// The documents, or the path of a file that holds a list of them.
    documents: Documents,
    /// Which partitions of the collection are verified.
    partitions: Selector,
}

/// Documents in place, or the path of a file that holds a list of them.
#[derive(JsonSchema)]
#[schemars(untagged, inline)]
enum Documents {
    List(Vec<Any>),
    File(String),
}
