//! Comments of documentation from titles and descriptions.

use crate::escape::visible;
use crate::model::{Doc, Model, Type, facets};

/// The lines of a comment, slashes included.
pub(super) fn comment(model: &Model, doc: &Doc, body: &Type) -> Vec<String> {
    let mut paragraphs: Vec<Vec<String>> =
        doc.paragraphs().map(|text| text.trim().lines().map(escape).collect()).collect();
    let facets = [facets(model, body), doc.remarks.clone()].concat();
    paragraphs.extend((!facets.is_empty()).then(|| vec![escape(&facets.join(" "))]));
    let mut said = Vec::new();
    said.extend(doc.deprecated.then(|| "Deprecated.".to_owned()));
    said.extend(doc.default.iter().filter_map(|value| short("Default", &value.to_string())));
    said.extend(doc.examples.iter().filter_map(|value| short("Example", &value.to_string())));
    paragraphs.extend(said.into_iter().map(|line| vec![line]));
    let text = paragraphs.into_iter().map(|lines| lines.join("\n")).collect::<Vec<_>>().join("\n\n");
    text.lines().map(|line| format!("/// {line}").trim_end().to_owned()).collect()
}

/// The longest value that a comment shows.
const LONGEST_VALUE: usize = 100;

fn short(name: &str, value: &str) -> Option<String> {
    (value.len() <= LONGEST_VALUE).then(|| format!("{name}: `{}`.", escape(value).replace('`', "'")))
}

/// One line of a comment.
fn escape(line: &str) -> String {
    visible(line.trim()).to_owned()
}

#[cfg(test)]
mod tests {
    use super::{Doc, Model, Type, comment};
    use crate::escape::is_hidden;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_line_is_a_comment(text in "(?s).{0,24}|[\r\n\u{2028}/*]{0,9}") {
            let doc = Doc { description: Some(text.into()), ..Doc::default() };
            for line in comment(&Model::default(), &doc, &Type::Null) {
                prop_assert!(line.starts_with("///") && !line.contains(is_hidden), "{line}");
            }
        }
    }
}
