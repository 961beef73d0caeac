//! ClickHouse, tables of the family MergeTree.

use super::dialect::{Dialect, KeyClause, Layout, backslashed, is_among, is_word};
use super::flat::{Content, FlatType};
use super::pattern::{Expression, PERL};
use std::borrow::Cow;

/// The dialect `clickhouse`.
#[derive(Debug)]
pub(super) struct ClickHouse;

impl Dialect for ClickHouse {
    fn name(&self) -> &'static str {
        "clickhouse"
    }

    fn proof(&self) -> &'static str {
        "Run on ClickHouse 26 (`chdb`), and read back from `system.columns`; read by `sqlparser` and `sqlglot`."
    }

    fn reasons(&self) -> &'static [&'static str] {
        &[
            "Integers of 128 and 256 bits hold what 64 bits do not; beyond them is `String`. \
             Strings of digits of unknown length are `Int256`: one of more than 76 digits becomes another \
             there, without an error.",
            "`Date32` and `DateTime64(6, 'UTC')` surely hold the years 1900 to 2299.",
            "`IPv4`, `IPv6` and `UUID` read what a document holds; times, durations and MAC addresses have no type \
             that does, and are `String`. Bytes stay the base64 text that the documents hold.",
            "Objects, arrays and values of several types are their JSON text: the type `JSON` holds objects \
             alone, and neither their text nor the order of their members.",
            "The key is the order of a `ReplacingMergeTree`, which keeps the last row of each, or of a \
             `MergeTree` where delta updates make several. Rows are replaced within a partition alone, so a table \
             is partitioned only where all partitions are parts of the key. One insertion may fill 100 of \
             them, unless `max_partitions_per_insert_block` says more.",
            "A condition that is null is violated there, so that those of columns that may be null let null pass.",
            "Words that a query takes for something else are quoted, those of PostgreSQL among them.",
        ]
    }

    fn is_bare(&self, name: &str) -> bool {
        is_word(name) && !is_among(WORDS, name)
    }

    /// Escapes in a quoted name are those of strings ("Syntax", section "Identifiers").
    fn quote(&self, name: &str) -> String {
        format!("`{}`", name.replace('\\', "\\\\").replace('`', "\\`"))
    }

    fn literal(&self, text: &str) -> String {
        backslashed(text)
    }

    fn column_type(&self, content: Content) -> Cow<'static, str> {
        let name = match content.flat {
            FlatType::Integer => "Int64",
            FlatType::WideInteger => content.by_digits(EXACT, "String", "String"),
            FlatType::IntegerText => content.by_digits(EXACT, "String", "Int256"),
            FlatType::Number | FlatType::NumberText => "Float64",
            FlatType::Boolean => "Bool",
            FlatType::Date => "Date32",
            FlatType::DateTime => "DateTime64(6, 'UTC')",
            FlatType::Ipv4 => "IPv4",
            FlatType::Ipv6 => "IPv6",
            FlatType::Uuid => "UUID",
            // The type JSON holds objects alone, and neither their text nor the order of their members.
            FlatType::Object
            | FlatType::Array
            | FlatType::Multiple
            | FlatType::Never
            | FlatType::Text
            | FlatType::Binary
            | FlatType::Time
            | FlatType::Duration
            | FlatType::MacAddress
            | FlatType::MacAddress8 => "String",
        };
        name.into()
    }

    /// Columns are not null unless they say so ("Nullable(T)"). A type that the user writes may say so inside.
    fn nullability(&self, sql_type: &str, nullable: bool) -> String {
        let says_so = sql_type.starts_with("LowCardinality");
        if nullable && !says_so { format!("Nullable({sql_type})") } else { sql_type.to_owned() }
    }

    /// The primary key is that of the order.
    fn key_clause(&self) -> KeyClause {
        KeyClause::None
    }

    /// Rows of one key are replaced within a partition alone, so that only parts of the key can partition.
    fn clauses(&self, layout: &Layout) -> Vec<String> {
        let engine = if layout.unique { "ReplacingMergeTree" } else { "MergeTree" };
        let mut clauses = vec![format!("ENGINE = {engine}")];
        let partitions: Vec<&str> = layout.partitions.iter().map(|(name, _)| name.as_str()).collect();
        if !partitions.is_empty() && partitions.iter().all(|name| layout.key_names().contains(name)) {
            clauses.push(format!("PARTITION BY ({})", partitions.join(", ")));
        }
        clauses.push(format!("ORDER BY ({})", layout.key_names().join(", ")));
        clauses
    }

    fn column_comment(&self, text: &str) -> Option<String> {
        Some(format!("COMMENT {}", self.literal(text)))
    }

    fn table_comment(&self, text: &str) -> Option<String> {
        Some(format!("COMMENT {}", self.literal(text)))
    }

    fn check(&self, _: &str, number: usize) -> Option<String> {
        Some(format!("CONSTRAINT check_{number} CHECK"))
    }

    /// A condition that is null is violated ("Constraints").
    fn or_null(&self, column: &str, condition: String) -> String {
        format!("{column} IS NULL OR {condition}")
    }

    fn matches(&self, column: &str, expression: &Expression) -> Option<String> {
        Some(format!("match({column}, {})", self.literal(&expression.print(PERL))))
    }
}

/// Integers of 128 and 256 bits ("Int8, Int16, …").
const EXACT: &[(u64, &str)] = &[(18, "Int64"), (38, "Int128"), (76, "Int256")];

/// Words that a statement or a query of ClickHouse 26 takes for something else, found by trying each of
/// `system.keywords`, and the reserved words of PostgreSQL, which
/// other readers of SQL take for something else.
#[rustfmt::skip]
static WORDS: &[&str] = &[
    "all", "analyse", "analyze", "and", "any", "array", "as", "asc", "asymmetric", "authorization", "between",
    "bigint", "binary", "bit", "boolean", "both", "case", "cast", "char", "character", "check", "coalesce",
    "collate", "collation", "column", "concurrently", "constraint", "create", "cross", "cube",
    "current_catalog", "current_date", "current_role", "current_schema", "current_time", "current_timestamp",
    "current_user", "dec", "decimal", "default", "deferrable", "desc", "distinct", "do", "else", "end",
    "except", "exists", "extract", "false", "fetch", "float", "for", "foreign", "freeze", "from", "full",
    "grant", "greatest", "group", "grouping", "having", "ilike", "in", "index", "inf", "initially", "inner",
    "inout", "int", "integer", "intersect", "interval", "into", "is", "isnull", "join", "lateral", "leading",
    "least", "left", "like", "limit", "localtime", "localtimestamp", "nan", "national", "natural", "nchar",
    "none", "normalize", "not", "notnull", "null", "nullif", "numeric", "offset", "on", "only", "or", "order",
    "out", "outer", "overlaps", "overlay", "placing", "position", "precision", "primary", "projection", "real",
    "references", "returning", "right", "rollup", "row", "select", "session_user", "setof", "similar",
    "smallint", "some", "substring", "symmetric", "table", "tablesample", "then", "time", "timestamp", "to",
    "top", "trailing", "treat", "trim", "true", "union", "unique", "user", "using", "values", "varchar",
    "variadic", "verbose", "when", "where", "window", "with", "xmlattributes", "xmlconcat", "xmlelement",
    "xmlexists", "xmlforest", "xmlnamespaces", "xmlparse", "xmlpi", "xmlroot", "xmlserialize", "xmltable",
];

#[cfg(test)]
mod tests {
    use super::WORDS;

    #[test]
    fn words_are_sorted() {
        assert!(WORDS.is_sorted());
    }
}
