//! One step of a reduction: the left side, a document, and the annotations of the document's locations.
//!
//! It owns what all strategies share: the default, `delete`, and the merge of arrays (`language.md` sections 6.1, 6.2
//! and 6.5); objects have a file of their own.

use super::annotation::At;
use super::failure::{Failure, Fault, ReduceError};
use super::node::{Kind, Node};
use super::record::Record;
use super::strategy::Sides;
use crate::{Pointer, compare};
use serde_json::Value;
use std::borrow::Cow;
use std::cmp::Ordering;

/// What the left side of a reduction is (`language.md` section 6.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mode {
    /// The first value ever, or one that was loaded: what is deleted is removed.
    Full,
    /// A change like the right side: what is deleted is kept, for the value to come.
    Partial,
}

/// A walk over the right side.
pub(crate) struct Walk<'r> {
    pub(super) mode: Mode,
    /// Keeps which annotations reduce two sides.
    pub(super) record: Option<&'r Record>,
}

impl Walk<'_> {
    /// Reduces at any location; nothing remains of what a full reduction deletes.
    pub(super) fn step(&self, left: Option<Node>, right: Value, at: At<'_>) -> Result<Option<Node>, Failure> {
        let (node, deleted) = self.mark(left, right, at)?;
        Ok(Some(node).filter(|_| !deleted || self.mode == Mode::Partial))
    }

    /// Reduces at any location, and says whether the result is deleted. A partial reduction marks it so.
    pub(super) fn mark(&self, left: Option<Node>, right: Value, at: At<'_>) -> Result<(Node, bool), Failure> {
        let reduction = at.reduction();
        let delete = reduction.is_some_and(|reduction| reduction.delete);
        let left = match left {
            // A tombstone that another one follows says nothing that the other does not say.
            Some(Node::Tombstone(_)) if delete => None,
            Some(Node::Tombstone(_)) => return Err(Failure::Apart),
            left => left,
        };
        let node = match reduction {
            Some(reduction) => {
                let reduce = reduction.strategy.row().reduce;
                let record = self.record.filter(|_| left.is_some());
                let node = reduce(self, Sides { left, right, at, reduction })?;
                if let (Some(record), Some(place)) = (record, at.place()) {
                    record.reduction(place);
                }
                node
            }
            None => Node::Plain(right),
        };
        match (delete, self.mode) {
            (true, Mode::Partial) => Ok((Node::Tombstone(Box::new(node)), true)),
            (delete, Mode::Full | Mode::Partial) => Ok((node, delete)),
        }
    }

    /// Both sides by `merge`; without a key, arrays by index.
    pub(super) fn merge(
        &self,
        left: Option<Node>,
        right: Value,
        at: At<'_>,
        key: &[Pointer],
    ) -> Result<Node, Failure> {
        let found = left.as_ref().map(Node::kind);
        match (found, right) {
            // A null on the left switches the location off (D5).
            (Some(Kind::Null), _) => Ok(Node::Plain(Value::Null)),
            (None, Value::Null) => Ok(Node::Plain(Value::Null)),
            (None | Some(Kind::Object), Value::Object(right)) => self.objects(left, right, at),
            (None | Some(Kind::Array), Value::Array(right)) => {
                let left = left.map(Node::into_items).unwrap_or_default();
                match key {
                    [] => self.by_index(left, right, at),
                    key => self.by_key(left, right, at, key).map(Node::array),
                }
            }
            (_, right) => Err(ReduceError::failure(Fault::MergeWrongType, left, right)),
        }
    }

    /// Items of equal index are reduced, and the tail of the longer side follows.
    fn by_index(&self, left: Vec<Node>, right: Vec<Value>, at: At<'_>) -> Result<Node, Failure> {
        let mut items = Vec::with_capacity(left.len().max(right.len()));
        let mut left = left.into_iter();
        for (index, right) in right.into_iter().enumerate() {
            let left = left.next();
            // A removed item lets others move up, so that one tombstone does not stand for two.
            if matches!(left, Some(Node::Tombstone(_))) {
                return Err(Failure::Apart);
            }
            let item = self.step(left, right, at.item(index));
            items.extend(item.map_err(|failure| failure.within(&index.to_string()))?);
        }
        items.extend(left);
        Ok(Node::array(items))
    }

    /// Both sides are sorted by the key; items of equal keys are reduced.
    pub(super) fn by_key(
        &self,
        left: Vec<Node>,
        right: Vec<Value>,
        at: At<'_>,
        key: &[Pointer],
    ) -> Result<Vec<Node>, Failure> {
        let mut items = Vec::with_capacity(left.len().max(right.len()));
        let mut left = left.into_iter().peekable();
        for (index, right) in right.into_iter().enumerate() {
            let right = Node::Plain(right);
            while let Some(smaller) = left.next_if(|left| compare_keys(left, &right, key).is_lt()) {
                items.push(smaller);
            }
            let equal = left.next_if(|left| compare_keys(left, &right, key).is_eq());
            let item = self.step(equal, right.lossy(), at.item(index));
            items.extend(item.map_err(|failure| failure.within(&index.to_string()))?);
        }
        items.extend(left);
        Ok(items)
    }
}

/// Compares two values by the locations of a key, or as a whole; what is absent comes first (D5).
pub(super) fn compare_keys(left: &Node, right: &Node, key: &[Pointer]) -> Ordering {
    let whole = [Pointer::root()];
    let key = if key.is_empty() { &whole[..] } else { key };
    let part = |pointer: &Pointer| {
        let (left, right) = (left.peek(pointer.tokens()), right.peek(pointer.tokens()));
        compare_maybe(left.as_ref().map(Cow::as_ref), right.as_ref().map(Cow::as_ref))
    };
    key.iter().map(part).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
}

fn compare_maybe(left: Option<&Value>, right: Option<&Value>) -> Ordering {
    match (left, right) {
        (Some(left), Some(right)) => compare(left, right),
        (left, right) => left.is_some().cmp(&right.is_some()),
    }
}
