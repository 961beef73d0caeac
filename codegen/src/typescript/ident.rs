//! Names and literals of TypeScript: the only place that quotes and escapes them.

use crate::json;
use serde_json::Value;

/// The name of a property, in quotes unless it is a plain identifier.
pub(super) fn property(name: &str) -> String {
    let is_letter = |c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '$');
    let is_plain = name.starts_with(is_letter) && name.chars().all(|c| is_letter(c) || c.is_ascii_digit());
    if is_plain { name.to_owned() } else { json::literal(name) }
}

/// The literal type of a scalar; none for arrays and objects.
pub(super) fn literal(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(json::literal(text)),
        Value::Null | Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
        Value::Array(_) | Value::Object(_) => None,
    }
}

/// The name of a type.
pub(super) fn type_name(words: &[String]) -> String {
    pascal_case(&words.join(" "))
}

/// Words begin with a capital letter and are joined. The result is an identifier.
fn pascal_case(name: &str) -> String {
    let mut out = String::new();
    let mut starts_word = true;
    for c in name.chars() {
        if !is_part(c) {
            starts_word = true;
            continue;
        }
        match starts_word {
            true => out.extend(c.to_uppercase().filter(|c| is_part(*c))),
            false => out.push(c),
        }
        starts_word = false;
    }
    match out.chars().next() {
        Some(first) if first.is_alphabetic() => out,
        Some(_) | None => format!("_{out}"),
    }
}

/// Whether a character may be part of an identifier in every version of ECMAScript: letters of the Basic
/// Multilingual Plane, but for the circled ones, which are symbols, and ASCII digits.
fn is_part(c: char) -> bool {
    c.is_ascii_digit() || (c.is_alphabetic() && c <= '\u{ffff}' && !('\u{24b6}'..='\u{24e9}').contains(&c))
}

#[cfg(test)]
mod tests {
    use super::{literal, property, type_name};
    use crate::escape::is_hidden;
    use crate::model::words;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn names_of_properties_are_quoted_where_they_must_be() {
        assert_eq!(property("a_$1"), "a_$1");
        assert_eq!(property("1a"), "\"1a\"");
        assert_eq!(property(""), "\"\"");
        assert_eq!(property("a\"b\\\n"), r#""a\"b\\\n""#);
        assert_eq!(property("\u{e9}"), "\"\u{e9}\"");
    }

    #[test]
    fn scalars_are_literals() {
        assert_eq!(literal(&json!("a\u{2028}\"")).unwrap(), r#""a\u2028\"""#);
        assert_eq!(literal(&json!(-1.5)).unwrap(), "-1.5");
        assert_eq!(literal(&json!(null)).unwrap(), "null");
        assert_eq!(literal(&json!([1])), None);
    }

    #[test]
    fn names_of_types_are_identifiers() {
        let name = |text: &str| type_name(&words(text));
        assert_eq!(name("from-orders source"), "FromOrdersSource");
        assert_eq!(name("1st source"), "_1stSource");
        assert_eq!(name("HTTPServer"), "HTTPServer");
        assert_eq!(name("\u{446}\u{435}\u{43d}\u{44b}"), "\u{426}\u{435}\u{43d}\u{44b}");
    }

    proptest! {
        #[test]
        fn quoted_names_are_one_string(name in "(?s).{0,16}|[\"\\\\\u{2028}\u{2029}\n*/`$a{}]{0,12}") {
            let printed = property(&name);
            prop_assert!(!printed.contains(is_hidden));
            if printed != name {
                prop_assert_eq!(serde_json::from_str::<String>(&printed).unwrap(), name);
            }
        }
    }
}
