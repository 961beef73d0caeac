//! Comments of TypeScript from titles and descriptions.

use crate::escape::visible;
use compiler::analysis::Shape;

/// A JSDoc comment with the title and the description, ended by a line break; empty where there is neither.
pub(super) fn comment(shape: &Shape) -> String {
    let texts = shape.annotations.title.iter().chain(&shape.annotations.description).map(|text| &*text.value);
    let texts: Vec<&str> = texts.filter(|text| !text.trim().is_empty()).collect();
    doc(&texts)
}

/// A JSDoc comment of paragraphs.
fn doc(paragraphs: &[&str]) -> String {
    let text = paragraphs.join("\n\n");
    let lines: Vec<String> = text.lines().map(|line| escape(line.trim_end())).collect();
    match lines.as_slice() {
        [] => String::new(),
        [line] => format!("/** {line} */\n"),
        lines => {
            let lines = lines.iter().map(|line| format!(" * {line}").trim_end().to_owned() + "\n");
            format!("/**\n{} */\n", lines.collect::<String>())
        }
    }
}

/// One line in a comment, which it can neither end nor give orders from: a line that begins with `@` would be
/// a tag, and `@ts-ignore` would switch off the check of what follows.
pub(super) fn escape(line: &str) -> String {
    let line = visible(line).replace("*/", "*\\/");
    let text = line.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '/'));
    match text.starts_with('@') {
        true => format!("{}\\{text}", line.get(..line.len() - text.len()).unwrap_or_default()),
        false => line,
    }
}

#[cfg(test)]
mod tests {
    use super::{doc, escape};
    use crate::escape::is_hidden;
    use proptest::prelude::*;

    #[test]
    fn paragraphs_become_a_comment() {
        assert_eq!(doc(&[]), "");
        assert_eq!(doc(&["An order."]), "/** An order. */\n");
        assert_eq!(doc(&["Order", "One.\nTwo. "]), "/**\n * Order\n *\n * One.\n * Two.\n */\n");
        assert_eq!(escape("a */ b"), "a *\\/ b");
        assert_eq!(escape(" @ts-ignore"), " \\@ts-ignore");
        assert_eq!(escape("a\u{202e}b"), "a\\u{202e}b");
    }

    proptest! {
        #[test]
        fn comments_do_not_end_early(
            texts in proptest::collection::vec(
                "(?s).{0,12}|[*/@\n\r\u{2028} ]{0,10}|(\\*|/|@ts-ignore| |\n){0,6}",
                0..3,
            ),
        ) {
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            let comment = doc(&texts);
            prop_assert!(!comment.replace('\n', "").contains(is_hidden));
            if let Some(inner) = comment.strip_prefix("/**") {
                let inner = inner.strip_suffix("*/\n").unwrap();
                prop_assert!(!inner.contains("*/"), "{comment}");
                for line in inner.lines() {
                    let text = line.trim_start_matches(|c: char| c.is_whitespace() || "*/".contains(c));
                    prop_assert!(!text.starts_with('@'), "{comment}");
                }
            } else {
                prop_assert_eq!(comment, "");
            }
        }
    }
}
