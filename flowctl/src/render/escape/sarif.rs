//! Plain text of messages in SARIF, which may hold links and placeholders.

/// Text without a link `[text](target)` (SARIF 2.1.0, section 3.11.6) and without a placeholder `{0}` (3.11.5).
///
/// Only what would be either is escaped: many viewers show escapes as they are.
pub fn message(text: &str) -> String {
    let text = super::prose(text);
    let mut shown = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find(['[', ']', '{']) {
        let (before, found) = rest.split_at(at);
        shown.push_str(before);
        let (mark, after) = found.split_at(1);
        let digits = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
        let closed = after.get(digits..).and_then(|end| end.strip_prefix('}'));
        rest = match (mark, closed) {
            ("{", Some(end)) if digits > 0 => {
                shown.push_str(&format!("{{{{{}}}}}", after.get(..digits).unwrap_or_default()));
                end
            }
            ("]", _) if after.starts_with('(') => {
                shown.push_str("\\]");
                after
            }
            _ => {
                shown.push_str(mark);
                after
            }
        };
    }
    shown + rest
}

#[cfg(test)]
mod tests {
    use super::message;

    #[test]
    fn there_are_no_links_and_no_placeholders() {
        assert_eq!(message("see [x](https://evil) or `[/id]`"), "see [x\\](https://evil) or `[/id]`");
        assert_eq!(message("{0} and {{12}} but `{ a: 1 }` {x}"), "{{0}} and {{{12}}} but `{ a: 1 }` {x}");
        assert_eq!(message("{\u{e9}]\n{1"), "{\u{e9}]\\u{a}{1");
    }
}
