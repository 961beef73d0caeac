//! SQLite 3.

use super::dialect::Dialect;
use super::flat::{Content, FlatType};
use std::borrow::Cow;

/// The dialect `sqlite`.
#[derive(Debug)]
pub(super) struct Sqlite;

impl Dialect for Sqlite {
    fn name(&self) -> &'static str {
        "sqlite"
    }

    fn proof(&self) -> &'static str {
        "Run on SQLite 3 and read back from `pragma_table_info`; read by `sqlparser` and `sqlglot`."
    }

    fn reasons(&self) -> &'static [&'static str] {
        &[
            "`INTEGER` and `NUMERIC` columns lose digits of integers beyond 64 bits, and `TEXT` keeps them: it is the \
             type where the schema says that there are some, as `maxLength` does of strings of digits.",
            "Everything that has no type there is `TEXT`.",
        ]
    }

    fn is_bare(&self, name: &str) -> bool {
        let mut bytes = name.bytes();
        bytes.next().is_some_and(|first| first.is_ascii_alphabetic() || first == b'_')
            && bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
            && KEYWORDS.binary_search(&name.to_ascii_lowercase().as_str()).is_err()
    }

    fn column_type(&self, content: Content) -> Cow<'static, str> {
        let name = match content.flat {
            FlatType::Integer => "INTEGER",
            // INTEGER and NUMERIC columns turn an integer of more than 64 bits into a float and lose digits
            // (sqlite.org/datatype3.html, section 3.1). TEXT keeps them all.
            FlatType::WideInteger => "TEXT",
            FlatType::IntegerText => content.by_digits(&[(18, "INTEGER")], "TEXT", "INTEGER"),
            FlatType::Number | FlatType::NumberText => "REAL",
            FlatType::Boolean => "BOOLEAN",
            FlatType::Binary => "BLOB",
            FlatType::Text
            | FlatType::Date
            | FlatType::DateTime
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
            | FlatType::Never => "TEXT",
        };
        name.into()
    }

    fn length(&self, column: &str, _: &Content) -> Option<String> {
        Some(format!("length({column})"))
    }
}

/// All keywords (sqlite.org/lang_keywords.html). The parser takes some of them as names, but that page asks to
/// quote them all, since later versions may not.
#[rustfmt::skip]
static KEYWORDS: &[&str] = &[
    "abort", "action", "add", "after", "all", "alter", "always", "analyze", "and", "as", "asc", "attach",
    "autoincrement", "before", "begin", "between", "by", "cascade", "case", "cast", "check", "collate",
    "column", "commit", "conflict", "constraint", "create", "cross", "current", "current_date",
    "current_time", "current_timestamp", "database", "default", "deferrable", "deferred", "delete",
    "desc", "detach", "distinct", "do", "drop", "each", "else", "end", "escape", "except", "exclude",
    "exclusive", "exists", "explain", "fail", "filter", "first", "following", "for", "foreign", "from",
    "full", "generated", "glob", "group", "groups", "having", "if", "ignore", "immediate", "in", "index",
    "indexed", "initially", "inner", "insert", "instead", "intersect", "into", "is", "isnull", "join",
    "key", "last", "left", "like", "limit", "match", "materialized", "natural", "no", "not", "nothing",
    "notnull", "null", "nulls", "of", "offset", "on", "or", "order", "others", "outer", "over",
    "partition", "plan", "pragma", "preceding", "primary", "query", "raise", "range", "recursive",
    "references", "regexp", "reindex", "release", "rename", "replace", "restrict", "returning", "right",
    "rollback", "row", "rows", "savepoint", "select", "set", "table", "temp", "temporary", "then", "ties",
    "to", "transaction", "trigger", "unbounded", "union", "unique", "update", "using", "vacuum", "values",
    "view", "virtual", "when", "where", "window", "with", "without",
];

#[cfg(test)]
mod tests {
    use super::{Dialect, KEYWORDS, Sqlite};

    #[test]
    fn keywords_are_sorted() {
        assert!(KEYWORDS.is_sorted());
    }

    #[test]
    fn words_are_bare_unless_they_are_keywords() {
        let name = |name| Sqlite.identifier(name);
        assert_eq!(name("Shipments_2"), "Shipments_2");
        assert_eq!(name("Order"), "\"Order\"");
        assert_eq!(name("vendor/name"), "\"vendor/name\"");
        assert_eq!(name("say \"x\""), "\"say \"\"x\"\"\"");
    }
}
