//! Scalars that have a form of their own: delays, durations, numbers, times and words.

use super::form;
use super::reader::Context;
use super::time;
use crate::diagnostic::{Diagnostic, codes, nearest};
use crate::syntax::{Node, Value};

/// The form of a scalar.
#[derive(Debug, Clone, Copy)]
pub(super) enum Scalar {
    /// A number of seconds, minutes or hours: `^\d+(s|m|h)$`.
    Delay,
    /// Numbers with units. The language gives examples, and does not say which units there are.
    Duration,
    /// A whole number of 32 bits that is not negative.
    Count,
    /// A date and time (RFC 3339).
    Time,
    /// One of these words.
    Word(&'static [&'static str]),
}

impl Scalar {
    /// Judges a value, and reports one of another form.
    pub(super) fn check(self, node: &Node, cx: &mut Context<'_>) {
        let text = match (&node.value, self) {
            (Value::Number(text), Scalar::Count) => text,
            (Value::String(text), Scalar::Delay | Scalar::Duration | Scalar::Time | Scalar::Word(_)) => text,
            (
                Value::Null
                | Value::Bool(_)
                | Value::Number(_)
                | Value::String(_)
                | Value::Array(_)
                | Value::Object(_)
                | Value::Hole(_),
                _,
            ) => {
                cx.expected_form(&self.expected(), self.help(node), node);
                return;
            }
        };
        if !self.holds(text) {
            self.refuse(text, node, cx);
        }
    }

    fn holds(self, text: &str) -> bool {
        match self {
            Scalar::Delay => is_delay(text),
            Scalar::Duration => is_duration(text),
            Scalar::Count => text.parse::<u32>().is_ok(),
            Scalar::Time => time::parse(text).is_some(),
            Scalar::Word(words) => words.contains(&text),
        }
    }

    /// Reports a value of the right kind that is none of those that there are.
    fn refuse(self, text: &str, node: &Node, cx: &mut Context<'_>) {
        let found = match text.is_empty() {
            true => "an empty string".to_owned(),
            false => format!("`{text}`"),
        };
        let message = format!("expected {}, found {found}", self.expected());
        let diagnostic = Diagnostic::new(&codes::INVALID_SETTING, node.span, message).help(self.help(node));
        let meant = match self {
            Scalar::Word(words) => nearest(text, words.iter().copied()),
            Scalar::Delay | Scalar::Duration | Scalar::Count | Scalar::Time => Vec::new(),
        };
        cx.diagnostics.push(match meant.as_slice() {
            [word] => diagnostic.help(format!("write `{word}`")).rename(node.span, text, word),
            _ => diagnostic,
        });
    }

    /// What it is, with its article, for "expected X, found Y".
    pub(super) fn expected(self) -> String {
        match self {
            Scalar::Delay => "a delay such as `48h`".to_owned(),
            Scalar::Duration => "a duration such as `5m`".to_owned(),
            Scalar::Count => format!("a whole number from 0 to {}", u32::MAX),
            Scalar::Time => format!("a time such as `{}`", time::EXAMPLE),
            Scalar::Word(words) => one_of(words),
        }
    }

    /// What to write in place of a value.
    fn help(self, node: &Node) -> String {
        match (self, form::scalar(node)) {
            (Scalar::Delay | Scalar::Duration, Some(number)) if number.parse::<u32>().is_ok() => {
                format!("say of what: `{number}s`, `{number}m` or `{number}h`")
            }
            (Scalar::Delay, _) => "write a whole number and its unit: `30s`, `5m` or `48h`".to_owned(),
            (Scalar::Duration, _) => "write a number and its unit, such as `30s`, `5m` or `48h`".to_owned(),
            (Scalar::Count, Some(number)) if number.parse::<u32>().is_ok() => format!("write `{number}`"),
            (Scalar::Count, _) => "write a number such as `1`".to_owned(),
            (Scalar::Time, Some(day)) if time::parse(&format!("{day}T00:00:00Z")).is_some() => {
                format!("write `{day}T00:00:00Z`")
            }
            (Scalar::Time, Some(local)) if time::parse(&format!("{local}Z")).is_some() => {
                format!("say in which zone: `{local}Z` is in UTC")
            }
            (Scalar::Time, _) => format!("write date, time and zone: `{}`", time::EXAMPLE),
            (Scalar::Word(_), _) => "write one of these words".to_owned(),
        }
    }
}

/// "`a`, `b` or `c`".
fn one_of(words: &[&str]) -> String {
    let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        Some(_) | None => words.concat(),
    }
}

/// `^\d+(s|m|h)$`
fn is_delay(text: &str) -> bool {
    let number = text.strip_suffix(['s', 'm', 'h']).unwrap_or_default();
    !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
}

/// Numbers, each with its unit: `^(\d+ *[A-Za-z]+ *)+$`.
fn is_duration(text: &str) -> bool {
    let mut rest = text;
    while !rest.is_empty() {
        let unit = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        let after = unit.trim_start_matches(' ').trim_start_matches(|c: char| c.is_ascii_alphabetic());
        if unit.len() == rest.len() || after.len() == unit.trim_start_matches(' ').len() {
            return false;
        }
        rest = after.trim_start_matches(' ');
    }
    !text.is_empty()
}

#[cfg(test)]
mod tests {
    use super::{is_delay, is_duration};

    #[test]
    fn delays_and_durations_have_units() {
        assert!(["0s", "5m", "48h", "007h"].into_iter().all(is_delay));
        assert!(!["", "h", "5", "5d", "5 m", "-5m", "1h30m", "5m "].into_iter().any(is_delay));
        assert!(["5m", "0s", "1h30m", "1h 30m", "500ms", "30 days", "1d "].into_iter().all(is_duration));
        assert!(!["", " ", "5", "m", "5m3", "-5m", "1.5h", "soon", " 5m"].into_iter().any(is_duration));
    }
}
