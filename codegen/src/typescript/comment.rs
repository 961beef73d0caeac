//! Comments of TypeScript from titles and descriptions.

use crate::escape::visible;
use crate::model::Doc;
use serde_json::Value;

/// A JSDoc comment with the words of the author, what the type cannot say, and tags, ended by a line break; empty
/// where there is nothing to say.
pub(super) fn comment(doc: &Doc, facets: &[String]) -> String {
    let mut paragraphs: Vec<String> = doc.paragraphs().map(escaped).collect();
    let facets: Vec<String> = facets.iter().chain(&doc.remarks).map(|facet| escape(facet)).collect();
    paragraphs.extend((!facets.is_empty()).then(|| facets.join(" ")));
    let mut tags = Vec::new();
    tags.extend(doc.deprecated.then(|| "@deprecated".to_owned()));
    tags.extend(doc.default.iter().filter_map(|value| tag("default", value)));
    tags.extend(doc.examples.iter().filter_map(|value| tag("example", value)));
    paragraphs.extend((!tags.is_empty()).then(|| tags.join("\n")));
    printed(&paragraphs)
}

/// The longest value that a comment shows.
const LONGEST_VALUE: usize = 100;

fn tag(name: &str, value: &Value) -> Option<String> {
    let text = value.to_string();
    (text.len() <= LONGEST_VALUE).then(|| format!("@{name} {}", escape(&text)))
}

fn escaped(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(|line| escape(line.trim_end())).collect();
    lines.join("\n")
}

/// A JSDoc comment of paragraphs that are escaped.
fn printed(paragraphs: &[String]) -> String {
    let text = paragraphs.join("\n\n");
    let lines: Vec<&str> = text.lines().collect();
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
pub(crate) fn escape(line: &str) -> String {
    let line = visible(line).replace("*/", "*\\/");
    let text = line.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '/'));
    match text.starts_with('@') {
        true => format!("{}\\{text}", line.get(..line.len() - text.len()).unwrap_or_default()),
        false => line,
    }
}

#[cfg(test)]
mod tests {
    use super::{Doc, comment, escape};
    use crate::escape::is_hidden;
    use proptest::prelude::*;
    use std::sync::Arc;

    #[test]
    fn paragraphs_become_a_comment() {
        let of = |title: Option<&str>, text: Option<&str>| Doc {
            title: title.map(Into::into),
            description: text.map(Into::into),
            ..Doc::default()
        };
        assert_eq!(comment(&of(None, None), &[]), "");
        assert_eq!(comment(&of(Some("An order."), Some("An order.")), &[]), "/** An order. */\n");
        let doc = of(Some("Order"), Some("One.\nTwo. "));
        assert_eq!(comment(&doc, &[]), "/**\n * Order\n *\n * One.\n * Two.\n */\n");
        let doc = Doc { default: Some(Arc::new("a*/".into())), deprecated: true, ..Doc::default() };
        let expected = "/**\n * At least 1. At most 2.\n *\n * @deprecated\n * @default \"a*\\/\"\n */\n";
        assert_eq!(comment(&doc, &["At least 1.".to_owned(), "At most 2.".to_owned()]), expected);
        assert_eq!(escape("a */ b"), "a *\\/ b");
        assert_eq!(escape(" @ts-ignore"), " \\@ts-ignore");
        assert_eq!(escape("a\u{202e}b"), "a\\u{202e}b");
    }

    proptest! {
        #[test]
        fn comments_do_not_end_early(
            texts in proptest::collection::vec(
                "(?s).{0,12}|[*/@\n\r\u{2028} ]{0,10}|(\\*|/|@ts-ignore| |\n){0,6}",
                0..4,
            ),
        ) {
            let [title, description, facet] = [0, 1, 2].map(|at| texts.get(at).map(|text| Arc::from(text.as_str())));
            let facets: Vec<String> = facet.map(|text: Arc<str>| text.to_string()).into_iter().collect();
            let doc = Doc { title, description, examples: vec!["*/".into()], ..Doc::default() };
            let comment = comment(&doc, &facets);
            prop_assert!(!comment.replace('\n', "").contains(is_hidden));
            if let Some(inner) = comment.strip_prefix("/**") {
                let inner = inner.strip_suffix("*/\n").unwrap();
                prop_assert!(!inner.contains("*/"), "{comment}");
                for line in inner.lines() {
                    let text = line.trim_start_matches(|c: char| c.is_whitespace() || "*/".contains(c));
                    prop_assert!(!text.starts_with('@') || text.starts_with("@example"), "{comment}");
                }
            } else {
                prop_assert_eq!(comment, "");
            }
        }
    }
}
