//! Plain scalars by the core schema of YAML 1.2.2 (section 10.3.2), exactly.
//!
//! `yes`, `on`, `1_000` and dates are strings.

/// What a plain scalar is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Scalar {
    /// `~`, `null` and their spellings, or nothing.
    Null,
    /// `true` and `false` in three spellings.
    Bool(bool),
    /// A number, as the text of a JSON number.
    Number(String),
    /// `.inf`, `.nan` or a number too large to be finite: JSON has none of them.
    NotFinite,
    /// Anything else.
    String,
}

/// Resolves a plain scalar.
pub(super) fn resolve(text: &str) -> Scalar {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Scalar::Null,
        "true" | "True" | "TRUE" => Scalar::Bool(true),
        "false" | "False" | "FALSE" => Scalar::Bool(false),
        ".nan" | ".NaN" | ".NAN" => Scalar::NotFinite,
        _ => number(text),
    }
}

fn number(text: &str) -> Scalar {
    if let Some(digits) = text.strip_prefix("0o") {
        return radix(digits, 8);
    }
    if let Some(digits) = text.strip_prefix("0x") {
        return radix(digits, 16);
    }
    let (sign, unsigned) = match text.as_bytes().first() {
        Some(b'-') => ("-", text.get(1..).unwrap_or_default()),
        Some(b'+') => ("", text.get(1..).unwrap_or_default()),
        _ => ("", text),
    };
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") {
        return Scalar::NotFinite;
    }
    let Some(magnitude) = decimal(unsigned) else { return Scalar::String };
    let number = format!("{sign}{magnitude}");
    match is_finite(&number) {
        true => Scalar::Number(number),
        false => Scalar::NotFinite,
    }
}

/// Whether the text of a JSON number names a finite 64-bit float.
pub(super) fn is_finite(number: &str) -> bool {
    number.parse::<f64>().is_ok_and(f64::is_finite)
}

/// `[0-9]+ (\. [0-9]*)? ([eE] [-+]? [0-9]+)?` or `\. [0-9]+ (…)?` as the text of a JSON number.
fn decimal(text: &str) -> Option<String> {
    let (mantissa, exponent) = match text.find(['e', 'E']) {
        Some(at) => (text.get(..at)?, Some(text.get(at + 1..)?)),
        None => (text, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let some = !whole.is_empty() || fraction.is_some_and(|fraction| !fraction.is_empty());
    if !some || !digits(whole) || !fraction.is_none_or(digits) {
        return None;
    }
    let mut number = match whole.trim_start_matches('0') {
        "" => "0".to_owned(),
        significant => significant.to_owned(),
    };
    if let Some(fraction) = fraction {
        number.push('.');
        number.push_str(if fraction.is_empty() { "0" } else { fraction });
    }
    if let Some(exponent) = exponent {
        let unsigned = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
        if unsigned.is_empty() || !digits(unsigned) {
            return None;
        }
        number.push('e');
        number.push_str(exponent);
    }
    Some(number)
}

fn radix(digits: &str, radix: u32) -> Scalar {
    if digits.is_empty() || !digits.chars().all(|c| c.is_digit(radix)) {
        return Scalar::String;
    }
    // Beyond 128 bits the exact digits would need big integers; such a literal is no sensible number.
    u128::from_str_radix(digits, radix).map_or(Scalar::NotFinite, |value| Scalar::Number(value.to_string()))
}

#[cfg(test)]
mod tests {
    use super::{Scalar, resolve};

    #[test]
    fn follows_the_core_schema() {
        let text = |s: &str| match resolve(s) {
            Scalar::Null => "null".to_owned(),
            Scalar::Bool(b) => b.to_string(),
            Scalar::Number(n) => n,
            Scalar::NotFinite => "not finite".to_owned(),
            Scalar::String => format!("{s:?}"),
        };
        let cases = [
            ("yes", "\"yes\""),
            ("on", "\"on\""),
            ("y", "\"y\""),
            ("tRue", "\"tRue\""),
            ("True", "true"),
            ("~", "null"),
            ("NULL", "null"),
            ("nUll", "\"nUll\""),
            ("017", "17"),
            ("0o17", "15"),
            ("0x1F", "31"),
            ("0b1", "\"0b1\""),
            ("1_000", "\"1_000\""),
            ("-0", "-0"),
            ("+12", "12"),
            ("00", "0"),
            ("-0o7", "\"-0o7\""),
            (".5", "0.5"),
            ("1.", "1.0"),
            ("1.e3", "1.0e3"),
            ("-.5E+2", "-0.5e+2"),
            (".", "\".\""),
            ("e3", "\"e3\""),
            ("1e", "\"1e\""),
            ("-", "\"-\""),
            ("+", "\"+\""),
            ("1.2.3", "\"1.2.3\""),
            ("18446744073709551616", "18446744073709551616"),
            (".inf", "not finite"),
            ("-.INF", "not finite"),
            (".nan", "not finite"),
            ("1e999", "not finite"),
            ("2020-11-22", "\"2020-11-22\""),
            ("12:30", "\"12:30\""),
            ("0x", "\"0x\""),
            ("\u{661}", "\"\u{661}\""),
        ];
        for (input, expected) in cases {
            assert_eq!(text(input), expected, "for {input}");
        }
    }
}
