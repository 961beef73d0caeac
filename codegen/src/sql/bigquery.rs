//! BigQuery, GoogleSQL.

use super::dialect::{Dialect, KeyClause, Layout, is_among, is_word};
use super::flat::{Content, FlatType};
use super::mysql::cut;
use std::borrow::Cow;

/// The dialect `bigquery`.
#[derive(Debug)]
pub(super) struct BigQuery;

/// A table is clustered by four columns at most ("Creating and using clustered tables").
const MOST_CLUSTERED: usize = 4;

impl Dialect for BigQuery {
    fn name(&self) -> &'static str {
        "bigquery"
    }

    fn proof(&self) -> &'static str {
        "Read by the parsers `sqlparser` and `sqlglot` of this dialect as what is meant; not run, since the \
         database is nowhere to be had offline."
    }

    fn reasons(&self) -> &'static [&'static str] {
        &[
            "`BIGNUMERIC` holds 38 digits before the point; integers that may have more are `STRING`, which \
             loses none.",
            "Bytes stay the base64 text that the documents hold.",
            "Times, durations and addresses have no type that reads their JSON form, and are `STRING`.",
            "Keys are `NOT ENFORCED`: BigQuery has no others. A table is clustered by the partitions of the \
             collection, then by its key, four columns at most; its own partitions are of dates and ranges of \
             integers alone.",
            "Names have letters, digits and `_`: other characters become `_`, with the info `changed-name`.",
        ]
    }

    fn is_bare(&self, name: &str) -> bool {
        is_word(name) && !is_among(WORDS, name)
    }

    /// Escapes in a quoted name are those of strings ("Lexical structure and syntax", section "Quoted
    /// identifiers").
    fn quote(&self, name: &str) -> String {
        format!("`{}`", name.replace('\\', "\\\\").replace('`', "\\`"))
    }

    fn literal(&self, text: &str) -> String {
        // Two quotes in a row end one string and begin another, which is an error.
        let text = text.replace('\\', "\\\\").replace('\'', "\\'");
        format!("'{}'", text.replace('\n', "\\n").replace('\r', "\\r"))
    }

    fn column_type(&self, content: Content) -> Cow<'static, str> {
        let name = match content.flat {
            FlatType::Integer => "INTEGER",
            FlatType::WideInteger => content.by_digits(EXACT, "STRING", "STRING"),
            FlatType::IntegerText => content.by_digits(EXACT, "STRING", "BIGNUMERIC(38, 0)"),
            FlatType::Number | FlatType::NumberText => "FLOAT64",
            FlatType::Boolean => "BOOLEAN",
            FlatType::Date => "DATE",
            FlatType::DateTime => "TIMESTAMP",
            FlatType::Binary
            | FlatType::Text
            | FlatType::Time
            | FlatType::Duration
            | FlatType::Ipv4
            | FlatType::Ipv6
            | FlatType::MacAddress
            | FlatType::MacAddress8
            | FlatType::Uuid => "STRING",
            FlatType::Object | FlatType::Array | FlatType::Multiple | FlatType::Never => "JSON",
        };
        name.into()
    }

    /// Keys are not enforced, and are told to the optimizer alone ("Use primary and foreign keys").
    fn key_clause(&self) -> KeyClause {
        KeyClause::Table(" NOT ENFORCED")
    }

    /// Partitions are of dates and ranges of integers alone, so those of the collection are clusters.
    fn clauses(&self, layout: &Layout) -> Vec<String> {
        let names = layout.clusters(MOST_CLUSTERED, |_| true);
        if names.is_empty() { Vec::new() } else { vec![format!("CLUSTER BY {}", names.join(", "))] }
    }

    /// A description of a column has 1,024 characters ("TableFieldSchema").
    fn column_comment(&self, text: &str) -> Option<String> {
        Some(format!("OPTIONS (description = {})", self.literal(&cut(text, 1024))))
    }

    /// A description of a table has 16,384 characters ("Quotas and limits").
    fn table_comment(&self, text: &str) -> Option<String> {
        Some(format!("OPTIONS (description = {})", self.literal(&cut(text, 16_384))))
    }

    fn check(&self, _: &str, _: usize) -> Option<String> {
        None
    }
}

/// `BIGNUMERIC` holds 38 digits before the point ("Data types", section "Decimal types").
const EXACT: &[(u64, &str)] = &[(38, "BIGNUMERIC(38, 0)")];

/// Reserved keywords ("Lexical structure and syntax").
#[rustfmt::skip]
static WORDS: &[&str] = &[
    "all", "and", "any", "array", "as", "asc", "assert_rows_modified", "at", "between", "by", "case", "cast",
    "collate", "contains", "create", "cross", "cube", "current", "default", "define", "desc", "distinct",
    "else", "end", "enum", "escape", "except", "exclude", "exists", "extract", "false", "fetch", "following",
    "for", "from", "full", "group", "grouping", "groups", "hash", "having", "if", "ignore", "in", "inner",
    "intersect", "interval", "into", "is", "join", "lateral", "left", "like", "limit", "lookup", "merge",
    "natural", "new", "no", "not", "null", "nulls", "of", "on", "or", "order", "outer", "over", "partition",
    "preceding", "proto", "qualify", "range", "recursive", "respect", "right", "rollup", "rows", "select",
    "set", "some", "struct", "tablesample", "then", "to", "treat", "true", "unbounded", "union", "unnest",
    "using", "when", "where", "window", "with", "within",
];

#[cfg(test)]
mod tests {
    use super::WORDS;

    #[test]
    fn words_are_sorted() {
        assert!(WORDS.is_sorted());
    }
}
