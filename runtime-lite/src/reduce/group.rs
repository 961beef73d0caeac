//! The documents of one key on their way through a combine.

use super::reducer::{Document, Folded, Reduced, Reducer, ReducerError};
use super::walk::Mode;
use serde_json::Value;

/// What documents of one key have become: one value, and after a tombstone of a partial reduction two.
///
/// A third one happens only where tombstones alternate at different locations of documents.
#[derive(Debug, Clone)]
pub struct Group {
    mode: Mode,
    /// Changes that are kept apart from the last one, oldest first.
    before: Vec<Folded>,
    last: Option<Folded>,
}

impl Group {
    /// A group without documents.
    pub fn new(mode: Mode) -> Group {
        Group { mode, before: Vec::new(), last: None }
    }

    /// The group of a value that was loaded, which full reductions begin with.
    pub fn loaded(value: Value) -> Group {
        Group { mode: Mode::Full, before: Vec::new(), last: Some(Folded::loaded(value)) }
    }

    /// Adds a document.
    ///
    /// # Errors
    /// It is not valid, or does not reduce with those before it. What the group holds is lost then.
    pub fn push(&mut self, reducer: &Reducer, document: Value) -> Result<(), ReducerError> {
        match reducer.reduce(self.last.take(), document, self.mode)? {
            Reduced::One(folded) => self.last = Some(folded),
            Reduced::Apart(left, right) => {
                let left = self.joined(reducer, left)?;
                self.before.push(left);
                self.last = Some(right);
            }
        }
        Ok(())
    }

    /// A change that ends in a tombstone with the one before it, which it may make needless.
    fn joined(&mut self, reducer: &Reducer, change: Folded) -> Result<Folded, ReducerError> {
        // A total that no number holds cannot be read again.
        let Some(value) = change.value() else { return Ok(change) };
        let Some(before) = self.before.pop() else { return Ok(change) };
        match reducer.reduce(Some(before), value, Mode::Partial)? {
            Reduced::One(folded) => Ok(folded),
            Reduced::Apart(before, change) => {
                self.before.push(before);
                Ok(change)
            }
        }
    }

    /// The documents that remain, oldest first: one of a full reduction, and one or two of a partial one.
    ///
    /// # Errors
    /// A sum is out of range, or a document is not valid.
    pub fn finish(mut self, reducer: &Reducer) -> Result<Vec<Document>, ReducerError> {
        if let Some(last) = self.last.take() {
            let last = if self.before.is_empty() { last } else { self.joined(reducer, last)? };
            self.before.push(last);
        }
        self.before.into_iter().map(|folded| reducer.finish(folded)).collect()
    }
}
