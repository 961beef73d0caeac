//! Keeps secrets out of what is printed: their places in files, and their texts in messages.

use compiler::source::{FileId, Span};
use compiler::{Compilation, Node, Value};
use std::collections::BTreeSet;

/// From this length on a secret is masked within words too; a shorter one may be part of an ordinary word.
const TELLING_LENGTH: usize = 6;

/// All secrets of a compilation.
pub(super) struct Masks {
    by_file: Vec<Vec<Span>>,
    /// Longest first, so that a secret that holds another is masked whole.
    texts: Vec<String>,
}

impl Masks {
    pub(super) fn new(compilation: &Compilation) -> Masks {
        let mut files = compilation.sources.files();
        if compilation.diagnostics.is_empty() {
            // Nothing will be printed.
            files = &[];
        }
        let by_file: Vec<Vec<Span>> = files.iter().map(|file| compilation.secrets(file.id)).collect();
        let mut texts = BTreeSet::new();
        for span in by_file.iter().flatten() {
            let written = compilation.sources.slice(*span);
            texts.insert(written.trim_matches(['"', '\'']).to_owned());
            let tree = compilation.trees.get(span.file.index());
            texts.extend(tree.and_then(|tree| decoded(&tree.root, *span)));
        }
        let mut texts: Vec<String> = texts.into_iter().filter(|text| !text.trim().is_empty()).collect();
        texts.sort_by_key(|text| std::cmp::Reverse(text.len()));
        Masks { by_file, texts }
    }

    /// The places of a file that are not shown, sorted.
    pub(super) fn of_file(&self, file: FileId) -> &[Span] {
        self.by_file.get(file.index()).map_or(&[], Vec::as_slice)
    }

    /// The text without secrets.
    pub(super) fn text(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for secret in &self.texts {
            if text.contains(secret.as_str()) {
                text = without(&text, secret);
            }
        }
        text
    }
}

fn without(text: &str, secret: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(secret) {
        let (before, found) = rest.split_at(at);
        let after = found.get(secret.len()..).unwrap_or_default();
        let joins = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let in_word = joins(before.chars().next_back()) || joins(after.chars().next());
        shown.push_str(before);
        shown.push_str(if in_word && secret.len() < TELLING_LENGTH { secret } else { "***" });
        rest = after;
    }
    shown + rest
}

/// The value of the string at a span, which differs from its text where that has escapes.
fn decoded(node: &Node, span: Span) -> Option<String> {
    if node.span == span {
        return match &node.value {
            Value::String(text) => Some(text.to_string()),
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::Array(_)
            | Value::Object(_)
            | Value::Hole(_) => None,
        };
    }
    let children = node.entries().iter().map(|entry| &entry.value).chain(node.items());
    children.filter(|child| child.span.contains(span)).find_map(|child| decoded(child, span))
}

#[cfg(test)]
mod tests {
    use super::without;

    #[test]
    fn short_secrets_are_masked_as_words_only() {
        assert_eq!(without("`hunter2` is no number", "hunter2"), "`***` is no number");
        assert_eq!(without("xhunter2y", "hunter2"), "x***y");
        assert_eq!(without("an `a` in a name", "a"), "an `***` in *** name");
    }
}
