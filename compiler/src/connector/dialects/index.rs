//! The names of indexes and their fields, which Elasticsearch and OpenSearch have in common.

use super::{DialectFacts, Form, Limit, STANDARD};

/// The levels of objects that a mapping has by default: Elasticsearch reference, "Mapping limit settings".
const LEVELS: usize = 20;

/// Names of indexes: Elasticsearch reference, "Create an index"; OpenSearch documentation, "Index naming
/// restrictions". Names of templates have the same rules. A name of a field is a path, whose parts are not blank.
/// What a field and its parents are called together is a term of Lucene, which has 32,766 bytes.
pub(super) const INDEX: DialectFacts = DialectFacts {
    form: Form::Template,
    max_table: Limit::bytes(255),
    max_column: Limit::bytes(32_000),
    system_columns: METADATA,
    table_prefixes: &["-", "_", "+"],
    never_in_table: |char| {
        matches!(char, '\\' | '/' | '*' | '?' | '"' | '<' | '>' | '|' | ',' | '#' | ':')
            || char.is_whitespace()
            || char.is_control()
    },
    refuses_table: |name| matches!(name, "." | "..") || !name.chars().all(is_lower),
    table_rule: "names of indexes are in lower case, without spaces and \\/*?\"<>|,#: and do not begin with -, _ or +",
    refuses_column: |name| name.split('.').any(is_blank) || name.split('.').count() > LEVELS,
    column_rule: "names of fields are parts between periods, 20 at most and none of them blank, \
                  and not those of metadata such as `_id`",
    divider: Some('.'),
    ..STANDARD
};

/// Fields of metadata, of all versions: no document has them beside its own.
const METADATA: &[&str] = &[
    "_data_stream_timestamp",
    "_doc_count",
    "_feature",
    "_field_names",
    "_id",
    "_ignored",
    "_ignored_source",
    "_index",
    "_index_mode",
    "_inference_fields",
    "_nested_path",
    "_primary_term",
    "_project",
    "_recovery_source",
    "_routing",
    "_routing_hash",
    "_seq_no",
    "_size",
    "_slice",
    "_source",
    "_tier",
    "_ts_routing_hash",
    "_tsid",
    "_type",
    "_version",
];

/// Whether a character is as lower case has it.
fn is_lower(char: char) -> bool {
    char.to_lowercase().eq([char])
}

/// Java takes control characters for white space, too.
fn is_blank(part: &str) -> bool {
    part.chars().all(|char| char.is_whitespace() || char.is_control())
}
