//! What a column holds, before any dialect: the flat type of a shape (`language.md` section 8.2).

use compiler::analysis::{NumericShape, Shape};
use compiler::schema::Types;
use serde_json::{Number, Value};

/// What a column holds, null aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FlatType {
    /// Null at most.
    Never,
    /// Values of several types.
    Multiple,
    /// Objects.
    Object,
    /// Arrays.
    Array,
    /// Booleans.
    Boolean,
    /// Integers of 64 bits.
    Integer,
    /// Integers that may have more.
    WideInteger,
    /// Numbers, with fractions.
    Number,
    /// Text of any kind.
    Text,
    /// Bytes, written in base64.
    Binary,
    /// Integers that are, or may be, written as strings.
    IntegerText,
    /// Numbers that are, or may be, written as strings.
    NumberText,
    /// A day.
    Date,
    /// A moment.
    DateTime,
    /// A time of day.
    Time,
    /// A span of time.
    Duration,
    /// An address of IP version 4.
    Ipv4,
    /// An address of IP version 6.
    Ipv6,
    /// An EUI-48 address.
    MacAddress,
    /// An EUI-64 address.
    MacAddress8,
    /// A UUID.
    Uuid,
}

/// What a column holds, and how much of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Content {
    /// The type.
    pub flat: FlatType,
    /// Whether it is part of the primary key.
    pub is_key: bool,
    /// The most characters of a string, where the schema says (`maxLength`).
    pub max_length: Option<u64>,
    /// Whether a string may be empty.
    pub may_be_empty: bool,
    /// The most digits of an integer, where the schema says: by its bounds, or by the length of a string.
    pub digits: Option<u64>,
    /// The bytes that an index has for a key of text. It is 0 elsewhere, and where a dialect has no limit.
    pub room: u64,
}

impl Content {
    /// What is at a location.
    pub(crate) fn of(shape: &Shape, is_key: bool) -> Content {
        let max_length = shape.string.most().or_else(|| longest(shape.listed()?));
        let flat = flat_type(shape, is_key);
        let is_wide = shape.types.overlaps(Types::INTEGER) && is_wide(&shape.numeric, shape.listed());
        let digits = if flat == FlatType::WideInteger || (flat == FlatType::IntegerText && is_wide) {
            let of_strings = max_length.filter(|_| flat == FlatType::IntegerText);
            // What is written as a number may be wider than what is written as a string.
            Some(most_digits(&shape.numeric, shape.listed()).max(of_strings.unwrap_or(0)))
        } else {
            max_length.filter(|_| flat == FlatType::IntegerText)
        };
        let may_be_empty = shape.string.least() == 0;
        Content { flat, is_key, max_length, may_be_empty, digits, room: 0 }
    }

    /// What is at a location, written as text. Lengths of a schema are those of strings alone.
    pub(crate) fn of_text(shape: &Shape, is_key: bool) -> Content {
        let content = Content::of(shape, is_key);
        let max_length = content.max_length.filter(|_| is_string(shape));
        Content { flat: FlatType::Text, max_length, digits: None, ..content }
    }

    /// Whether it is text that an index needs room for.
    pub(crate) fn is_text_key(self) -> bool {
        self.is_key && matches!(self.flat, FlatType::Text | FlatType::Binary)
    }

    /// The type among those of integers of growing width, each with the digits that it holds, for a column whose
    /// schema says how many there are; the last where none is wide enough.
    pub(crate) fn by_digits(
        self,
        known: &[(u64, &'static str)],
        beyond: &'static str,
        unknown: &'static str,
    ) -> &'static str {
        match self.digits {
            Some(digits) => known.iter().find(|(most, _)| digits <= *most).map_or(beyond, |(_, name)| name),
            None => unknown,
        }
    }
}

/// Whether all values are strings, null aside.
pub(crate) fn is_string(shape: &Shape) -> bool {
    shape.types.without(Types::NULL) == Types::STRING
}

/// The flat type of a location. A key keeps numbers in strings as text: "1" and "1.0" are two keys.
pub(crate) fn flat_type(shape: &Shape, is_key: bool) -> FlatType {
    let types = shape.types.without(Types::NULL);
    let format = shape.string.format.as_ref().map_or("", |format| &*format.value);
    if !is_key && types.overlaps(Types::STRING) {
        match format {
            "integer" if types.is_subset(Types::INTEGER | Types::STRING) => return FlatType::IntegerText,
            "number" if types.is_subset(Types::NUMBER | Types::STRING) => return FlatType::NumberText,
            _ => {}
        }
    }
    match types {
        Types::NONE => FlatType::Never,
        Types::OBJECT => FlatType::Object,
        Types::ARRAY => FlatType::Array,
        Types::BOOLEAN => FlatType::Boolean,
        Types::INTEGER if is_wide(&shape.numeric, shape.listed()) => FlatType::WideInteger,
        Types::INTEGER => FlatType::Integer,
        Types::STRING => string(shape, format),
        types if types.is_subset(Types::NUMBER) => FlatType::Number,
        _ => FlatType::Multiple,
    }
}

fn string(shape: &Shape, format: &str) -> FlatType {
    let media_type = shape.string.content_media_type.as_ref().map(|text| &*text.value);
    let bytes = media_type.is_none_or(|media_type| media_type == "application/octet-stream");
    if bytes && shape.string.content_encoding.as_ref().is_some_and(|text| &*text.value == "base64") {
        return FlatType::Binary;
    }
    match format {
        "date" => FlatType::Date,
        "date-time" => FlatType::DateTime,
        "time" => FlatType::Time,
        "duration" => FlatType::Duration,
        "ipv4" => FlatType::Ipv4,
        "ipv6" => FlatType::Ipv6,
        "macaddr" => FlatType::MacAddress,
        "macaddr8" => FlatType::MacAddress8,
        "uuid" => FlatType::Uuid,
        _ => FlatType::Text,
    }
}

/// Whether the schema allows for integers beyond 64 bits, by its bounds or its list of values.
fn is_wide(numeric: &NumericShape, values: Option<&[Value]>) -> bool {
    let listed = values.into_iter().flatten().filter_map(Value::as_number);
    numeric.bounds().chain(listed).any(|number| !fits(number))
}

/// The length of the longest string among values that all are one, or null.
fn longest(values: &[Value]) -> Option<u64> {
    let length = |value: &Value| value.as_str().map(|text| text.chars().count() as u64);
    let lengths: Option<Vec<u64>> = values.iter().filter(|value| !value.is_null()).map(length).collect();
    lengths?.into_iter().max()
}

/// The digits of the widest bound or value of an integer.
fn most_digits(numeric: &NumericShape, values: Option<&[Value]>) -> u64 {
    let listed = values.into_iter().flatten().filter_map(Value::as_number);
    numeric.bounds().chain(listed).map(digits).max().unwrap_or(0)
}

/// The digits of the integer part of a number.
fn digits(number: &Number) -> u64 {
    let text = number.to_string();
    let text = text.trim_start_matches('-');
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let whole = mantissa.split('.').next().unwrap_or_default().len() as u64;
    // A number is finite, so that its exponent is small.
    whole.saturating_add_signed(exponent.trim_start_matches('+').parse().unwrap_or(0)).max(1)
}

/// Whether a number lies within 64 signed bits. A float of 2^63 may stand for an integer beyond it, whose last
/// digits it has lost, so that counts as outside.
fn fits(number: &Number) -> bool {
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    number.is_i64() || (!number.is_u64() && number.as_f64().is_some_and(|float| float.abs() < LIMIT))
}

#[cfg(test)]
mod tests {
    use super::{digits, fits};

    #[test]
    fn digits_are_those_of_the_integer_part() {
        for (text, expected) in
            [("0", 1), ("-123", 3), ("18446744073709551615", 20), ("1e300", 301), ("1.5", 1)]
        {
            assert_eq!(digits(&serde_json::from_str(text).unwrap()), expected, "{text}");
        }
    }

    #[test]
    fn integers_of_64_bits_fit() {
        let fits = |text: &str| fits(&serde_json::from_str(text).unwrap());
        for text in ["0", "9223372036854775807", "-9223372036854775808", "1e18", "1.5"] {
            assert!(fits(text), "{text}");
        }
        for text in ["9223372036854775808", "18446744073709551616", "-9223372036854775809", "1e300"] {
            assert!(!fits(text), "{text}");
        }
    }
}
