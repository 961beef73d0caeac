//! How the values of columns are read from their texts, in documents and in paths.

use crate::sql::{Content, Dialect, FlatType};
use std::borrow::Cow;

/// How a value is taken from its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Integer,
    Number,
    Boolean,
    Date,
    DateTime,
    Json,
    /// A type that reads the text of a string: an address or a UUID.
    Other,
}

impl Kind {
    /// How the values of a column are read, and their type. Where a text would lose a part of itself, it stays text.
    pub(super) fn of(dialect: &dyn Dialect, content: Content) -> (Kind, Cow<'static, str>) {
        let plain = Content { is_key: false, max_length: None, room: 0, ..content };
        let text = dialect.column_type(Content { flat: FlatType::Text, ..plain });
        let kind = match content.flat {
            FlatType::Integer | FlatType::WideInteger | FlatType::IntegerText => Kind::Integer,
            FlatType::Number | FlatType::NumberText => Kind::Number,
            FlatType::Boolean => Kind::Boolean,
            FlatType::Date => Kind::Date,
            FlatType::DateTime => Kind::DateTime,
            FlatType::Object | FlatType::Array | FlatType::Multiple | FlatType::Never => Kind::Json,
            FlatType::Ipv4 | FlatType::Ipv6 | FlatType::Uuid => Kind::Other,
            // A time has an offset in a document, which types of times drop; bytes are read by none without errors.
            FlatType::Text
            | FlatType::Time
            | FlatType::Duration
            | FlatType::MacAddress
            | FlatType::MacAddress8
            | FlatType::Binary => return (Kind::Text, text),
        };
        let sql_type = dialect.column_type(plain);
        match matches!(kind, Kind::Integer | Kind::Other) && sql_type == text {
            true => (Kind::Text, text),
            false => (kind, sql_type),
        }
    }
}

/// What a folder says of a value. A format is an annotation, so that a string of any other text may be there, too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Held {
    /// An integer of 64 bits.
    Integer,
    Boolean,
    /// Anything else, percent-encoded.
    Text,
}

impl Held {
    pub(super) fn of(content: Content) -> Held {
        match content.flat {
            FlatType::Integer => Held::Integer,
            FlatType::Boolean => Held::Boolean,
            FlatType::WideInteger
            | FlatType::IntegerText
            | FlatType::Number
            | FlatType::NumberText
            | FlatType::Date
            | FlatType::DateTime
            | FlatType::Object
            | FlatType::Array
            | FlatType::Multiple
            | FlatType::Never
            | FlatType::Ipv4
            | FlatType::Ipv6
            | FlatType::Uuid
            | FlatType::Text
            | FlatType::Time
            | FlatType::Duration
            | FlatType::MacAddress
            | FlatType::MacAddress8
            | FlatType::Binary => Held::Text,
        }
    }
}

/// What an engine calls the types of what folders say.
pub(super) struct PathTypes {
    pub(super) text: &'static str,
    pub(super) integer: &'static str,
    pub(super) boolean: &'static str,
}

impl PathTypes {
    pub(super) fn of(&self, held: Held) -> &'static str {
        match held {
            Held::Integer => self.integer,
            Held::Boolean => self.boolean,
            Held::Text => self.text,
        }
    }
}
