//! `lastWriteWins`: the right side replaces the left. The default.
//!
//! Its argument `associative` is read and has no effect: replacing is associative.

use super::{Sides, Strategy, StrategyInfo};
use crate::reduce::failure::Failure;
use crate::reduce::node::Node;
use crate::reduce::walk::Walk;

pub(super) const STRATEGY: StrategyInfo = StrategyInfo {
    strategy: Strategy::LastWriteWins,
    name: "lastWriteWins",
    arguments: &["delete", "associative"],
    reduce,
};

fn reduce(_: &Walk<'_>, sides: Sides<'_>) -> Result<Node, Failure> {
    Ok(Node::Plain(sides.right))
}
