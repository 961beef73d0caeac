//! Tables of either form: statements of SQL, and index templates of search engines.

use crate::search;
use crate::sql::{self, DdlOptions};
use compiler::Checked;
use compiler::analysis::{Projection, Table};
use compiler::connector::{self, Form};
use std::borrow::Cow;

/// What creates a table.
pub(crate) fn form(table: &Table) -> Form {
    connector::dialect(table.dialect).map_or(Form::Statement, |facts| facts.form)
}

/// The statement that creates a table of the catalog, or the template of an index, ended by a line break.
pub fn create_table(checked: Checked<'_>, table: &Table, options: &DdlOptions) -> String {
    match form(table) {
        Form::Statement => sql::create_table(checked, table, options),
        Form::Template => search::template(checked, table, options),
    }
}

/// A column of a table.
pub(crate) struct TypedColumn<'c> {
    /// The field that it holds.
    pub(crate) projection: &'c Projection,
    /// Its name in the table.
    pub(crate) name: Cow<'c, str>,
    /// Its type.
    pub(crate) type_name: Cow<'c, str>,
    /// Whether it may be null.
    pub(crate) nullable: bool,
}

/// The columns of a table, in order.
pub(crate) fn table_columns<'c>(checked: Checked<'c>, table: &'c Table) -> Vec<TypedColumn<'c>> {
    let statement = |column: sql::Column<'c>| TypedColumn {
        projection: column.projection,
        name: column.name,
        type_name: column.sql_type,
        nullable: column.nullable,
    };
    let template = |(projection, kind): (&'c Projection, &'static str)| TypedColumn {
        projection,
        name: Cow::Borrowed(&*projection.field),
        type_name: Cow::Borrowed(kind),
        nullable: projection.key.is_none() && !projection.is_required(),
    };
    match form(table) {
        Form::Statement => sql::columns(checked, table).into_iter().map(statement).collect(),
        Form::Template => search::field_types(checked, table).map(template).collect(),
    }
}

/// The columns of a table, in order: the field that each holds, its type, whether it may be null.
pub fn column_types<'c>(
    checked: Checked<'c>,
    table: &'c Table,
) -> impl Iterator<Item = (&'c Projection, Cow<'c, str>, bool)> {
    let columns = table_columns(checked, table).into_iter();
    columns.map(|column| (column.projection, column.type_name, column.nullable))
}
