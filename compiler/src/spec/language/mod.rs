//! The published JSON Schema of the catalog language: what editors complete, explain and check against.
//!
//! The structs here are never made: their doc comments become the texts that editors show. What a catalog
//! means is decided by the readers beside this module; a test compares the keys of both.

#![expect(dead_code, reason = "the structs exist for the schemas that are derived from them")]

mod collections;
mod forms;
mod operation;
mod tasks;

use collections::Collection;
use forms::{List, ListOrMap, Map, StorageMapping, Text, Url, Versions, WithName, mapping};
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use tasks::{Endpoint, TaskForm, TestStep};

/// The JSON Schema (2020-12) of a catalog file, in all dialects of the language.
pub fn json_schema() -> serde_json::Value {
    let generator = SchemaSettings::draft2020_12().into_generator();
    let schema = generator.into_root_schema_for::<Catalog>();
    // What the schema is comes first, for people who open it.
    let head = ["$schema", "$id", "title", "description"];
    let rest = schema.as_object().into_iter().flat_map(|members| members.keys()).map(String::as_str);
    let names = head.into_iter().chain(rest.filter(|name| !head.contains(name)));
    names.filter_map(|name| Some((name.to_owned(), schema.get(name)?.clone()))).collect()
}

/// A catalog file: collections of JSON documents, the systems that they come from and go to, and tests.
#[derive(JsonSchema)]
#[schemars(
    rename_all = "camelCase",
    title = "Data catalog",
    extend("$id" = "urn:flowctl:catalog"),
    transform = mapping("")
)]
struct Catalog {
    /// Other catalog files and schemas that belong to this catalog.
    import: List<ImportForm>,
    /// Collections: keyed JSON documents with a schema. A list, or a mapping by name.
    collections: ListOrMap<WithName<Collection>, Collection>,
    /// Systems with a name, for captures and materializations to refer to.
    endpoints: Map<Endpoint>,
    /// Another spelling of `endpoints`.
    materialization_targets: Map<Endpoint>,
    /// Tasks that read from endpoints into collections. A mapping by name, or a list.
    capture: ListOrMap<TaskForm, TaskForm>,
    /// Another spelling of `capture`.
    captures: ListOrMap<TaskForm, TaskForm>,
    /// Tasks that write collections into endpoints. A mapping by name, or a list.
    materialize: ListOrMap<TaskForm, TaskForm>,
    /// Another spelling of `materialize`.
    materializations: ListOrMap<TaskForm, TaskForm>,
    /// Versions of npm packages that lambdas use, by the package's name.
    node_dependencies: Versions,
    /// Where documents are stored, by the prefix of the collections' names.
    storage_mappings: Map<StorageMapping>,
    /// Tests by name: documents that go in, and documents that are expected to come out.
    tests: Map<List<TestStep>>,
}

/// A file to import: its path or URL, or a mapping with its content type.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum ImportForm {
    Url(Url),
    Import(Import),
}

/// A file to import, with its content type.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase", transform = mapping("url"))]
struct Import {
    /// The path of the file, relative to this one, or its URL.
    url: Url,
    /// What the file holds: `CATALOG`, which is the default, or `JSON_SCHEMA`.
    content_type: Text,
}

#[cfg(test)]
mod tests;
