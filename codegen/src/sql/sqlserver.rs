//! SQL Server 2022, and Azure SQL.

use super::dialect::{Dialect, is_among, is_word};
use super::flat::{Content, FlatType};
use std::borrow::Cow;

/// The dialect `sqlserver`.
#[derive(Debug)]
pub(super) struct SqlServer;

impl Dialect for SqlServer {
    fn name(&self) -> &'static str {
        "sqlserver"
    }

    fn proof(&self) -> &'static str {
        "Read by the parsers `sqlparser` and `sqlglot` of this dialect as what is meant; not run, since the \
         database is nowhere to be had offline."
    }

    fn reasons(&self) -> &'static [&'static str] {
        &[
            "Texts have the collation `Latin1_General_100_BIN2_UTF8`: it keeps all of Unicode, and compares \
             bytes, so that keys that differ in case are different keys. Spaces at the end of a key do not \
             count, whatever the collation.",
            "Lengths count bytes: four for each character of `maxLength`. All texts of a key share the 900 bytes \
             of a clustered index.",
            "`DECIMAL(38, 0)` holds integers beyond 64 bits; beyond 38 digits is text.",
            "`DATETIME2` and `TIME` hold no offset: who writes them converts to UTC.",
            "`LEN` leaves out spaces at the end, so `--constraints` adds no lengths.",
            "Keys in base64 stay text: bytes that differ in zeros at their end are equal there.",
            "Comments are extended properties in the schema `dbo`. Run them with `sqlcmd -x`, which leaves `$(…)` in \
             them alone.",
        ]
    }

    fn is_bare(&self, name: &str) -> bool {
        is_word(name) && !is_among(WORDS, name)
    }

    /// Brackets quote whatever `QUOTED_IDENTIFIER` is set to ("Database identifiers").
    fn quote(&self, name: &str) -> String {
        format!("[{}]", name.replace(']', "]]"))
    }

    fn literal(&self, text: &str) -> String {
        // A backslash before a line break joins two lines.
        let text = text.replace('\'', "''").replace("\\\r\n", "\\ \r\n").replace("\\\n", "\\ \n");
        format!("N'{text}'")
    }

    fn reads_as_text(&self, content: &Content) -> bool {
        let has_no_type = matches!(
            content.flat,
            FlatType::Duration
                | FlatType::Ipv4
                | FlatType::Ipv6
                | FlatType::MacAddress
                | FlatType::MacAddress8
                | FlatType::Uuid
        );
        let is_wider = content.digits.is_none_or(|digits| digits > 38);
        // Bytes that differ in zeros at their end are equal there.
        let is_bytes_key = content.is_key && content.flat == FlatType::Binary;
        has_no_type || is_bytes_key || (is_wider && content.flat == FlatType::WideInteger)
    }

    fn column_type(&self, content: Content) -> Cow<'static, str> {
        let name = match content.flat {
            // Lengths count bytes, four for a character at most.
            FlatType::Text => {
                let bytes = content.max_length.map(|length| length.saturating_mul(4).max(1));
                return match (content.is_key, bytes) {
                    (true, bytes) => {
                        text(&bytes.unwrap_or(content.room).clamp(1, content.room.max(1)).to_string())
                    }
                    (false, Some(bytes)) if bytes <= MOST_BYTES => text(&bytes.to_string()),
                    (false, _) => text("MAX"),
                }
                .into();
            }
            FlatType::Integer => "BIGINT",
            FlatType::WideInteger => "DECIMAL(38, 0)",
            FlatType::IntegerText => match content.by_digits(EXACT, "", "BIGINT") {
                "" => return text("MAX").into(),
                name => name,
            },
            FlatType::Number | FlatType::NumberText => "DOUBLE PRECISION",
            FlatType::Boolean => "BIT",
            FlatType::Binary => "VARBINARY(MAX)",
            FlatType::Date => "DATE",
            FlatType::DateTime => "DATETIME2",
            FlatType::Time => "TIME",
            // Those before `Object` are read as text.
            FlatType::Duration
            | FlatType::Ipv4
            | FlatType::Ipv6
            | FlatType::MacAddress
            | FlatType::MacAddress8
            | FlatType::Uuid
            | FlatType::Object
            | FlatType::Array
            | FlatType::Multiple
            | FlatType::Never => return text("MAX").into(),
        };
        name.into()
    }

    /// The key of a clustered index ("Maximum capacity specifications for SQL Server").
    fn key_bytes(&self) -> Option<u64> {
        Some(900)
    }

    fn create(&self, table: &str, if_not_exists: bool) -> String {
        match if_not_exists {
            true => format!("IF OBJECT_ID({}, N'U') IS NULL\nCREATE TABLE {table}", self.literal(table)),
            false => format!("CREATE TABLE {table}"),
        }
    }

    fn comment_statement(&self, table: &str, column: Option<&str>, comment: &str) -> Option<String> {
        // A property has 7500 bytes of text.
        let text = self.literal(&comment.chars().take(1800).collect::<String>());
        let column = column.map(|column| format!(", N'COLUMN', {}", self.name_literal(column)));
        let (table, column) = (self.name_literal(table), column.unwrap_or_default());
        Some(format!("EXEC sys.sp_addextendedproperty N'MS_Description', {text}, {SCHEMA}, {table}{column};"))
    }

    fn comment_guard(&self, table: &str, column: Option<&str>) -> String {
        let column = match column {
            Some(column) => format!("N'COLUMN', {}", self.name_literal(column)),
            None => "NULL, NULL".to_owned(),
        };
        let place = format!("{SCHEMA}, {}, {column}", self.name_literal(table));
        format!(
            "IF NOT EXISTS (\n  SELECT 1 FROM sys.fn_listextendedproperty(N'MS_Description', {place})\n)\n"
        )
    }

    /// `LEN` leaves out spaces at the end.
    fn length(&self, _: &str, _: &Content) -> Option<String> {
        None
    }
}

/// Where the tables are, as the procedures for properties are told.
const SCHEMA: &str = "N'SCHEMA', N'dbo', N'TABLE'";

impl SqlServer {
    /// A name without its quotes, as a string.
    fn name_literal(&self, name: &str) -> String {
        match name.strip_prefix('[').and_then(|name| name.strip_suffix(']')) {
            Some(name) => self.literal(&name.replace("]]", "]")),
            None => self.literal(name),
        }
    }
}

/// A text of a number of bytes, or `MAX`. The collation keeps all of Unicode in UTF-8 and compares bytes, so that
/// keys which differ in case are different keys.
fn text(bytes: &str) -> String {
    format!("VARCHAR({bytes}) COLLATE Latin1_General_100_BIN2_UTF8")
}

/// The most bytes of a string that has a length.
const MOST_BYTES: u64 = 8000;
/// A decimal has 38 digits ("decimal and numeric").
const EXACT: &[(u64, &str)] = &[(18, "BIGINT"), (38, "DECIMAL(38, 0)")];

/// Reserved keywords ("Reserved keywords (Transact-SQL)").
#[rustfmt::skip]
static WORDS: &[&str] = &[
    "add", "all", "alter", "and", "any", "as", "asc", "authorization", "backup", "begin", "between", "break",
    "browse", "bulk", "by", "cascade", "case", "check", "checkpoint", "close", "clustered", "coalesce",
    "collate", "column", "commit", "compute", "constraint", "contains", "containstable", "continue", "convert",
    "create", "cross", "cube", "current", "current_date", "current_time", "current_timestamp", "current_user",
    "cursor", "database", "dbcc", "deallocate", "declare", "default", "delete", "deny", "desc", "disk",
    "distinct", "distributed", "double", "drop", "dump", "else", "end", "errlvl", "escape", "except", "exec",
    "execute", "exists", "exit", "external", "fetch", "file", "fillfactor", "for", "foreign", "freetext",
    "freetexttable", "from", "full", "function", "goto", "grant", "group", "having", "holdlock", "identity",
    "identity_insert", "identitycol", "if", "in", "index", "inner", "insert", "intersect", "into", "is", "join",
    "key", "kill", "left", "like", "lineno", "load", "merge", "national", "nocheck", "nonclustered", "not",
    "null", "nullif", "of", "off", "offsets", "on", "open", "opendatasource", "openquery", "openrowset",
    "openxml", "option", "or", "order", "outer", "over", "percent", "pivot", "plan", "precision", "primary",
    "print", "proc", "procedure", "public", "raiserror", "read", "readtext", "reconfigure", "references",
    "replication", "restore", "restrict", "return", "revert", "revoke", "right", "rollback", "rollup",
    "rowcount", "rowguidcol", "rule", "save", "schema", "securityaudit", "select", "semantickeyphrasetable",
    "semanticsimilaritydetailstable", "semanticsimilaritytable", "session_user", "set", "setuser", "shutdown",
    "some", "statistics", "system_user", "table", "tablesample", "textsize", "then", "to", "top", "tran",
    "transaction", "trigger", "truncate", "try_convert", "tsequal", "union", "unique", "unpivot", "update",
    "updatetext", "use", "user", "values", "varying", "view", "waitfor", "when", "where", "while", "with",
    "within", "writetext",
];

#[cfg(test)]
mod tests {
    use super::WORDS;

    #[test]
    fn words_are_sorted() {
        assert!(WORDS.is_sorted());
    }
}
