//! ClickHouse: a view over the table functions of stores.

use super::duckdb::MOMENT;
use super::format::{Folders, LakeFormat};
use super::kind::{Held, Kind};
use super::steps::Step;
use super::view::{DAY, Lake, LakeColumn, NULL};

/// Lakes of ClickHouse.
pub(super) struct ClickHouse;

impl LakeFormat for ClickHouse {
    fn name(&self) -> &'static str {
        "clickhouse"
    }

    fn title(&self) -> &'static str {
        "ClickHouse"
    }

    fn proof(&self) -> &'static str {
        "Run on ClickHouse 26 (`chdb`) over a small lake; what is read is what was written, and files of other \
         partitions are not opened."
    }

    fn notes(&self) -> &'static [&'static str] {
        &[
            "Partitions are taken from the virtual column `_path`, since the engine's own reading of them, which is \
             turned off, neither decodes nor knows null. A filter on them reaches the list of files, through the casts \
             of the view.",
            "A folder is relative to the `user_files_path` of the server. Buckets are read with the credentials of \
             the server.",
            "A document with a number that no `Float64` holds, such as 1e400, cannot be parsed: its columns are null.",
            "Integers beyond 64 bits are exact in columns of their own, and become strings inside objects and arrays.",
        ]
    }

    fn schemes(&self) -> &'static [&'static str] {
        &["gs", "s3"]
    }

    fn folders(&self) -> Folders {
        Folders::All
    }

    fn statements(&self, lake: &Lake<'_>) -> Vec<String> {
        let name = |name: &str| lake.dialect.identifier(name);
        let (document, path) = (name(&lake.document), name(&lake.path));
        let comment = |text: &Option<String>| {
            text.as_ref().map(|text| format!(" COMMENT {}", lake.literal(text))).unwrap_or_default()
        };
        let column = |column: &LakeColumn| {
            format!("{} Nullable({}){}", column.name, column.sql_type, comment(&column.comment))
        };
        let columns: Vec<String> =
            lake.columns.iter().map(column).chain([format!("{} Date32", name(&lake.day))]).collect();
        let day = format!("toDate32({})", part(lake, &path, DAY));
        let select = lake.select(|column| value(lake, column, &document, &path), &[], &day);
        let function = match lake.store.scheme() {
            Some("gs") => "gcs",
            Some(_) => "s3",
            None => "file",
        };
        let pattern = lake.literal(&lake.pattern());
        vec![format!(
            "CREATE VIEW {}{} (\n  {}\n) AS\n{select}\nFROM (\n  SELECT line AS {document}, _path AS {path}\n  FROM \
             {function}({pattern}, 'LineAsString', 'line String', 'gzip')\n  SETTINGS use_hive_partitioning = 0\n){}",
            lake.unless_there(),
            lake.table,
            columns.join(",\n  "),
            comment(&lake.comment).replacen(' ', "\n", 1),
        )]
    }
}

/// What the path says of a level of folders, the last of its name: a store may lie below others. Names of fields have
/// no character that an expression reads, but `.`.
fn part(lake: &Lake<'_>, path: &str, field: &str) -> String {
    let pattern = format!("^.*/{}=([^/]*)/", field.replace('.', "[.]"));
    format!("extract({path}, {})", lake.literal(&pattern))
}

fn value(lake: &Lake<'_>, column: &LakeColumn, document: &str, path: &str) -> String {
    if let Some(found) = lake.partition(column) {
        let text = part(lake, path, &found.field);
        return match found.held {
            Held::Boolean => boolean(&text),
            Held::Integer => format!("to{}OrNull({text})", column.sql_type),
            Held::Text => typed(column, &format!("decodeURLComponent(nullIf({text}, '{NULL}'))")),
        };
    }
    if column.steps.is_root() {
        return document.to_owned();
    }
    let steps = arguments(lake, &column.steps.steps);
    let extracted = format!("JSONExtract({document}{steps}, 'Nullable(String)')");
    let value = match column.kind {
        Kind::Json => format!("nullIf(nullIf(JSONExtractRaw({document}{steps}), ''), 'null')"),
        Kind::Text
        | Kind::Integer
        | Kind::Number
        | Kind::Boolean
        | Kind::Date
        | Kind::DateTime
        | Kind::Other => typed(column, &extracted),
    };
    match guards(lake, &column.steps.steps, document) {
        Some(guard) => format!("if({guard}, {value}, NULL)"),
        None => value,
    }
}

/// A value by its text, so that what its type does not hold is null and never another value.
fn typed(column: &LakeColumn, text: &str) -> String {
    match column.kind {
        Kind::Text | Kind::Json => text.to_owned(),
        Kind::Boolean => boolean(text),
        Kind::Integer => {
            // Wide integers are read modulo their width.
            let digits = match &*column.sql_type {
                "Int128" => "{1,38}",
                "Int256" => "{1,76}",
                _ => "+",
            };
            format!("to{}OrNull(extract({text}, '^[+]?(-?[0-9]{digits})([.]0+)?$'))", column.sql_type)
        }
        // A day that a month has not would be one of the next.
        Kind::Date => format!("if(toString(toDate32OrNull({text})) = {text}, toDate32OrNull({text}), NULL)"),
        // RFC 3339 has `t` and `z`, too.
        Kind::DateTime => {
            format!(
                "if(match({text}, {MOMENT}), parseDateTime64BestEffortOrNull(upper({text}), 6, 'UTC'), NULL)"
            )
        }
        Kind::Number | Kind::Other => format!("to{}OrNull({text})", column.sql_type),
    }
}

fn boolean(text: &str) -> String {
    format!("CASE {text} WHEN 'true' THEN true WHEN 'false' THEN false END")
}

fn arguments(lake: &Lake<'_>, steps: &[Step]) -> String {
    let step = |step: &Step| match step {
        Step::Key(name) => format!(", {}", lake.literal(name)),
        Step::Index(index) => format!(", {}", index.saturating_add(1)),
    };
    steps.iter().map(step).collect()
}

/// That what is indexed is an array: a number would take a property of an object by its place.
fn guards(lake: &Lake<'_>, steps: &[Step], document: &str) -> Option<String> {
    let indexes = steps.iter().enumerate().filter(|(_, step)| matches!(step, Step::Index(_)));
    let guard = |(at, _): (usize, &Step)| {
        let above = arguments(lake, steps.get(..at).unwrap_or_default());
        format!("JSONType({document}{above}) = 'Array'")
    };
    let guards: Vec<String> = indexes.map(guard).collect();
    (!guards.is_empty()).then(|| guards.join(" AND "))
}
