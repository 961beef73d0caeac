//! Oracle Database 23ai.

use super::dialect::{Dialect, comment_on, is_among, is_lower_word};
use super::flat::{Content, FlatType};
use super::key::{CHARACTER_BYTES, binary_bytes};
use serde_json::Number;
use std::borrow::Cow;

/// The dialect `oracle`.
#[derive(Debug)]
pub(super) struct Oracle;

impl Dialect for Oracle {
    fn name(&self) -> &'static str {
        "oracle"
    }

    fn proof(&self) -> &'static str {
        "Read by the parsers `sqlparser` and `sqlglot` of this dialect as what is meant; not run, since the \
         database is nowhere to be had offline."
    }

    fn reasons(&self) -> &'static [&'static str] {
        &[
            "For Oracle 23ai, which has `BOOLEAN`, `JSON` and `IF NOT EXISTS`.",
            "`NUMBER` has 38 digits; beyond them is `CLOB`.",
            "`VARCHAR2` holds 4000 bytes, so texts of at most 1000 characters are one, and others are `CLOB`.",
            "An empty string is null there, so texts that may be empty are not `NOT NULL`; a key that is empty is \
             refused.",
            "Lengths of `CLOB` count units of UTF-16, so `--constraints` adds none of them.",
            "No key holds a time zone, so a `date-time` that is one is text.",
            "Times, durations, addresses and UUIDs have no type that reads what a document holds, and are text.",
            "`BLOB`, and `RAW` in a key, hold the bytes that base64 stands for: who writes them decodes them.",
            "`BINARY_DOUBLE` is the number of most programs that write JSON.",
        ]
    }

    /// A bare name folds to upper case, and begins with a letter. Only one in lower case is written bare, so that
    /// names which differ in case stay two.
    fn is_bare(&self, name: &str) -> bool {
        is_lower_word(name) && !name.starts_with('_') && !is_among(WORDS, name)
    }

    fn reads_as_text(&self, content: &Content) -> bool {
        let has_no_type = matches!(
            content.flat,
            FlatType::Time
                | FlatType::Duration
                | FlatType::Ipv4
                | FlatType::Ipv6
                | FlatType::MacAddress
                | FlatType::MacAddress8
                | FlatType::Uuid
        );
        let is_wider = content.digits.is_none_or(|digits| digits > 38);
        // No key holds a time zone (error ORA-02329).
        let is_zoned_key = content.is_key && content.flat == FlatType::DateTime;
        has_no_type || is_zoned_key || (is_wider && content.flat == FlatType::WideInteger)
    }

    fn column_type(&self, content: Content) -> Cow<'static, str> {
        let name = match content.flat {
            FlatType::Text if content.is_key => {
                let most = content.room / CHARACTER_BYTES;
                let length = content.max_length.unwrap_or(MOST_LENGTH).clamp(1, most.clamp(1, MOST_LENGTH));
                return format!("VARCHAR2({length} CHAR)").into();
            }
            FlatType::Binary if content.is_key => {
                let bytes = binary_bytes(content.max_length);
                return format!("RAW({})", bytes.clamp(1, content.room.clamp(1, 2000))).into();
            }
            FlatType::Text => match content.max_length {
                Some(length) if length <= MOST_LENGTH => {
                    return format!("VARCHAR2({} CHAR)", length.max(1)).into();
                }
                Some(_) | None => "CLOB",
            },
            FlatType::Integer => "NUMBER(19)",
            FlatType::WideInteger => content.by_digits(EXACT, "CLOB", "CLOB"),
            FlatType::IntegerText => content.by_digits(EXACT, "CLOB", "NUMBER(38)"),
            FlatType::Number | FlatType::NumberText => "BINARY_DOUBLE",
            FlatType::Boolean => "BOOLEAN",
            FlatType::Binary => "BLOB",
            FlatType::Date => "DATE",
            FlatType::DateTime => "TIMESTAMP(6) WITH TIME ZONE",
            FlatType::Object | FlatType::Array | FlatType::Multiple | FlatType::Never => "JSON",
            // Those are read as text.
            FlatType::Time
            | FlatType::Duration
            | FlatType::Ipv4
            | FlatType::Ipv6
            | FlatType::MacAddress
            | FlatType::MacAddress8
            | FlatType::Uuid => "CLOB",
        };
        name.into()
    }

    /// An empty string is null ("Nulls").
    fn lets_be_null(&self, nullable: bool, content: &Content) -> bool {
        let is_null_when_empty = matches!(content.flat, FlatType::Text | FlatType::Binary);
        nullable || (is_null_when_empty && content.may_be_empty && !content.is_key)
    }

    /// A key of an index takes some 6,400 bytes of a block of 8 KiB (error ORA-01450).
    fn key_bytes(&self) -> Option<u64> {
        Some(6000)
    }

    fn wanted(&self, content: &Content) -> Option<u64> {
        Some(match content.flat == FlatType::Binary {
            true => binary_bytes(content.max_length).max(1),
            false => content.max_length.unwrap_or(MOST_LENGTH).clamp(1, MOST_LENGTH) * CHARACTER_BYTES,
        })
    }

    /// Its command line ends a statement at an empty line, and at a line that is `/` or ends in `;`, inside of a
    /// string, too ("SQL*Plus User's Guide", section "Running SQL Commands"): a comment is one line.
    fn comment_statement(&self, table: &str, column: Option<&str>, text: &str) -> Option<String> {
        comment_on(self, table, column, &cut(&text.replace('\n', " ")))
    }

    /// A CLOB is compared with nothing (error ORA-00932).
    fn compares(&self, content: &Content) -> bool {
        !is_large(content)
    }

    /// A bare name folds to upper case.
    fn bare_is_upper(&self) -> bool {
        true
    }

    /// The length of a CLOB counts units of UTF-16.
    fn length(&self, column: &str, content: &Content) -> Option<String> {
        (!is_large(content)).then(|| format!("LENGTH({column})"))
    }

    /// A number has an exponent of 125 at most ("Numeric Literals").
    fn number(&self, number: &Number) -> Option<String> {
        number.as_f64().is_some_and(|number| number.abs() < 1e125).then(|| number.to_string())
    }
}

/// Whether a text is a CLOB.
fn is_large(content: &Content) -> bool {
    let fits = content.is_key || content.max_length.is_some_and(|length| length <= MOST_LENGTH);
    content.flat == FlatType::Text && !fits
}

/// `VARCHAR2` holds 4000 bytes unless the database is told otherwise ("Data Types").
const MOST_LENGTH: u64 = 1000;
/// A number has 38 digits ("NUMBER Data Type").
const EXACT: &[(u64, &str)] = &[(19, "NUMBER(19)"), (38, "NUMBER(38)")];

/// The text that a comment holds: 4000 bytes ("COMMENT").
fn cut(text: &str) -> String {
    text.chars().take(MOST_LENGTH as usize).collect()
}

/// Reserved words (SQL Language Reference, appendix "Oracle SQL Reserved Words").
#[rustfmt::skip]
static WORDS: &[&str] = &[
    "access", "add", "all", "alter", "and", "any", "as", "asc", "audit", "between", "by", "char", "check",
    "cluster", "column", "column_value", "comment", "compress", "connect", "create", "current", "date",
    "decimal", "default", "delete", "desc", "distinct", "drop", "else", "exclusive", "exists", "file", "float",
    "for", "from", "grant", "group", "having", "identified", "immediate", "in", "increment", "index", "initial",
    "insert", "integer", "intersect", "into", "is", "level", "like", "lock", "long", "maxextents", "minus",
    "mlslabel", "mode", "modify", "nested_table_id", "noaudit", "nocompress", "not", "nowait", "null", "number",
    "of", "offline", "on", "online", "option", "or", "order", "pctfree", "prior", "public", "raw", "rename",
    "resource", "revoke", "row", "rowid", "rownum", "rows", "select", "session", "set", "share", "size",
    "smallint", "start", "successful", "synonym", "sysdate", "table", "then", "to", "trigger", "uid", "union",
    "unique", "update", "user", "validate", "values", "varchar", "varchar2", "view", "whenever", "where",
    "with",
];

#[cfg(test)]
mod tests {
    use super::WORDS;

    #[test]
    fn words_are_sorted() {
        assert!(WORDS.is_sorted());
    }
}
