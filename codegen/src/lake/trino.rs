//! Trino: a table of its Hive connector, and a view of it.

use super::duckdb::INTEGER;
use super::format::LakeFormat;
use super::kind::{Held, Kind, PathTypes};
use super::view::{DAY, Lake, LakeColumn};
use std::borrow::Cow;

const TYPES: PathTypes = PathTypes { text: "VARCHAR", integer: "BIGINT", boolean: "BOOLEAN" };

/// Lakes of Trino.
pub(super) struct Trino;

impl LakeFormat for Trino {
    fn name(&self) -> &'static str {
        "trino"
    }

    fn title(&self) -> &'static str {
        "Trino"
    }

    fn proof(&self) -> &'static str {
        "Read by `sqlparser`, as generic SQL, and by `sqlglot`, which keeps `CALL` as text; not run."
    }

    fn notes(&self) -> &'static [&'static str] {
        &[
            "The catalog is one of the Hive connector; run the statements with it as the current one, and with a \
             schema unless `--schema` names one.",
            "`CALL system.sync_partition_metadata` finds partitions; run it again when there are new ones. Folders \
             whose names have capitals are found from version 452 on (trinodb/trino issue 22180).",
            "A partition of text whose column has another type has a second column, whose name begins with `path_`: \
             the text in the path. A filter on it prunes.",
            "Views have no `IF NOT EXISTS`, so `--if-not-exists` replaces one that is there.",
            "A partition whose text is `__HIVE_DEFAULT_PARTITION__` is taken for null, and one of an integer beyond 64 \
             bits ends a query.",
            "An integer that is written with an exponent, such as `1e3`, may be null.",
        ]
    }

    /// A comment finds no column whose name has capitals (trinodb/trino pull request 25297).
    fn column_name<'n>(&self, name: &'n str) -> Cow<'n, str> {
        Cow::Owned(name.to_lowercase())
    }

    fn schemes(&self) -> &'static [&'static str] {
        &["abfss", "gs", "s3"]
    }

    fn statements(&self, lake: &Lake<'_>) -> Vec<String> {
        let name = |name: &str| lake.dialect.identifier(name);
        let files = lake.files();
        // The connector keeps names of columns in lower case.
        let fields = lake.partitions.iter().map(|part| lake.literal(&part.field.to_lowercase()));
        let partitions: Vec<String> = fields.chain([format!("'{DAY}'")]).collect();
        let table = format!(
            "CREATE TABLE {}{files} (\n  {}\n)\nWITH (\n  external_location = {},\n  format = 'TEXTFILE',\n  \
             partitioned_by = ARRAY[{}]\n)",
            lake.unless_there(),
            lake.raw_columns(&TYPES, name).join(",\n  "),
            lake.literal(&lake.folder()),
            partitions.join(", "),
        );
        let schema = lake.schema.map(|schema| lake.literal(&schema.to_lowercase()));
        let find = format!(
            "CALL system.sync_partition_metadata({}, {}, 'FULL', false)",
            schema.as_deref().unwrap_or("CURRENT_SCHEMA"),
            lake.literal(&lake.files.to_lowercase())
        );
        let comment = lake.comment.as_ref().map(|text| format!("COMMENT {}\n", lake.literal(text)));
        let view = view(lake, &files, &comment.unwrap_or_default(), moment);
        let of_columns = lake.columns.iter().filter_map(|column| {
            let text = lake.literal(column.comment.as_ref()?);
            Some(format!("COMMENT ON COLUMN {}.{} IS {text}", lake.table, column.name))
        });
        [table, find, view].into_iter().chain(of_columns).collect()
    }
}

/// What an engine makes of a text that is no plain type to it.
pub(super) type Own = fn(Kind, &str, &str) -> Option<String>;

fn moment(kind: Kind, text: &str, sql_type: &str) -> Option<String> {
    let moment = || format!("CAST(TRY(from_iso8601_timestamp_nanos(upper({text}))) AS {sql_type})");
    (kind == Kind::DateTime).then(moment)
}

/// The view of a table of files.
pub(super) fn view(lake: &Lake<'_>, files: &str, comment: &str, own: Own) -> String {
    let create = if lake.if_not_exists { "CREATE OR REPLACE VIEW" } else { "CREATE VIEW" };
    let value = |column: &LakeColumn| value(lake, column, own);
    let select = lake.select(value, &lake.folders(value), DAY);
    format!("{create} {}\n{comment}AS\n{select}\nFROM {files}", lake.table)
}

fn value(lake: &Lake<'_>, column: &LakeColumn, own: Own) -> String {
    if let Some(part) = lake.partition(column) {
        let text = lake.dialect.identifier(&part.field);
        return match part.held {
            Held::Integer | Held::Boolean => text,
            Held::Text => typed(column, text, own),
        };
    }
    let document = lake.dialect.identifier(&lake.document);
    if column.steps.is_root() {
        return document;
    }
    let sql_type = &column.sql_type;
    let Some(path) = column.steps.path(key) else { return format!("CAST(NULL AS {sql_type})") };
    let path = lake.literal(&path);
    match column.kind {
        Kind::Json => format!("NULLIF(json_format(json_extract({document}, {path})), 'null')"),
        Kind::Text
        | Kind::Integer
        | Kind::Number
        | Kind::Boolean
        | Kind::Date
        | Kind::DateTime
        | Kind::Other => typed(column, format!("json_extract_scalar({document}, {path})"), own),
    }
}

/// A value by its text.
fn typed(column: &LakeColumn, text: String, own: Own) -> String {
    let sql_type = &column.sql_type;
    if let Some(value) = own(column.kind, &text, sql_type) {
        return value;
    }
    match column.kind {
        Kind::Text | Kind::Json => text,
        Kind::Boolean => format!("CASE {text} WHEN 'true' THEN true WHEN 'false' THEN false END"),
        Kind::Integer => format!("TRY_CAST(regexp_extract({text}, {INTEGER}) AS {sql_type})"),
        Kind::Number | Kind::Date | Kind::DateTime | Kind::Other => format!("TRY_CAST({text} AS {sql_type})"),
    }
}

/// A key in a path, where a backslash is before a quote or another one.
#[expect(clippy::unnecessary_wraps, reason = "other engines cannot spell every key")]
fn key(name: &str) -> Option<String> {
    Some(format!("[\"{}\"]", name.replace('\\', "\\\\").replace('"', "\\\"")))
}
