//! A bound of numbers, as `minimum` or `exclusiveMinimum`.

use crate::compare;
use serde_json::Value;
use std::cmp::Ordering;

/// A bound, and whether it is outside itself.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Bound {
    pub(super) value: Value,
    pub(super) exclusive: bool,
}

/// Which end of a range a bound is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Least,
    Greatest,
}

impl Bound {
    /// How strict a bound is beside another one of the same end.
    fn strictness(&self, other: &Bound, end: End) -> Ordering {
        let order = compare(&self.value, &other.value);
        let order = if end == End::Least { order } else { order.reverse() };
        order.then(self.exclusive.cmp(&other.exclusive))
    }

    /// The bound of what is within either; equal ones stay as the left one is written.
    pub(super) fn looser(left: Option<Bound>, right: Option<Bound>, end: End) -> Option<Bound> {
        let (left, right) = (left?, right?);
        Some(if left.strictness(&right, end).is_gt() { right } else { left })
    }

    /// The bound of what is within both.
    pub(super) fn stricter(left: Option<Bound>, right: Option<Bound>, end: End) -> Option<Bound> {
        match (left, right) {
            (Some(left), Some(right)) => {
                Some(if left.strictness(&right, end).is_lt() { right } else { left })
            }
            (left, right) => left.or(right),
        }
    }
}
