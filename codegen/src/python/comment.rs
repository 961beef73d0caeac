//! Docstrings from titles and descriptions.

use crate::escape::visible;
use crate::model::{Doc, Type, facets, facets_beside_bounds};

/// The lines of a docstring, quotes included; none where there is nothing to say. Bounds and lengths are in the type.
pub(super) fn docstring(doc: &Doc, body: &Type) -> Vec<String> {
    lines(doc, &facets_beside_bounds(body))
}

/// The same with bounds and lengths, which plain types do not have.
pub(crate) fn docstring_of_all(doc: &Doc, body: &Type) -> Vec<String> {
    lines(doc, &facets(body))
}

fn lines(doc: &Doc, facets: &[String]) -> Vec<String> {
    let mut paragraphs: Vec<String> = doc.paragraphs().map(escaped).collect();
    let facets: Vec<String> = facets.iter().map(|facet| escape(facet)).collect();
    paragraphs.extend((!facets.is_empty()).then(|| facets.join("\n")));
    let mut said = Vec::new();
    said.extend(doc.deprecated.then(|| "Deprecated.".to_owned()));
    said.extend(doc.default.iter().filter_map(|value| short("Default", &value.to_string())));
    said.extend(doc.examples.iter().filter_map(|value| short("Example", &value.to_string())));
    paragraphs.extend((!said.is_empty()).then(|| said.join("\n")));
    let text = paragraphs.join("\n\n");
    let lines: Vec<&str> = text.lines().collect();
    match lines.as_slice() {
        [] => Vec::new(),
        [line] => vec![format!("\"\"\"{line}\"\"\"")],
        [first, rest @ ..] => {
            let mut all = vec![format!("\"\"\"{first}")];
            all.extend(rest.iter().map(|line| (*line).to_owned()));
            all.push("\"\"\"".to_owned());
            all
        }
    }
}

/// The longest value that a docstring shows.
const LONGEST_VALUE: usize = 100;

fn short(name: &str, value: &str) -> Option<String> {
    (value.len() <= LONGEST_VALUE).then(|| format!("{name}: {}", escape(value)))
}

fn escaped(text: &str) -> String {
    let lines: Vec<String> = text.trim().lines().map(|line| escape(line.trim_end())).collect();
    lines.join("\n")
}

/// One line in a docstring, which it cannot end.
pub(crate) fn escape(line: &str) -> String {
    let line = visible(line).replace('\\', "\\\\");
    // Three quotes, of which an escaped one may be the first, would end it.
    if line.contains("\"\"") {
        return line.replace('"', "\\\"");
    }
    match line.strip_suffix('"') {
        Some(start) => format!("{start}\\\""),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::{Doc, Type, docstring, escape};
    use crate::escape::is_hidden;
    use proptest::prelude::*;

    #[test]
    fn paragraphs_become_a_docstring() {
        let doc = Doc {
            title: Some("Order".into()),
            description: Some("One.\nTwo \"x\"".into()),
            ..Doc::default()
        };
        let lines = ["\"\"\"Order", "", "One.", "Two \"x\\\"", "\"\"\""];
        assert_eq!(docstring(&doc, &Type::Null), lines);
        assert!(docstring(&Doc::default(), &Type::Null).is_empty());
    }

    proptest! {
        #[test]
        fn lines_do_not_end_a_docstring(line in "[\"\\\\a\u{2028}\u{0}]{0,12}") {
            let line = escape(&line);
            prop_assert!(!line.contains(is_hidden));
            prop_assert!(!line.contains("\"\"\"") && (!line.ends_with('"') || line.ends_with("\\\"")), "{line}");
            // No backslash is left over for the quotes that follow.
            let slashes = line.chars().rev().take_while(|c| *c == '\\').count();
            prop_assert!(slashes % 2 == 0, "{line}");
        }
    }
}
