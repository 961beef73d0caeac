//! PostgreSQL 15.

use super::dialect::{Dialect, comment_on};
use super::flat::{Content, FlatType};
use super::pattern::{Expression, Spelling};
use std::borrow::Cow;

/// The dialect `postgres`.
#[derive(Debug)]
pub(super) struct Postgres;

impl Dialect for Postgres {
    fn name(&self) -> &'static str {
        "postgres"
    }

    fn proof(&self) -> &'static str {
        "Run on PostgreSQL 15 and read back from `pg_attribute`; read by `sqlparser` and `sqlglot`."
    }

    fn reasons(&self) -> &'static [&'static str] {
        &[
            "`NUMERIC` has no bound that an integer of JSON reaches.",
            "Bytes stay the base64 text that the documents hold.",
            "`CIDR` reads single addresses, too.",
            "`JSON` keeps a value as it was written.",
            "`TIME` holds no offset: who writes it converts to UTC.",
            "A key of text has 2704 bytes at most, as an index there has.",
        ]
    }

    /// A bare name folds to lower case (PostgreSQL manual, section 4.1.1), so only one that is in lower case
    /// means itself.
    fn is_bare(&self, name: &str) -> bool {
        let mut bytes = name.bytes();
        bytes.next().is_some_and(|first| first.is_ascii_lowercase() || first == b'_')
            && bytes.all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
            && RESERVED.binary_search(&name).is_err()
    }

    fn column_type(&self, content: Content) -> Cow<'static, str> {
        let name = match content.flat {
            FlatType::Integer => "BIGINT",
            FlatType::WideInteger | FlatType::IntegerText => "NUMERIC",
            FlatType::Number => "DOUBLE PRECISION",
            FlatType::NumberText => "DECIMAL",
            FlatType::Boolean => "BOOLEAN",
            FlatType::Text | FlatType::Binary => "TEXT",
            FlatType::Date => "DATE",
            FlatType::DateTime => "TIMESTAMPTZ",
            FlatType::Time => "TIME",
            FlatType::Duration => "INTERVAL",
            FlatType::Ipv4 | FlatType::Ipv6 => "CIDR",
            FlatType::MacAddress => "MACADDR",
            FlatType::MacAddress8 => "MACADDR8",
            FlatType::Uuid => "UUID",
            FlatType::Object | FlatType::Array | FlatType::Multiple | FlatType::Never => "JSON",
        };
        name.into()
    }

    fn comment_statement(&self, table: &str, column: Option<&str>, text: &str) -> Option<String> {
        comment_on(self, table, column, text)
    }

    /// `$` is the end of a line in some expressions, and `\Z` never is ("Regular Expression Escapes").
    fn matches(&self, column: &str, expression: &Expression) -> Option<String> {
        let spelling = Spelling { end: "\\Z", code: ("\\u", "") };
        Some(format!("{column} ~ {}", self.literal(&expression.print(spelling))))
    }
}

/// The words that `quote_ident` of PostgreSQL 15 quotes: all of `pg_get_keywords()` but the unreserved ones.
/// Some are refused as names of functions only, but a name in a query may stand anywhere.
#[rustfmt::skip]
static RESERVED: &[&str] = &[
    "all", "analyse", "analyze", "and", "any", "array", "as", "asc", "asymmetric", "authorization", "between",
    "bigint", "binary", "bit", "boolean", "both", "case", "cast", "char", "character", "check", "coalesce",
    "collate", "collation", "column", "concurrently", "constraint", "create", "cross", "current_catalog",
    "current_date", "current_role", "current_schema", "current_time", "current_timestamp", "current_user",
    "dec", "decimal", "default", "deferrable", "desc", "distinct", "do", "else", "end", "except", "exists",
    "extract", "false", "fetch", "float", "for", "foreign", "freeze", "from", "full", "grant", "greatest",
    "group", "grouping", "having", "ilike", "in", "initially", "inner", "inout", "int", "integer", "intersect",
    "interval", "into", "is", "isnull", "join", "lateral", "leading", "least", "left", "like", "limit",
    "localtime", "localtimestamp", "national", "natural", "nchar", "none", "normalize", "not", "notnull",
    "null", "nullif", "numeric", "offset", "on", "only", "or", "order", "out", "outer", "overlaps", "overlay",
    "placing", "position", "precision", "primary", "real", "references", "returning", "right", "row", "select",
    "session_user", "setof", "similar", "smallint", "some", "substring", "symmetric", "system_user", "table",
    "tablesample", "then", "time", "timestamp", "to", "trailing", "treat", "trim", "true", "union", "unique",
    "user", "using", "values", "varchar", "variadic", "verbose", "when", "where", "window", "with",
    "xmlattributes", "xmlconcat", "xmlelement", "xmlexists", "xmlforest", "xmlnamespaces", "xmlparse", "xmlpi",
    "xmlroot", "xmlserialize", "xmltable",
];

#[cfg(test)]
mod tests {
    use super::{Dialect, Postgres, RESERVED};

    #[test]
    fn reserved_words_are_sorted() {
        assert!(RESERVED.is_sorted());
    }

    #[test]
    fn only_lower_case_names_that_mean_themselves_are_bare() {
        let name = |name| Postgres.identifier(name);
        assert_eq!(name("shipments_2"), "shipments_2");
        assert_eq!(name("_x"), "_x");
        assert_eq!(name("Shipments"), "\"Shipments\"");
        assert_eq!(name("2x"), "\"2x\"");
        assert_eq!(name("order"), "\"order\"");
        assert_eq!(name("vendor/name"), "\"vendor/name\"");
        assert_eq!(name("say \"x\""), "\"say \"\"x\"\"\"");
        assert_eq!(name("\u{e9}"), "\"\u{e9}\"");
        assert_eq!(name(""), "\"\"");
    }
}
