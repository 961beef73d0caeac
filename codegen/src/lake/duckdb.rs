//! DuckDB: a view over `read_json`.

use super::format::{Folders, LakeFormat};
use super::kind::{Held, Kind};
use super::view::{DAY, Lake, LakeColumn};

/// Lakes of DuckDB.
pub(super) struct DuckDb;

/// An integer, in text that may begin with a plus and end in zeros after a point.
pub(super) const INTEGER: &str = "'^[+]?(-?[0-9]+)([.]0+)?$', 1";

/// A moment (RFC 3339 section 5.6): engines read other texts as one, too, and words for days.
pub(super) const MOMENT: &str =
    "'^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})$'";

const DATE: &str = "'^[0-9]{4}-[0-9]{2}-[0-9]{2}$'";

impl LakeFormat for DuckDb {
    fn name(&self) -> &'static str {
        "duckdb"
    }

    fn title(&self) -> &'static str {
        "DuckDB"
    }

    fn proof(&self) -> &'static str {
        "Run on DuckDB 2 over a small lake; what is read is what was written, and files of other partitions are \
         not opened."
    }

    fn notes(&self) -> &'static [&'static str] {
        &[
            "The view can be created when there is a file to read, and not before.",
            "A folder is relative to where DuckDB is started. Buckets need the extension `httpfs` or `azure`, and a \
             secret.",
            "A filter on partitions and `utc_date` reaches the list of files, through the casts of the view.",
            "A document has 134,217,728 bytes at most: twice as many are allocated for each thread.",
            "An integer that is written with an exponent and has more than 21 digits, such as `1e25`, is null.",
            "Partitions are looked for in the whole path, so a store below a folder `FIELD=…` of a partition's own \
             name is refused.",
        ]
    }

    fn schemes(&self) -> &'static [&'static str] {
        &["abfss", "az", "gs", "s3"]
    }

    fn folders(&self) -> Folders {
        Folders::All
    }

    fn reads_whole_paths(&self) -> bool {
        true
    }

    fn statements(&self, lake: &Lake<'_>) -> Vec<String> {
        // A folder that does not hold a value of a type given here would be an error of every query.
        let parts = lake.partitions.iter().map(|part| format!("{}: VARCHAR", lake.literal(&part.field)));
        let types: Vec<String> = parts.chain([format!("'{DAY}': DATE")]).collect();
        let document = lake.dialect.identifier(&lake.document);
        let select = lake.select(|column| value(lake, column, &document), &[], DAY);
        let view = format!(
            "CREATE VIEW {}{} AS\n{select}\nFROM read_json(\n  {},\n  format = 'newline_delimited', records = \
             'false', compression = 'gzip', maximum_object_size = 134217728,\n  columns = {{{}: 'JSON'}},\n  \
             hive_partitioning = true, hive_types = {{{}}}\n)",
            lake.unless_there(),
            lake.table,
            lake.literal(&lake.pattern()),
            lake.literal(&lake.document),
            types.join(", "),
        );
        let of_view = lake
            .comment
            .iter()
            .map(|text| format!("COMMENT ON VIEW {} IS {}", lake.table, lake.literal(text)));
        let of_columns = lake.columns.iter().filter_map(|column| {
            let text = lake.literal(column.comment.as_ref()?);
            Some(format!("COMMENT ON COLUMN {}.{} IS {text}", lake.table, column.name))
        });
        [view].into_iter().chain(of_view).chain(of_columns).collect()
    }
}

/// A column: what the path says of a partition, and what is at the JSON Pointer of any other.
fn value(lake: &Lake<'_>, column: &LakeColumn, document: &str) -> String {
    if let Some(part) = lake.partition(column) {
        let text = lake.dialect.identifier(&part.field);
        return match part.held {
            Held::Integer => format!("TRY_CAST({text} AS {})", column.sql_type),
            Held::Boolean | Held::Text => typed(column, text),
        };
    }
    if column.steps.is_root() {
        return document.to_owned();
    }
    let pointer = lake.literal(&column.steps.pointer);
    match column.kind {
        Kind::Json => format!("NULLIF({document} -> {pointer}, 'null')"),
        Kind::Text
        | Kind::Integer
        | Kind::Number
        | Kind::Boolean
        | Kind::Date
        | Kind::DateTime
        | Kind::Other => typed(column, format!("{document} ->> {pointer}")),
    }
}

/// A value by its text.
fn typed(column: &LakeColumn, text: String) -> String {
    let sql_type = &column.sql_type;
    match column.kind {
        Kind::Text | Kind::Json => text,
        Kind::Boolean => format!("CASE {text} WHEN 'true' THEN true WHEN 'false' THEN false END"),
        Kind::Integer => format!("TRY_CAST(regexp_extract({text}, {INTEGER}) AS {sql_type})"),
        // RFC 3339 has `t` and `z`, too.
        Kind::DateTime => {
            format!(
                "CASE WHEN regexp_matches({text}, {MOMENT}) THEN TRY_CAST(upper({text}) AS {sql_type}) END"
            )
        }
        Kind::Date => {
            format!("CASE WHEN regexp_matches({text}, {DATE}) THEN TRY_CAST({text} AS {sql_type}) END")
        }
        Kind::Number | Kind::Other => format!("TRY_CAST({text} AS {sql_type})"),
    }
}
