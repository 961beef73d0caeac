//! The lake: views and external tables over the files of collections, as engines read them in place.

mod athena;
mod bigquery;
mod clickhouse;
mod databricks;
mod duckdb;
mod format;
mod kind;
mod options;
mod snowflake;
mod steps;
mod store;
mod trino;
mod view;

pub use format::{LAKES, LakeFormat};
pub use options::LakeOptions;
pub use store::{Store, StoreError};
pub use view::LakeRefusal;

use compiler::Checked;
use compiler::analysis::Table;

/// The statements by which an engine reads the files of the table's collection, each ended by `;` and a line break.
///
/// The table is one of the engine's dialect, with the columns of the collection alone.
///
/// # Errors
/// The engine cannot read the store, or the collection as it lies there, or cannot have the schema.
pub fn lake_statement(
    checked: Checked<'_>,
    table: &Table,
    format: &dyn LakeFormat,
    store: &Store,
    options: &LakeOptions<'_>,
) -> Result<String, LakeRefusal> {
    view::print(checked, table, format, store, options)
}

/// What the table of the engine is called, without quotes: metastores keep letters, digits and underscores alone.
pub fn lake_table_name(table: &Table, format: &dyn LakeFormat) -> String {
    view::table_name(table, format)
}
