//! Expressions that Python reads as ECMA-262 does.

use regex::Regex;
use runtime_lite::linear_expression;

/// The expression for `re.search` with `re.ASCII`, if it means the same; nothing where that is not sure.
pub(super) fn expression(pattern: &str) -> Option<String> {
    let mut out = String::new();
    let mut chars = pattern.chars().peekable();
    let mut in_class = false;
    while let Some(c) = chars.next() {
        match c {
            '\\' => {
                let next = chars.next()?;
                let is_known =
                    matches!(next, 'd' | 'D' | 'w' | 'W' | 'n' | 't' | 'r') || next.is_ascii_punctuation();
                if !is_known {
                    return None;
                }
                out.push('\\');
                out.push(next);
            }
            '(' if !in_class && chars.peek() == Some(&'?') => {
                chars.next();
                let kind = chars.next().filter(|kind| matches!(kind, ':' | '=' | '!'))?;
                out.extend(['(', '?', kind]);
            }
            '[' if in_class => out.push_str("\\["),
            '[' => {
                in_class = true;
                out.push('[');
                if chars.peek() == Some(&'^') {
                    out.extend(chars.next());
                }
                // An empty class is another thing in either language.
                if chars.peek() == Some(&']') {
                    return None;
                }
            }
            ']' if in_class => {
                in_class = false;
                out.push(']');
            }
            // Before a line break at the end, Python's dollar sign matches, too.
            '$' if !in_class => out.push_str("\\Z"),
            // A period leaves out other line breaks than Python's does.
            '.' if !in_class => out.push_str("[^\\n\\r\\u2028\\u2029]"),
            // A brace that is no number of times stands for itself, or is a mistake.
            '{' if !in_class => {
                let rest: String = chars.clone().take_while(|c| *c != '}').collect();
                let is_count = !rest.is_empty()
                    && rest.starts_with(|c: char| c.is_ascii_digit())
                    && rest.chars().all(|c| c.is_ascii_digit() || c == ',');
                if !is_count {
                    return None;
                }
                out.push('{');
            }
            '&' | '-' | '~' | '|' if in_class && chars.peek() == Some(&c) => return None,
            '+' if out.ends_with(['+', '*', '?', '}']) && !in_class => return None,
            c => out.push(c),
        }
    }
    let is_closed = !in_class && out.matches('(').count() == out.matches(')').count();
    is_closed.then_some(out)
}

/// The expression as the crate `regex` reads it, which pydantic uses; nothing where that cannot run it.
pub(super) fn linear(pattern: &str) -> Option<String> {
    let text = linear_expression(pattern)?;
    Regex::new(&text).is_ok().then(|| text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::expression;

    #[test]
    fn what_python_reads_otherwise_is_left_out_or_said_otherwise() {
        for (pattern, expected) in [
            ("^x-", Some("^x-")),
            ("^[a-z]{2,3}$", Some("^[a-z]{2,3}\\Z")),
            ("a.b", Some("a[^\\n\\r\\u2028\\u2029]b")),
            ("\\d+\\.(?:a|b)", Some("\\d+\\.(?:a|b)")),
            ("\\p{L}", None),
            ("\\s", None),
            ("(?<year>a)", None),
            ("[]", None),
            ("a++", None),
            ("a{", None),
            ("(", None),
            ("[", None),
        ] {
            assert_eq!(expression(pattern).as_deref(), expected, "{pattern}");
        }
    }
}
