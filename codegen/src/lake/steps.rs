//! The way to a location inside a document, as the JSON paths of engines spell it.

use compiler::analysis::Projection;
use compiler::schema::Types;
use runtime_lite::{Pointer, Token};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A step into a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// The property of a name.
    Key(String),
    /// The item of an array, from 0.
    Index(usize),
}

/// The way to a location.
pub(super) struct Steps {
    /// The location as a JSON Pointer.
    pub(super) pointer: String,
    /// The steps that lead there, none for the document itself.
    pub(super) steps: Vec<Step>,
}

impl Steps {
    /// The way to a location. Digits are an index, unless what they are below is known to be an object, as a
    /// document is.
    pub(super) fn new(pointer: &Pointer, known: &BTreeMap<&[Arc<str>], &Projection>) -> Steps {
        let tokens = pointer.tokens();
        let above = |at: usize| tokens.get(..at);
        let step = |(at, token): (usize, &Arc<str>)| match Token::of(token) {
            Token::Index(index, _) if at > 0 && !is_object(above(at).and_then(|above| known.get(above))) => {
                Step::Index(index)
            }
            Token::Index(..) | Token::NextIndex | Token::NextProperty | Token::Property(_) => {
                Step::Key(token.to_string())
            }
        };
        Steps { pointer: pointer.to_string(), steps: tokens.iter().enumerate().map(step).collect() }
    }

    /// Whether it is the document itself.
    pub(super) fn is_root(&self) -> bool {
        self.steps.is_empty()
    }

    /// A path that begins with `$`, with keys as the engine spells them; none where it cannot spell one.
    pub(super) fn path(&self, key: impl Fn(&str) -> Option<String>) -> Option<String> {
        let step = |step: &Step| match step {
            Step::Key(name) => key(name),
            Step::Index(index) => Some(format!("[{index}]")),
        };
        let steps: Option<String> = self.steps.iter().map(step).collect();
        Some(format!("${}", steps?))
    }
}

/// Whether a location holds objects, and no arrays.
fn is_object(above: Option<&&Projection>) -> bool {
    above.is_some_and(|above| {
        above.shape.types.overlaps(Types::OBJECT) && !above.shape.types.overlaps(Types::ARRAY)
    })
}
