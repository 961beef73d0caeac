//! Snowflake.

use super::dialect::{Dialect, Layout, backslashed, is_among, is_lower_word};
use super::flat::{Content, FlatType};
use std::borrow::Cow;

/// The dialect `snowflake`.
#[derive(Debug)]
pub(super) struct Snowflake;

impl Dialect for Snowflake {
    fn name(&self) -> &'static str {
        "snowflake"
    }

    fn proof(&self) -> &'static str {
        "Read by the parsers `sqlparser` and `sqlglot` of this dialect as what is meant; not run, since the \
         database is nowhere to be had offline."
    }

    fn reasons(&self) -> &'static [&'static str] {
        &[
            "`INTEGER` is `NUMBER(38, 0)`; beyond 38 digits is `TEXT`.",
            "`TIMESTAMP_TZ` keeps the offset of a `date-time`.",
            "A bare name folds to upper case. Names in lower case are written bare, and others are quoted, so \
             that no two become one.",
            "The partitions of the collection are the clustering key. Keys are not enforced, and conditions are \
             not known.",
        ]
    }

    /// A bare name folds to upper case. Only one in lower case is written bare, so that names which differ in
    /// case stay two.
    fn is_bare(&self, name: &str) -> bool {
        is_lower_word(name) && !is_among(WORDS, name)
    }

    /// A bare name folds to upper case.
    fn bare_is_upper(&self) -> bool {
        true
    }

    fn literal(&self, text: &str) -> String {
        backslashed(text)
    }

    fn column_type(&self, content: Content) -> Cow<'static, str> {
        let name = match content.flat {
            // INTEGER is NUMBER(38, 0) ("Numeric data types").
            FlatType::Integer => "INTEGER",
            FlatType::WideInteger => content.by_digits(EXACT, "TEXT", "TEXT"),
            FlatType::IntegerText => content.by_digits(EXACT, "TEXT", "INTEGER"),
            FlatType::Number | FlatType::NumberText => "FLOAT",
            FlatType::Boolean => "BOOLEAN",
            FlatType::Date => "DATE",
            FlatType::DateTime => "TIMESTAMP_TZ",
            FlatType::Object | FlatType::Array | FlatType::Multiple | FlatType::Never => "VARIANT",
            FlatType::Binary
            | FlatType::Text
            | FlatType::Time
            | FlatType::Duration
            | FlatType::Ipv4
            | FlatType::Ipv6
            | FlatType::MacAddress
            | FlatType::MacAddress8
            | FlatType::Uuid => "TEXT",
        };
        name.into()
    }

    fn clauses(&self, layout: &Layout) -> Vec<String> {
        // No VARIANT clusters ("Clustering Keys & Clustered Tables").
        let clusters = |content: &Content| !matches!(content.flat, FlatType::Multiple | FlatType::Object);
        let names = layout.partitions.iter().filter(|(_, content)| clusters(content));
        let names: Vec<&str> = names.map(|(name, _)| name.as_str()).collect();
        if names.is_empty() { Vec::new() } else { vec![format!("CLUSTER BY ({})", names.join(", "))] }
    }

    fn column_comment(&self, text: &str) -> Option<String> {
        Some(format!("COMMENT {}", self.literal(text)))
    }

    fn table_comment(&self, text: &str) -> Option<String> {
        Some(format!("COMMENT = {}", self.literal(text)))
    }

    fn check(&self, _: &str, _: usize) -> Option<String> {
        None
    }
}

const EXACT: &[(u64, &str)] = &[(38, "INTEGER")];

/// Reserved keywords ("Reserved & limited keywords").
#[rustfmt::skip]
static WORDS: &[&str] = &[
    "all", "alter", "and", "any", "as", "between", "by", "case", "cast", "check", "column", "connect",
    "constraint", "copy", "create", "cross", "current", "current_date", "current_time", "current_timestamp",
    "current_user", "delete", "distinct", "drop", "else", "exists", "false", "following", "for", "from", "full",
    "grant", "group", "having", "ilike", "in", "increment", "inner", "insert", "intersect", "into", "is",
    "join", "lateral", "left", "like", "localtime", "localtimestamp", "minus", "natural", "not", "null", "of",
    "on", "or", "order", "qualify", "regexp", "revoke", "right", "rlike", "row", "rows", "sample", "select",
    "set", "some", "start", "table", "tablesample", "then", "to", "trigger", "true", "try_cast", "union",
    "unique", "update", "using", "values", "when", "whenever", "where", "with",
];

#[cfg(test)]
mod tests {
    use super::WORDS;

    #[test]
    fn words_are_sorted() {
        assert!(WORDS.is_sorted());
    }
}
