//! Plain text of messages in SARIF, which may hold links and placeholders.

/// Text without a link `[text](target)` (SARIF 2.1.0, section 3.11.6) and without a placeholder `{0}` (3.11.5).
///
/// Of brackets only those that would end the text of a link are escaped, with the backslashes before them: many
/// viewers show escapes as they are. Braces are doubled, all of them, as a reader takes them in pairs from the left.
pub fn message(text: &str) -> String {
    let text = super::prose(text);
    let mut shown = String::with_capacity(text.len());
    // How many backslashes stand directly before.
    let mut backslashes = 0;
    for (at, c) in text.char_indices() {
        let ends_link = text.get(at..).is_some_and(|rest| rest.starts_with("]("));
        if ends_link {
            shown.extend(std::iter::repeat_n('\\', backslashes + 1));
        }
        shown.push(c);
        if matches!(c, '{' | '}') {
            shown.push(c);
        }
        backslashes = if c == '\\' { backslashes + 1 } else { 0 };
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::message;
    use crate::render::escape::prose;
    use proptest::prelude::*;

    /// Reads a message from left to right; none where it has a link or a placeholder, or a brace without its pair.
    fn decoded(message: &str) -> Option<String> {
        let mut text = String::new();
        let mut rest = message;
        while let Some(c) = rest.chars().next() {
            let run = rest.len() - rest.trim_start_matches('\\').len();
            if rest[run..].starts_with("](") {
                // Pairs are backslashes, and one that is left escapes the bracket.
                if run.is_multiple_of(2) {
                    return None;
                }
                text.push_str(&"\\".repeat(run / 2));
                text.push(']');
                rest = &rest[run + 1..];
            } else if run > 0 {
                text.push_str(&rest[..run]);
                rest = &rest[run..];
            } else if matches!(c, '{' | '}') {
                rest = rest[1..].strip_prefix(c)?;
                text.push(c);
            } else {
                text.push(c);
                rest = &rest[c.len_utf8()..];
            }
        }
        Some(text)
    }

    #[test]
    fn there_are_no_links_and_no_placeholders() {
        assert_eq!(message("see [x](https://evil) or `[/id]`"), "see [x\\](https://evil) or `[/id]`");
        assert_eq!(message("[x\\](https://evil)"), "[x\\\\\\](https://evil)");
        assert_eq!(message("{0} and {{12}} but `{ a: 1 }`"), "{{0}} and {{{{12}}}} but `{{ a: 1 }}`");
        assert_eq!(message("{\u{e9}]\n{1"), "{{\u{e9}]\\u{{a}}{{1");
    }

    proptest! {
        #[test]
        fn a_reader_finds_the_text_and_nothing_else(text in "[\\[\\](){}\\\\0a\u{e9}]{0,16}") {
            prop_assert_eq!(decoded(&message(&text)), Some(prose(&text)));
        }
    }
}
