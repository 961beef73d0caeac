//! `append`: the items of the right side follow those of the left.

use super::{Sides, Strategy, StrategyInfo};
use crate::reduce::failure::{Failure, Fault, ReduceError};
use crate::reduce::node::{Kind, Node};
use crate::reduce::walk::Walk;
use serde_json::Value;

pub(super) const STRATEGY: StrategyInfo =
    StrategyInfo { strategy: Strategy::Append, name: "append", arguments: &[], reduce };

/// Appended items have no left side of their own, but what a full reduction deletes of them is removed.
fn reduce(walk: &Walk<'_>, Sides { left, right, at, .. }: Sides<'_>) -> Result<Node, Failure> {
    let found = left.as_ref().map(Node::kind);
    match (found, right) {
        // A null on the left switches the location off (D5).
        (Some(Kind::Null), _) | (None, Value::Null) => Ok(Node::Plain(Value::Null)),
        (None, Value::Array(right)) if at.items_are_default() => Ok(Node::Plain(Value::Array(right))),
        (Some(Kind::Array), Value::Array(right)) if at.items_are_default() => match left {
            Some(Node::Plain(Value::Array(mut items))) => {
                items.extend(right);
                Ok(Node::Plain(Value::Array(items)))
            }
            left => {
                let items = left.map(Node::into_items).unwrap_or_default();
                Ok(Node::array(items.into_iter().chain(right.into_iter().map(Node::Plain)).collect()))
            }
        },
        (None | Some(Kind::Array), Value::Array(right)) => {
            let mut items = left.map(Node::into_items).unwrap_or_default();
            for (index, item) in right.into_iter().enumerate() {
                let item = walk.step(None, item, at.item(index));
                items.extend(item.map_err(|failure| failure.within(&index.to_string()))?);
            }
            Ok(Node::array(items))
        }
        (_, right) => Err(ReduceError::failure(Fault::AppendWrongType, left, right)),
    }
}
