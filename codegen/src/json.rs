//! JSON as text: indented, with every hidden character escaped, so that it can be looked at and compared.

use crate::escape::is_hidden;
use serde::Serialize;

/// A document, ended by a line break.
pub(crate) fn document(value: &impl Serialize) -> String {
    let mut text =
        serde_json::to_string_pretty(value).expect("views have string keys and no failing serializer");
    text.push('\n');
    escape(text)
}

/// A string literal of JSON. It is one of JavaScript and TypeScript too (ECMA-262 section 12.9.4), since the
/// line separators are escaped.
pub(crate) fn literal(text: &str) -> String {
    escape(serde_json::to_string(text).expect("a string is always JSON"))
}

/// Escapes what the serializer leaves. Outside of strings, JSON has line breaks only.
fn escape(text: String) -> String {
    // Documents are long, and most have nothing to escape.
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\n')) {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match is_hidden(c) && c != '\n' {
            // All hidden characters are of the Basic Multilingual Plane: four digits are enough.
            true => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            false => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{document, is_hidden, literal};
    use proptest::prelude::*;

    #[test]
    fn hidden_characters_are_escaped() {
        assert_eq!(literal("\"\n\u{2028}\u{7f}\u{202e}"), r#""\"\n\u2028\u007f\u202e""#);
    }

    proptest! {
        #[test]
        fn values_survive(text in "(?s).{0,24}|[\u{0}-\u{ff}\u{2000}-\u{2070}]{0,24}") {
            let literal = literal(&text);
            prop_assert!(!literal.contains(is_hidden));
            prop_assert_eq!(serde_json::from_str::<String>(&literal).unwrap(), text.clone());
            let list = document(&std::slice::from_ref(&text));
            prop_assert!(!list.replace('\n', "").contains(is_hidden));
            prop_assert_eq!(serde_json::from_str::<Vec<String>>(&list).unwrap(), vec![text]);
        }
    }
}
