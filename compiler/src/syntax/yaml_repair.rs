//! Reading on after a YAML syntax error, so that a broken line costs that line and not the file.
//!
//! On an error, the line of the error, the three non-blank lines above it and the one below are tried in
//! turn: each is overwritten with spaces (no offset moves) and the text is scanned again. The one after
//! which the next error lies furthest away stays blank, and the error is recorded. It never looks at what
//! the text means. A quote that is not closed on its line is tried first, from further above: it swallows lines
//! up to the next quote, where the error is found.

use super::yaml::options;
use granit_parser::{ErrorKind, Parser, ScanError};
use std::ops::Range;

/// A text without syntax errors, all of it where it was in the original.
pub(super) struct Repaired {
    /// What is blank at the end of the original may be missing.
    pub(super) text: String,
    pub(super) errors: Vec<SyntaxError>,
    /// What was overwritten with spaces.
    pub(super) skipped: Vec<Range<usize>>,
}

/// One syntax error of the original text.
pub(super) struct SyntaxError {
    pub(super) range: Range<usize>,
    pub(super) message: String,
    pub(super) label: String,
    pub(super) help: String,
}

const MAX_ERRORS: usize = 20;
const MAX_SCANNED: usize = 8 << 20;

/// Blanks lines until the text can be read.
pub(super) fn repair(original: &str) -> Repaired {
    let mut repaired = Repaired { text: original.to_owned(), errors: Vec::new(), skipped: Vec::new() };
    let mut budget = MAX_SCANNED.max(original.len().saturating_mul(3));
    while let Some(error) = scan(&repaired.text) {
        let offset = offset(&error, original);
        let next = match repaired.errors.len() < MAX_ERRORS {
            true => best_candidate(&repaired.text, offset, &mut budget),
            false => None,
        };
        repaired.errors.push(describe(&error, offset, next.as_ref(), original));
        match next {
            Some(range) => {
                blank(&mut repaired.text, &range);
                repaired.skipped.push(range);
            }
            None => {
                give_up(&mut repaired, offset);
                break;
            }
        }
    }
    repaired.text.truncate(sound_length(&repaired.text));
    repaired
}

/// The length of a text without the spaces at its end: a long line that was blanked is not scanned again.
fn sound_length(text: &str) -> usize {
    text.bytes().rposition(|byte| byte != b' ').map_or(0, |last| last + 1)
}

/// Without progress the rest of the file goes, so that what stands before is still read, or else all of it.
fn give_up(repaired: &mut Repaired, offset: usize) {
    let length = repaired.text.len();
    for start in [line_start(&repaired.text, offset), 0] {
        blank(&mut repaired.text, &(start..length));
        if start == 0 || scan(&repaired.text).is_none() {
            repaired.skipped.push(start..length);
            return;
        }
    }
}

fn scan(text: &str) -> Option<ScanError> {
    let text = text.get(..sound_length(text)).unwrap_or(text);
    Parser::new_from_str_with_options(text, options()).find_map(Result::err)
}

fn offset(error: &ScanError, text: &str) -> usize {
    error.marker().byte_offset().unwrap_or(0).min(text.len())
}

/// The range whose blanking lets the scan get furthest beyond the error, if any gets beyond it.
fn best_candidate(text: &str, offset: usize, budget: &mut usize) -> Option<Range<usize>> {
    let mut best: Option<(usize, Range<usize>)> = None;
    let mut trial = text.to_owned();
    for range in candidates(text, offset) {
        if *budget < text.len() {
            break;
        }
        *budget -= text.len();
        blank(&mut trial, &range);
        let reached = scan(&trial).map_or(usize::MAX, |error| self::offset(&error, text));
        if reached == usize::MAX {
            return Some(range);
        }
        trial.replace_range(range.clone(), text.get(range.clone()).unwrap_or_default());
        if reached > offset && best.as_ref().is_none_or(|(furthest, _)| reached > *furthest) {
            best = Some((reached, range));
        }
    }
    best.map(|(_, range)| range)
}

/// The ranges to try: of each line the part after `key:` first, so that the key survives, then all of it.
fn candidates(text: &str, offset: usize) -> Vec<Range<usize>> {
    let quotes = open_quotes(text, offset);
    let mut ranges: Vec<_> = quotes.into_iter().flat_map(|line| value_first(text, line)).collect();
    let mut end = text.get(offset..).and_then(|rest| rest.find('\n')).map_or(text.len(), |at| offset + at);
    let mut lines = 0;
    let below =
        end + 1..text.get(end + 1..).and_then(|rest| rest.find('\n')).map_or(text.len(), |at| end + 1 + at);
    while lines < 4 {
        let start = line_start(text, end);
        let line = text.get(start..end).unwrap_or_default();
        if !line.trim().is_empty() {
            lines += 1;
            let beyond = |range: &Range<usize>| range.start <= offset || lines > 1;
            ranges.extend(value_first(text, start..end).into_iter().filter(beyond));
        }
        match start.checked_sub(1) {
            Some(previous) => end = previous,
            None => break,
        }
    }
    // Some errors are found at the end of the last sound token, before the line that is at fault.
    ranges.extend((below.start < below.end).then_some(below));
    ranges
}

/// Of a line the part after `key:`, then all of it.
fn value_first(text: &str, line: Range<usize>) -> Vec<Range<usize>> {
    let value = text.get(line.clone()).and_then(|line| line.find(": "));
    let value = value.map(|at| line.start + at + 1..line.end);
    value.into_iter().chain([line]).collect()
}

/// How many lines above an error may have opened the quote that it is about.
const MOST_QUOTED: usize = 200;

/// The nearest lines, from that of an error upwards, on which a quote may be opened and not closed.
fn open_quotes(text: &str, offset: usize) -> Vec<Range<usize>> {
    let mut end = text.get(offset..).and_then(|rest| rest.find('\n')).map_or(text.len(), |at| offset + at);
    let mut lines = Vec::new();
    for _ in 0..MOST_QUOTED {
        let start = line_start(text, end);
        if text.get(start..end).is_some_and(has_open_quote) {
            lines.push(start..end);
        }
        match start.checked_sub(1) {
            Some(previous) if lines.len() < 3 => end = previous,
            Some(_) | None => break,
        }
    }
    lines
}

/// Whether a line has an odd number of double quotes, or of single ones where its value begins with one: others
/// may be apostrophes.
fn has_open_quote(line: &str) -> bool {
    let value = line.split_once(": ").map_or(line, |(_, value)| value);
    let count = |text: &str| line.matches(text).count();
    // In double quotes a backslash escapes one; in single ones two stand for one.
    (count("\"") - count("\\\"")) % 2 == 1
        || (value.trim_start_matches(['-', ' ']).starts_with('\'') && count("'") % 2 == 1)
}

fn line_start(text: &str, offset: usize) -> usize {
    text.get(..offset).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1)
}

/// Overwrites a range with spaces, byte by byte, and keeps its line breaks.
fn blank(text: &mut String, range: &Range<usize>) {
    if text.get(range.clone()).is_none() {
        return;
    }
    // In place: a line may be as long as a file may be.
    let mut bytes = std::mem::take(text).into_bytes();
    for byte in bytes.get_mut(range.clone()).unwrap_or_default() {
        *byte = if *byte == b'\n' { b'\n' } else { b' ' };
    }
    *text = String::from_utf8(bytes).expect("whole characters became spaces");
}

/// Words an error. It is placed where the scan stopped, or on the line that had to go, if that is another.
fn describe(error: &ScanError, offset: usize, skipped: Option<&Range<usize>>, text: &str) -> SyntaxError {
    let skipped_text = |range: &Range<usize>| text.get(range.clone()).unwrap_or_default();
    let elsewhere =
        skipped.filter(|range| !range.contains(&offset) && !skipped_text(range).trim().is_empty());
    let range = match elsewhere {
        Some(range) => {
            let line = skipped_text(range);
            let start = range.start + (line.len() - line.trim_start().len());
            let first = line.trim().lines().next().unwrap_or_default();
            // A comment begins with a `#` behind white space (YAML 1.2.2 section 6.6).
            let text = first.split(" #").next().unwrap_or_default().trim_end();
            start..start + text.len()
        }
        None => {
            let rest = text.get(offset..).unwrap_or_default();
            let first = rest.chars().next().filter(|c| !c.is_whitespace()).map_or(0, char::len_utf8);
            offset..offset + first
        }
    };
    let cause = text.get(range.clone()).unwrap_or_default();
    let unclosed = |open: char, close: char| cause.matches(open).count() > cause.matches(close).count();
    let (message, help) = match elsewhere {
        Some(line) if skipped_text(line).starts_with('\t') => (Some(TAB.0), TAB.1),
        Some(line) if has_open_quote(skipped_text(line)) => (Some(QUOTE.0), QUOTE.1),
        Some(_) if unclosed('[', ']') || unclosed('{', '}') => (Some(UNCLOSED.0), UNCLOSED.1),
        Some(_) | None => words(error.kind()),
    };
    SyntaxError {
        label: match (elsewhere, range.is_empty()) {
            (Some(_), _) => "this cannot be read".to_owned(),
            (None, true) => "the text ends here too early".to_owned(),
            (None, false) => "from here on".to_owned(),
        },
        range,
        message: message.map_or_else(|| error.info().to_lowercase(), str::to_owned),
        help: help.to_owned(),
    }
}

const TAB: (&str, &str) = ("a tab is used as indentation", "indent with spaces");
const QUOTE: (&str, &str) = ("the quote is not closed", "add the closing quote");
const UNCLOSED: (&str, &str) = (
    "a `[` or `{` is not closed",
    "add the closing bracket or brace, or quote the text if it is meant as text",
);

/// What went wrong and what to do, for the mistakes that people make.
#[expect(clippy::wildcard_enum_match_arm, reason = "the parser words its rare errors well enough itself")]
fn words(kind: &ErrorKind) -> (Option<&'static str>, &'static str) {
    const INDENT: &str = "align it with the lines around it; keys of one mapping begin in one column";
    let (message, help) = match kind {
        ErrorKind::TabNotAllowed
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabInIndentation
        | ErrorKind::TabInPlainScalar => TAB,
        ErrorKind::InvalidIndentation | ErrorKind::ExpectedBlockMappingKey => {
            ("this line does not fit the indentation of the mapping around it", INDENT)
        }
        ErrorKind::ExpectedBlockSequenceEntry => ("an item of the list does not begin with `-`", INDENT),
        ErrorKind::UnclosedFlowCollection { .. }
        | ErrorKind::ExpectedFlowMappingSeparator
        | ErrorKind::ExpectedFlowSequenceSeparator
        | ErrorKind::UnexpectedEofFlowSequence
        | ErrorKind::UnexpectedEofFlowMapping => UNCLOSED,
        ErrorKind::MisplacedFlowCollectionEnd | ErrorKind::MismatchedFlowCollectionEnd { .. } => {
            ("this bracket closes nothing", "remove it, or quote the text if it is meant as text")
        }
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => {
            ("a `key: value` was expected here", "write `key: value`, with a space after the colon")
        }
        ErrorKind::UnclosedQuotedScalar => QUOTE,
        ErrorKind::InvalidColonPlacement | ErrorKind::MappingValueNotAllowed => {
            ("a `:` stands where no key can be", "quote the value if the `:` is part of it")
        }
        ErrorKind::RecursionLimitExceeded => {
            ("it is nested too deeply", "128 levels is the limit; split the value")
        }
        ErrorKind::UnexpectedCharacter { .. } => return (None, "put the value in quotes"),
        _ => return (None, "see https://yaml.org/spec/1.2.2/ for the syntax; quoting a value often helps"),
    };
    (Some(message), help)
}
