//! The right form of a value that was given in a wrong one: what help texts show.

use super::derivation::STATEMENTS;
use crate::syntax::{Node, Value};

/// How long a value may be that a help text repeats.
const LONGEST: usize = 40;

/// The text of a short scalar.
pub(super) fn scalar(node: &Node) -> Option<String> {
    let text = match &node.value {
        Value::String(text) => text.to_string(),
        Value::Number(text) => text.to_string(),
        Value::Bool(value) => value.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) | Value::Hole(_) => return None,
    };
    let short = !text.trim().is_empty() && text.chars().count() <= LONGEST;
    (short && !text.contains(|c: char| c.is_control() || c == '`')).then_some(text)
}

/// The scalars of a list, or the keys of a mapping, where they are few and short; or the one scalar.
pub(super) fn names(node: &Node) -> Option<Vec<String>> {
    let names: Option<Vec<String>> = match &node.value {
        Value::Array(items) => items.iter().map(scalar).collect(),
        Value::Object(entries) => Some(entries.iter().map(|entry| entry.key.value.to_string()).collect()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Hole(_) => {
            scalar(node).map(|name| vec![name])
        }
    };
    names.filter(|names| !names.is_empty() && names.join(", ").chars().count() <= LONGEST)
}

/// What to write where text is wanted.
pub(super) fn of_text(node: &Node) -> Option<String> {
    match &node.value {
        Value::Array(items) => Some(match items.first().and_then(scalar) {
            Some(only) if items.len() == 1 => format!("write `{only}`"),
            Some(_) | None => "give one, not a list".to_owned(),
        }),
        Value::Number(_) | Value::Bool(_) => scalar(node).map(|text| format!("write `\"{text}\"`")),
        Value::Null => Some("write it after the colon".to_owned()),
        Value::Object(_) => Some("give it as text, without keys".to_owned()),
        Value::String(_) | Value::Hole(_) => None,
    }
}

/// What to write where a list is wanted.
pub(super) fn of_list(node: &Node) -> Option<String> {
    match &node.value {
        Value::Object(entries) if entries.is_empty() => Some("write `[]` for none".to_owned()),
        Value::Object(_) => Some("begin each item of the list with `-`".to_owned()),
        Value::String(_) => scalar(node).map(|item| format!("write `[{item}]`")),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => {
            Some("begin each item of the list with `-`".to_owned())
        }
        Value::Hole(_) => None,
    }
}

/// What to write where a list of names is wanted: the keys of a mapping are names too.
pub(super) fn of_names(node: &Node) -> Option<String> {
    names(node).map(|names| format!("write `[{}]`", names.join(", "))).or_else(|| of_list(node))
}

/// What to write where a mapping by name is wanted, all of whose values may be empty.
pub(super) fn of_empty_values(node: &Node) -> String {
    let names = names(node).unwrap_or_else(|| vec!["id".to_owned()]);
    let pairs: Vec<String> = names.iter().map(|name| format!("{name}: {{}}")).collect();
    format!("write `{{ {} }}`", pairs.join(", "))
}

/// What to write in place of a lambda that is a text alone, under this key.
pub(super) fn of_lambda(key: &str, node: &Node) -> String {
    let text = node.as_str().map(|text| text.trim()).unwrap_or_default();
    let lower = text.to_lowercase();
    let short = scalar(node).unwrap_or_else(|| "…".to_owned());
    let of = |kind: &str, text: &str| format!("write `{key}: {{ {kind}: {text} }}`");
    match &*lower {
        "typescript" | "python" => of("lambda", &lower),
        _ if lower.starts_with("http://") || lower.starts_with("https://") => of("remote", &short),
        _ if lower.starts_with("arn:") => of("awsLambda", &short),
        _ if lower.ends_with(".sql") => of("sqliteFile", &short),
        _ if lower.ends_with(".ts") => of("module", &short),
        _ if lower.starts_with("select ") || lower.starts_with("insert ") => of(STATEMENTS, "…"),
        _ if lower.starts_with("yield ") || lower.contains("\nyield ") => of("python", "…"),
        _ => of("typescript", "…"),
    }
}
