//! MySQL 8.0.

use super::dialect::{Dialect, Layout, backslashed, backticked, is_among, is_word};
use super::flat::{Content, FlatType};
use super::key::{CHARACTER_BYTES, KEY_LENGTH, binary_bytes};
use super::pattern::{Expression, PERL};
use std::borrow::Cow;

/// The dialect `mysql`.
#[derive(Debug)]
pub(super) struct MySql;

impl Dialect for MySql {
    fn name(&self) -> &'static str {
        "mysql"
    }

    fn proof(&self) -> &'static str {
        "Read by `sqlparser` and `sqlglot`; not run. MariaDB runs almost the same statement."
    }

    fn reasons(&self) -> &'static [&'static str] {
        &[
            "A decimal has 65 digits; beyond them is `LONGTEXT`.",
            "A key of text is a `VARCHAR`, of 256 characters unless the schema has a `maxLength`. All texts of a \
             key share the 3072 bytes of an index.",
            "Texts that are no keys are `LONGTEXT`, whatever their length: a row has 65,535 bytes for all \
             `VARCHAR` together.",
            "The collation compares bytes, so that keys that differ in case or accents are different keys, as \
             they are in a collection.",
            "`DATETIME(6)` and `TIME(6)` hold no offset: who writes them converts to UTC.",
            "`JSON` keeps neither the order of members nor integers beyond 64 bits.",
            "A condition is named after its table there, so that a table whose name is too long for that has none.",
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
        let has_no_type = matches!(
            content.flat,
            FlatType::Duration
                | FlatType::Ipv4
                | FlatType::Ipv6
                | FlatType::MacAddress
                | FlatType::MacAddress8
                | FlatType::Uuid
        );
        let is_wider = content.digits.is_none_or(|digits| digits > MOST_DIGITS);
        has_no_type || (is_wider && content.flat == FlatType::WideInteger)
    }

    fn column_type(&self, content: Content) -> Cow<'static, str> {
        column_type(content)
    }

    fn key_bytes(&self) -> Option<u64> {
        Some(KEY_BYTES)
    }

    fn wanted(&self, content: &Content) -> Option<u64> {
        Some(wanted(content))
    }

    /// The collation compares bytes, so that keys which differ in case, in accents or in spaces at their end are
    /// different keys, as they are in a collection.
    fn clauses(&self, _: &Layout) -> Vec<String> {
        vec!["CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin".to_owned()]
    }

    fn column_comment(&self, text: &str) -> Option<String> {
        Some(format!("COMMENT {}", self.literal(&cut(text, 1024))))
    }

    fn table_comment(&self, text: &str) -> Option<String> {
        Some(format!("COMMENT {}", self.literal(&cut(text, 2048))))
    }

    /// A condition without a name is called `TABLE_chk_NUMBER`, which has 64 characters at most (manual, section
    /// 15.1.20.6).
    fn check(&self, table: &str, number: usize) -> Option<String> {
        let name = table.chars().count() + "_chk_".len() + number.to_string().len();
        (name <= 64).then(|| "CHECK".to_owned())
    }

    /// `c` compares cases, whatever the collation.
    fn matches(&self, column: &str, expression: &Expression) -> Option<String> {
        Some(format!("REGEXP_LIKE({column}, {}, 'c')", self.literal(&expression.print(PERL))))
    }
}

/// The bytes of an index over rows of the format DYNAMIC (manual, section 17.21, "InnoDB Limits").
pub(super) const KEY_BYTES: u64 = 3072;

/// The bytes of an index that a text of a key takes.
pub(super) fn wanted(content: &Content) -> u64 {
    match content.flat == FlatType::Binary {
        true => binary_bytes(content.max_length).max(1),
        false => content.max_length.unwrap_or(KEY_LENGTH).saturating_mul(CHARACTER_BYTES).max(1),
    }
}

/// The type of a column in MySQL and, with a few types more, in MariaDB.
pub(super) fn column_type(content: Content) -> Cow<'static, str> {
    let name = match content.flat {
        FlatType::Text if content.is_key => {
            let most = content.room / CHARACTER_BYTES;
            return format!("VARCHAR({})", content.max_length.unwrap_or(KEY_LENGTH).clamp(1, most.max(1)))
                .into();
        }
        FlatType::Binary if content.is_key => {
            let bytes = binary_bytes(content.max_length);
            return format!("VARBINARY({})", bytes.clamp(1, content.room.max(1))).into();
        }
        FlatType::Integer => "BIGINT",
        FlatType::WideInteger => content.by_digits(EXACT, "LONGTEXT", "LONGTEXT"),
        FlatType::IntegerText => content.by_digits(EXACT, "LONGTEXT", "NUMERIC(65, 0)"),
        FlatType::Number | FlatType::NumberText => "DOUBLE PRECISION",
        FlatType::Boolean => "BOOLEAN",
        FlatType::Binary => "LONGBLOB",
        FlatType::Date => "DATE",
        FlatType::DateTime => "DATETIME(6)",
        FlatType::Time => "TIME(6)",
        FlatType::Object | FlatType::Array | FlatType::Multiple | FlatType::Never => "JSON",
        // Those between are read as text.
        FlatType::Text
        | FlatType::Duration
        | FlatType::Ipv4
        | FlatType::Ipv6
        | FlatType::MacAddress
        | FlatType::MacAddress8
        | FlatType::Uuid => "LONGTEXT",
    };
    name.into()
}

/// A decimal has 65 digits (manual, section 13.1.3).
pub(super) const MOST_DIGITS: u64 = 65;
const EXACT: &[(u64, &str)] = &[(18, "BIGINT"), (MOST_DIGITS, "NUMERIC(65, 0)")];

/// The first characters of a text.
pub(super) fn cut(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

/// Reserved words (manual, section 11.3).
#[rustfmt::skip]
static WORDS: &[&str] = &[
    "accessible", "add", "admin", "all", "alter", "analyze", "and", "array", "as", "asc", "asensitive",
    "before", "between", "bigint", "binary", "blob", "both", "by", "call", "cascade", "case", "change", "char",
    "character", "check", "collate", "column", "condition", "constraint", "continue", "convert", "create",
    "cross", "cube", "cume_dist", "current_date", "current_time", "current_timestamp", "current_user", "cursor",
    "database", "databases", "day_hour", "day_microsecond", "day_minute", "day_second", "dec", "decimal",
    "declare", "default", "delayed", "delete", "dense_rank", "desc", "describe", "deterministic", "distinct",
    "distinctrow", "div", "double", "drop", "dual", "each", "else", "elseif", "empty", "enclosed", "escaped",
    "except", "exists", "exit", "explain", "false", "fetch", "first_value", "float", "float4", "float8", "for",
    "force", "foreign", "from", "fulltext", "function", "general", "generated", "get", "get_master_public_key",
    "grant", "group", "grouping", "groups", "having", "high_priority", "hour_microsecond", "hour_minute",
    "hour_second", "if", "ignore", "ignore_server_ids", "in", "index", "infile", "inner", "inout",
    "insensitive", "insert", "int", "int1", "int2", "int3", "int4", "int8", "integer", "intersect", "interval",
    "into", "io_after_gtids", "io_before_gtids", "is", "iterate", "join", "json_table", "key", "keys", "kill",
    "lag", "last_value", "lateral", "lead", "leading", "leave", "left", "like", "limit", "linear", "lines",
    "load", "localtime", "localtimestamp", "lock", "long", "longblob", "longtext", "loop", "low_priority",
    "manual", "master_bind", "master_heartbeat_period", "master_ssl_verify_server_cert", "match", "maxvalue",
    "mediumblob", "mediumint", "mediumtext", "member", "middleint", "minute_microsecond", "minute_second",
    "mod", "modifies", "natural", "no_write_to_binlog", "not", "nth_value", "ntile", "null", "numeric", "of",
    "on", "optimize", "optimizer_costs", "option", "optionally", "or", "order", "out", "outer", "outfile",
    "over", "parallel", "parse_gcol_expr", "partition", "percent_rank", "persist", "persist_only", "precision",
    "primary", "procedure", "purge", "qualify", "range", "rank", "read", "read_write", "reads", "real",
    "recursive", "references", "regexp", "release", "rename", "repeat", "replace", "require", "resignal",
    "restrict", "return", "revoke", "right", "rlike", "role", "row", "row_number", "rows", "schema", "schemas",
    "second_microsecond", "select", "sensitive", "separator", "set", "show", "signal", "slow", "smallint",
    "spatial", "specific", "sql", "sql_after_gtids", "sql_before_gtids", "sql_big_result",
    "sql_calc_found_rows", "sql_small_result", "sqlexception", "sqlstate", "sqlwarning", "ssl", "starting",
    "stored", "straight_join", "system", "table", "tablesample", "terminated", "then", "tinyblob", "tinyint",
    "tinytext", "to", "trailing", "trigger", "true", "undo", "union", "unique", "unlock", "unsigned", "update",
    "usage", "use", "using", "utc_date", "utc_time", "utc_timestamp", "values", "varbinary", "varchar",
    "varcharacter", "varying", "virtual", "when", "where", "while", "window", "with", "write", "xor",
    "year_month", "zerofill",
];

#[cfg(test)]
mod tests {
    use super::WORDS;

    #[test]
    fn words_are_sorted() {
        assert!(WORDS.is_sorted());
    }
}
