//! Characters of the user's text that must not reach a terminal or an editor as they are (`language.md` D8).

/// The text with each hidden character, line breaks among them, as `\u{…}`: always one line.
pub(crate) fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match is_hidden(c) {
            true => out.push_str(&format!("\\u{{{:x}}}", u32::from(c))),
            false => out.push(c),
        }
    }
    out
}

/// Whether a character is a control, breaks lines, or changes the direction of the text around it.
///
/// The last are those of "Trojan Source" (CVE-2021-42574), and the marks that act like them.
pub(crate) fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::{is_hidden, visible};
    use proptest::prelude::*;

    #[test]
    fn hidden_characters_are_spelled_out() {
        assert_eq!(visible("a\nb\u{1b}[31m\u{202e}c \u{e9}"), "a\\u{a}b\\u{1b}[31m\\u{202e}c \u{e9}");
    }

    proptest! {
        #[test]
        fn nothing_hidden_is_left(text in "(?s).{0,24}|[\u{0}-\u{ff}\u{2000}-\u{2070}]{0,24}") {
            prop_assert!(!visible(&text).contains(is_hidden));
        }
    }
}
