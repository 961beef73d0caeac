//! MariaDB 10.11.

use super::dialect::{Dialect, Layout, backslashed, backticked, is_among, is_word};
use super::flat::{Content, FlatType};
use super::mysql::{KEY_BYTES, MOST_DIGITS, column_type, cut, wanted};
use super::pattern::{Expression, PERL};
use std::borrow::Cow;

/// The dialect `mariadb`.
#[derive(Debug)]
pub(super) struct MariaDb;

impl Dialect for MariaDb {
    fn name(&self) -> &'static str {
        "mariadb"
    }

    fn proof(&self) -> &'static str {
        "Run on MariaDB 10.11 and read back from `information_schema`; read by `sqlparser` and `sqlglot` as \
         MySQL."
    }

    fn reasons(&self) -> &'static [&'static str] {
        &[
            "As MySQL, but that `INET4`, `INET6` and `UUID` read addresses and UUIDs, and that `JSON` is text, which \
             keeps a value as it was written.",
            "The collation compares bytes, and spaces at the end count: keys that differ in case are different \
             keys in a collection, too.",
        ]
    }

    fn is_bare(&self, name: &str) -> bool {
        is_word(name) && !is_among(WORDS, name)
    }

    fn quote(&self, name: &str) -> String {
        backticked(name)
    }

    fn literal(&self, text: &str) -> String {
        backslashed(text)
    }

    fn reads_as_text(&self, content: &Content) -> bool {
        let has_no_type =
            matches!(content.flat, FlatType::Duration | FlatType::MacAddress | FlatType::MacAddress8);
        let is_wider = content.digits.is_none_or(|digits| digits > MOST_DIGITS);
        has_no_type || (is_wider && content.flat == FlatType::WideInteger)
    }

    fn column_type(&self, content: Content) -> Cow<'static, str> {
        let own = [(FlatType::Ipv4, "INET4"), (FlatType::Ipv6, "INET6"), (FlatType::Uuid, "UUID")];
        let own = own.into_iter().find(|(flat, _)| *flat == content.flat);
        own.map_or_else(|| column_type(content), |(_, name)| name.into())
    }

    fn key_bytes(&self) -> Option<u64> {
        Some(KEY_BYTES)
    }

    fn wanted(&self, content: &Content) -> Option<u64> {
        Some(wanted(content))
    }

    /// The collation compares bytes, and spaces at the end count.
    fn clauses(&self, _: &Layout) -> Vec<String> {
        vec!["CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin".to_owned()]
    }

    fn column_comment(&self, text: &str) -> Option<String> {
        Some(format!("COMMENT {}", self.literal(&cut(text, 1024))))
    }

    fn table_comment(&self, text: &str) -> Option<String> {
        Some(format!("COMMENT {}", self.literal(&cut(text, 2048))))
    }

    /// The collation of the table compares cases.
    fn matches(&self, column: &str, expression: &Expression) -> Option<String> {
        Some(format!("{column} REGEXP {}", self.literal(&expression.print(PERL))))
    }
}

/// Reserved words ("Reserved Words"), and `value`, which no table is called after `IF NOT EXISTS`.
#[rustfmt::skip]
static WORDS: &[&str] = &[
    "accessible", "add", "all", "alter", "analyze", "and", "as", "asc", "asensitive", "before", "between",
    "bigint", "binary", "blob", "body", "both", "by", "call", "cascade", "case", "change", "char", "character",
    "check", "collate", "column", "condition", "constraint", "continue", "convert", "create", "cross",
    "current_date", "current_role", "current_time", "current_timestamp", "current_user", "cursor", "database",
    "databases", "day_hour", "day_microsecond", "day_minute", "day_second", "dec", "decimal", "declare",
    "default", "delayed", "delete", "delete_domain_id", "desc", "describe", "deterministic", "distinct",
    "distinctrow", "div", "do_domain_ids", "double", "drop", "dual", "each", "else", "elseif", "elsif",
    "enclosed", "escaped", "except", "exists", "exit", "explain", "false", "fetch", "float", "float4", "float8",
    "for", "force", "foreign", "from", "fulltext", "general", "goto", "grant", "group", "having", "high_priority",
    "history", "hour_microsecond", "hour_minute", "hour_second", "if", "ignore", "ignore_domain_ids",
    "ignore_server_ids", "in", "index", "infile", "inner", "inout", "insensitive", "insert", "int", "int1",
    "int2", "int3", "int4", "int8", "integer", "intersect", "interval", "into", "is", "iterate", "join", "key",
    "keys", "kill", "leading", "leave", "left", "like", "limit", "linear", "lines", "load", "localtime",
    "localtimestamp", "lock", "long", "longblob", "longtext", "loop", "low_priority", "master_demote_to_replica",
    "master_demote_to_slave", "master_heartbeat_period", "master_ssl_verify_server_cert", "match", "maxvalue",
    "mediumblob", "mediumint", "mediumtext", "middleint", "minute_microsecond", "minute_second", "mod",
    "modifies", "natural", "no_write_to_binlog", "not", "null", "numeric", "offset", "on", "optimize", "option",
    "optionally", "or", "order", "others", "out", "outer", "outfile", "over", "package", "page_checksum",
    "parse_vcol_expr", "partition", "period", "portion", "position", "precision", "primary", "procedure", "purge",
    "raise", "range", "read", "read_write", "reads", "real", "recursive", "ref_system_id", "references", "regexp",
    "release", "rename", "repeat", "replace", "require", "resignal", "restrict", "return", "returning", "revoke",
    "right", "rlike", "row_number", "rows", "rowtype", "schema", "schemas", "second_microsecond", "select",
    "sensitive", "separator", "set", "show", "signal", "slow", "smallint", "spatial", "specific", "sql",
    "sql_big_result", "sql_calc_found_rows", "sql_small_result", "sqlexception", "sqlstate", "sqlwarning", "ssl",
    "starting", "stats_auto_recalc", "stats_persistent", "stats_sample_pages", "straight_join", "system",
    "system_time", "table", "terminated", "then", "tinyblob", "tinyint", "tinytext", "to", "trailing", "trigger",
    "true", "undo", "union", "unique", "unlock", "unsigned", "update", "usage", "use", "using", "utc_date",
    "utc_time", "utc_timestamp", "value", "values", "varbinary", "varchar", "varcharacter", "varying",
    "versioning", "when", "where", "while", "window", "with", "without", "write", "xor", "year_month", "zerofill",
];

#[cfg(test)]
mod tests {
    use super::WORDS;

    #[test]
    fn words_are_sorted() {
        assert!(WORDS.is_sorted());
    }
}
