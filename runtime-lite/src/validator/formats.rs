//! `format`: an annotation, but for numbers that strings hold (`language.md` D2), unless all are asked for.

use super::Formats;
use jsonschema::ValidationOptions;

/// The formats that the crate knows. Those of numbers in strings, and others of the catalog language
/// (section 3.7), are below.
const KNOWN: &[&str] = &[
    "date",
    "date-time",
    "duration",
    "email",
    "hostname",
    "idn-email",
    "idn-hostname",
    "ipv4",
    "ipv6",
    "iri",
    "iri-reference",
    "json-pointer",
    "regex",
    "relative-json-pointer",
    "time",
    "uri",
    "uri-reference",
    "uri-template",
    "uuid",
];

/// What the crate may decode; `contentEncoding` and `contentMediaType` are annotations in every draft of ours,
/// as they are since 2019-09 (JSON Schema Validation 2019-09 section 8.1).
const ENCODINGS: &[&str] = &["base16", "base32", "base32hex", "base64", "base64url"];

/// The options of a validator under which a string has to match these formats.
pub(super) fn options(formats: Formats) -> ValidationOptions<'static> {
    let options = jsonschema::options()
        .should_validate_formats(true)
        .without_content_media_type_support("application/json")
        .with_format("integer", is_integer)
        .with_format("number", is_number);
    let options =
        ENCODINGS.iter().fold(options, |options, name| options.without_content_encoding_support(name));
    match formats {
        Formats::Annotate => KNOWN.iter().fold(options, |options, name| options.with_format(*name, |_| true)),
        Formats::Assert => options
            .with_format("macaddr", |text| is_hardware_address(text, 6))
            .with_format("macaddr8", |text| is_hardware_address(text, 8))
            .with_format("sha256", |text| {
                text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
            })
            .with_format("uint32", |text| text.parse::<u32>().is_ok())
            .with_format("uint64", |text| text.parse::<u64>().is_ok()),
    }
}

/// An integer of any size, as SQL reads it: digits after an optional sign.
fn is_integer(text: &str) -> bool {
    is_digits(text.strip_prefix(['-', '+']).unwrap_or(text))
}

/// A decimal number of any size: an integer, an optional fraction and an optional exponent.
fn is_number(text: &str) -> bool {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    is_integer(whole) && fraction.is_none_or(is_digits) && exponent.is_none_or(is_integer)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Pairs of hexadecimal digits between `:` or `-`, so many of them.
fn is_hardware_address(text: &str, pairs: usize) -> bool {
    let separator = if text.contains(':') { ':' } else { '-' };
    let is_pair = |pair: &str| pair.len() == 2 && pair.bytes().all(|byte| byte.is_ascii_hexdigit());
    text.split(separator).count() == pairs && text.split(separator).all(is_pair)
}
