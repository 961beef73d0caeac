//! `merge`: objects by property, arrays by index or key.

use super::{Sides, Strategy, StrategyInfo};
use crate::reduce::failure::Failure;
use crate::reduce::node::Node;
use crate::reduce::walk::Walk;

pub(super) const STRATEGY: StrategyInfo =
    StrategyInfo { strategy: Strategy::Merge, name: "merge", arguments: &["key", "delete"], reduce };

fn reduce(walk: &Walk<'_>, Sides { left, right, at, reduction }: Sides<'_>) -> Result<Node, Failure> {
    walk.merge(left, right, at, &reduction.key)
}
