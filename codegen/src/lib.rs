//! Text from checked catalogs: DDL, types, the built catalog and graphs. It reads no files and reports no mistakes.

mod output;

pub use output::Output;

use compiler::analysis::Table;
use compiler::{Checked, Compilation};

/// All files of `flowctl build`, by their path in the output folder.
pub fn generate(checked: Checked<'_>) -> Output {
    let _ = checked;
    Output::default()
}

/// The statement that creates a table of the catalog, ended by `;` and a line break.
pub fn create_table(checked: Checked<'_>, table: &Table) -> String {
    let _ = (checked, table);
    String::new()
}

/// A form in which the graph of a catalog is printed.
#[derive(Debug)]
pub struct GraphFormat {
    /// Its name, for `--format`.
    pub name: &'static str,
    /// Prints the graph of a catalog, which may have errors.
    pub print: fn(&Compilation) -> String,
}

/// All graph formats: text, mermaid, dot and json.
pub static GRAPH_FORMATS: &[&GraphFormat] = &[];
