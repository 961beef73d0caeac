//! `collections` and what is in them: projections, derivations, transforms and lambdas.

use super::forms::{
    Any, Count, Delay, Flag, KeyType, List, ListOrMap, Location, Map, Mapping, PartitionValue, SchemaForm,
    Text,
};
use super::forms::{Time, Url, Versions, WithName, any_of, mapping, one_of};
use super::operation::{Connector, Journals, Local, Shards};
use super::tasks::EndpointUse;
use schemars::JsonSchema;

/// A collection: JSON documents with a schema and a key.
#[derive(JsonSchema)]
#[schemars(
    rename_all = "camelCase",
    extend("anyOf" = any_of(&[&["schema"], &["readSchema", "writeSchema"]])),
    transform = mapping("key")
)]
pub(super) struct Collection {
    /// Its name, such as `acme/orders`: letters, digits, `-`, `_` and `.`, in parts separated by `/`.
    name: Text,
    /// The JSON Schema of its documents: in place, or the path or URL of one.
    schema: SchemaForm,
    /// What readers may rely on, where it differs from what writers must satisfy.
    read_schema: SchemaForm,
    /// What writers must satisfy, where it differs from what readers may rely on.
    write_schema: SchemaForm,
    /// The locations that identify a document, such as `[/id]`. They are the primary key of its tables.
    #[schemars(length(min = 1))]
    key: Vec<Location>,
    /// Fields by name: locations that are columns, or that the collection is partitioned by.
    projections: Map<ProjectionForm>,
    /// How the collection is derived from others.
    derivation: Derivation,
    /// Another spelling of `derivation`, in which a collection may read itself.
    derive: Derivation,
    /// The endpoint that its documents are stored in.
    store: EndpointUse,
    /// How its documents are stored.
    journals: Journals,
    /// The publication that this one replaces.
    expect_pub_id: Any,
    /// Whether it is to be deleted.
    delete: Any,
    /// Whether it begins anew, without its documents.
    reset: Any,
}

/// A location, or a mapping that says more about it.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum ProjectionForm {
    Location(Location),
    Projection(Projection),
}

/// A field of a collection.
#[derive(JsonSchema)]
#[schemars(extend("oneOf" = one_of(&["location", "location_ptr"])), transform = mapping(""))]
pub(super) struct Projection {
    /// The location that it names, as a JSON Pointer: `/vendor/name`.
    location: Location,
    /// Another spelling of `location`.
    location_ptr: Location,
    /// Whether the collection is partitioned by it: its values are names of folders.
    partition: Flag,
}

/// How a collection is derived from others.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase", transform = mapping(""))]
pub(super) struct Derivation {
    /// The state that is kept for each shuffle key.
    register: Register,
    /// Transforms of source collections. A mapping by name, or a list.
    transform: ListOrMap<WithName<Transform>, Transform>,
    /// Another spelling of `transform`.
    transforms: ListOrMap<WithName<Transform>, Transform>,
    /// The TypeScript module that holds its lambdas.
    typescript: Module,
    /// The Python module that holds its lambdas.
    python: Module,
    /// What runs its lambdas.
    using: Using,
    /// The types of the parts of shuffle keys: `integer`, `string` or `boolean`.
    shuffle_key_types: List<KeyType>,
    /// How its work is distributed.
    shards: Shards,
}

/// The state that a derivation keeps for each shuffle key.
#[derive(JsonSchema)]
#[schemars(transform = mapping(""))]
pub(super) struct Register {
    /// The JSON Schema of the state, and how it reduces. Without one it may be anything.
    schema: SchemaForm,
    /// The state before the first update. Without one it is null.
    initial: Any,
}

/// A module that holds lambdas.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase", transform = mapping(""))]
pub(super) struct Module {
    /// The path of the module.
    module: Text,
    /// Versions of the npm packages that it uses, by the package's name.
    npm_dependencies: Versions,
    /// Versions of the packages that it uses, by the package's name.
    dependencies: Mapping,
    /// Other files that it consists of.
    files: Any,
    /// Its configuration.
    config: Any,
    /// Its specification.
    spec: Any,
}

const RUNNERS: &[&str] = &["typescript", "python", "sqlite", "connector", "local"];

/// What runs the lambdas of a derivation: exactly one of these.
#[derive(JsonSchema)]
#[schemars(extend("oneOf" = one_of(RUNNERS)), transform = mapping(""))]
pub(super) struct Using {
    /// A TypeScript module.
    typescript: Module,
    /// A Python module.
    python: Module,
    /// SQL statements of SQLite.
    sqlite: Sqlite,
    /// A connector: its image and configuration.
    connector: Connector,
    /// A command of this machine.
    local: Local,
}

/// SQL statements of SQLite.
#[derive(JsonSchema)]
#[schemars(transform = mapping(""))]
pub(super) struct Sqlite {
    /// Statements, or paths of files of statements, that make the tables of a derivation.
    migrations: List<Text>,
}

/// What is read from one collection, and what is published of it.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase", transform = mapping("source"))]
pub(super) struct Transform {
    /// Its name, such as `fromOrders`.
    name: Text,
    /// The collection that is read.
    source: SourceForm,
    /// How source documents are grouped. Without it they are grouped by the key of the source.
    shuffle: ShuffleForm,
    /// The statements that run for each source document, in derivations that use SQL, or the path of their file.
    lambda: Any,
    /// The lambda that updates the register.
    update: Lambda,
    /// The lambda that publishes documents.
    publish: Lambda,
    /// How long documents wait before they are read, such as `48h`.
    read_delay: Delay,
    /// Another spelling of `readDelay`.
    delay: Delay,
    /// Documents of transforms with a higher priority are read first.
    priority: Count,
    /// Whether the transform is switched off.
    disable: Flag,
    /// A counter: each increment reads the source from its beginning again.
    backfill: Count,
}

/// The name of a collection, or a mapping that says how it is read.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub(super) enum SourceForm {
    Name(Text),
    Source(Source),
}

/// A collection that is read, and how.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase", transform = mapping("name"))]
pub(super) struct Source {
    /// The name of the collection.
    name: Text,
    /// A JSON Schema in place of the collection's own.
    schema: SchemaForm,
    /// Which partitions are read.
    partitions: Selector,
    /// Documents before this time are passed over.
    not_before: Time,
    /// Documents after this time are passed over.
    not_after: Time,
}

/// Which partitions of a collection are read.
#[derive(JsonSchema)]
#[schemars(transform = mapping(""))]
pub(super) struct Selector {
    /// Values by partition field: a document must have one of them in each field.
    include: Map<List<PartitionValue>>,
    /// Values by partition field: a document must have none of them.
    exclude: Map<List<PartitionValue>>,
}

/// The word `any`.
#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase", inline)]
enum AnyKey {
    Any,
}

/// How source documents are grouped: `any`, a list of locations, or a mapping with `key`.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum ShuffleForm {
    Any(AnyKey),
    Key(Vec<Location>),
    Shuffle(Shuffle),
}

/// How source documents are grouped, given in exactly one way.
#[derive(JsonSchema)]
#[schemars(extend("oneOf" = one_of(&["key", "md5", "lambda"])), transform = mapping(""))]
pub(super) struct Shuffle {
    /// The locations of the source that documents are grouped by.
    key: Vec<Location>,
    /// Locations whose hash documents are grouped by.
    md5: Any,
    /// The lambda that returns the key of a document.
    lambda: Any,
}

const LAMBDA_KINDS: &[&str] =
    &["typescript", "nodeJS", "python", "remote", "awsLambda", "sqlite", "sqliteFile", "lambda", "module"];

/// A function of source documents, given in exactly one way.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase", extend("oneOf" = one_of(LAMBDA_KINDS)), transform = mapping(""))]
pub(super) struct Lambda {
    /// The body of a TypeScript function of `source`, `register` and `previous`, which returns an array.
    typescript: Text,
    /// Another spelling of `typescript`.
    #[schemars(rename = "nodeJS")]
    node_js: Text,
    /// The body of a Python function of `source`, `register` and `previous`, which returns a list.
    python: Text,
    /// The URL that is called with the documents.
    remote: Text,
    /// The ARN of the AWS Lambda function that is called with the documents.
    aws_lambda: Text,
    /// Statements of SQLite.
    sqlite: Text,
    /// The path of a file of statements of SQLite.
    sqlite_file: Url,
    /// A function of the derivation's module, by its language, or a mapping with `remote`.
    lambda: LambdaForm,
    /// The path of a TypeScript module.
    module: Url,
}

/// A language whose module holds the lambda.
#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase", inline)]
enum ModuleLanguage {
    Typescript,
    Python,
}

/// A language whose module holds the lambda, or the lambda itself.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum LambdaForm {
    Language(ModuleLanguage),
    Lambda(Box<Lambda>),
}
