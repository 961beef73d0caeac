//! `firstWriteWins`: the left side stays, a null too.

use super::{Sides, Strategy, StrategyInfo};
use crate::reduce::failure::Failure;
use crate::reduce::node::Node;
use crate::reduce::walk::Walk;

pub(super) const STRATEGY: StrategyInfo =
    StrategyInfo { strategy: Strategy::FirstWriteWins, name: "firstWriteWins", arguments: &[], reduce };

fn reduce(_: &Walk<'_>, Sides { left, right, .. }: Sides<'_>) -> Result<Node, Failure> {
    Ok(left.unwrap_or(Node::Plain(right)))
}
