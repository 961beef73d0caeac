//! Integers of documents that JavaScript has no number for.

use crate::host::Call;
use runtime_lite::{LambdaError, Pointer};
use serde_json::{Number, Value};

/// Integers beyond are no numbers of JavaScript (ECMA-262, Number.MAX_SAFE_INTEGER).
const MAX_INTEGER: u64 = 1 << 53;

/// Whether JavaScript has a number for every integer of a call (`language.md` D6).
///
/// # Errors
/// The first that it has none for, with its row and its place in the document.
pub(crate) fn check_integers(call: &Call<'_>) -> Result<(), LambdaError> {
    for (row, arguments) in call.rows().enumerate() {
        for (name, value) in arguments {
            let Some((pointer, number)) = unsafe_integer(value, &Pointer::root()) else { continue };
            let place = match pointer.is_root() {
                true => format!("`{name}`"),
                false => format!("`{pointer}` of `{name}`"),
            };
            let message = format!("the integer {number} at {place} is beyond 2^53, the limit of JavaScript");
            return Err(LambdaError { row: Some(row), message });
        }
    }
    Ok(())
}

/// The first integer that JavaScript has no number for, and its place.
fn unsafe_integer(value: &Value, at: &Pointer) -> Option<(Pointer, Number)> {
    let is_unsafe = |number: &Number| match (number.as_u64(), number.as_i64()) {
        (Some(number), _) => number > MAX_INTEGER,
        (None, Some(number)) => number.unsigned_abs() > MAX_INTEGER,
        (None, None) => false,
    };
    match value {
        Value::Number(number) => is_unsafe(number).then(|| (at.clone(), number.clone())),
        Value::Array(items) => {
            let is_wrong = |item: &&Value| holds_unsafe(item, &is_unsafe);
            let index = items.iter().position(|item| is_wrong(&item))?;
            unsafe_integer(items.get(index)?, &at.child(index.to_string()))
        }
        Value::Object(members) => {
            let (name, value) = members.iter().find(|(_, value)| holds_unsafe(value, &is_unsafe))?;
            unsafe_integer(value, &at.child(name.as_str()))
        }
        Value::Null | Value::Bool(_) | Value::String(_) => None,
    }
}

fn holds_unsafe(value: &Value, is_unsafe: &impl Fn(&Number) -> bool) -> bool {
    match value {
        Value::Number(number) => is_unsafe(number),
        Value::Array(items) => items.iter().any(|item| holds_unsafe(item, is_unsafe)),
        Value::Object(members) => members.values().any(|value| holds_unsafe(value, is_unsafe)),
        Value::Null | Value::Bool(_) | Value::String(_) => false,
    }
}
