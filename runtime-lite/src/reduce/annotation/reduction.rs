//! A `reduce` annotation as it is written.

use crate::Pointer;
use crate::reduce::Strategy;
use crate::validator::{BuildError, Place};
use serde_json::Value;

/// A `reduce` annotation: a strategy and its arguments (`language.md` section 6.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reduction {
    /// How both sides combine.
    pub strategy: Strategy,
    /// The locations by which items or values are compared; none where they are compared as a whole.
    pub key: Vec<Pointer>,
    /// Whether a full reduction removes the value.
    pub delete: bool,
}

impl Reduction {
    /// Reads an annotation.
    ///
    /// # Errors
    /// What is wrong with it: no strategy, one that is unknown, or an argument that the strategy does not take.
    pub fn read(value: &Value) -> Result<Reduction, String> {
        let members = value.as_object().ok_or("expected an object with `strategy`")?;
        let name = members.get("strategy").and_then(Value::as_str).ok_or("expected a `strategy`")?;
        let strategy = Strategy::from_name(name).ok_or("the strategy is unknown")?;
        let mut reduction = Reduction { strategy, key: Vec::new(), delete: false };
        for (argument, value) in members.iter().filter(|(argument, _)| *argument != "strategy") {
            if !strategy.row().arguments.contains(&argument.as_str()) {
                return Err(format!("`{name}` takes no argument `{argument}`"));
            }
            match (argument.as_str(), value) {
                ("key", Value::Array(parts)) => {
                    reduction.key = parts.iter().map(pointer).collect::<Result<_, _>>()?;
                }
                ("delete", Value::Bool(delete)) => reduction.delete = *delete,
                ("associative", Value::Bool(_)) => {}
                _ => return Err(format!("`{argument}` has a value that it cannot have")),
            }
        }
        Ok(reduction)
    }
}

fn pointer(value: &Value) -> Result<Pointer, String> {
    let text = value.as_str().ok_or("a part of the key is no JSON pointer")?;
    Pointer::parse_rfc6901(text).map_err(|error| format!("`{text}` is no JSON pointer: {error}"))
}

/// The error of a malformed annotation.
pub(super) fn malformed(place: Place, message: String) -> BuildError {
    BuildError::Keyword { place, message }
}
