//! Trino 4xx, tables of its Iceberg connector.

use super::dialect::{Dialect, KeyClause, Layout, is_among, is_word};
use super::flat::{Content, FlatType};
use std::borrow::Cow;

/// The dialect `trino`.
#[derive(Debug)]
pub(super) struct Trino;

impl Dialect for Trino {
    fn name(&self) -> &'static str {
        "trino"
    }

    fn proof(&self) -> &'static str {
        "Read by the parsers `sqlparser` and `sqlglot` of this dialect as what is meant; not run, since the \
         database is nowhere to be had offline. `sqlparser` reads it as generic SQL."
    }

    fn reasons(&self) -> &'static [&'static str] {
        &[
            "Types of Iceberg, format version 2: JSON is text, and so are addresses and times, which have an \
             offset that `TIME` does not hold.",
            "A decimal has 38 digits; beyond them is `VARCHAR`. Lengths of `VARCHAR` are not kept, so none is printed.",
            "`UUID`, `TIMESTAMP(6) WITH TIME ZONE` and `VARBINARY` are the types that Iceberg has for them; who writes \
             bytes decodes base64.",
            "Iceberg has neither keys nor conditions. A table is partitioned as the collection is.",
        ]
    }

    /// A bare name begins with a letter or an underscore ("Identifiers").
    fn is_bare(&self, name: &str) -> bool {
        is_word(name) && !is_among(WORDS, name)
    }

    fn column_type(&self, content: Content) -> Cow<'static, str> {
        let name = match content.flat {
            FlatType::Integer => "BIGINT",
            FlatType::WideInteger => content.by_digits(EXACT, "VARCHAR", "VARCHAR"),
            FlatType::IntegerText => content.by_digits(EXACT, "VARCHAR", "DECIMAL(38, 0)"),
            FlatType::Number | FlatType::NumberText => "DOUBLE",
            FlatType::Boolean => "BOOLEAN",
            FlatType::Binary => "VARBINARY",
            FlatType::Date => "DATE",
            FlatType::DateTime => "TIMESTAMP(6) WITH TIME ZONE",
            FlatType::Uuid => "UUID",
            // Iceberg has neither JSON nor addresses ("Iceberg connector", section "Type mapping").
            FlatType::Object
            | FlatType::Array
            | FlatType::Multiple
            | FlatType::Never
            | FlatType::Text
            // Its times have no offset, and those of JSON have one.
            | FlatType::Time
            | FlatType::Duration
            | FlatType::Ipv4
            | FlatType::Ipv6
            | FlatType::MacAddress
            | FlatType::MacAddress8 => "VARCHAR",
        };
        name.into()
    }

    /// Iceberg has no keys.
    fn key_clause(&self) -> KeyClause {
        KeyClause::None
    }

    fn clauses(&self, layout: &Layout) -> Vec<String> {
        // A quoted name has to be in lower case there, as all names of columns are kept.
        let name = |name: &str| self.literal(&name.to_lowercase());
        let names: Vec<String> = layout.partitions.iter().map(|(column, _)| name(column)).collect();
        if names.is_empty() {
            return Vec::new();
        }
        vec![format!("WITH (partitioning = ARRAY[{}])", names.join(", "))]
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

    fn check(&self, _: &str, _: usize) -> Option<String> {
        None
    }
}

/// A decimal has 38 digits ("Data types").
const EXACT: &[(u64, &str)] = &[(18, "BIGINT"), (38, "DECIMAL(38, 0)")];

/// Reserved keywords ("Keywords and identifiers").
#[rustfmt::skip]
static WORDS: &[&str] = &[
    "alter", "and", "as", "auto", "between", "by", "case", "cast", "constraint", "create", "cross", "cube",
    "current_catalog", "current_date", "current_path", "current_role", "current_schema", "current_time",
    "current_timestamp", "current_user", "deallocate", "delete", "describe", "distinct", "drop", "else", "end",
    "escape", "except", "execute", "exists", "extract", "false", "for", "from", "full", "group", "grouping",
    "having", "in", "inner", "insert", "intersect", "into", "is", "join", "json_array", "json_exists",
    "json_object", "json_query", "json_table", "json_value", "left", "like", "listagg", "localtime",
    "localtimestamp", "natural", "normalize", "not", "null", "on", "or", "order", "outer", "prepare",
    "recursive", "right", "rollup", "select", "skip", "table", "then", "trim", "true", "uescape", "union",
    "unnest", "using", "values", "when", "where", "with",
];

#[cfg(test)]
mod tests {
    use super::WORDS;

    #[test]
    fn words_are_sorted() {
        assert!(WORDS.is_sorted());
    }
}
