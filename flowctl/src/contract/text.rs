//! Outcomes for people: a line for each test, and below it only what differs.

use super::outcome::{Changed, Failed, Outcome};
use super::program::place;
use crate::failure::count;
use crate::render::{Names, Style, escape};
use compiler::source::SourceMap;
use serde_json::Value;
use std::fmt::Write as _;

/// How many characters of a value are shown.
const LENGTH: usize = 160;

/// Where outcomes are printed, and how.
pub(crate) struct Printer<'p> {
    pub(crate) sources: &'p SourceMap,
    pub(crate) names: &'p Names,
    pub(crate) style: Style,
}

impl Printer<'_> {
    /// All outcomes, and how many there are.
    pub(crate) fn text(&self, outcomes: &[Outcome]) -> String {
        let mut text = String::new();
        for outcome in outcomes {
            text += &self.outcome(outcome);
        }
        text
    }

    /// A line of a test, and what went wrong in it.
    fn outcome(&self, outcome: &Outcome) -> String {
        let (mark, color) = match (&outcome.failures, self.style.unicode) {
            (None, _) => ("-", "2"),
            (Some(failures), true) if failures.is_empty() => ("\u{2714}", "32"),
            (Some(failures), false) if failures.is_empty() => ("ok", "32"),
            (Some(_), true) => ("\u{2718}", "31"),
            (Some(_), false) => ("FAIL", "31"),
        };
        let file = self.names.of(&self.sources.file(outcome.span.file).uri);
        let mark = self.colored(mark, color);
        let mut text = format!("{mark} {file} :: {}\n", escape::prose(&outcome.name));
        for failed in outcome.failures.iter().flatten() {
            self.failed(failed, &mut text);
        }
        text
    }

    /// Something that went wrong.
    pub(crate) fn failed(&self, failed: &Failed, text: &mut String) {
        let place = place(failed.span, self.sources, self.names);
        let step = failed.step.map(|step| format!("step {step}: ")).unwrap_or_default();
        let mut lines = failed.message.lines();
        let first = escape::prose(lines.next().unwrap_or_default());
        let _ = writeln!(text, "  {}: {step}{first}", self.colored(&place, "36"));
        for line in lines {
            let _ = writeln!(text, "  {}", escape::prose(line));
        }
        for changed in &failed.differences {
            self.changed(changed, text);
        }
        if let Some(document) = failed.document.as_ref().filter(|_| failed.differences.is_empty()) {
            let _ = writeln!(text, "    document  {}", shown(&document.to_string(), 0));
        }
        for note in &failed.notes {
            let _ = writeln!(text, "    note: {}", escape::prose(&cut(note)));
        }
    }

    fn changed(&self, changed: &Changed, text: &mut String) {
        let pointer = match changed.pointer.as_str() {
            "" => "the document",
            pointer => pointer,
        };
        let place = place(changed.span, self.sources, self.names);
        let _ = writeln!(text, "    {}  {place}", escape::prose(pointer));
        let (expected, actual) = pair(changed.expected.as_ref(), changed.actual.as_ref());
        let _ = writeln!(text, "      expected  {}", self.colored(&expected, "32"));
        let _ = writeln!(text, "      actual    {}", self.colored(&actual, "31"));
    }

    fn colored(&self, text: &str, code: &str) -> String {
        match self.style.color {
            true => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
            false => text.to_owned(),
        }
    }
}

/// How many tests there are of each kind.
pub(crate) fn totals(outcomes: &[Outcome]) -> String {
    let passed = outcomes.iter().filter(|outcome| outcome.passed()).count();
    let failed = outcomes.iter().filter(|outcome| outcome.failed()).count();
    let mut parts = vec![format!("{} passed", count(passed, "test"))];
    if failed > 0 {
        parts.push(format!("{failed} failed"));
    }
    if outcomes.len() > passed + failed {
        parts.push(format!("{} not run", outcomes.len() - passed - failed));
    }
    parts.join(", ")
}

/// Two values as they are shown, so that what differs is in sight.
fn pair(expected: Option<&Value>, actual: Option<&Value>) -> (String, String) {
    let json = |value: Option<&Value>| value.map_or_else(|| "nothing".to_owned(), Value::to_string);
    let (mut left, mut right) = (json(expected), json(actual));
    let dense = |text: &str| -> String { text.chars().filter(|c| !c.is_whitespace()).collect() };
    if left != right && dense(&left) == dense(&right) {
        (left, right) = (left.replace(' ', "\u{b7}"), right.replace(' ', "\u{b7}"));
    }
    let common = left.chars().zip(right.chars()).take_while(|(left, right)| left == right).count();
    (shown(&left, common), shown(&right, common))
}

/// The beginning of a text.
fn cut(text: &str) -> String {
    match text.char_indices().nth(LENGTH) {
        Some((end, _)) => format!("{}\u{2026}", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// A text on one line, whose white space is seen: a window of it around the place of a character.
fn shown(text: &str, place: usize) -> String {
    let from = place.saturating_sub(LENGTH / 2);
    let mut shown = String::new();
    let mut before: Option<char> = None;
    let characters: Vec<char> = text.chars().skip(from).take(LENGTH + 1).collect();
    if from > 0 {
        shown.push('\u{2026}');
    }
    for (at, c) in characters.iter().copied().enumerate() {
        if at == LENGTH {
            shown.push('\u{2026}');
            break;
        }
        let next = characters.get(at + 1).copied();
        // A space beside another one or beside a quote is easily overlooked.
        let beside = |other: Option<char>| matches!(other, Some(' ' | '"'));
        let is_odd = c == ' ' && (beside(before) || next == Some(' ') || next == Some('"'));
        match c {
            ' ' if is_odd => shown.push('\u{b7}'),
            c if c.is_whitespace() && c != ' ' => shown.extend(c.escape_unicode()),
            c => escape::push(c, &mut shown),
        }
        before = Some(c);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::{pair, shown};
    use serde_json::json;

    #[test]
    fn white_space_is_seen() {
        for (text, seen) in [
            ("\"a b\"", "\"a b\""),
            ("\"a \"", "\"a\u{b7}\""),
            ("\" a\"", "\"\u{b7}a\""),
            ("\"a  b\"", "\"a\u{b7}\u{b7}b\""),
            ("\"a\u{a0}b\"", "\"a\\u{a0}b\""),
            ("\"a\u{202e}b\"", "\"a\\u{202e}b\""),
        ] {
            assert_eq!(shown(text, 0), seen);
        }
        let (expected, actual) = pair(Some(&json!("a b")), Some(&json!("ab")));
        assert_eq!((expected.as_str(), actual.as_str()), ("\"a\u{b7}b\"", "\"ab\""));
    }

    #[test]
    fn long_values_are_shown_where_they_differ() {
        let long = "x".repeat(1000);
        let (expected, actual) = pair(Some(&json!(format!("{long}a"))), Some(&json!(format!("{long}b"))));
        assert!(expected.starts_with('\u{2026}') && expected.ends_with("a\"") && actual.ends_with("b\""));
        assert!(expected.chars().count() < 200);
        assert_eq!(pair(None, Some(&json!(1))), ("nothing".to_owned(), "1".to_owned()));
    }
}
