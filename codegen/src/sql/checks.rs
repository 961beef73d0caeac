//! Conditions of a table: what a schema says of values beyond their type.

use super::dialect::Dialect;
use super::flat::{Content, FlatType, is_string};
use super::pattern::Expression;
use compiler::analysis::Shape;
use serde_json::{Number, Value};

/// The conditions of a column, by its name as it stands in a statement. None says anything of null.
pub(super) fn checks(dialect: &dyn Dialect, column: &str, content: Content, shape: &Shape) -> Vec<String> {
    let mut checks = Vec::new();
    let is_text = content.flat == FlatType::Text && is_string(shape);
    let is_number = matches!(content.flat, FlatType::Integer | FlatType::Number);
    // No output shows what a secret may be (`language.md` D8).
    let is_secret = shape.annotations.secret.as_ref().is_some_and(|secret| secret.value);
    let values = shape.listed().filter(|_| !is_secret && dialect.compares(&content));
    if let Some(values) = values.and_then(|values| listed(dialect, content, values)) {
        checks.push(format!("{column} IN ({})", values.join(", ")));
    }
    if is_number {
        let bounds = [
            (&shape.numeric.minimum, ">="),
            (&shape.numeric.exclusive_minimum, ">"),
            (&shape.numeric.maximum, "<="),
            (&shape.numeric.exclusive_maximum, "<"),
        ];
        let bounds = bounds.into_iter().filter_map(|(bound, sign)| Some((&bound.as_ref()?.value, sign)));
        // Those of 64 bits are the type's own.
        let is_own = |bound: &Number, sign: &str| {
            sign.ends_with('=') && matches!(bound.as_i64(), Some(i64::MIN | i64::MAX))
        };
        let bounds = bounds.filter(|(bound, sign)| !is_own(bound, sign));
        let check = |(bound, sign)| Some(format!("{column} {sign} {}", dialect.number(bound)?));
        checks.extend(bounds.filter_map(check));
    }
    if is_text {
        let bounds = [(&shape.string.min_length, ">="), (&shape.string.max_length, "<=")];
        for (bound, sign) in bounds.into_iter().filter_map(|(bound, sign)| Some((bound.as_ref()?, sign))) {
            checks.extend(
                dialect.length(column, &content).map(|length| format!("{length} {sign} {}", bound.value)),
            );
        }
    }
    if is_text && !is_secret {
        let expressions = shape.string.patterns.iter().filter_map(|text| Expression::read(&text.value));
        checks.extend(expressions.filter_map(|expression| dialect.matches(column, &expression)));
    }
    checks
}

/// The values that a column may have, where all of them are written in its type.
fn listed(dialect: &dyn Dialect, content: Content, values: &[Value]) -> Option<Vec<String>> {
    let mut literals = Vec::new();
    for value in values.iter().filter(|value| !value.is_null()) {
        literals.push(match (content.flat, value) {
            // Some dialects read a line break after a backslash as nothing, and none holds a NUL.
            (FlatType::Text, Value::String(text)) if !text.contains(char::is_control) => {
                dialect.literal(text)
            }
            (FlatType::Integer, Value::Number(number)) if number.is_i64() => number.to_string(),
            _ => return None,
        });
    }
    Some(literals).filter(|literals| !literals.is_empty())
}
