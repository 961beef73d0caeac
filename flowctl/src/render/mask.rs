//! Keeps secrets out of what is printed: their places in files, and their texts in messages.

use compiler::diagnostic::QUOTED;
use compiler::source::{FileId, SourceFile, Span};
use compiler::{Compilation, Node, Secrets};
use std::collections::BTreeSet;

/// From this length on a secret is masked within words too; a shorter one may be part of an ordinary word.
const TELLING_LENGTH: usize = 6;

/// What stands where a text was cut.
const ELLIPSIS: char = '…';

/// All secrets of a compilation.
pub(super) struct Masks {
    by_file: Vec<Vec<Span>>,
    /// Longest first, so that a secret that holds another is masked whole.
    texts: Vec<String>,
}

impl Masks {
    pub(super) fn new(compilation: &Compilation) -> Masks {
        // Where there is no finding, nothing will be printed.
        match compilation.diagnostics.is_empty() {
            true => Masks { by_file: Vec::new(), texts: Vec::new() },
            false => Masks::of_all(compilation),
        }
    }

    /// The secrets of a compilation of which text is shown without a finding.
    pub(super) fn of_all(compilation: &Compilation) -> Masks {
        let Secrets { by_file, unspeakable } = compilation.secrets();
        let mut texts = BTreeSet::new();
        for span in &unspeakable {
            let written = compilation.sources.slice(*span);
            texts.insert(written.trim_matches(['"', '\'']).to_owned());
        }
        for (tree, _) in compilation.trees.iter().zip(&by_file).filter(|(_, spans)| !spans.is_empty()) {
            decoded(&tree.root, &unspeakable, &mut texts);
        }
        let mut texts: Vec<String> = texts.into_iter().filter(|text| !text.trim().is_empty()).collect();
        texts.sort_by_key(|text| std::cmp::Reverse(text.len()));
        Masks { by_file, texts }
    }

    /// The places of a file that are not shown, sorted.
    pub(super) fn of_file(&self, file: FileId) -> &[Span] {
        self.by_file.get(file.index()).map_or(&[], Vec::as_slice)
    }

    /// The text of a file, with as many marks as a secret has characters in its place.
    pub(super) fn file(&self, file: &SourceFile) -> String {
        let masks = self.of_file(file.id);
        let mut shown = String::with_capacity(file.text.len());
        let mut end = 0;
        for mask in masks {
            let range = mask.range();
            shown.push_str(file.text.get(end..range.start).unwrap_or_default());
            let hidden = file.text.get(range.start.max(end)..range.end).unwrap_or_default();
            shown.extend(hidden.chars().map(|c| if c == '\n' { c } else { '*' }));
            end = end.max(range.end);
        }
        shown + file.text.get(end..).unwrap_or_default()
    }

    /// The text without secrets.
    pub(super) fn text(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for secret in &self.texts {
            if text.contains(secret.as_str()) {
                text = without(&text, secret);
            }
            text = without_start(&text, secret);
        }
        text
    }
}

/// The text without the start of a secret where a finding's text was cut within it.
fn without_start(text: &str, secret: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut kept = 0;
    for (cut, _) in text.match_indices(ELLIPSIS) {
        // What is cut has as much as this before the cut; other ellipses are our own.
        let Some(earliest) = cut.checked_sub(QUOTED) else { continue };
        let begins = |start: &usize| {
            text.get(*start..cut).is_some_and(|end| !end.is_empty() && secret.starts_with(end))
        };
        if let Some(start) = (earliest.max(kept)..cut).find(begins) {
            shown.push_str(text.get(kept..start).unwrap_or_default());
            shown.push_str("***");
            kept = cut;
        }
    }
    shown + text.get(kept..).unwrap_or_default()
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

/// The values of strings at these sorted spans, which differ from their texts where those have escapes.
fn decoded(node: &Node, spans: &[Span], texts: &mut BTreeSet<String>) {
    if let Some(text) = node.as_str().filter(|_| spans.binary_search(&node.span).is_ok()) {
        texts.insert(text.to_string());
    }
    let children = node.entries().iter().map(|entry| &entry.value).chain(node.items());
    children.for_each(|child| decoded(child, spans, texts));
}

#[cfg(test)]
mod tests {
    use super::{without, without_start};

    #[test]
    fn short_secrets_are_masked_as_words_only() {
        assert_eq!(without("`hunter2` is no number", "hunter2"), "`***` is no number");
        assert_eq!(without("xhunter2y", "hunter2"), "x***y");
        assert_eq!(without("an `a` in a name", "a"), "an `***` in *** name");
    }

    #[test]
    fn the_start_of_a_secret_is_masked_where_a_text_is_cut() {
        let text = |end: &str| format!("`{}{end}` is no URL", "x".repeat(200));
        assert_eq!(without_start(&text("hun…"), "hunter2"), text("***…"));
        assert_eq!(without_start(&text("hunt…` or `hun…"), "hunter2"), text("***…` or `***…"));
        assert_eq!(without_start(&text("*…"), "**"), text("***…"));
        assert_eq!(without_start(&text("hint…"), "hunter2"), text("hint…"));
        assert_eq!(without_start("write `{ h… }`", " h"), "write `{ h… }`");
    }
}
