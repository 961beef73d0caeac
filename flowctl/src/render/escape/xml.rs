//! Text within XML 1.0, in elements and in attributes.

/// Text in which nothing is markup. Line breaks stay.
pub fn text(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in super::block(text).chars() {
        match c {
            '&' => shown.push_str("&amp;"),
            '<' => shown.push_str("&lt;"),
            '>' => shown.push_str("&gt;"),
            '"' => shown.push_str("&quot;"),
            '\'' => shown.push_str("&apos;"),
            // No document may hold these, not even as a reference (section 2.2).
            '\u{fffe}' | '\u{ffff}' => shown.extend(c.escape_unicode()),
            _ => shown.push(c),
        }
    }
    shown
}

/// Text for within quotes, where parsers turn line breaks into spaces.
pub fn attribute(value: &str) -> String {
    text(&super::prose(value))
}

#[cfg(test)]
mod tests {
    use super::{attribute, text};

    #[test]
    fn nothing_is_markup() {
        assert_eq!(text("a<b>]]>&\"'\n"), "a&lt;b&gt;]]&gt;&amp;&quot;&apos;\n");
        assert_eq!(attribute("a\n\u{0}\u{ffff}"), "a\\u{a}\\u{0}\\u{ffff}");
    }
}
