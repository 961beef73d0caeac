//! A collection as it lies in a store, with everything decided that all engines have in common.

use super::format::{Folders, LakeFormat};
use super::kind::{Held, Kind, PathTypes};
use super::options::LakeOptions;
use super::steps::Steps;
use super::store::Store;
use crate::escape::visible;
use crate::page;
use crate::sql::{self, Dialect};
use askama::Template;
use compiler::Checked;
use compiler::analysis::{Projection, Table};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// The last folder of each path: the day of the transaction.
pub(super) const DAY: &str = "utc_date";

/// What stands in a path for null.
pub(super) const NULL: &str = "__HIVE_DEFAULT_PARTITION__";

/// Why an engine has no statement for a collection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LakeRefusal {
    /// It does not read stores of this scheme, or folders.
    Store(Store),
    /// It reads folders of an absolute path alone.
    Relative,
    /// The collection is partitioned by what the lake is partitioned by already.
    Day(String),
    /// Its name for a partition is not that of the folders.
    Partition(String),
    /// It does not find the folders of the partition.
    Unfound(String),
    /// It takes a folder of the store for one of the partition, or of the day.
    Folder(String),
    /// Its tables have a column of this name already.
    Column(String),
    /// It has no schema of this name.
    Schema(String),
}

/// A column of the view.
pub(super) struct LakeColumn {
    /// Its name as it stands in a statement.
    pub(super) name: String,
    /// Its type in the dialect.
    pub(super) sql_type: Cow<'static, str>,
    pub(super) kind: Kind,
    /// Where its value is in a document.
    pub(super) steps: Steps,
    /// The partition that has its value.
    pub(super) partition: Option<usize>,
    /// What is said of it, where that is wanted.
    pub(super) comment: Option<String>,
}

/// A level of folders, other than the last.
pub(super) struct Partition {
    /// The name in paths.
    pub(super) field: String,
    /// A name for its text in the path, without quotes. No column has it.
    pub(super) text: String,
    /// What the path can hold.
    pub(super) held: Held,
}

/// The files of a collection, and the view of them.
pub struct Lake<'c> {
    pub(super) dialect: &'static dyn Dialect,
    /// The name of the view as it stands in a statement, below its schema.
    pub(super) table: String,
    /// The name of the table of files, without quotes and schema.
    pub(super) files: String,
    /// The name of the schema, without quotes.
    pub(super) schema: Option<&'c str>,
    /// Its column of whole documents, without quotes. No other column has the name.
    pub(super) document: String,
    /// A second name that no column has, without quotes.
    pub(super) path: String,
    pub(super) columns: Vec<LakeColumn>,
    pub(super) partitions: Vec<Partition>,
    /// The name of the column of days in the view, without quotes.
    pub(super) day: String,
    /// The name of the collection, which is its folder.
    pub(super) collection: &'c str,
    pub(super) store: &'c Store,
    pub(super) if_not_exists: bool,
    /// What is said of the view, where that is wanted.
    pub(super) comment: Option<String>,
}

impl Lake<'_> {
    /// The URL of the collection's folder.
    pub(super) fn folder(&self) -> String {
        self.store.folder(self.collection)
    }

    /// The pattern of all files.
    pub(super) fn pattern(&self) -> String {
        let parts: String = self.partitions.iter().map(|part| format!("/{}=*", part.field)).collect();
        format!("{}{parts}/{DAY}=*/*.gz", self.folder())
    }

    /// `IF NOT EXISTS `, where it is wanted.
    pub(super) fn unless_there(&self) -> &'static str {
        if self.if_not_exists { "IF NOT EXISTS " } else { "" }
    }

    /// A name of the schema, as it stands in a statement.
    pub(super) fn below_schema(&self, name: &str, quote: impl Fn(&str) -> String) -> String {
        let schema = self.schema.map(|schema| format!("{}.", quote(schema))).unwrap_or_default();
        format!("{schema}{}", quote(name))
    }

    /// The table of files, or what else has its name, as it stands in a statement of the dialect.
    pub(super) fn files(&self) -> String {
        self.below_schema(&self.files, |name| self.dialect.identifier(name))
    }

    /// The partition that has the value of a column.
    pub(super) fn partition(&self, column: &LakeColumn) -> Option<&Partition> {
        column.partition.and_then(|at| self.partitions.get(at))
    }

    /// The columns of the view, each by an expression, then those of folders, and the last one of days.
    pub(super) fn select(
        &self,
        value: impl Fn(&LakeColumn) -> String,
        folders: &[(String, String)],
        day: &str,
    ) -> String {
        let day_name = self.dialect.identifier(&self.day);
        let named = |text: String, name: &str| if text == name { text } else { format!("{text} AS {name}") };
        let columns = self.columns.iter().map(|column| named(value(column), &column.name));
        let folders = folders.iter().map(|(text, name)| named(text.clone(), name));
        let columns: Vec<String> = columns.chain(folders).chain([named(day.to_owned(), &day_name)]).collect();
        format!("SELECT\n  {}", columns.join(",\n  "))
    }

    /// What folders say of the partitions whose columns say something else, and the names of columns for it: a filter
    /// on these prunes whether or not the engine looks through expressions.
    pub(super) fn folders(&self, value: impl Fn(&LakeColumn) -> String) -> Vec<(String, String)> {
        let folder = |column: &LakeColumn| {
            let part = self.partition(column)?;
            let field = self.dialect.identifier(&part.field);
            (value(column) != field).then(|| (field, self.dialect.identifier(&part.text)))
        };
        self.columns.iter().filter_map(folder).collect()
    }

    /// The columns of a table of files: documents, then what its folders say.
    pub(super) fn raw_columns(&self, types: &PathTypes, quote: impl Fn(&str) -> String) -> Vec<String> {
        let parts = self.raw_partitions(types, &quote);
        [format!("{} {}", quote(&self.document), types.text)].into_iter().chain(parts).collect()
    }

    /// What the folders of a table of files say.
    pub(super) fn raw_partitions(&self, types: &PathTypes, quote: impl Fn(&str) -> String) -> Vec<String> {
        let part = |part: &Partition| format!("{} {}", quote(&part.field), types.of(part.held));
        self.partitions.iter().map(part).chain([format!("{} DATE", quote(DAY))]).collect()
    }

    /// A string of the dialect.
    pub(super) fn literal(&self, text: &str) -> String {
        self.dialect.literal(text)
    }
}

/// The template of the statements.
#[derive(Template)]
#[template(path = "sql/lake.sql")]
struct LakeView {
    /// Where they come from, without what would end a comment.
    origin: String,
    statements: Vec<String>,
}

/// The statements of a collection on an engine.
pub(super) fn print(
    checked: Checked<'_>,
    table: &Table,
    format: &dyn LakeFormat,
    store: &Store,
    options: &LakeOptions<'_>,
) -> Result<String, LakeRefusal> {
    let readable = match store.scheme() {
        Some(scheme) => format.schemes().contains(&scheme),
        None => format.folders() != Folders::None,
    };
    if !readable {
        return Err(LakeRefusal::Store(store.clone()));
    }
    if store.is_relative() && format.folders() == Folders::Absolute {
        return Err(LakeRefusal::Relative);
    }
    if let Some(schema) = options.schema.filter(|schema| !format.takes_schema(schema)) {
        return Err(LakeRefusal::Schema(schema.to_owned()));
    }
    let lake = lake(checked, table, format, store, options)?;
    let looks_alike = |key: &str| {
        let mut names = lake.partitions.iter().map(|part| &*part.field).chain([DAY, &lake.document]);
        names.any(|name| name.eq_ignore_ascii_case(key))
    };
    let mut keys = store.folders().filter_map(|folder| Some(folder.split_once('=')?.0));
    if let Some(key) = keys.find(|key| format.reads_whole_paths() && looks_alike(key)) {
        return Err(LakeRefusal::Folder(key.to_owned()));
    }
    let origin = format!("the files of collection {}", visible(lake.collection));
    Ok(page::print(&LakeView { origin, statements: format.statements(&lake) }))
}

fn lake<'c>(
    checked: Checked<'c>,
    table: &Table,
    format: &dyn LakeFormat,
    store: &'c Store,
    options: &LakeOptions<'c>,
) -> Result<Lake<'c>, LakeRefusal> {
    let dialect = sql::by_name(format.dialect());
    let compilation = checked.compilation();
    let columns = sql::columns(checked, table);
    let by_pointer: BTreeMap<_, &Projection> =
        (compilation.analysis.collection(table.collection).projections)
            .iter()
            .map(|projection| (projection.pointer.tokens(), projection))
            .collect();
    let mut partitioned: Vec<&sql::Column<'_>> =
        columns.iter().filter(|column| column.projection.partition.is_some()).collect();
    partitioned.sort_by_key(|column| &column.projection.field);
    let places: BTreeMap<&str, usize> =
        partitioned.iter().enumerate().map(|(at, part)| (&*part.projection.field, at)).collect();
    refuse(format, &columns, &partitioned)?;
    let all: BTreeSet<&str> =
        (columns.iter().map(|column| &*column.name)).chain(format.own_columns().iter().copied()).collect();
    let mut taken: BTreeSet<String> = all.iter().map(|name| name.to_lowercase()).collect();
    let day = free(DAY, &mut taken);
    taken.insert(DAY.to_owned());
    let lake_column = |column: &sql::Column<'_>| {
        let (kind, sql_type) = Kind::of(dialect, column.content);
        let is_taken = dialect.bare_is_upper() && all.contains(column.name.to_ascii_uppercase().as_str());
        let quoted = is_taken && dialect.is_bare(&column.name);
        LakeColumn {
            name: match quoted {
                true => dialect.quote(&column.name),
                false => dialect.identifier(&format.column_name(&column.name)),
            },
            sql_type,
            kind,
            steps: Steps::new(&column.projection.pointer, &by_pointer),
            partition: places.get(&*column.projection.field).copied(),
            comment: options.comments.then(|| sql::column_comment(column.projection)),
        }
    };
    let mut partition = |column: &&sql::Column<'_>| {
        let field = column.projection.field.to_string();
        Partition { text: free(&format!("path_{field}"), &mut taken), field, held: Held::of(column.content) }
    };
    let partitions = partitioned.iter().map(&mut partition).collect();
    let name = table_name(table, format);
    let mut lake = Lake {
        dialect,
        table: String::new(),
        files: format!("{name}_files"),
        schema: options.schema.or_else(|| format.default_schema()),
        document: free("document", &mut taken),
        path: free("path", &mut taken),
        day,
        columns: columns.iter().map(lake_column).collect(),
        partitions,
        collection: &compilation.catalog.collection(table.collection).name.value,
        store,
        if_not_exists: options.if_not_exists,
        comment: options.comments.then(|| sql::table_comment(&compilation.catalog, table)),
    };
    lake.table = lake.below_schema(&name, |name| dialect.identifier(name));
    Ok(lake)
}

/// What a table is called on an engine, without quotes.
pub(super) fn table_name(table: &Table, format: &dyn LakeFormat) -> String {
    format.table_name(&sql::spelled(table, &table.name)).into_owned()
}

/// Refuses what the engine cannot have of columns and partitions.
fn refuse(
    format: &dyn LakeFormat,
    columns: &[sql::Column<'_>],
    partitioned: &[&sql::Column<'_>],
) -> Result<(), LakeRefusal> {
    for column in partitioned {
        let field = &*column.projection.field;
        if field.eq_ignore_ascii_case(DAY) {
            return Err(LakeRefusal::Day(field.to_owned()));
        }
        if *column.name != *field {
            return Err(LakeRefusal::Partition(field.to_owned()));
        }
        if !format.finds_partition(field) {
            return Err(LakeRefusal::Unfound(field.to_owned()));
        }
    }
    let is_own = |column: &&sql::Column<'_>| format.own_columns().contains(&&*column.name);
    if let Some(column) = columns.iter().find(is_own) {
        return Err(LakeRefusal::Column(column.name.to_string()));
    }
    Ok(())
}

/// A name that no column has, which it then is.
fn free(name: &str, taken: &mut BTreeSet<String>) -> String {
    let mut name = name.to_owned();
    while !taken.insert(name.to_lowercase()) {
        name.insert_str(0, "lake_");
    }
    name
}
