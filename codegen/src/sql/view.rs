//! Tables with everything decided: what the template prints, and what the built catalog says of them.

use super::checks::checks;
use super::comment;
use super::dialect::{Dialect, KeyClause, Layout, by_name};
use super::flat::{Content, FlatType};
use super::key;
use super::options::DdlOptions;
use crate::escape::visible;
use crate::page;
use askama::Template;
use compiler::analysis::{ChosenType, Projection, Table};
use compiler::connector::{self, DialectFacts, WrittenType};
use compiler::{Catalog, Checked};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// A column of a table.
pub(crate) struct Column<'c> {
    /// The field that it holds.
    pub(crate) projection: &'c Projection,
    /// Its name in the table, without quotes.
    pub(crate) name: Cow<'c, str>,
    /// What it holds.
    pub(crate) content: Content,
    /// The type that a binding chooses for it, in place of the one that follows from what it holds.
    pub(super) written: Option<&'c WrittenType>,
    /// Its type in the dialect.
    pub(crate) sql_type: Cow<'c, str>,
    /// Whether it may be null.
    pub(crate) nullable: bool,
}

/// The columns of a table, in order.
pub(crate) fn columns<'c>(checked: Checked<'c>, table: &'c Table) -> Vec<Column<'c>> {
    let dialect = by_name(table.dialect);
    let projections = &checked.compilation().analysis.collection(table.collection).projections;
    let placed = table.columns.iter().filter_map(|at| Some((*at, projections.get(*at)?)));
    let mut columns: Vec<Column<'c>> =
        placed.map(|(at, projection)| column(dialect, table, projection, table.types.get(&at))).collect();
    if let Some(bytes) = dialect.key_bytes() {
        make_room(dialect, &mut columns, bytes);
    }
    for column in &mut columns {
        column.sql_type = match column.written {
            Some(written) => Cow::Borrowed(&*written.text),
            None => dialect.column_type(column.content),
        };
    }
    columns
}

/// A column whose type is not decided yet.
fn column<'c>(
    dialect: &dyn Dialect,
    table: &Table,
    projection: &'c Projection,
    chosen: Option<&'c ChosenType>,
) -> Column<'c> {
    let is_key = projection.key.is_some();
    let mut content = Content::of(&projection.shape, is_key);
    if dialect.reads_as_text(&content) {
        content.flat = FlatType::Text;
    }
    let mut written = None;
    match chosen {
        Some(ChosenType::Text) => content = Content::of_text(&projection.shape, is_key),
        Some(ChosenType::Written(own)) => written = Some(own),
        None => {}
    }
    let own = written.and_then(|written| written.nullable).filter(|_| !is_key);
    Column {
        projection,
        name: spelled(table, &projection.field),
        content,
        written,
        sql_type: Cow::Borrowed(""),
        // PostgreSQL adds NOT NULL to the columns of a primary key by itself, SQLite does not.
        nullable: own.unwrap_or_else(|| dialect.lets_be_null(!is_key && !projection.is_required(), &content)),
    }
}

/// The bytes that a part of a key takes in an index at most, if it is no text: a decimal of 65 digits takes 29 in
/// MySQL, and one of 38 takes 17 in SQL Server.
fn scalar_bytes(content: Content) -> u64 {
    if content.flat == FlatType::WideInteger { 30 } else { 16 }
}

/// Shares the bytes of an index among the texts of the key.
fn make_room(dialect: &dyn Dialect, columns: &mut [Column<'_>], bytes: u64) {
    // How long a column is whose type the user writes is not known here.
    let is_text = |column: &Column<'_>| column.content.is_text_key() && column.written.is_none();
    let keys = columns.iter().filter(|column| column.content.is_key);
    let scalars: u64 =
        keys.filter(|column| !is_text(column)).map(|column| scalar_bytes(column.content)).sum();
    let texts: Vec<&mut Column<'_>> = columns.iter_mut().filter(|column| is_text(column)).collect();
    let wanted: Vec<Option<u64>> = texts.iter().map(|column| dialect.wanted(&column.content)).collect();
    let parts = key::share(&wanted, bytes.saturating_sub(scalars));
    for (column, part) in texts.into_iter().zip(parts) {
        column.content.room = part;
    }
}

fn facts(table: &Table) -> Option<&'static DialectFacts> {
    connector::dialect(table.dialect)
}

/// A name of the catalog as the dialect keeps it.
pub(crate) fn spelled<'n>(table: &Table, name: &'n str) -> Cow<'n, str> {
    facts(table).map_or(Cow::Borrowed(name), |facts| (facts.spelled)(name))
}

/// A `CREATE TABLE` statement.
#[derive(Template)]
#[template(path = "sql/create_table.sql")]
pub(super) struct TableView {
    /// How it begins, with the name of the table.
    create: String,
    /// Where it comes from, without what would end a comment.
    origin: String,
    /// What stands between the parentheses, in order.
    items: Vec<ItemView>,
    /// What follows them, a line each.
    clauses: Vec<String>,
    /// Statements that follow.
    statements: Vec<String>,
}

/// A column or a constraint, on lines of its own.
struct ItemView {
    /// Lines of comment before it, without line breaks.
    comments: Vec<String>,
    /// All of it.
    text: String,
    /// What divides it from the next.
    separator: &'static str,
}

impl TableView {
    /// Decides how a table is created.
    pub(super) fn new(checked: Checked<'_>, table: &Table, options: &DdlOptions) -> TableView {
        let dialect = by_name(table.dialect);
        let columns = columns(checked, table);
        let names = identifiers(dialect, &columns);
        let layout = layout(&columns, &names, !table.delta);
        let name = dialect.identifier(&spelled(table, &table.name));
        let comments = Comments::new(checked, table, &columns, options);
        let mut items = column_lines(dialect, &columns, &names, &layout, &comments);
        let constraints = primary_key(dialect, &layout).into_iter();
        let constraints = constraints.chain(conditions(dialect, table, &columns, &names, options));
        items.extend(constraints.map(|text| ItemView { comments: Vec::new(), text, separator: "," }));
        if let Some(last) = items.last_mut() {
            last.separator = "";
        }
        let mut clauses = dialect.clauses(&layout);
        if let Some(comment) = comments.table.as_ref().and_then(|text| dialect.table_comment(text)) {
            let at = if dialect.comments_first() { 0 } else { clauses.len() };
            clauses.insert(at, comment);
        }
        TableView {
            create: dialect.create(&name, options.if_not_exists),
            origin: origin(&checked.compilation().catalog, table),
            items,
            clauses,
            statements: comments.statements(dialect, &name, &names, options.if_not_exists),
        }
    }

    /// The statement, ended by `;` and a line break.
    pub(super) fn print(&self) -> String {
        page::print(self)
    }
}

/// The names of columns as they stand in a statement.
fn identifiers(dialect: &dyn Dialect, columns: &[Column<'_>]) -> Vec<String> {
    let all: BTreeSet<&str> = columns.iter().map(|column| &*column.name).collect();
    let is_taken = |name: &str| dialect.bare_is_upper() && all.contains(&*name.to_ascii_uppercase());
    let identifier = |column: &Column<'_>| match dialect.is_bare(&column.name) && is_taken(&column.name) {
        true => dialect.quote(&column.name),
        false => dialect.identifier(&column.name),
    };
    columns.iter().map(identifier).collect()
}

/// What is said of a table and each of its columns, where that is wanted.
struct Comments {
    table: Option<String>,
    columns: Vec<Option<String>>,
}

impl Comments {
    fn new(checked: Checked<'_>, table: &Table, columns: &[Column<'_>], options: &DdlOptions) -> Comments {
        let wanted = options.comments;
        let column = |column: &Column<'_>| wanted.then(|| comment::column(column.projection));
        Comments {
            table: wanted.then(|| comment::table(&checked.compilation().catalog, table)),
            columns: columns.iter().map(column).collect(),
        }
    }

    /// The statements of those comments that are written by themselves.
    fn statements(&self, dialect: &dyn Dialect, table: &str, names: &[String], guard: bool) -> Vec<String> {
        let statement = |column: Option<&str>, text: &str| {
            let before = if guard { dialect.comment_guard(table, column) } else { String::new() };
            Some(before + &dialect.comment_statement(table, column, text)?)
        };
        let of_table = self.table.as_ref().and_then(|text| statement(None, text));
        let of_columns =
            names.iter().zip(&self.columns).filter_map(|(name, text)| statement(Some(name), text.as_ref()?));
        of_table.into_iter().chain(of_columns).collect()
    }
}

fn layout(columns: &[Column<'_>], names: &[String], unique: bool) -> Layout {
    let mut key: Vec<(usize, &String, Content)> = (columns.iter().zip(names))
        .filter_map(|(column, name)| Some((column.projection.key?, name, column.content)))
        .collect();
    key.sort_by_key(|(part, _, _)| *part);
    let partitions = columns.iter().zip(names).filter(|(column, _)| column.projection.partition.is_some());
    Layout {
        key: key.into_iter().map(|(_, name, content)| (name.clone(), content)).collect(),
        unique,
        partitions: partitions.map(|(column, name)| (name.clone(), column.content)).collect(),
        names: columns.iter().map(|column| column.name.to_string()).collect(),
    }
}

/// The constraint of the primary key, if rows have distinct ones, unless it stands with its column.
fn primary_key(dialect: &dyn Dialect, layout: &Layout) -> Option<String> {
    let after = match dialect.key_clause() {
        KeyClause::None => return None,
        KeyClause::Column if layout.key.len() == 1 => return None,
        KeyClause::Column => "",
        KeyClause::Table(after) => after,
    };
    (layout.unique && !layout.key.is_empty())
        .then(|| format!("PRIMARY KEY ({}){after}", layout.key_names().join(", ")))
}

/// The conditions of all columns, if they are wanted.
fn conditions(
    dialect: &dyn Dialect,
    table: &Table,
    columns: &[Column<'_>],
    names: &[String],
    options: &DdlOptions,
) -> Vec<String> {
    let table = spelled(table, &table.name);
    // What a type holds that the user writes may not be compared with values of the schema.
    let known = |column: &Column<'_>| options.constraints && column.written.is_none();
    let columns = columns.iter().zip(names).filter(|(column, _)| known(column));
    let of_column = |(column, name): (&Column<'_>, &String)| {
        let checks = checks(dialect, name, column.content, &column.projection.shape).into_iter();
        let checks = checks.map(|check| match column.nullable {
            true => dialect.or_null(name, check),
            false => check,
        });
        checks.collect::<Vec<_>>()
    };
    let all = (1..).zip(columns.flat_map(of_column));
    let all = all.map_while(|(number, check)| Some(format!("{} ({check})", dialect.check(&table, number)?)));
    all.collect()
}

/// Names in one width, then types and constraints.
fn column_lines(
    dialect: &dyn Dialect,
    columns: &[Column<'_>],
    names: &[String],
    layout: &Layout,
    comments: &Comments,
) -> Vec<ItemView> {
    let width = names.iter().map(|name| name.chars().count()).max().unwrap_or(0);
    let inline_key = dialect.key_clause() == KeyClause::Column && layout.unique && layout.key.len() == 1;
    let line = |((name, column), comment): ((&String, &Column<'_>), &Option<String>)| {
        let is_key = column.content.is_key;
        let sql_type = match is_key && inline_key {
            true => format!("{} PRIMARY KEY", column.sql_type),
            false => column.sql_type.to_string(),
        };
        let sql_type = dialect.nullability(&sql_type, column.nullable);
        let comment = comment.as_deref();
        let inline = comment.and_then(|text| dialect.column_comment(text));
        let beside = inline.is_some() || dialect.comment_statement("", None, "").is_some();
        let lines = comment.filter(|_| !beside).into_iter().flat_map(str::lines).map(visible);
        let inline = inline.map(|text| format!(" {text}")).unwrap_or_default();
        ItemView {
            comments: lines.collect(),
            text: format!("{name:width$}  {sql_type}{inline}"),
            separator: ",",
        }
    };
    names.iter().zip(columns).zip(&comments.columns).map(line).collect()
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
