//! Text within a cell of a Markdown table (GitHub Flavored Markdown).

/// Text as it is, with what stands between backticks as code.
///
/// A character reference is never markup (CommonMark, section 6.2), not within a table either, and no link is
/// made of what holds one: so all punctuation is spelled so.
pub fn cell(text: &str) -> String {
    let parts: Vec<&str> = text.split('`').collect();
    // An odd number of backticks quotes nothing.
    if parts.len().is_multiple_of(2) {
        return plain(text);
    }
    let mut shown = String::new();
    for (number, part) in parts.into_iter().enumerate() {
        let part = plain(part);
        shown += &if number % 2 == 1 { format!("<code>{part}</code>") } else { part };
    }
    shown
}

fn plain(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in super::prose(text).chars() {
        match c {
            _ if c.is_ascii_punctuation() => shown.push_str(&format!("&#{};", u32::from(c))),
            _ => shown.push(c),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn punctuation_means_nothing() {
        assert_eq!(cell("a|b\n@me"), "a&#124;b&#92;u&#123;a&#125;&#64;me");
        assert_eq!(cell("no `x|y` here"), "no <code>x&#124;y</code> here");
        assert_eq!(cell("one ` only"), "one &#96; only");
    }
}
