//! `jsonSchemaMerge`: the schema of what either of two JSON Schemas describes (`language.md` section 6.2).

use super::{Sides, Strategy, StrategyInfo};
use crate::reduce::described::read;
use crate::reduce::failure::{Failure, Fault, ReduceError};
use crate::reduce::node::Node;
use crate::reduce::walk::Walk;
use crate::validator::{Validator, ValidatorOptions};
use serde_json::Value;

pub(super) const STRATEGY: StrategyInfo =
    StrategyInfo { strategy: Strategy::JsonSchemaMerge, name: "jsonSchemaMerge", arguments: &[], reduce };

fn reduce(_: &Walk<'_>, Sides { left, right, .. }: Sides<'_>) -> Result<Node, Failure> {
    match left {
        None if is_schema(&right) => Ok(Node::Plain(right)),
        Some(Node::Plain(left)) if is_schema(&left) && is_schema(&right) => {
            Ok(Node::Plain(read(&left).union(read(&right)).to_schema()))
        }
        left => Err(ReduceError::failure(Fault::JsonSchemaMergeWrongType, left, right)),
    }
}

/// Whether a value is a JSON Schema that documents can be judged by.
fn is_schema(value: &Value) -> bool {
    let has_form = matches!(value, Value::Bool(_) | Value::Object(_));
    has_form && Validator::new(value, &ValidatorOptions::default()).is_ok()
}
