//! Reading on after a YAML syntax error, so that a broken line costs that line and not the file.
//!
//! On an error, the line of the error and the three non-blank lines above it are tried in turn: each is
//! overwritten with spaces (no offset moves) and the text is scanned again. The one after which the next
//! error lies furthest away stays blank, and the error is recorded. It never looks at what the text means.

use super::yaml::options;
use granit_parser::{ErrorKind, Parser, ScanError};
use std::ops::Range;

/// A text without syntax errors, of the same length as the original.
pub(super) struct Repaired {
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
        repaired.errors.push(describe(&error, offset, original));
        let next = match repaired.errors.len() < MAX_ERRORS {
            true => best_candidate(&repaired.text, offset, &mut budget),
            false => None,
        };
        // Without progress the rest of the file is given up, so that what stands before is still read.
        let range = next.unwrap_or_else(|| line_start(original, offset)..original.len());
        let done = range.end == original.len() && next_is_stuck(&repaired.text, &range);
        blank(&mut repaired.text, &range);
        repaired.skipped.push(range);
        if done {
            repaired.text = " ".repeat(original.len());
            break;
        }
    }
    repaired
}

/// Whether even blanking this range to the end leaves an error: nothing of the file can be kept.
fn next_is_stuck(text: &str, range: &Range<usize>) -> bool {
    let mut trial = text.to_owned();
    blank(&mut trial, range);
    scan(&trial).is_some_and(|error| offset(&error, &trial) <= range.start)
}

fn scan(text: &str) -> Option<ScanError> {
    Parser::new_from_str_with_options(text, options()).find_map(Result::err)
}

fn offset(error: &ScanError, text: &str) -> usize {
    error.marker().byte_offset().unwrap_or(0).min(text.len())
}

/// The range whose blanking lets the scan get furthest beyond the error, if any gets beyond it.
fn best_candidate(text: &str, offset: usize, budget: &mut usize) -> Option<Range<usize>> {
    let mut best: Option<(usize, Range<usize>)> = None;
    for range in candidates(text, offset) {
        if *budget < text.len() {
            break;
        }
        *budget -= text.len();
        let mut trial = text.to_owned();
        blank(&mut trial, &range);
        let reached = scan(&trial).map_or(usize::MAX, |error| self::offset(&error, text));
        if reached == usize::MAX {
            return Some(range);
        }
        if reached > offset && best.as_ref().is_none_or(|(furthest, _)| reached > *furthest) {
            best = Some((reached, range));
        }
    }
    best.map(|(_, range)| range)
}

/// The ranges to try: of each line the part after `key:` first, so that the key survives, then all of it.
fn candidates(text: &str, offset: usize) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut end = text.get(offset..).and_then(|rest| rest.find('\n')).map_or(text.len(), |at| offset + at);
    let mut lines = 0;
    while lines < 4 {
        let start = line_start(text, end);
        let line = text.get(start..end).unwrap_or_default();
        if !line.trim().is_empty() {
            lines += 1;
            let value = line.find(": ").map(|at| start + at + 1);
            ranges.extend(value.filter(|at| *at <= offset || lines > 1).map(|at| at..end));
            ranges.push(start..end);
        }
        match start.checked_sub(1) {
            Some(previous) => end = previous,
            None => break,
        }
    }
    ranges
}

fn line_start(text: &str, offset: usize) -> usize {
    text.get(..offset).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1)
}

/// Overwrites a range with spaces, byte by byte, and keeps its line breaks.
fn blank(text: &mut String, range: &Range<usize>) {
    let Some(old) = text.get(range.clone()) else { return };
    let blanks: String = old.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }).collect();
    text.replace_range(range.clone(), &blanks);
}

fn describe(error: &ScanError, offset: usize, text: &str) -> SyntaxError {
    let rest = text.get(offset..).unwrap_or_default();
    let first = rest.chars().next().filter(|c| !c.is_whitespace()).map_or(0, char::len_utf8);
    let (message, help) = words(error.kind());
    let message = message.map_or_else(|| error.info().to_lowercase(), str::to_owned);
    SyntaxError {
        range: offset..offset + first,
        message,
        label: if first == 0 { "the text ends here too early".to_owned() } else { "from here on".to_owned() },
        help: help.to_owned(),
    }
}

/// What went wrong and what to do, for the mistakes that people make.
#[expect(clippy::wildcard_enum_match_arm, reason = "the parser words its rare errors well enough itself")]
fn words(kind: &ErrorKind) -> (Option<&'static str>, &'static str) {
    const INDENT: &str = "align it with the lines around it; keys of one mapping begin in one column";
    const CLOSE: &str = "add the closing bracket or brace, or quote the text if it is meant as text";
    const QUOTE: &str = "put the value in quotes";
    match kind {
        ErrorKind::TabNotAllowed | ErrorKind::TabInBlockIndentation => {
            (Some("a tab is used as indentation"), "indent with spaces")
        }
        ErrorKind::InvalidIndentation | ErrorKind::ExpectedBlockMappingKey => {
            (Some("this line does not fit the indentation of the mapping around it"), INDENT)
        }
        ErrorKind::ExpectedBlockSequenceEntry => {
            (Some("an item of the list does not begin with `-`"), INDENT)
        }
        ErrorKind::UnclosedFlowCollection { .. }
        | ErrorKind::ExpectedFlowMappingSeparator
        | ErrorKind::ExpectedFlowSequenceSeparator
        | ErrorKind::UnexpectedEofFlowSequence
        | ErrorKind::UnexpectedEofFlowMapping => (Some("a `[` or `{` is not closed"), CLOSE),
        ErrorKind::MisplacedFlowCollectionEnd | ErrorKind::MismatchedFlowCollectionEnd { .. } => {
            (Some("this bracket closes nothing"), "remove it, or quote the text if it is meant as text")
        }
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => {
            (Some("a `key: value` was expected here"), "write `key: value`, with a space after the colon")
        }
        ErrorKind::UnexpectedCharacter { .. } => (None, QUOTE),
        ErrorKind::RecursionLimitExceeded => {
            (Some("it is nested too deeply"), "128 levels is the limit; split the value")
        }
        _ => (None, "see https://yaml.org/spec/1.2.2/ for the syntax; quoting a value often helps"),
    }
}
