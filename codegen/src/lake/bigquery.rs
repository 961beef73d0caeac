//! BigQuery: an external table of lines, and a view of it.

use super::format::LakeFormat;
use super::view::{DAY, Kind, Lake, LakeColumn, NULL};

/// Lakes of BigQuery.
pub(super) struct BigQuery;

impl LakeFormat for BigQuery {
    fn name(&self) -> &'static str {
        "bigquery"
    }

    fn title(&self) -> &'static str {
        "BigQuery"
    }

    fn proof(&self) -> &'static str {
        "The view is read by `sqlparser` and `sqlglot`, and the table of files by neither, since they know no \
         partition columns; not run."
    }

    fn notes(&self) -> &'static [&'static str] {
        &[
            "The table of files reads each line as one field of CSV, which a tab would end: JSON text has none. The \
             statements want a default data set.",
            "No function decodes a path, so a partition of text whose path has a `%` has its value from the \
             document. A filter on the column of the table of files prunes.",
            "A location below a name with `\"` or a backslash cannot be spelled, and is null.",
            "The store is `gs://`.",
        ]
    }

    fn schemes(&self) -> &'static [&'static str] {
        &["gs"]
    }

    fn statements(&self, lake: &Lake<'_>) -> Vec<String> {
        let name = |name: &str| lake.dialect.identifier(name);
        let (files, document) = (name(&lake.files), name(&lake.document));
        let parts = lake.partitions.iter().map(|part| format!("{} STRING", name(&part.field)));
        let parts: Vec<String> = parts.chain([format!("{DAY} DATE")]).collect();
        let first = lake.partitions.first().map_or(DAY, |part| &part.field);
        let folder = lake.folder();
        let table = format!(
            "CREATE EXTERNAL TABLE {}{files} (\n  {document} STRING\n)\nWITH PARTITION COLUMNS (\n  {}\n)\n\
             OPTIONS (\n  format = 'CSV',\n  field_delimiter = '\\t',\n  quote = '',\n  compression = 'GZIP',\n  \
             uris = [{}],\n  hive_partition_uri_prefix = {}\n)",
            lake.unless_there(),
            parts.join(",\n  "),
            lake.literal(&format!("{folder}/{first}=*")),
            lake.literal(&folder),
        );
        let options = |text: &Option<String>| {
            text.as_ref().map(|text| format!("OPTIONS (description = {})", lake.literal(text)))
        };
        let column = |column: &LakeColumn| match options(&column.comment) {
            Some(options) => format!("{} {options}", column.name),
            None => column.name.clone(),
        };
        let columns: Vec<String> = lake.columns.iter().map(column).chain([name(&lake.day)]).collect();
        let about = options(&lake.comment).map(|options| format!("\n{options}")).unwrap_or_default();
        let view = format!(
            "CREATE VIEW {}{} (\n  {}\n){about} AS\n{}\nFROM {files}",
            lake.unless_there(),
            lake.table,
            columns.join(",\n  "),
            lake.select(|column| value(lake, column, &document), DAY),
        );
        vec![table, view]
    }
}

fn value(lake: &Lake<'_>, column: &LakeColumn, document: &str) -> String {
    let sql_type = &column.sql_type;
    let found = column.steps.path(key).map(|path| lake.literal(&path));
    if let Some(part) = column.partition.and_then(|at| lake.partitions.get(at)) {
        let field = lake.dialect.identifier(&part.field);
        return match column.kind {
            Kind::Boolean => format!("CASE {field} WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END"),
            Kind::Integer => format!("SAFE_CAST({field} AS {sql_type})"),
            Kind::Text | Kind::Number | Kind::Date | Kind::DateTime | Kind::Json | Kind::Other => {
                let other =
                    found.map_or_else(|| "NULL".to_owned(), |path| format!("JSON_VALUE({document}, {path})"));
                format!("IF(STRPOS({field}, '%') > 0, {other}, NULLIF({field}, '{NULL}'))")
            }
        };
    }
    if column.steps.is_root() {
        return format!("SAFE.PARSE_JSON({document}, wide_number_mode => 'round')");
    }
    let Some(path) = found else { return format!("CAST(NULL AS {sql_type})") };
    let text = format!("JSON_VALUE({document}, {path})");
    match column.kind {
        Kind::Text => text,
        Kind::Json => {
            let json = format!("NULLIF(JSON_QUERY({document}, {path}), 'null')");
            format!("SAFE.PARSE_JSON({json}, wide_number_mode => 'round')")
        }
        Kind::Boolean => format!("CASE {text} WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END"),
        Kind::Integer => {
            format!("SAFE_CAST(REGEXP_EXTRACT({text}, '^(-?[0-9]+)(?:[.]0+)?$') AS {sql_type})")
        }
        Kind::Number | Kind::Date | Kind::DateTime | Kind::Other => {
            format!("SAFE_CAST({text} AS {sql_type})")
        }
    }
}

/// A key in a path, which knows no escapes.
fn key(name: &str) -> Option<String> {
    (!name.contains(['"', '\\'])).then(|| format!(".\"{name}\""))
}
