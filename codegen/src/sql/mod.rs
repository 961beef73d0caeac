//! The emitter `sql`: the statements that create the tables of a catalog.

mod dialect;
mod file;
mod flat;
mod postgres;
mod sqlite;
mod view;

pub use dialect::{DIALECTS, Dialect};
pub(crate) use file::paths;
pub use flat::FlatType;
pub(crate) use view::{Column, columns};

use crate::emitter::Emitter;
use crate::output::Output;
use compiler::Checked;
use compiler::analysis::{Projection, Table};
use view::TableView;

pub(crate) static EMITTER: Emitter =
    Emitter { name: "sql", summary: "a CREATE TABLE statement for each table", emit };

fn emit(checked: Checked<'_>, output: &mut Output) {
    let tables = &checked.compilation().analysis.tables;
    for (table, path) in tables.iter().zip(paths(&checked.compilation().catalog, tables)) {
        output.add(path, create_table(checked, table));
    }
}

/// The columns of a table, in order: the pointer of what each holds, its name, its type, whether it may be null.
pub fn column_types<'c>(
    checked: Checked<'c>,
    table: &Table,
) -> impl Iterator<Item = (&'c Projection, &'static str, bool)> {
    columns(checked, table).into_iter().map(|column| (column.projection, column.sql_type, column.nullable))
}

/// The statement that creates a table of the catalog, ended by `;` and a line break.
pub fn create_table(checked: Checked<'_>, table: &Table) -> String {
    TableView::new(checked, table).print()
}
