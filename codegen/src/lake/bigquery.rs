//! BigQuery: an external table of lines, and a view of it.

use super::format::{LakeFormat, is_plain_schema};
use super::kind::{Held, Kind};
use super::view::{DAY, Lake, LakeColumn, NULL};

/// The most characters of what is said of a column, and of a table: BigQuery documentation, "Quotas and limits".
const COLUMN_COMMENT: usize = 1024;
const TABLE_COMMENT: usize = 16_384;

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
            "The table of files reads each line as one field of CSV, which a tab would end: JSON text has none.",
            "A view has to name the data set of what it reads: it is `flow_lake`, or that of `--schema`, and has to be \
             there in the location of the bucket.",
            "No function decodes a path, so a partition of text whose path has a `%` has its value from the \
             document. The column whose name begins with `path_` is the text in the path, and a filter on it prunes, \
             as one on `utc_date` does; one on other columns opens all files.",
            "Descriptions are cut to 1,024 characters for a column, and to 16,384 for the view.",
            "A location below a name with `\"` or a backslash cannot be spelled, and is null.",
            "The store is `gs://`.",
        ]
    }

    fn schemes(&self) -> &'static [&'static str] {
        &["gs"]
    }

    fn default_schema(&self) -> Option<&'static str> {
        Some("flow_lake")
    }

    fn takes_schema(&self, name: &str) -> bool {
        is_plain_schema(name)
    }

    fn statements(&self, lake: &Lake<'_>) -> Vec<String> {
        let name = |name: &str| lake.dialect.identifier(name);
        let (files, document) = (lake.files(), name(&lake.document));
        let value = |column: &LakeColumn| value(lake, column, &document);
        let folders = lake.folders(value);
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
        let options = |text: &Option<String>, most: usize| {
            let text: String = text.as_ref()?.chars().take(most).collect();
            Some(format!("OPTIONS (description = {})", lake.literal(&text)))
        };
        let column = |column: &LakeColumn| match options(&column.comment, COLUMN_COMMENT) {
            Some(options) => format!("{} {options}", column.name),
            None => column.name.clone(),
        };
        let of_folders = folders.iter().map(|(_, name)| name.clone());
        let columns: Vec<String> =
            lake.columns.iter().map(column).chain(of_folders).chain([name(&lake.day)]).collect();
        let about =
            options(&lake.comment, TABLE_COMMENT).map(|options| format!("\n{options}")).unwrap_or_default();
        let view = format!(
            "CREATE VIEW {}{} (\n  {}\n){about} AS\n{}\nFROM {files}",
            lake.unless_there(),
            lake.table,
            columns.join(",\n  "),
            lake.select(value, &folders, DAY),
        );
        vec![table, view]
    }
}

fn value(lake: &Lake<'_>, column: &LakeColumn, document: &str) -> String {
    let sql_type = &column.sql_type;
    if column.partition.is_none() && column.steps.is_root() {
        return format!("SAFE.PARSE_JSON({document}, wide_number_mode => 'round')");
    }
    let path = column.steps.path(key).map(|path| lake.literal(&path));
    let text = |path: &String| format!("JSON_VALUE({document}, {path})");
    if let Some(part) = lake.partition(column) {
        let field = lake.dialect.identifier(&part.field);
        return match part.held {
            Held::Integer => format!("SAFE_CAST({field} AS {sql_type})"),
            Held::Boolean => typed(column, &field),
            Held::Text => {
                let other = path.as_ref().map_or_else(|| "NULL".to_owned(), text);
                typed(column, &format!("IF(STRPOS({field}, '%') > 0, {other}, NULLIF({field}, '{NULL}'))"))
            }
        };
    }
    let Some(path) = path else { return format!("CAST(NULL AS {sql_type})") };
    match column.kind {
        Kind::Json => {
            let json = format!("NULLIF(JSON_QUERY({document}, {path}), 'null')");
            format!("SAFE.PARSE_JSON({json}, wide_number_mode => 'round')")
        }
        Kind::Text
        | Kind::Integer
        | Kind::Number
        | Kind::Boolean
        | Kind::Date
        | Kind::DateTime
        | Kind::Other => typed(column, &text(&path)),
    }
}

/// A value by its text.
fn typed(column: &LakeColumn, text: &str) -> String {
    let sql_type = &column.sql_type;
    match column.kind {
        Kind::Text | Kind::Json => text.to_owned(),
        Kind::Boolean => format!("CASE {text} WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END"),
        Kind::Integer => {
            format!("SAFE_CAST(REGEXP_EXTRACT({text}, '^[+]?(-?[0-9]+)(?:[.]0+)?$') AS {sql_type})")
        }
        // More than six digits of a second are none to it.
        Kind::DateTime => {
            format!(r"SAFE_CAST(REGEXP_REPLACE({text}, '([.][0-9]{{6}})[0-9]+', r'\1') AS {sql_type})")
        }
        Kind::Number | Kind::Date | Kind::Other => format!("SAFE_CAST({text} AS {sql_type})"),
    }
}

/// A key in a path, which knows no escapes.
fn key(name: &str) -> Option<String> {
    (!name.contains(['"', '\\'])).then(|| format!(".\"{name}\""))
}
