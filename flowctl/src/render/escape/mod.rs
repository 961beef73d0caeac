//! The escapers of the user's text: what a terminal would obey, or not show, is spelled out (`language.md` D8), and
//! in a format what would be its markup.

pub mod github;
mod json;
pub mod markdown;
pub mod sarif;
pub mod uri;
pub mod xml;

pub use json::Json;

/// Whether a character is shown as `\u{…}`: control, bidirectional and invisible characters.
///
/// Line breaks and tabs count: they can forge lines. [`block`] makes an exception of them.
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(
            u32::from(c),
            0xAD            // soft hyphen
            | 0x34F         // combining grapheme joiner
            | 0x61C         // Arabic letter mark
            | 0x115F..=0x1160
            | 0x17B4..=0x17B5
            | 0x180B..=0x180F
            | 0x200B..=0x200F // zero-width characters and marks of direction
            | 0x2028..=0x202E // separators of lines, embeddings and overrides of direction
            | 0x2060..=0x206F // word joiner, isolates of direction
            | 0x3164
            | 0xFEFF        // byte order mark
            | 0xFFA0
            | 0xFFF0..=0xFFFB
            | 0xE0000..=0xE0FFF // tags and other invisible characters
        )
}

/// Appends a character, spelled out where it is hidden.
pub fn push(c: char, text: &mut String) {
    match is_hidden(c) {
        true => text.extend(c.escape_unicode()),
        false => text.push(c),
    }
}

/// Text for within a line.
pub fn prose(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    text.chars().for_each(|c| push(c, &mut shown));
    shown
}

/// Text of several lines: line breaks and tabs stay.
pub fn block(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\t' => shown.push(c),
            _ => push(c, &mut shown),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::{block, is_hidden, prose};
    use proptest::prelude::*;

    #[test]
    fn spells_out_what_a_terminal_would_obey() {
        assert_eq!(prose("a\u{1b}[31mb"), "a\\u{1b}[31mb");
        assert_eq!(prose("a\nerror: b"), "a\\u{a}error: b");
        assert_eq!(prose("\u{202e}x\u{200b}\u{9b}\u{7f}"), "\\u{202e}x\\u{200b}\\u{9b}\\u{7f}");
        assert_eq!(block("a\n\tb\r"), "a\n\tb\\u{d}");
        assert_eq!(prose("na\u{ef}ve \u{6f22}\u{5b57}"), "na\u{ef}ve \u{6f22}\u{5b57}");
    }

    proptest! {
        #[test]
        fn nothing_hidden_is_left(text in any::<String>()) {
            prop_assert!(!prose(&text).contains(is_hidden));
            prop_assert!(block(&text).chars().all(|c| !is_hidden(c) || c == '\n' || c == '\t'));
        }
    }
}
