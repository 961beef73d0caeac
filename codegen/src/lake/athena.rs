//! Athena: a table of Hive, and a view of it as Trino has them.

use super::format::{LakeFormat, plain};
use super::trino;
use super::view::{DAY, Kind, Lake, Partition};
use std::borrow::Cow;

/// Lakes of Athena.
pub(super) struct Athena;

impl LakeFormat for Athena {
    fn name(&self) -> &'static str {
        "athena"
    }

    fn title(&self) -> &'static str {
        "Athena"
    }

    /// Queries are those of Trino, and tables those of Hive.
    fn dialect(&self) -> &'static str {
        "trino"
    }

    fn proof(&self) -> &'static str {
        "Read by `sqlparser`, as Hive, and by `sqlglot`; not run."
    }

    fn notes(&self) -> &'static [&'static str] {
        &[
            "Athena takes one statement at a time.",
            "`MSCK REPAIR TABLE` finds partitions; run it again when there are new ones.",
            "Views have no `IF NOT EXISTS`, so `--if-not-exists` replaces one that is there. They have no comments.",
            "A moment is a `TIMESTAMP(3)` in UTC, and a UUID is text, since its catalog knows neither time zones nor \
             UUIDs.",
            "A partition whose text is `__HIVE_DEFAULT_PARTITION__` is taken for null.",
            "Names of tables have letters, digits and `_`: other characters become `_`.",
        ]
    }

    fn schemes(&self) -> &'static [&'static str] {
        &["s3"]
    }

    fn table_name<'n>(&self, name: &'n str) -> Cow<'n, str> {
        plain(name)
    }

    fn statements(&self, lake: &Lake<'_>) -> Vec<String> {
        let files = quote(&lake.files);
        let part = |part: &Partition| format!("{} {}", quote(&part.field), hive_type(part));
        let parts: Vec<String> = lake.partitions.iter().map(part).chain([format!("`{DAY}` DATE")]).collect();
        let table = format!(
            "CREATE EXTERNAL TABLE {}{files} (\n  {} STRING\n)\nPARTITIONED BY ({})\nSTORED AS TEXTFILE\nLOCATION {}",
            lake.unless_there(),
            quote(&lake.document),
            parts.join(", "),
            literal(&format!("{}/", lake.folder())),
        );
        let view = trino::view(lake, &lake.dialect.identifier(&lake.files), "", own);
        vec![table, format!("MSCK REPAIR TABLE {files}"), view]
    }
}

/// What its catalog has no type for: time zones, and UUIDs.
fn own(kind: Kind, text: &str, _: &str) -> Option<String> {
    match kind {
        Kind::DateTime => {
            Some(format!("CAST(TRY(from_iso8601_timestamp({text})) AT TIME ZONE 'UTC' AS TIMESTAMP(3))"))
        }
        Kind::Other => Some(text.to_owned()),
        Kind::Text | Kind::Integer | Kind::Number | Kind::Boolean | Kind::Date | Kind::Json => None,
    }
}

/// The type of a partition in Hive.
fn hive_type(part: &Partition) -> &str {
    match part.kind {
        Kind::Text => "STRING",
        Kind::Integer
        | Kind::Boolean
        | Kind::Number
        | Kind::Date
        | Kind::DateTime
        | Kind::Json
        | Kind::Other => &part.sql_type,
    }
}

fn quote(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}

/// A string of Hive, where backslashes have a meaning.
fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
}
