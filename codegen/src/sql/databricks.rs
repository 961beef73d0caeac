//! Databricks SQL, tables of Delta Lake.

use super::dialect::{Dialect, KeyClause, Layout, backticked, is_among, is_word};
use super::flat::{Content, FlatType};
use std::borrow::Cow;

/// The dialect `databricks`.
#[derive(Debug)]
pub(super) struct Databricks;

/// A table is clustered by four columns at most ("Use liquid clustering for tables").
const MOST_CLUSTERED: usize = 4;

impl Dialect for Databricks {
    fn name(&self) -> &'static str {
        "databricks"
    }

    fn proof(&self) -> &'static str {
        "Run on Spark by `cargo xtask full`, and read back. Databricks itself is nowhere to be had offline, and \
         Spark alone has no Delta Lake: its parser reads the whole statement, which then runs without the primary \
         key, and with another name of the table where that has characters its catalog refuses. Also read by the \
         parsers `sqlparser` and `sqlglot` as what is meant."
    }

    fn reasons(&self) -> &'static [&'static str] {
        &[
            "A decimal has 38 digits; beyond them is `STRING`.",
            "JSON is text: `VARIANT` is newer than many clusters.",
            "A table is clustered by the partitions of the collection, then by its key, four columns at most; no \
             booleans and no bytes, of which there are no statistics.",
            "Names with spaces and some other characters need the mapping of columns, which the statement then \
             asks for.",
            "Conditions can be added to a table that is there only, so `--constraints` adds none.",
        ]
    }

    fn is_bare(&self, name: &str) -> bool {
        is_word(name) && !is_among(WORDS, name)
    }

    fn quote(&self, name: &str) -> String {
        backticked(name)
    }

    fn literal(&self, text: &str) -> String {
        // Two strings in a row are joined, and two quotes are one in versions that ask for it only. `${name}` is a
        // variable of the session, or of the environment, before anything else is read.
        let text = text.replace('\\', "\\\\").replace('\'', "\\'");
        format!("'{}'", text.replace("${", "$\\u007b"))
    }

    fn column_type(&self, content: Content) -> Cow<'static, str> {
        let name = match content.flat {
            FlatType::Integer => "LONG",
            FlatType::WideInteger => content.by_digits(EXACT, "STRING", "STRING"),
            FlatType::IntegerText => content.by_digits(EXACT, "STRING", "NUMERIC(38, 0)"),
            FlatType::Number | FlatType::NumberText => "DOUBLE",
            FlatType::Boolean => "BOOLEAN",
            FlatType::Binary => "BINARY",
            FlatType::Date => "DATE",
            FlatType::DateTime => "TIMESTAMP",
            FlatType::Text
            | FlatType::Time
            | FlatType::Duration
            | FlatType::Ipv4
            | FlatType::Ipv6
            | FlatType::MacAddress
            | FlatType::MacAddress8
            | FlatType::Uuid
            | FlatType::Object
            | FlatType::Array
            | FlatType::Multiple
            | FlatType::Never => "STRING",
        };
        name.into()
    }

    fn key_clause(&self) -> KeyClause {
        KeyClause::Table("")
    }

    /// Names with some characters need the mapping of columns ("Rename and drop columns with Delta Lake column
    /// mapping").
    fn clauses(&self, layout: &Layout) -> Vec<String> {
        // There are statistics of no others, and what has none clusters nothing (Delta Lake, "Liquid clustering").
        let may_be = |content: &Content| !matches!(content.flat, FlatType::Boolean | FlatType::Binary);
        let names = layout.clusters(MOST_CLUSTERED, may_be);
        let clusters = (!names.is_empty()).then(|| format!("CLUSTER BY ({})", names.join(", ")));
        let is_odd = |char: char| char.is_ascii_control() || " ,;{}()=".contains(char);
        let mapped = layout.names.iter().any(|name| name.contains(is_odd));
        let mapping = mapped.then(|| "TBLPROPERTIES ('delta.columnMapping.mode' = 'name')".to_owned());
        clusters.into_iter().chain(mapping).collect()
    }

    fn column_comment(&self, text: &str) -> Option<String> {
        Some(format!("COMMENT {}", self.literal(text)))
    }

    fn table_comment(&self, text: &str) -> Option<String> {
        Some(format!("COMMENT {}", self.literal(text)))
    }

    fn comments_first(&self) -> bool {
        true
    }

    /// Conditions are added to a table that is there ("Constraints on Databricks").
    fn check(&self, _: &str, _: usize) -> Option<String> {
        None
    }
}

/// A decimal has 38 digits ("DECIMAL type").
const EXACT: &[(u64, &str)] = &[(38, "NUMERIC(38, 0)")];

/// Words that are no names everywhere ("Reserved words and schemas", with those of ANSI mode).
#[rustfmt::skip]
static WORDS: &[&str] = &[
    "all", "alter", "and", "anti", "any", "array", "as", "at", "authorization", "between", "both", "by", "case",
    "cast", "check", "collate", "column", "commit", "constraint", "create", "cross", "cube", "current",
    "current_date", "current_time", "current_timestamp", "current_user", "default", "delete", "describe",
    "distinct", "drop", "else", "end", "escape", "except", "exists", "external", "extract", "false", "fetch",
    "filter", "for", "foreign", "from", "full", "function", "global", "grant", "group", "grouping", "having",
    "in", "inner", "insert", "intersect", "interval", "into", "is", "join", "lateral", "leading", "left",
    "like", "local", "minus", "natural", "no", "not", "null", "of", "on", "only", "or", "order", "out", "outer",
    "overlaps", "partition", "position", "primary", "range", "references", "revoke", "right", "rollback",
    "rollup", "row", "rows", "select", "semi", "session_user", "set", "some", "start", "table", "tablesample",
    "then", "time", "to", "trailing", "true", "truncate", "union", "unique", "unknown", "update", "user",
    "using", "values", "when", "where", "window", "with",
];

#[cfg(test)]
mod tests {
    use super::WORDS;

    #[test]
    fn words_are_sorted() {
        assert!(WORDS.is_sorted());
    }
}
