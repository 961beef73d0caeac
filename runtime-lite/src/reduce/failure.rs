//! Why two documents do not reduce (`language.md` section 6.7).

use super::node::Node;
use crate::Pointer;
use serde_json::Value;
use std::fmt;
use std::sync::Arc;

/// What is wrong with the values that a strategy met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// `append` of something else than arrays.
    #[error("`append` expects arrays")]
    AppendWrongType,
    /// `merge` of sides that are not both objects or both arrays.
    #[error("`merge` expects two objects or two arrays")]
    MergeWrongType,
    /// `set` of something else than an object with sets of one form.
    #[error(
        "`set` expects objects with `add` and one of `intersect` and `remove`, all arrays or all objects"
    )]
    SetWrongType,
    /// `sum` of something else than numbers and strings that hold numbers.
    #[error("`sum` expects numbers")]
    SumWrongType,
    /// A sum that is no integer of 64 bits, no finite float, or a decimal of too many digits.
    #[error("the sum is out of range")]
    SumOverflow,
    /// `jsonSchemaMerge` of something else than JSON Schemas that are valid and refer to no other documents.
    #[error("`jsonSchemaMerge` expects two valid JSON Schemas")]
    JsonSchemaMergeWrongType,
}

/// Why two documents do not reduce, where, and the values on both sides.
#[derive(Debug, Clone, PartialEq)]
pub struct ReduceError {
    /// What is wrong.
    pub fault: Fault,
    /// The location of the values in the right document.
    pub pointer: Pointer,
    /// The value of the left side, if it has one there.
    pub left: Option<Value>,
    /// The value of the right side; of a sum that is out of range at the end of a combine, the sum in a string.
    pub right: Value,
}

impl std::error::Error for ReduceError {}

impl fmt::Display for ReduceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.pointer.is_root() {
            true => write!(f, "{}", self.fault)?,
            false => write!(f, "at `{}`: {}", self.pointer, self.fault)?,
        }
        match &self.left {
            Some(left) => write!(f, ", found {} and {}", Short(left), Short(&self.right)),
            None => write!(f, ", found {}", Short(&self.right)),
        }
    }
}

/// A value as JSON, cut where it would flood a message.
struct Short<'v>(&'v Value);

impl fmt::Display for Short<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const LENGTH: usize = 120;
        let text = self.0.to_string();
        match text.char_indices().nth(LENGTH) {
            Some((end, _)) => write!(f, "{}…", text.get(..end).unwrap_or_default()),
            None => f.write_str(&text),
        }
    }
}

/// Why a step of a reduction did not happen.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The left side has a tombstone there, which a partial reduction keeps apart from what follows.
    Apart,
    /// The sides do not reduce; the tokens of the location are collected innermost first.
    Error { error: Box<ReduceError>, tokens: Vec<Arc<str>> },
}

impl ReduceError {
    pub(super) fn failure(fault: Fault, left: Option<Node>, right: Value) -> Failure {
        let left = left.map(Node::lossy);
        let error = ReduceError { fault, pointer: Pointer::root(), left, right };
        Failure::Error { error: Box::new(error), tokens: Vec::new() }
    }
}

impl Failure {
    /// The failure as seen from the array or object around.
    pub(super) fn within(mut self, token: &str) -> Failure {
        match &mut self {
            Failure::Apart => {}
            Failure::Error { tokens, .. } => tokens.push(token.into()),
        }
        self
    }

    /// The error with its location from the root; nothing of sides that are to be kept apart.
    pub(super) fn into_error(self) -> Option<ReduceError> {
        match self {
            Failure::Apart => None,
            Failure::Error { mut error, tokens } => {
                error.pointer = tokens.into_iter().rev().collect();
                Some(*error)
            }
        }
    }
}
