//! Tables with everything decided: what the template prints, and what the built catalog says of them.

use super::dialect::{Dialect, by_name};
use super::flat::flat_type;
use crate::escape::visible;
use crate::page;
use askama::Template;
use compiler::analysis::{Projection, Table};
use compiler::{Catalog, Checked};

/// A column of a table.
pub(crate) struct Column<'c> {
    /// The field that it holds.
    pub(crate) projection: &'c Projection,
    /// Its type in the dialect.
    pub(crate) sql_type: &'static str,
    /// Whether it may be null.
    pub(crate) nullable: bool,
}

/// The columns of a table, in order.
pub(crate) fn columns<'c>(checked: Checked<'c>, table: &Table) -> Vec<Column<'c>> {
    let dialect = by_name(table.dialect);
    let projections = &checked.compilation().analysis.collection(table.collection).projections;
    let column = |projection: &'c Projection| {
        let is_key = projection.key.is_some();
        Column {
            projection,
            sql_type: dialect.column_type(flat_type(&projection.shape, is_key)),
            // PostgreSQL adds NOT NULL to the columns of a primary key by itself, SQLite does not.
            nullable: !is_key && !projection.is_required(),
        }
    };
    table.columns.iter().filter_map(|at| projections.get(*at)).map(column).collect()
}

/// A `CREATE TABLE` statement.
#[derive(Template)]
#[template(path = "sql/create_table.sql")]
pub(super) struct TableView {
    /// The name of the table.
    name: String,
    /// Where it comes from, without what would end a comment.
    origin: String,
    /// What stands between the parentheses, in order.
    items: Vec<ItemView>,
}

/// A column or a constraint, on a line of its own.
struct ItemView {
    /// All of it.
    text: String,
    /// What divides it from the next.
    separator: &'static str,
}

impl TableView {
    /// Decides how a table is created.
    pub(super) fn new(checked: Checked<'_>, table: &Table) -> TableView {
        let dialect = by_name(table.dialect);
        let columns = columns(checked, table);
        let mut key: Vec<&Column<'_>> = columns.iter().filter(|c| c.projection.key.is_some()).collect();
        key.sort_by_key(|column| column.projection.key);
        let mut texts = column_lines(dialect, &columns, key.len() == 1);
        if key.len() > 1 {
            let names: Vec<String> =
                key.iter().map(|column| dialect.identifier(&column.projection.field)).collect();
            texts.push(format!("PRIMARY KEY ({})", names.join(", ")));
        }
        let last = texts.len().saturating_sub(1);
        let item = |(at, text)| ItemView { text, separator: if at == last { "" } else { "," } };
        TableView {
            name: dialect.identifier(&table.name),
            origin: origin(&checked.compilation().catalog, table),
            items: texts.into_iter().enumerate().map(item).collect(),
        }
    }

    /// The statement, ended by `;` and a line break.
    pub(super) fn print(&self) -> String {
        page::print(self)
    }
}

/// Names in one width, then types and constraints.
fn column_lines(dialect: &dyn Dialect, columns: &[Column<'_>], inline_key: bool) -> Vec<String> {
    let names: Vec<String> =
        columns.iter().map(|column| dialect.identifier(&column.projection.field)).collect();
    let width = names.iter().map(|name| name.chars().count()).max().unwrap_or(0);
    let line = |(name, column): (&String, &Column<'_>)| {
        let is_key = inline_key && column.projection.key.is_some();
        let key = if is_key { " PRIMARY KEY" } else { "" };
        let null = if column.nullable { "" } else { " NOT NULL" };
        format!("{name:width$}  {}{key}{null}", column.sql_type)
    };
    names.iter().zip(columns).map(line).collect()
}

fn origin(catalog: &Catalog, table: &Table) -> String {
    let collection = visible(&catalog.collection(table.collection).name.value);
    match table.binding() {
        Some((task, _)) => {
            format!("collection {collection}, materialization {}", visible(&catalog.task(task).name))
        }
        None => format!("collection {collection}"),
    }
}
