//! The texts of secrets, all of which are looked for in a message at once.
//!
//! A file may have millions of them, and a run a hundred thousand messages: no message is searched for one after
//! another. They are kept sorted, as an automaton of millions of texts would take more than a gibibyte.

use compiler::diagnostic::QUOTED;
use std::collections::HashMap;
use std::ops::Range;

/// From this length on a secret is masked within words too; a shorter one may be part of an ordinary word.
const TELLING_LENGTH: usize = 6;

/// What stands where a text was cut.
const ELLIPSIS: char = '…';

/// What stands in place of a secret.
const MASK: &str = "***";

/// How many bytes texts are found by.
const START: usize = 4;

/// Texts of secrets.
#[derive(Debug, Default)]
pub(super) struct Texts {
    /// All, sorted.
    texts: Vec<String>,
    /// Which of them begin with the same bytes.
    starts: HashMap<[u8; START], Range<usize>>,
    /// Those that are too short to be found by these, sorted.
    short: Vec<String>,
}

impl Texts {
    pub(super) fn new(texts: impl Iterator<Item = String>) -> Texts {
        let mut texts: Vec<String> = texts.collect();
        texts.sort_unstable();
        texts.dedup();
        let mut starts = HashMap::new();
        for (at, text) in texts.iter().enumerate() {
            if let Some(start) = text.as_bytes().first_chunk() {
                starts.entry(*start).or_insert(at..at).end = at + 1;
            }
        }
        let short = texts.iter().filter(|text| text.len() < START).cloned().collect();
        Texts { texts, starts, short }
    }

    /// A text without secrets.
    pub(super) fn mask(&self, text: &str) -> String {
        if self.texts.is_empty() {
            return text.to_owned();
        }
        let mut shown = String::with_capacity(text.len());
        let mut at = 0;
        while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
            match self.length_at(text, at).filter(|length| *length > 0) {
                Some(length) => {
                    shown.push_str(MASK);
                    at += length;
                }
                None => {
                    shown.push(c);
                    at += c.len_utf8();
                }
            }
        }
        self.mask_cut(&shown)
    }

    /// The length of the longest secret at a place of a text.
    fn length_at(&self, text: &str, at: usize) -> Option<usize> {
        let rest = text.get(at..)?;
        let joins = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let in_word = |length: usize| {
            let before = text.get(..at).and_then(|before| before.chars().next_back());
            joins(before) || joins(rest.get(length..).and_then(|after| after.chars().next()))
        };
        let counts = |length: usize| length >= TELLING_LENGTH || !in_word(length);
        let alike = rest.as_bytes().first_chunk().and_then(|start| self.starts.get(start));
        let long = alike.and_then(|range| self.texts.get(range.clone())).unwrap_or_default();
        let (long, _) = longest(long, rest, counts);
        long.or_else(|| longest(&self.short, rest, counts).0)
    }

    /// The text without the start of a secret where a finding's text was cut within it.
    fn mask_cut(&self, text: &str) -> String {
        let mut shown = String::with_capacity(text.len());
        let mut kept = 0;
        for (cut, _) in text.match_indices(ELLIPSIS) {
            // What is cut has as much as this before the cut; other ellipses are our own.
            let Some(earliest) = cut.checked_sub(QUOTED) else { continue };
            let begins = |start: &usize| {
                let end = text.get(*start..cut).filter(|end| !end.is_empty());
                end.is_some_and(|end| longest(&self.texts, end, |_| false).1)
            };
            if let Some(start) = (earliest.max(kept)..cut).find(begins) {
                shown.push_str(text.get(kept..start).unwrap_or_default());
                shown.push_str(MASK);
                kept = cut;
            }
        }
        shown + text.get(kept..).unwrap_or_default()
    }
}

/// The length of the longest of sorted texts that a text begins with and that counts, and whether one of them
/// begins with the whole text.
fn longest(sorted: &[String], text: &str, counts: impl Fn(usize) -> bool) -> (Option<usize>, bool) {
    let mut left = sorted;
    let mut found = None;
    for (at, byte) in text.bytes().enumerate() {
        // All that are left begin as the text does, up to here: the one that ends here is the first.
        let (Some(first), Some(last)) = (left.first(), left.last()) else { return (found, false) };
        if first.len() == at && counts(at) {
            found = Some(at);
        }
        let next = |text: &String| text.as_bytes().get(at).copied();
        if next(first) == Some(byte) && next(last) == Some(byte) {
            continue;
        }
        let from = left.partition_point(|text| next(text) < Some(byte));
        let to = left.partition_point(|text| next(text) <= Some(byte));
        left = left.get(from..to).unwrap_or_default();
    }
    let whole = left.first().is_some_and(|first| first.len() == text.len()) && counts(text.len());
    (if whole { Some(text.len()) } else { found }, !left.is_empty())
}

#[cfg(test)]
mod tests {
    use super::Texts;
    use proptest::prelude::*;

    fn mask(secrets: &[&str], text: &str) -> String {
        Texts::new(secrets.iter().map(|&secret| secret.to_owned())).mask(text)
    }

    #[test]
    fn short_secrets_are_masked_as_words_only() {
        assert_eq!(mask(&["hunter2"], "`hunter2` is no number"), "`***` is no number");
        assert_eq!(mask(&["hunter2"], "xhunter2y"), "x***y");
        assert_eq!(mask(&["a"], "an `a` in a name"), "an `***` in *** name");
    }

    #[test]
    fn the_longest_secret_that_counts_is_masked() {
        assert_eq!(mask(&["hunter", "hunter2", "hunter22"], "hunter23 hunter2"), "***3 ***");
        assert_eq!(mask(&["a-b", "a"], "a-bc"), "***-bc");
        assert_eq!(mask(&["ab", "bcdefgh"], "abcdefgh"), "a***");
        assert_eq!(mask(&["\u{e9}t\u{e9}"], "\u{e9}t\u{e9}, \u{e9}"), "***, \u{e9}");
    }

    #[test]
    fn the_start_of_a_secret_is_masked_where_a_text_is_cut() {
        let text = |end: &str| format!("`{}{end}` is no URL", "x".repeat(200));
        assert_eq!(mask(&["hunter2"], &text("hun…")), text("***…"));
        assert_eq!(mask(&["hunter2"], &text("hunt…` or `hun…")), text("***…` or `***…"));
        assert_eq!(mask(&["**"], &text("*…")), text("***…"));
        assert_eq!(mask(&["hunter2"], &text("hint…")), text("hint…"));
        assert_eq!(mask(&[" hx"], "write `{ h… }`"), "write `{ h… }`");
    }

    proptest! {
        #[test]
        fn no_long_secret_is_left(secrets in prop::collection::vec("[ab]{6,8}", 0..6), text in "[ab ]{0,40}") {
            let masked = Texts::new(secrets.iter().cloned()).mask(&text);
            for secret in secrets {
                prop_assert!(!masked.contains(&secret));
            }
        }
    }
}
