//! The emitter `sql`: the statements that create the tables of a catalog.

mod bigquery;
mod cells;
mod checks;
mod clickhouse;
mod comment;
mod databricks;
mod dialect;
mod duckdb;
mod file;
mod flat;
mod key;
mod mariadb;
mod mysql;
mod options;
mod oracle;
mod pattern;
mod postgres;
mod redshift;
mod snowflake;
mod sqlite;
mod sqlserver;
mod trino;
mod view;

pub use cells::{TypeRow, type_rows};
pub(crate) use comment::{column as column_comment, table as table_comment};
pub(crate) use dialect::by_name;
pub use dialect::{DIALECTS, Dialect};
pub use file::paths as table_paths;
pub(crate) use file::paths;
pub(crate) use flat::Content;
pub use flat::FlatType;
pub use options::DdlOptions;
pub use pattern::Expression;
pub(crate) use view::{Column, columns, spelled};

use crate::emitter::Emitter;
use crate::output::Output;
use compiler::Checked;
use compiler::analysis::{Projection, Table};
use std::borrow::Cow;
use view::TableView;

pub(crate) static EMITTER: Emitter =
    Emitter { name: "sql", summary: "a CREATE TABLE statement for each table", emit };

fn emit(checked: Checked<'_>, output: &mut Output) {
    let tables = &checked.compilation().analysis.tables;
    for (table, path) in tables.iter().zip(paths(&checked.compilation().catalog, tables)) {
        output.add(path, create_table(checked, table, &DdlOptions::default()));
    }
}

/// The columns of a table, in order: the field that each holds, its type, whether it may be null.
pub fn column_types<'c>(
    checked: Checked<'c>,
    table: &'c Table,
) -> impl Iterator<Item = (&'c Projection, Cow<'c, str>, bool)> {
    columns(checked, table).into_iter().map(|column| (column.projection, column.sql_type, column.nullable))
}

/// The statement that creates a table of the catalog, ended by `;` and a line break.
pub fn create_table(checked: Checked<'_>, table: &Table, options: &DdlOptions) -> String {
    TableView::new(checked, table, options).print()
}
