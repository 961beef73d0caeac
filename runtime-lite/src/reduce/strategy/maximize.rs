//! `maximize`: the greater of both sides, by key or as a whole.

use super::minimize::extreme;
use super::{Sides, Strategy, StrategyInfo};
use crate::reduce::failure::Failure;
use crate::reduce::node::Node;
use crate::reduce::walk::Walk;
use std::cmp::Ordering;

pub(super) const STRATEGY: StrategyInfo =
    StrategyInfo { strategy: Strategy::Maximize, name: "maximize", arguments: &["key"], reduce };

fn reduce(walk: &Walk<'_>, sides: Sides<'_>) -> Result<Node, Failure> {
    extreme(walk, sides, Ordering::Greater)
}
