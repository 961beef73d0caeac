//! Docstrings from titles and descriptions.

use crate::escape::visible;
use crate::model::{Doc, Model, Type, facets, facets_beside_bounds};

/// The lines of a docstring, quotes included; none where there is nothing to say. Bounds and lengths are in the type.
pub(super) fn docstring(model: &Model, doc: &Doc, body: &Type) -> Vec<String> {
    lines(doc, &facets_beside_bounds(model, body))
}

/// The same with bounds and lengths, which plain types do not have.
pub(crate) fn docstring_of_all(model: &Model, doc: &Doc, body: &Type) -> Vec<String> {
    lines(doc, &facets(model, body))
}

fn lines(doc: &Doc, facets: &[String]) -> Vec<String> {
    let mut paragraphs: Vec<String> = doc.paragraphs().map(escaped).collect();
    let facets: Vec<String> = facets.iter().chain(&doc.remarks).map(|facet| escape(facet)).collect();
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
        [line] => vec![format!("\"\"\"{}\"\"\"", ended(&begun(line)))],
        [first, rest @ ..] => {
            let mut all = vec![format!("\"\"\"{}", begun(first))];
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

/// A line of a docstring, which it cannot end. Quotes that follow at once are another matter.
pub(crate) fn escape(line: &str) -> String {
    let line = visible(line).replace('\\', "\\\\");
    // Three quotes, of which an escaped one may be the first, would end it.
    if line.contains("\"\"") { line.replace('"', "\\\"") } else { line }
}

/// A line behind the quotes at the start of a docstring, which a space keeps from becoming more, as formatters do.
fn begun(line: &str) -> String {
    if line.starts_with('"') { format!(" {line}") } else { line.to_owned() }
}

/// A line before the quotes at the end of a docstring, which a space keeps from becoming more.
fn ended(line: &str) -> String {
    if line.ends_with('"') { format!("{line} ") } else { line.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::{Doc, Model, Type, docstring};
    use crate::escape::is_hidden;
    use proptest::prelude::*;

    #[test]
    fn paragraphs_become_a_docstring() {
        let doc = Doc {
            title: Some("Order".into()),
            description: Some("One.\nTwo \"x\"".into()),
            ..Doc::default()
        };
        let lines = ["\"\"\"Order", "", "One.", "Two \"x\"", "\"\"\""];
        assert_eq!(docstring(&Model::default(), &doc, &Type::Null), lines);
        let doc = Doc { title: Some("Of \"x\"".into()), ..Doc::default() };
        assert_eq!(docstring(&Model::default(), &doc, &Type::Null), ["\"\"\"Of \"x\" \"\"\""]);
        let doc = Doc { title: Some("\"x\" of".into()), ..Doc::default() };
        assert_eq!(docstring(&Model::default(), &doc, &Type::Null), ["\"\"\" \"x\" of\"\"\""]);
        assert!(docstring(&Model::default(), &Doc::default(), &Type::Null).is_empty());
    }

    proptest! {
        #[test]
        fn lines_do_not_end_a_docstring(text in "[\"\\\\a\u{2028}\u{0}]{0,12}") {
            let doc = Doc { title: Some(text.into()), ..Doc::default() };
            let printed = docstring(&Model::default(), &doc, &Type::Null);
            let Some(line) = printed.first() else { return Ok(()) };
            let line = line.strip_prefix("\"\"\"").and_then(|line| line.strip_suffix("\"\"\"")).unwrap();
            prop_assert!(printed.len() == 1 && !line.contains(is_hidden), "{printed:?}");
            prop_assert!(!line.contains("\"\"\"") && !line.starts_with('"') && !line.ends_with('"'), "{line}");
            // No backslash is left over for the quotes that follow.
            let slashes = line.chars().rev().take_while(|c| *c == '\\').count();
            prop_assert!(slashes % 2 == 0, "{line}");
        }
    }
}
