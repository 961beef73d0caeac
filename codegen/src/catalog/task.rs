//! Captures, materializations, tests and tables of the built catalog.

use crate::sql;
use crate::table::{TypedColumn, table_columns};
use compiler::analysis::Table;
use compiler::catalog::{Binding, BoundEndpoint, Catalog, Step, Task, Test};
use compiler::spec::StepKind;
use compiler::{Checked, connector};
use serde::Serialize;
use std::borrow::Cow;

/// A capture or a materialization.
#[derive(Serialize)]
pub(super) struct TaskRecord<'c> {
    kind: &'static str,
    name: &'c str,
    bindings: Vec<BindingRecord<'c>>,
}

#[derive(Serialize)]
struct BindingRecord<'c> {
    #[serde(skip_serializing_if = "Option::is_none")]
    collection: Option<&'c str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    endpoint: Option<EndpointRecord<'c>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    table: Option<String>,
}

/// An endpoint without its configuration.
#[derive(Serialize)]
struct EndpointRecord<'c> {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'c str>,
    kind: &'c str,
}

/// A test.
#[derive(Serialize)]
pub(super) struct TestRecord<'c> {
    name: &'c str,
    steps: Vec<StepRecord<'c>>,
}

#[derive(Serialize)]
struct StepRecord<'c> {
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    collection: Option<&'c str>,
}

/// A table of a database.
#[derive(Serialize)]
pub(super) struct TableRecord<'c> {
    dialect: &'static str,
    /// Its name in the database.
    name: Cow<'c, str>,
    collection: &'c str,
    #[serde(skip_serializing_if = "Option::is_none")]
    materialization: Option<&'c str>,
    /// The file with its statement.
    file: String,
    columns: Vec<ColumnRecord<'c>>,
}

#[derive(Serialize)]
struct ColumnRecord<'c> {
    field: &'c str,
    /// The column's name, where the dialect does not keep that of the field.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<Cow<'c, str>>,
    pointer: String,
    #[serde(rename = "type")]
    type_name: Cow<'c, str>,
    nullable: bool,
}

impl<'c> TaskRecord<'c> {
    /// The record of a task.
    pub(super) fn new(catalog: &'c Catalog, task: &'c Task) -> TaskRecord<'c> {
        let bindings = task.bindings.iter().map(|binding| BindingRecord::new(catalog, binding));
        TaskRecord { kind: task.kind.name(), name: &task.name, bindings: bindings.collect() }
    }
}

impl<'c> BindingRecord<'c> {
    fn new(catalog: &'c Catalog, binding: &'c Binding) -> BindingRecord<'c> {
        let endpoint = binding.endpoint.as_ref().ok();
        let table = connector::resource_name(&binding.resource);
        BindingRecord {
            collection: binding.collection.ok().map(|id| &*catalog.collection(id).name.value),
            endpoint: endpoint.map(|endpoint| EndpointRecord::new(catalog, endpoint)),
            table: table.map(|name| name.value.to_string()),
        }
    }
}

impl<'c> EndpointRecord<'c> {
    fn new(catalog: &'c Catalog, endpoint: &'c BoundEndpoint) -> EndpointRecord<'c> {
        // The connector's own name, whatever the user's spelling of it.
        let known = endpoint.connector(catalog).map(|connector| connector.name);
        let (name, written) = match endpoint {
            BoundEndpoint::Named(id) => {
                let endpoint = catalog.endpoint(*id);
                (Some(&*endpoint.name.value), &*endpoint.kind.value)
            }
            BoundEndpoint::Inline { kind, .. } => (None, &*kind.value),
            BoundEndpoint::Push => (None, "push"),
        };
        EndpointRecord { name, kind: known.unwrap_or(written) }
    }
}

impl<'c> TestRecord<'c> {
    /// The record of a test.
    pub(super) fn new(catalog: &'c Catalog, test: &'c Test) -> TestRecord<'c> {
        let step = |step: &Step| StepRecord {
            kind: match step.kind {
                StepKind::Ingest => "ingest",
                StepKind::Verify => "verify",
            },
            collection: step.collection.ok().map(|id| &*catalog.collection(id).name.value),
        };
        TestRecord { name: &test.name.value, steps: test.steps.iter().map(step).collect() }
    }
}

impl<'c> TableRecord<'c> {
    /// The records of all tables.
    pub(super) fn all(checked: Checked<'c>) -> Vec<TableRecord<'c>> {
        let compilation = checked.compilation();
        let tables = &compilation.analysis.tables;
        let files = sql::paths(&compilation.catalog, tables);
        tables.iter().zip(files).map(|(table, file)| TableRecord::new(checked, table, file)).collect()
    }

    fn new(checked: Checked<'c>, table: &'c Table, file: String) -> TableRecord<'c> {
        let catalog = &checked.compilation().catalog;
        let column = |column: TypedColumn<'c>| ColumnRecord {
            name: Some(column.name).filter(|name| **name != *column.projection.field),
            field: &column.projection.field,
            pointer: column.projection.pointer.to_string(),
            type_name: column.type_name,
            nullable: column.nullable,
        };
        TableRecord {
            dialect: table.dialect,
            name: sql::spelled(table, &table.name),
            collection: &catalog.collection(table.collection).name.value,
            materialization: table.binding().map(|(task, _)| &*catalog.task(task).name),
            file,
            columns: table_columns(checked, table).into_iter().map(column).collect(),
        }
    }
}
