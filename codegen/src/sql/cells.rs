//! The table of types: what each dialect makes of each kind of value. `docs/sql.md` prints it.

use super::dialect::DIALECTS;
use super::flat::{Content, FlatType};
use std::borrow::Cow;

/// A kind of value, and its type in each dialect, in their order.
#[derive(Debug)]
pub struct TypeRow {
    /// The kind, in the words of a schema.
    pub kind: &'static str,
    /// The types.
    pub types: Vec<Cow<'static, str>>,
}

/// Values that are no keys. Lengths and digits are those of the schema, where it says.
const VALUES: &[(&str, FlatType, Option<u64>)] = &[
    ("`boolean`", FlatType::Boolean, None),
    ("`integer`", FlatType::Integer, None),
    ("`integer` of 20 digits", FlatType::WideInteger, Some(20)),
    ("`integer` of 60 digits", FlatType::WideInteger, Some(60)),
    ("`integer` of 100 digits", FlatType::WideInteger, Some(100)),
    ("`number`", FlatType::Number, None),
    ("`string`", FlatType::Text, None),
    ("`string`, `maxLength: 40`", FlatType::Text, Some(40)),
    ("`format: integer`", FlatType::IntegerText, None),
    ("`format: integer`, `maxLength: 9`", FlatType::IntegerText, Some(9)),
    ("`format: integer`, `maxLength: 100`", FlatType::IntegerText, Some(100)),
    ("`format: number`", FlatType::NumberText, None),
    ("`contentEncoding: base64`", FlatType::Binary, None),
    ("`format: date`", FlatType::Date, None),
    ("`format: date-time`", FlatType::DateTime, None),
    ("`format: time`", FlatType::Time, None),
    ("`format: duration`", FlatType::Duration, None),
    ("`format: ipv4`", FlatType::Ipv4, None),
    ("`format: ipv6`", FlatType::Ipv6, None),
    ("`format: macaddr`", FlatType::MacAddress, None),
    ("`format: macaddr8`", FlatType::MacAddress8, None),
    ("`format: uuid`", FlatType::Uuid, None),
    ("`object`", FlatType::Object, None),
    ("`array`", FlatType::Array, None),
    ("several types", FlatType::Multiple, None),
];

/// Keys of one part.
const KEYS: &[(&str, FlatType, Option<u64>)] = &[
    ("key: `integer`", FlatType::Integer, None),
    ("key: `string`", FlatType::Text, None),
    ("key: `string`, `maxLength: 40`", FlatType::Text, Some(40)),
    ("key: `contentEncoding: base64`", FlatType::Binary, None),
    ("key: `format: date-time`", FlatType::DateTime, None),
    ("key: `format: uuid`", FlatType::Uuid, None),
];

/// The table of types.
pub fn type_rows() -> Vec<TypeRow> {
    let values = VALUES.iter().map(|row| (row, false));
    let rows = values.chain(KEYS.iter().map(|row| (row, true)));
    rows.map(|((kind, flat, size), is_key)| TypeRow { kind, types: types(*flat, *size, is_key) }).collect()
}

fn types(flat: FlatType, size: Option<u64>, is_key: bool) -> Vec<Cow<'static, str>> {
    let is_text = flat == FlatType::Text;
    let content = Content {
        flat,
        is_key,
        max_length: size.filter(|_| is_text),
        may_be_empty: true,
        digits: size.filter(|_| !is_text),
        room: 0,
    };
    let column = |dialect: &&dyn super::Dialect| {
        let text = dialect.reads_as_text(&content);
        let flat = if text { FlatType::Text } else { flat };
        dialect.column_type(Content { flat, room: dialect.key_bytes().unwrap_or(0), ..content })
    };
    DIALECTS.iter().map(column).collect()
}
