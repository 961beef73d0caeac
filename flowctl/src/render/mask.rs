//! Keeps secrets out of what is printed: their places in files, and their texts in messages.

use super::texts::Texts;
use compiler::source::{FileId, SourceFile, Span};
use compiler::{Compilation, Node, Secrets};
use std::collections::BTreeSet;
use std::ops::Range;

/// All secrets of a compilation.
pub(crate) struct Masks<'c> {
    by_file: &'c [Vec<Span>],
    texts: Texts,
}

impl<'c> Masks<'c> {
    pub(super) fn new(compilation: &'c Compilation) -> Masks<'c> {
        // Where there is no finding, nothing will be printed.
        match compilation.diagnostics.is_empty() {
            true => Masks { by_file: &[], texts: Texts::default() },
            false => Masks::of_all(compilation),
        }
    }

    /// The secrets of a compilation of which text is shown without a finding.
    pub(crate) fn of_all(compilation: &'c Compilation) -> Masks<'c> {
        let Secrets { by_file, unspeakable } = compilation.secrets();
        let mut texts = BTreeSet::new();
        for span in unspeakable {
            let written = compilation.sources.slice(*span);
            texts.insert(written.trim_matches(['"', '\'']).to_owned());
        }
        for (tree, _) in compilation.trees.iter().zip(by_file).filter(|(_, spans)| !spans.is_empty()) {
            decoded(&tree.root, unspeakable, &mut texts);
        }
        Masks { by_file, texts: Texts::new(texts.into_iter().filter(|text| !text.trim().is_empty())) }
    }

    /// The places that are not shown of a part of a file, sorted.
    pub(super) fn within(&self, file: FileId, part: &Range<usize>) -> &[Span] {
        let spans = self.by_file.get(file.index()).map_or(&[][..], Vec::as_slice);
        let from = spans.partition_point(|span| span.range().end <= part.start);
        let to = spans.partition_point(|span| span.range().start < part.end);
        spans.get(from..to).unwrap_or_default()
    }

    /// The text of a file, with as many marks as a secret has characters in its place.
    pub(super) fn file(&self, file: &SourceFile) -> String {
        let masks = self.within(file.id, &(0..file.text.len()));
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
    pub(crate) fn text(&self, text: &str) -> String {
        self.texts.mask(text)
    }
}

/// The values of strings at these sorted spans, which differ from their texts where those have escapes.
fn decoded(node: &Node, spans: &[Span], texts: &mut BTreeSet<String>) {
    if let Some(text) = node.as_str().filter(|_| spans.binary_search(&node.span).is_ok()) {
        texts.insert(text.to_string());
    }
    let children = node.entries().iter().map(|entry| &entry.value).chain(node.items());
    children.for_each(|child| decoded(child, spans, texts));
}
