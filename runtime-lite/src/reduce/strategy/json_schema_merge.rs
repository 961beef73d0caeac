//! `jsonSchemaMerge`: the schema of what two JSON Schemas describe.
//!
//! The union of what schemas describe is inferred by the compiler, which this crate must not depend on. So a lone
//! schema stays as it is, and two are an error that says so.

use super::{Sides, Strategy, StrategyInfo};
use crate::reduce::failure::{Failure, Fault, ReduceError};
use crate::reduce::node::Node;
use crate::reduce::walk::Walk;

pub(super) const STRATEGY: StrategyInfo =
    StrategyInfo { strategy: Strategy::JsonSchemaMerge, name: "jsonSchemaMerge", arguments: &[], reduce };

fn reduce(_: &Walk<'_>, Sides { left, right, .. }: Sides<'_>) -> Result<Node, Failure> {
    match left {
        None => Ok(Node::Plain(right)),
        left => Err(ReduceError::failure(Fault::JsonSchemaMergeUnsupported, left, right)),
    }
}
