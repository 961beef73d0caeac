//! Amazon Redshift.

use super::dialect::{Dialect, Layout, backslashed, comment_on, is_among, is_word};
use super::flat::{Content, FlatType};
use std::borrow::Cow;

/// The dialect `redshift`.
#[derive(Debug)]
pub(super) struct Redshift;

impl Dialect for Redshift {
    fn name(&self) -> &'static str {
        "redshift"
    }

    fn proof(&self) -> &'static str {
        "Read by the parsers `sqlparser` and `sqlglot` of this dialect as what is meant; not run, since the \
         database is nowhere to be had offline."
    }

    fn reasons(&self) -> &'static [&'static str] {
        &[
            "`TEXT` is 256 bytes there and refuses longer values, so texts are `VARCHAR(65535)`, or four bytes \
             for each character of `maxLength`. Texts of more than 65,535 bytes have no type there.",
            "Only keys are `NOT NULL`: no statement takes that back.",
            "`NUMERIC` has 38 digits; beyond them is text.",
            "The partitions of the collection are the sort key. Keys are not enforced, and conditions are not \
             known.",
        ]
    }

    /// Names fold to lower case, quoted or not ("Names and identifiers").
    fn is_bare(&self, name: &str) -> bool {
        is_word(name) && !is_among(WORDS, name)
    }

    /// A backslash escapes what follows it, as in the PostgreSQL 8.0 that it comes from.
    fn literal(&self, text: &str) -> String {
        backslashed(text)
    }

    fn column_type(&self, content: Content) -> Cow<'static, str> {
        let name = match content.flat {
            // Lengths count bytes ("Character types"), four for a character at most.
            FlatType::Text => match content.max_length.map(|length| length.saturating_mul(4)) {
                Some(bytes) if bytes <= MOST_BYTES => return format!("VARCHAR({})", bytes.max(1)).into(),
                Some(_) | None => TEXT,
            },
            FlatType::Integer => "BIGINT",
            FlatType::WideInteger => content.by_digits(EXACT, TEXT, TEXT),
            FlatType::IntegerText => content.by_digits(EXACT, TEXT, "NUMERIC(38, 0)"),
            FlatType::Number | FlatType::NumberText => "DOUBLE PRECISION",
            FlatType::Boolean => "BOOLEAN",
            FlatType::Date => "DATE",
            FlatType::DateTime => "TIMESTAMPTZ",
            FlatType::Object | FlatType::Array | FlatType::Multiple | FlatType::Never => "SUPER",
            FlatType::Binary
            | FlatType::Time
            | FlatType::Duration
            | FlatType::Ipv4
            | FlatType::Ipv6
            | FlatType::MacAddress
            | FlatType::MacAddress8
            | FlatType::Uuid => TEXT,
        };
        name.into()
    }

    /// A column that is NOT NULL stays so for good, so that only keys are (`language.md` section 8.2).
    fn lets_be_null(&self, _: bool, content: &Content) -> bool {
        !content.is_key
    }

    fn clauses(&self, layout: &Layout) -> Vec<String> {
        // A column of the type SUPER sorts nothing ("Limitations").
        let sorts = |content: &Content| !matches!(content.flat, FlatType::Multiple | FlatType::Object);
        let names =
            layout.partitions.iter().filter(|(_, content)| sorts(content)).map(|(name, _)| name.as_str());
        let names: Vec<&str> = names.collect();
        if names.is_empty() { Vec::new() } else { vec![format!("SORTKEY ({})", names.join(", "))] }
    }

    fn comment_statement(&self, table: &str, column: Option<&str>, text: &str) -> Option<String> {
        comment_on(self, table, column, text)
    }

    fn check(&self, _: &str, _: usize) -> Option<String> {
        None
    }
}

/// The most bytes of a string. `TEXT` is 256 of them ("Character types"), so that it would refuse longer ones.
const MOST_BYTES: u64 = 65_535;
const TEXT: &str = "VARCHAR(65535)";
/// A decimal has 38 digits ("Numeric types").
const EXACT: &[(u64, &str)] = &[(18, "BIGINT"), (38, "NUMERIC(38, 0)")];

/// Reserved words ("Reserved words"), and those of PostgreSQL, which other readers take for something else.
#[rustfmt::skip]
static WORDS: &[&str] = &[
    "aes128", "aes256", "all", "allowoverwrite", "analyse", "analyze", "and", "any", "array", "as", "asc",
    "asymmetric", "authorization", "az64", "backup", "between", "bigint", "binary", "bit", "blanksasnull",
    "boolean", "both", "bytedict", "bzip2", "case", "cast", "char", "character", "check", "coalesce", "collate",
    "collation", "column", "concurrently", "constraint", "create", "credentials", "cross", "current_catalog",
    "current_date", "current_role", "current_schema", "current_time", "current_timestamp", "current_user",
    "current_user_id", "dec", "decimal", "default", "deferrable", "deflate", "defrag", "delta", "delta32k",
    "desc", "disable", "distinct", "do", "else", "emptyasnull", "enable", "encode", "encrypt", "encryption",
    "end", "except", "exists", "explicit", "extract", "false", "fetch", "float", "for", "foreign", "freeze",
    "from", "full", "globaldict256", "globaldict64k", "grant", "greatest", "group", "grouping", "gzip",
    "having", "identity", "ignore", "ilike", "in", "initially", "inner", "inout", "int", "integer", "intersect",
    "interval", "into", "is", "isnull", "join", "language", "lateral", "leading", "least", "left", "like",
    "limit", "localtime", "localtimestamp", "lun", "luns", "lzo", "lzop", "minus", "mostly16", "mostly32",
    "mostly8", "national", "natural", "nchar", "new", "none", "normalize", "not", "notnull", "null", "nullif",
    "nulls", "numeric", "off", "offline", "offset", "oid", "old", "on", "only", "open", "or", "order", "out",
    "outer", "overlaps", "overlay", "parallel", "partition", "percent", "permissions", "pivot", "placing",
    "position", "precision", "primary", "raw", "readratio", "real", "recover", "references", "rejectlog",
    "resort", "respect", "restore", "returning", "right", "row", "select", "session_user", "setof", "similar",
    "smallint", "snapshot", "some", "substring", "symmetric", "sysdate", "system", "table", "tablesample",
    "tag", "tdes", "text255", "text32k", "then", "time", "timestamp", "to", "top", "trailing", "treat", "trim",
    "true", "truncatecolumns", "union", "unique", "unnest", "unpivot", "user", "using", "values", "varchar",
    "variadic", "verbose", "wallet", "when", "where", "window", "with", "without", "xmlattributes", "xmlconcat",
    "xmlelement", "xmlexists", "xmlforest", "xmlnamespaces", "xmlparse", "xmlpi", "xmlroot", "xmlserialize",
    "xmltable",
];

#[cfg(test)]
mod tests {
    use super::WORDS;

    #[test]
    fn words_are_sorted() {
        assert!(WORDS.is_sorted());
    }
}
