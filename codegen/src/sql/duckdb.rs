//! DuckDB 1.

use super::dialect::{Dialect, comment_on, is_among, is_word};
use super::flat::{Content, FlatType};
use super::pattern::{Expression, PERL};
use std::borrow::Cow;

/// The dialect `duckdb`.
#[derive(Debug)]
pub(super) struct DuckDb;

impl Dialect for DuckDb {
    fn name(&self) -> &'static str {
        "duckdb"
    }

    fn proof(&self) -> &'static str {
        "Run on DuckDB 2 and read back from `duckdb_columns()`; read by `sqlparser` and `sqlglot`."
    }

    fn reasons(&self) -> &'static [&'static str] {
        &[
            "`HUGEINT` holds all integers of 38 digits; beyond them is `VARCHAR`.",
            "`INTERVAL` does not read durations of ISO 8601, so they are text.",
            "`TIMESTAMPTZ` keeps the moment, and `TIMETZ` the offset, too.",
            "Addresses have a type in an extension alone, and are text.",
            "`BLOB` holds the bytes that base64 stands for: who writes them decodes them.",
            "`JSON` keeps a value as it was written. Lengths of `VARCHAR` are not kept, so none is printed.",
        ]
    }

    /// A name keeps its case without quotes ("Keywords and Identifiers").
    fn is_bare(&self, name: &str) -> bool {
        is_word(name) && !is_among(WORDS, name)
    }

    fn column_type(&self, content: Content) -> Cow<'static, str> {
        let name = match content.flat {
            FlatType::Integer => "BIGINT",
            FlatType::WideInteger => content.by_digits(EXACT, "VARCHAR", "VARCHAR"),
            FlatType::IntegerText => content.by_digits(EXACT, "VARCHAR", "HUGEINT"),
            FlatType::Number | FlatType::NumberText => "DOUBLE",
            FlatType::Boolean => "BOOLEAN",
            FlatType::Binary => "BLOB",
            FlatType::Date => "DATE",
            FlatType::DateTime => "TIMESTAMPTZ",
            FlatType::Time => "TIMETZ",
            FlatType::Uuid => "UUID",
            FlatType::Object | FlatType::Array | FlatType::Multiple | FlatType::Never => "JSON",
            // The type INTERVAL does not read ISO 8601, and addresses have a type in an extension alone.
            FlatType::Text
            | FlatType::Duration
            | FlatType::Ipv4
            | FlatType::Ipv6
            | FlatType::MacAddress
            | FlatType::MacAddress8 => "VARCHAR",
        };
        name.into()
    }

    fn comment_statement(&self, table: &str, column: Option<&str>, text: &str) -> Option<String> {
        comment_on(self, table, column, text)
    }

    fn length(&self, column: &str, _: &Content) -> Option<String> {
        Some(format!("length({column})"))
    }

    fn matches(&self, column: &str, expression: &Expression) -> Option<String> {
        Some(format!("regexp_matches({column}, {})", self.literal(&expression.print(PERL))))
    }
}

/// An integer of 128 bits holds each of 38 digits ("Numeric Types").
const EXACT: &[(u64, &str)] = &[(18, "BIGINT"), (38, "HUGEINT")];

/// The words of `duckdb_keywords()` but the unreserved ones.
#[rustfmt::skip]
static WORDS: &[&str] = &[
    "all", "analyse", "analyze", "and", "anti", "any", "array", "as", "asc", "asof", "asymmetric", "at",
    "authorization", "between", "bigint", "binary", "bit", "boolean", "both", "by", "case", "cast", "char",
    "character", "check", "coalesce", "collate", "collation", "column", "columns", "concurrently", "constraint",
    "create", "cross", "dec", "decimal", "default", "deferrable", "desc", "describe", "distinct", "do", "else",
    "end", "except", "exists", "extract", "false", "fetch", "float", "for", "foreign", "freeze", "from", "full",
    "generated", "glob", "group", "grouping", "grouping_id", "having", "ilike", "in", "initially", "inner",
    "inout", "int", "integer", "intersect", "interval", "into", "is", "isnull", "join", "lambda", "lateral",
    "leading", "left", "like", "limit", "map", "national", "natural", "nchar", "none", "not", "notnull", "null",
    "nullif", "numeric", "offset", "on", "only", "or", "order", "out", "outer", "overlaps", "overlay", "pivot",
    "pivot_longer", "pivot_wider", "placing", "position", "positional", "precision", "primary", "qualify",
    "real", "references", "returning", "right", "row", "select", "semi", "setof", "show", "similar", "smallint",
    "some", "struct", "substring", "summarize", "symmetric", "table", "tablesample", "then", "time",
    "timestamp", "to", "trailing", "treat", "trim", "true", "try_cast", "tuple", "union", "unique", "unpack",
    "unpivot", "using", "values", "varchar", "variadic", "verbose", "when", "where", "window", "with",
    "xmlattributes", "xmlconcat", "xmlelement", "xmlexists", "xmlforest", "xmlnamespaces", "xmlparse", "xmlpi",
    "xmlroot", "xmlserialize", "xmltable",
];

#[cfg(test)]
mod tests {
    use super::WORDS;

    #[test]
    fn words_are_sorted() {
        assert!(WORDS.is_sorted());
    }
}
