//! `minimize`: the smaller of both sides, by key or as a whole; and what `maximize` shares with it.

use super::{Sides, Strategy, StrategyInfo};
use crate::reduce::failure::Failure;
use crate::reduce::node::{Kind, Node};
use crate::reduce::walk::{Walk, compare_keys};
use std::cmp::Ordering;

pub(super) const STRATEGY: StrategyInfo =
    StrategyInfo { strategy: Strategy::Minimize, name: "minimize", arguments: &["key"], reduce };

fn reduce(walk: &Walk<'_>, sides: Sides<'_>) -> Result<Node, Failure> {
    extreme(walk, sides, Ordering::Less)
}

/// The side whose order against the other is the wanted one. Without a key the right side wins a tie; with one, a
/// tie of containers is merged.
pub(super) fn extreme(walk: &Walk<'_>, sides: Sides<'_>, wanted: Ordering) -> Result<Node, Failure> {
    let Sides { left, right, at, reduction } = sides;
    let right = Node::Plain(right);
    let order = left.as_ref().map_or(wanted, |left| compare_keys(&right, left, &reduction.key));
    let is_scalar = |node: &Node| matches!(node.kind(), Kind::Null | Kind::Other);
    match (order, left) {
        (Ordering::Equal, _) if reduction.key.is_empty() => Ok(right),
        (Ordering::Equal, Some(left)) if is_scalar(&left) && is_scalar(&right) => Ok(right),
        (Ordering::Equal, left) => walk.merge(left, right.lossy(), at, &[]),
        (order, Some(left)) if order != wanted => Ok(left),
        (_, _) if reduction.key.is_empty() || is_scalar(&right) => Ok(right),
        (_, _) => walk.merge(None, right.lossy(), at, &[]),
    }
}
