//! Snowflake: a stage, and an external table over it.

use super::format::LakeFormat;
use super::kind::{Held, Kind};
use super::steps::Step;
use super::view::{DAY, Lake, LakeColumn};

/// Lakes of Snowflake.
pub(super) struct Snowflake;

impl LakeFormat for Snowflake {
    fn name(&self) -> &'static str {
        "snowflake"
    }

    fn title(&self) -> &'static str {
        "Snowflake"
    }

    fn proof(&self) -> &'static str {
        "Read by `sqlglot`, and by `sqlparser` but for the external table; not run."
    }

    fn notes(&self) -> &'static [&'static str] {
        &[
            "The stage is created without credentials: `ALTER STAGE … SET STORAGE_INTEGRATION = …` before the table \
             names those of a private bucket.",
            "`ALTER EXTERNAL TABLE … REFRESH` finds new files.",
            "No function decodes a path, so a partition of text has its value from the document. The column whose \
             name begins with `path_` is the text in the path, and a filter on it prunes. Other partitions and \
             `utc_date` prune by themselves.",
            "`VARIANT` keeps 38 digits of an integer; the others are lost, also where it is inside of a document.",
            "Stores are `s3://`, `gs://` (written `gcs://`) and `azure://`.",
        ]
    }

    fn schemes(&self) -> &'static [&'static str] {
        &["azure", "gs", "s3"]
    }

    fn own_columns(&self) -> &'static [&'static str] {
        &["VALUE"]
    }

    fn statements(&self, lake: &Lake<'_>) -> Vec<String> {
        let stage = lake.files();
        let url = match lake.store.scheme() {
            Some("gs") => lake.folder().replacen("gs://", "gcs://", 1),
            Some(_) | None => lake.folder(),
        };
        let create = format!(
            "CREATE STAGE {}{stage}\nURL = {}",
            lake.unless_there(),
            lake.literal(&format!("{url}/"))
        );
        let mut columns: Vec<String> = lake.columns.iter().map(|column| column_line(lake, column)).collect();
        let mut names = Vec::new();
        for (at, part) in lake.partitions.iter().enumerate() {
            let column = lake.columns.iter().find(|column| column.partition == Some(at));
            match column.filter(|_| part.held != Held::Text) {
                Some(column) => names.push(column.name.clone()),
                None => {
                    let name = lake.dialect.identifier(&part.text);
                    columns.push(format!("{name} TEXT AS ({})", part_text(lake, at)));
                    names.push(name);
                }
            }
        }
        let day = lake.dialect.identifier(&lake.day);
        columns.push(format!("{day} DATE AS (TO_DATE({}))", folder_text(2)));
        names.push(day);
        let fields: String =
            lake.partitions.iter().map(|part| format!("{}=[^/]*/", part.field.replace('.', "[.]"))).collect();
        // What is matched is the path below the stage, or below the bucket. No collection lies in the folder of another
        // (`language.md`, rule N4).
        let pattern = format!("(.*/)?{fields}{DAY}=[^/]*/[^/]*[.]gz");
        let comment = lake.comment.as_ref().map(|text| format!("\nCOMMENT = {}", lake.literal(text)));
        let table = format!(
            "CREATE EXTERNAL TABLE {}{} (\n  {}\n)\nPARTITION BY ({})\nLOCATION = @{stage}\nAUTO_REFRESH = \
             FALSE\nPATTERN = {}\nFILE_FORMAT = (TYPE = JSON COMPRESSION = GZIP){}",
            lake.unless_there(),
            lake.table,
            columns.join(",\n  "),
            names.join(", "),
            lake.literal(&pattern),
            comment.unwrap_or_default(),
        );
        let of_columns = lake.columns.iter().filter_map(|column| {
            let text = lake.literal(column.comment.as_ref()?);
            Some(format!("COMMENT ON COLUMN {}.{} IS {text}", lake.table, column.name))
        });
        [create, table].into_iter().chain(of_columns).collect()
    }
}

/// What follows the `=` in a folder, counted from the file.
fn folder_text(from_end: usize) -> String {
    format!("SPLIT_PART(SPLIT_PART(METADATA$FILENAME, '/', -{from_end}), '=', 2)")
}

/// What the path says of a partition. The last is above the folder of days.
fn part_text(lake: &Lake<'_>, at: usize) -> String {
    folder_text(lake.partitions.len().saturating_sub(at).saturating_add(2))
}

fn column_line(lake: &Lake<'_>, column: &LakeColumn) -> String {
    format!("{} {} AS ({})", column.name, column.sql_type, value(lake, column))
}

fn value(lake: &Lake<'_>, column: &LakeColumn) -> String {
    let text = column.partition.map(|at| part_text(lake, at)).unwrap_or_default();
    match lake.partition(column).map(|part| part.held) {
        Some(Held::Boolean) => {
            return format!("CASE {text} WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END");
        }
        Some(Held::Integer) => return format!("TRY_CAST({text} AS {})", column.sql_type),
        Some(Held::Text) | None => {}
    }
    let step = |step: &Step| match step {
        Step::Key(name) => format!("[{}]", lake.literal(name)),
        Step::Index(index) => format!("[{index}]"),
    };
    let found: String = ["VALUE".to_owned()].into_iter().chain(column.steps.steps.iter().map(step)).collect();
    let text = format!("{found}::TEXT");
    let sql_type = &column.sql_type;
    match column.kind {
        Kind::Text => text,
        Kind::Json => format!("STRIP_NULL_VALUE({found})"),
        Kind::Boolean => format!("CASE {text} WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END"),
        Kind::Integer => {
            format!("TRY_CAST(REGEXP_SUBSTR({text}, '^[+]?(-?[0-9]+)([.]0+)?$', 1, 1, 'e', 1) AS {sql_type})")
        }
        // RFC 3339 has `t` and `z`, too.
        Kind::DateTime => format!("TRY_CAST(UPPER({text}) AS {sql_type})"),
        Kind::Number | Kind::Date | Kind::Other => format!("TRY_CAST({text} AS {sql_type})"),
    }
}
