//! Athena: a table of Hive, and a view of it as Trino has them.

use super::format::{LakeFormat, is_plain_schema, plain};
use super::kind::{Kind, PathTypes};
use super::trino;
use super::view::Lake;
use std::borrow::Cow;

/// The types of partitions in Hive.
const TYPES: PathTypes = PathTypes { text: "STRING", integer: "BIGINT", boolean: "BOOLEAN" };

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
            "`MSCK REPAIR TABLE` finds partitions; run it again when there are new ones. It finds none in a folder \
             whose name has capitals or begins with `_`, so a collection with a partition of such a name is refused.",
            "A partition of text whose column has another type has a second column, whose name begins with `path_`: \
             the text in the path. A filter on it prunes.",
            "Views have no `IF NOT EXISTS`, so `--if-not-exists` replaces one that is there. They have no comments.",
            "A moment is a `TIMESTAMP(3)` in UTC, and a UUID is text, since its catalog knows neither time zones nor \
             UUIDs.",
            "A partition whose text is `__HIVE_DEFAULT_PARTITION__` is taken for null, and one of an integer beyond 64 \
             bits ends a query.",
            "An integer that is written with an exponent, such as `1e3`, may be null.",
            "Names of tables have letters, digits and `_`: other characters become `_`.",
            "`MSCK REPAIR TABLE` may not find partitions whose text has a `:`, as moments have it; `ALTER TABLE … ADD \
             PARTITION` adds them.",
        ]
    }

    fn schemes(&self) -> &'static [&'static str] {
        &["s3"]
    }

    fn table_name<'n>(&self, name: &'n str) -> Cow<'n, str> {
        plain(name)
    }

    fn takes_schema(&self, name: &str) -> bool {
        is_plain_schema(name)
    }

    /// Amazon Athena User Guide, "MSCK REPAIR TABLE", section "Considerations and limitations".
    fn finds_partition(&self, field: &str) -> bool {
        !field.starts_with('_') && field.to_lowercase() == field
    }

    fn statements(&self, lake: &Lake<'_>) -> Vec<String> {
        let files = lake.below_schema(&lake.files, quote);
        let table = format!(
            "CREATE EXTERNAL TABLE {}{files} (\n  {} STRING\n)\nPARTITIONED BY ({})\nSTORED AS TEXTFILE\nLOCATION {}",
            lake.unless_there(),
            quote(&lake.document),
            lake.raw_partitions(&TYPES, quote).join(", "),
            literal(&format!("{}/", lake.folder())),
        );
        let view = trino::view(lake, &lake.files(), "", own);
        vec![table, format!("MSCK REPAIR TABLE {files}"), view]
    }
}

/// What its catalog has no type for: time zones, and UUIDs.
fn own(kind: Kind, text: &str, _: &str) -> Option<String> {
    match kind {
        Kind::DateTime => Some(format!(
            "CAST(TRY(from_iso8601_timestamp(upper({text}))) AT TIME ZONE 'UTC' AS TIMESTAMP(3))"
        )),
        Kind::Other => Some(text.to_owned()),
        Kind::Text | Kind::Integer | Kind::Number | Kind::Boolean | Kind::Date | Kind::Json => None,
    }
}

fn quote(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}

/// A string of Hive, where backslashes have a meaning.
fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
}
