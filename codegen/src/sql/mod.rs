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
use crate::table;
use compiler::Checked;
use compiler::analysis::Table;
use compiler::connector::Form;
use view::TableView;

pub(crate) static EMITTER: Emitter =
    Emitter { name: "sql", summary: "a CREATE TABLE statement for each table", language: None, emit };

fn emit(checked: Checked<'_>, output: &mut Output) {
    let tables = &checked.compilation().analysis.tables;
    let files = tables.iter().zip(paths(&checked.compilation().catalog, tables));
    for (table, path) in files.filter(|(table, _)| table::form(table) == Form::Statement) {
        output.add(path, create_table(checked, table, &DdlOptions::default()));
    }
}

/// The statement that creates a table of the catalog, ended by `;` and a line break.
pub(crate) fn create_table(checked: Checked<'_>, table: &Table, options: &DdlOptions) -> String {
    TableView::new(checked, table, options).print()
}
