//! Secrets in text that no tree holds: lines that cannot be read, comments, and text that only looks like a key.
//!
//! Where the tree has a key, it has decided. Elsewhere all is taken for secret from a telling word on.

use super::{Found, tells};
use crate::source::{SourceFile, Span};
use crate::syntax::{Node, Tree, Value};
use memchr::memchr_iter;
use std::ops::Range;

/// Adds what follows telling words in text that could not be read.
pub(super) fn find(file: &SourceFile, tree: &Tree, found: &mut Found) {
    let text = &*file.text;
    below_keys(file, tree, found);
    let words = telling_words(text).filter(|(word, colon)| !is_location(text, word, *colon));
    let words: Vec<(Range<usize>, usize)> = words.collect();
    // Most files have none, and need no list of what was read.
    if words.is_empty() {
        return;
    }
    let mut read = Read::default();
    read.add(&tree.root, text);
    read.sort();
    let mut covered = 0;
    for (word, colon) in words {
        // What is covered already needs no second look: nested blocks would be walked once for each level.
        if word.start < covered || read.holds(&word) {
            continue;
        }
        let hidden = after(text, &word, colon + 1);
        covered = hidden.end;
        found.hidden.push(Span::new(file.id, hidden.start, hidden.end));
        if !is_comment(text, word.start) {
            let token = token(text, &hidden);
            found.unspeakable.push(Span::new(file.id, token.start, token.end));
        }
    }
}

/// Lines below keys of secrets that were passed over.
fn below_keys(file: &SourceFile, tree: &Tree, found: &mut Found) {
    let text = &*file.text;
    let mut skipped: Vec<Range<usize>> = tree.skipped.iter().map(|span| span.range()).collect();
    skipped.sort_unstable_by_key(|range| range.start);
    let mut keys: Vec<usize> = match skipped.is_empty() {
        true => return,
        false => found.keys.iter().map(|key| key.range().start).collect(),
    };
    keys.sort_unstable();
    let mut covered = 0;
    for key in keys {
        if key < covered {
            continue;
        }
        covered = block_end(text, key);
        let first = skipped.partition_point(|range| range.end <= key);
        for range in skipped.iter().skip(first).take_while(|range| range.start < covered) {
            let (start, end) = (range.start.max(key), range.end.min(covered));
            let whole = text.get(start..end).unwrap_or_default();
            let start = end - whole.trim_start().len();
            found.hidden.push(Span::new(file.id, start, end));
        }
    }
}

/// Words that tell of a secret, each with the place of the colon behind it.
fn telling_words(text: &str) -> impl Iterator<Item = (Range<usize>, usize)> {
    memchr_iter(b':', text.as_bytes()).filter_map(move |colon| {
        let before = text.get(..colon)?.trim_end_matches([' ', '\t']);
        let before = before.strip_suffix(['"', '\'']).unwrap_or(before);
        let start = word_start(before);
        tells(before.get(start..)?).then_some((start..before.len(), colon))
    })
}

/// Where the word begins that a text ends in. Nearly all words are of ASCII, whose characters need no decoding.
fn word_start(text: &str) -> usize {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '$');
    let last = text.bytes().rposition(|byte| !byte.is_ascii() || !is_part(char::from(byte)));
    match last.and_then(|at| text.as_bytes().get(at)) {
        Some(byte) if !byte.is_ascii() => text.trim_end_matches(is_part).len(),
        Some(_) => last.map_or(0, |at| at + 1),
        None => 0,
    }
}

/// What the tree of a file has read.
#[derive(Default)]
struct Read {
    keys: Vec<Range<usize>>,
    /// Strings that are quoted, or blocks: what looks like a key in them is text.
    strings: Vec<Range<usize>>,
}

impl Read {
    fn add(&mut self, node: &Node, text: &str) {
        if let Value::String(_) = node.value {
            self.strings.extend(is_quoted(node, text).then(|| node.span.range()));
        }
        for entry in node.entries() {
            if !matches!(entry.value.value, Value::Hole(_)) && tells(&entry.key.value) {
                self.keys.push(entry.key.span.range());
            }
            self.add(&entry.value, text);
        }
        node.items().iter().for_each(|item| self.add(item, text));
    }

    fn sort(&mut self) {
        for ranges in [&mut self.keys, &mut self.strings] {
            ranges.sort_unstable_by_key(|range| range.start);
        }
    }

    fn holds(&self, word: &Range<usize>) -> bool {
        [&self.keys, &self.strings].into_iter().any(|ranges| {
            let last = ranges.partition_point(|range| range.start <= word.start).checked_sub(1);
            last.and_then(|last| ranges.get(last)).is_some_and(|range| word.end <= range.end)
        })
    }
}

/// Whether this begins the key of a collection: a list of locations.
fn is_location(text: &str, word: &Range<usize>, colon: usize) -> bool {
    let rest = text.get(colon + 1..).unwrap_or_default();
    let list = rest.trim_start_matches([' ', '\t']).strip_prefix('[');
    let first = list.map(|list| list.trim_start_matches([' ', '\t', '"', '\'']));
    text.get(word.clone()) == Some("key") && first.is_some_and(|first| first.starts_with('/'))
}

/// Whether a string is in quotes, or a block.
fn is_quoted(node: &Node, text: &str) -> bool {
    let start = node.span.range().start;
    let before = text.get(..start).unwrap_or_default().trim_end();
    let header = before.trim_end_matches(|c: char| matches!(c, '+' | '-') || c.is_ascii_digit());
    text.as_bytes().get(start).is_some_and(|first| b"\"'|>".contains(first)) || header.ends_with(['|', '>'])
}

/// The value behind a telling word: the rest of the line, a quote that is left open on it, and lines that are
/// indented deeper. Of a comment, the rest of the line.
fn after(text: &str, word: &Range<usize>, start: usize) -> Range<usize> {
    let rest = text.get(start..).unwrap_or_default();
    let start = start + (rest.len() - rest.trim_start_matches([' ', '\t']).len());
    let end = line_end(text, start);
    if is_comment(text, word.start) {
        return start..end;
    }
    let line = text.get(start..end).unwrap_or_default();
    let quote = line.chars().next().filter(|c| matches!(c, '"' | '\''));
    let open = quote.filter(|quote| !line.get(1..).unwrap_or_default().contains(*quote));
    let end = match open {
        // The quote that ends it may be the one that begins the next text: the rest of its line is of neither.
        Some(quote) => {
            let closes = text.get(end..).unwrap_or_default().find(quote);
            closes.map_or(text.len(), |at| line_end(text, end + at))
        }
        None => end,
    };
    start..end.max(block_end(text, word.start))
}

/// The end of the line of a place.
fn line_end(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    at + rest.find(['\n', '\r']).unwrap_or(rest.len())
}

/// The end of the line of a key, and of those below it that are indented deeper than its line.
fn block_end(text: &str, key: usize) -> usize {
    let start = line_start(text, key);
    let before = text.get(start..key).unwrap_or_default();
    let own = before.trim_start_matches([' ', '\t', '-']);
    let indent = before.len() - own.len();
    let mut end = line_end(text, key);
    let mut next = end;
    // The first part is the rest of the line of the key: its break.
    for (number, line) in text.get(end..).unwrap_or_default().split_inclusive('\n').enumerate() {
        let content = line.trim_start_matches([' ', '\t']);
        let depth = line.len() - content.len();
        // The items of a list may stand as deep as their key.
        let is_item = depth == indent && content.starts_with('-') && !before.contains('-');
        let is_deeper = depth > indent || is_item;
        let is_blank = content.trim().is_empty();
        if number > 0 && !is_deeper && !is_blank {
            break;
        }
        next += line.len();
        end = if is_blank { end } else { next };
    }
    end
}

fn line_start(text: &str, at: usize) -> usize {
    text.get(..at).unwrap_or_default().rfind(['\n', '\r']).map_or(0, |at| at + 1)
}

/// Whether a `#` stands before a place on its line, behind white space.
fn is_comment(text: &str, at: usize) -> bool {
    let before = text.get(line_start(text, at)..at).unwrap_or_default();
    before.trim_start().starts_with('#') || before.contains(" #") || before.contains("\t#")
}

/// The first word of what is hidden, which a message may quote.
fn token(text: &str, hidden: &Range<usize>) -> Range<usize> {
    let whole = text.get(hidden.clone()).unwrap_or_default();
    let end = whole.find(|c: char| c.is_whitespace() || matches!(c, ',' | '}' | ']')).unwrap_or(whole.len());
    let word = whole.get(..end).unwrap_or_default().trim_end_matches(':');
    hidden.start..hidden.start + word.len()
}

#[cfg(test)]
mod tests {
    use super::word_start;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_word_begins_behind_the_last_character_of_none(text in "[a-z\\u{e9}\\u{4e2d}_.$ :,\\u{a0}-]{0,8}") {
            let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '$');
            let start = text.char_indices().rev().find(|(_, c)| !is_part(*c)).map(|(at, c)| at + c.len_utf8());
            prop_assert_eq!(word_start(&text), start.unwrap_or_default());
        }
    }
}
