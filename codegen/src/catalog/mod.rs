//! The emitter `catalog`: the built catalog as one JSON file, for programs that work on it.
//!
//! It never holds the configuration of an endpoint, nor of a resource more than a table's name: they may be
//! secret (`language.md` D8).

mod bundle;
mod collection;
mod field;
mod task;

use crate::emitter::Emitter;
use crate::graph::{GraphJson, GraphView};
use crate::output::Output;
use crate::{json, path};
pub(crate) use bundle::Bundler;
use collection::CollectionRecord;
use compiler::source::{Role, SourceFile};
use compiler::{Checked, Compilation};
use serde::Serialize;
use task::{TableRecord, TaskRecord, TestRecord};

pub(crate) static EMITTER: Emitter =
    Emitter { name: "catalog", summary: "the built catalog as one JSON file", language: None, emit };

fn emit(checked: Checked<'_>, output: &mut Output) {
    let folder = checked.compilation().sources.common_folder();
    output.add("catalog.json", json::document(&BuiltCatalog::new(checked, &folder)));
}

/// The built catalog, in the order in which it is written.
#[derive(Serialize)]
struct BuiltCatalog<'c> {
    format_version: &'static str,
    resources: Vec<Resource>,
    collections: Vec<CollectionRecord<'c>>,
    tasks: Vec<TaskRecord<'c>>,
    tests: Vec<TestRecord<'c>>,
    tables: Vec<TableRecord<'c>>,
    graph: serde_json::Value,
}

/// A file that was read.
#[derive(Serialize, PartialEq, Eq, PartialOrd, Ord)]
struct Resource {
    path: String,
    kind: &'static str,
    sha256: String,
}

impl<'c> BuiltCatalog<'c> {
    fn new(checked: Checked<'c>, folder: &'c [String]) -> BuiltCatalog<'c> {
        let compilation = checked.compilation();
        let bundler = Bundler { compilation, folder };
        let catalog = &compilation.catalog;
        let graph = GraphView::new(compilation, compilation.graph());
        let graph = serde_json::to_value(GraphJson::new(&graph)).expect("a graph is strings and lists");
        BuiltCatalog {
            format_version: "1.0",
            resources: resources(compilation, folder),
            collections: catalog
                .collection_ids()
                .map(|id| CollectionRecord::new(bundler, catalog.collection(id), id))
                .collect(),
            tasks: catalog.tasks.iter().map(|task| TaskRecord::new(catalog, task)).collect(),
            tests: catalog.tests.iter().map(|test| TestRecord::new(catalog, test)).collect(),
            tables: TableRecord::all(checked),
            graph,
        }
    }
}

/// The files of the build by path, named from the folder that holds them all.
fn resources(compilation: &Compilation, folder: &[String]) -> Vec<Resource> {
    let resource = |file: &SourceFile| Resource {
        path: file.uri.relative_to(folder).to_string(),
        kind: file.role.name(),
        sha256: path::sha256(&file.text),
    };
    // Not even the hash of a configuration leaves the machine: a short secret could be guessed from it.
    let files = compilation.sources.files().iter().filter(|file| file.role != Role::Config);
    let mut resources: Vec<Resource> = files.map(resource).collect();
    resources.sort();
    resources
}
