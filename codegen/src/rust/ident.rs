//! Names and literals of Rust: the only place that quotes and escapes them.

use crate::model::words;

/// Names that a module gives to other things than types of the schema, and those of the prelude.
pub(super) const RESERVED_TYPES: &[&str] = &[
    "BTreeMap",
    "Box",
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "Deserialize",
    "Deserializer",
    "Drop",
    "Eq",
    "Err",
    "Fn",
    "From",
    "Integer",
    "Into",
    "IntoIter",
    "Iterator",
    "Never",
    "None",
    "Number",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "Result",
    "Self",
    "Send",
    "Serialize",
    "SerializeSeq",
    "Serializer",
    "Sized",
    "Some",
    "String",
    "Sync",
    "ToString",
    "TryFrom",
    "TryInto",
    "Value",
    "Vec",
];

/// Keywords, strict and reserved (Rust reference, section "Keywords").
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else",
    "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro",
    "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait",
    "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Keywords that cannot be raw identifiers.
const NEVER_RAW: &[&str] = &["crate", "self", "super", "_"];

/// The name of a type: words that begin with a capital.
pub(super) fn type_name(words: &[String]) -> String {
    let name = capitals(words);
    if begins_with_letter(&name) { name } else { format!("Type{name}") }
}

fn capitals(words: &[String]) -> String {
    let capital = |word: &String| {
        let letters: String = word.chars().filter(char::is_ascii_alphanumeric).collect();
        let mut chars = letters.chars();
        let first = chars.next().map(|c| c.to_ascii_uppercase());
        first.into_iter().chain(chars.map(|c| c.to_ascii_lowercase())).collect::<String>()
    };
    words.iter().map(capital).collect()
}

fn begins_with_letter(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
}

/// The name of a variant for a text: its words, with the signs before them where these are what tells it apart, as in
/// `>=` and `+1`.
pub(super) fn variant(text: &str) -> String {
    let name = capitals(&words(text));
    if begins_with_letter(&name) {
        return name;
    }
    let sign = |char: char| SIGNS.iter().find(|(sign, _)| *sign == char).map(|(_, name)| *name);
    let signs: String = text.chars().map_while(sign).take(MOST_SIGNS).collect();
    match (signs.is_empty(), name.is_empty()) {
        (false, _) => signs + &name,
        (true, false) => format!("V{name}"),
        (true, true) if text.is_empty() => "Empty".to_owned(),
        (true, true) => "Value".to_owned(),
    }
}

/// How many signs are spelled out.
const MOST_SIGNS: usize = 4;

/// Signs, and what they are called.
const SIGNS: &[(char, &str)] = &[
    (' ', "Space"),
    ('!', "Not"),
    ('#', "Hash"),
    ('$', "Dollar"),
    ('%', "Percent"),
    ('&', "And"),
    ('*', "Star"),
    ('+', "Plus"),
    (',', "Comma"),
    ('-', "Minus"),
    ('.', "Dot"),
    ('/', "Slash"),
    (':', "Colon"),
    (';', "Semicolon"),
    ('<', "Less"),
    ('=', "Equal"),
    ('>', "Greater"),
    ('?', "Question"),
    ('@', "At"),
    ('^', "Caret"),
    ('_', "Underscore"),
    ('|', "Or"),
    ('~', "Tilde"),
];

/// The name of a field: words in lower case.
pub(super) fn field(words: &[String]) -> String {
    let lower = |word: &String| {
        word.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect::<String>()
    };
    let words: Vec<String> = words.iter().map(lower).filter(|word| !word.is_empty()).collect();
    let name = words.join("_");
    match () {
        () if !name.starts_with(|c: char| c.is_ascii_alphabetic()) => format!("field_{name}"),
        () if NEVER_RAW.contains(&&*name) => format!("{name}_"),
        () if KEYWORDS.contains(&&*name) => format!("r#{name}"),
        () => name,
    }
}

/// A text as a literal.
pub(super) fn text(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if crate::escape::is_hidden(c) => out.push_str(&format!("\\u{{{:x}}}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// JSON as a literal of a string.
pub(super) fn json(value: &serde_json::Value) -> String {
    text(&value.to_string())
}

#[cfg(test)]
mod tests {
    use super::{field, text, type_name, variant};
    use crate::model::words;
    use proptest::prelude::*;

    #[test]
    fn names_are_as_the_language_has_them() {
        let of = |name: &str| (field(&words(name)), type_name(&words(name)));
        let pair = |field: &str, kind: &str| (field.to_owned(), kind.to_owned());
        assert_eq!(of("orderId"), pair("order_id", "OrderId"));
        assert_eq!(of("HTTPServer"), pair("http_server", "HttpServer"));
        assert_eq!(of("type"), pair("r#type", "Type"));
        assert_eq!(of("self"), pair("self_", "Self"));
        assert_eq!(of("1st"), pair("field_1st", "Type1st"));
        assert_eq!(of("\u{e9}"), pair("field_", "Type"));
        assert_eq!(text("a\"\\\n\u{202e}"), "\"a\\\"\\\\\\u{a}\\u{202e}\"");
    }

    #[test]
    fn variants_are_called_by_words_else_by_signs() {
        for (text, name) in [
            ("in-progress", "InProgress"),
            (">=", "GreaterEqual"),
            ("!=", "NotEqual"),
            ("+1", "Plus1"),
            ("-1", "Minus1"),
            ("...", "DotDotDot"),
            ("2.0.0", "V200"),
            ("", "Empty"),
            ("\u{e9}", "Value"),
        ] {
            assert_eq!(variant(text), name, "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_name_is_an_identifier(name in "(?s).{0,12}") {
            for name in [field(&words(&name)), type_name(&words(&name)), variant(&name)] {
                let name = name.trim_start_matches("r#");
                prop_assert!(name.starts_with(|c: char| c.is_ascii_alphabetic()), "{name}");
                prop_assert!(name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'), "{name}");
            }
        }
    }
}
