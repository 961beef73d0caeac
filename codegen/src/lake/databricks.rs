//! Databricks and Spark: a table of lines, and a view of it.

use super::duckdb::INTEGER;
use super::format::{Folders, LakeFormat, plain};
use super::view::{DAY, Kind, Lake, LakeColumn};
use std::borrow::Cow;

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
            "`MSCK REPAIR TABLE` finds partitions; run it again when there are new ones.",
            "A partition whose text is `__HIVE_DEFAULT_PARTITION__` is taken for null.",
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

    fn statements(&self, lake: &Lake<'_>) -> Vec<String> {
        let name = |name: &str| lake.dialect.identifier(name);
        let (files, document) = (name(&lake.files), name(&lake.document));
        let partitions: Vec<String> =
            lake.partitions.iter().map(|part| name(&part.field)).chain([DAY.to_owned()]).collect();
        let comment = |text: &Option<String>| {
            text.as_ref().map(|text| format!(" COMMENT {}", lake.literal(text))).unwrap_or_default()
        };
        let table = format!(
            "CREATE TABLE {}{files} (\n  {}\n)\nUSING text\nPARTITIONED BY ({})\nLOCATION {}",
            lake.unless_there(),
            lake.raw_columns("STRING", name).join(",\n  "),
            partitions.join(", "),
            lake.literal(&lake.folder()),
        );
        let commented =
            lake.columns.iter().map(|column| format!("{}{}", column.name, comment(&column.comment)));
        let columns: Vec<String> = commented.chain([name(&lake.day)]).collect();
        let view = format!(
            "CREATE VIEW {}{} (\n  {}\n){} AS\n{}\nFROM {files}",
            lake.unless_there(),
            lake.table,
            columns.join(",\n  "),
            comment(&lake.comment).replacen(' ', "\n", 1),
            lake.select(|column| value(lake, column, &document), DAY),
        );
        vec![table, format!("MSCK REPAIR TABLE {files}"), view]
    }
}

fn value(lake: &Lake<'_>, column: &LakeColumn, document: &str) -> String {
    if let Some(part) = column.partition.and_then(|at| lake.partitions.get(at)) {
        return lake.dialect.identifier(&part.field);
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
    let text = format!("get_json_object({document}, {path})");
    match column.kind {
        Kind::Text => text,
        Kind::Json => {
            format!("nullif(to_json(try_variant_get(try_parse_json({document}), {path}, 'variant')), 'null')")
        }
        Kind::Boolean => format!("CASE {text} WHEN 'true' THEN true WHEN 'false' THEN false END"),
        Kind::Integer => format!("try_cast(regexp_extract({text}, {INTEGER}) AS {sql_type})"),
        Kind::Number | Kind::Date | Kind::DateTime | Kind::Other => format!("try_cast({text} AS {sql_type})"),
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
