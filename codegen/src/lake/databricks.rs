//! Databricks and Spark: a table of lines, and a view of it.

use super::duckdb::INTEGER;
use super::format::{Folders, LakeFormat, is_plain_schema, plain};
use super::kind::{Held, Kind, PathTypes};
use super::view::{DAY, Lake, LakeColumn};
use std::borrow::Cow;

const TYPES: PathTypes = PathTypes { text: "STRING", integer: "LONG", boolean: "BOOLEAN" };

/// Lakes of Databricks and Spark.
pub(super) struct Databricks;

impl LakeFormat for Databricks {
    fn name(&self) -> &'static str {
        "databricks"
    }

    fn synonyms(&self) -> &'static [&'static str] {
        &["spark"]
    }

    fn title(&self) -> &'static str {
        "Databricks and Spark"
    }

    fn proof(&self) -> &'static str {
        "Run on Spark 4 over a small lake by `cargo xtask full`; what is read is what was written, and files of \
         other partitions are not opened. Read by `sqlglot`."
    }

    fn notes(&self) -> &'static [&'static str] {
        &[
            "`MSCK REPAIR TABLE` finds partitions in a Hive metastore; run it again when there are new ones. In Unity \
             Catalog those of external tables are found without it.",
            "A partition of text whose column has another type has a second column, whose name begins with `path_`: \
             the text in the path. A filter on either prunes.",
            "A partition whose text is `__HIVE_DEFAULT_PARTITION__` is taken for null, and one of an integer beyond 64 \
             bits ends a query.",
            "An integer that is written with an exponent, such as `1e7`, is null from 10,000,000 on.",
            "Spark without vendors' additions knows `s3a://` and no `s3://`: set `spark.hadoop.fs.s3.impl` to \
             `org.apache.hadoop.fs.s3a.S3AFileSystem`.",
            "Columns of several types need `VARIANT`: Spark 4, or Databricks Runtime 15.3.",
            "A folder needs an absolute path; set `LC_ALL` to a UTF-8 locale where names have other letters.",
            "Names of tables have letters, digits and `_`: other characters become `_`.",
            "A location below a name that has both `'` and `.` or `[` cannot be spelled, and is null.",
        ]
    }

    fn schemes(&self) -> &'static [&'static str] {
        &["abfss", "gs", "s3"]
    }

    fn folders(&self) -> Folders {
        Folders::Absolute
    }

    fn table_name<'n>(&self, name: &'n str) -> Cow<'n, str> {
        plain(name)
    }

    fn takes_schema(&self, name: &str) -> bool {
        is_plain_schema(name)
    }

    fn statements(&self, lake: &Lake<'_>) -> Vec<String> {
        let name = |name: &str| lake.dialect.identifier(name);
        let (files, document) = (lake.files(), name(&lake.document));
        let value = |column: &LakeColumn| value(lake, column, &document);
        let folders = lake.folders(value);
        let partitions: Vec<String> =
            lake.partitions.iter().map(|part| name(&part.field)).chain([DAY.to_owned()]).collect();
        let comment = |text: &Option<String>| {
            text.as_ref().map(|text| format!(" COMMENT {}", lake.literal(text))).unwrap_or_default()
        };
        let table = format!(
            "CREATE TABLE {}{files} (\n  {}\n)\nUSING text\nPARTITIONED BY ({})\nLOCATION {}",
            lake.unless_there(),
            lake.raw_columns(&TYPES, name).join(",\n  "),
            partitions.join(", "),
            lake.literal(&lake.folder()),
        );
        let commented =
            lake.columns.iter().map(|column| format!("{}{}", column.name, comment(&column.comment)));
        let of_folders = folders.iter().map(|(_, name)| name.clone());
        let columns: Vec<String> = commented.chain(of_folders).chain([name(&lake.day)]).collect();
        let view = format!(
            "CREATE VIEW {}{} (\n  {}\n){} AS\n{}\nFROM {files}",
            lake.unless_there(),
            lake.table,
            columns.join(",\n  "),
            comment(&lake.comment).replacen(' ', "\n", 1),
            lake.select(value, &folders, DAY),
        );
        vec![table, format!("MSCK REPAIR TABLE {files}"), view]
    }
}

fn value(lake: &Lake<'_>, column: &LakeColumn, document: &str) -> String {
    if let Some(part) = lake.partition(column) {
        let text = lake.dialect.identifier(&part.field);
        return match part.held {
            Held::Integer | Held::Boolean => text,
            Held::Text => typed(column, text),
        };
    }
    if column.steps.is_root() {
        return document.to_owned();
    }
    let sql_type = &column.sql_type;
    let key = if column.kind == Kind::Json { variant_key } else { json_key };
    let Some(path) = column.steps.path(key) else {
        return format!("CAST(NULL AS {sql_type})");
    };
    let path = lake.literal(&path);
    match column.kind {
        Kind::Json => {
            format!("nullif(to_json(try_variant_get(try_parse_json({document}), {path}, 'variant')), 'null')")
        }
        Kind::Text
        | Kind::Integer
        | Kind::Number
        | Kind::Boolean
        | Kind::Date
        | Kind::DateTime
        | Kind::Other => typed(column, format!("get_json_object({document}, {path})")),
    }
}

/// A value by its text.
fn typed(column: &LakeColumn, text: String) -> String {
    let sql_type = &column.sql_type;
    match column.kind {
        Kind::Text | Kind::Json => text,
        Kind::Boolean => format!("CASE {text} WHEN 'true' THEN true WHEN 'false' THEN false END"),
        Kind::Integer => format!("try_cast(regexp_extract({text}, {INTEGER}) AS {sql_type})"),
        // RFC 3339 has `t` and `z`, too.
        Kind::DateTime => format!("try_cast(upper({text}) AS {sql_type})"),
        Kind::Number | Kind::Date | Kind::Other => format!("try_cast({text} AS {sql_type})"),
    }
}

/// A key in a path of `get_json_object`, which knows no escapes.
fn json_key(name: &str) -> Option<String> {
    match name {
        "*" => None,
        _ if !name.contains(['\'', '?']) => Some(format!("['{name}']")),
        _ if !name.contains(['.', '[']) => Some(format!(".{name}")),
        _ => None,
    }
}

/// A key in a path of `variant_get`, which knows no escapes either.
fn variant_key(name: &str) -> Option<String> {
    match name {
        _ if !name.contains('\'') => Some(format!("['{name}']")),
        _ if !name.contains('"') => Some(format!("[\"{name}\"]")),
        _ => None,
    }
}
