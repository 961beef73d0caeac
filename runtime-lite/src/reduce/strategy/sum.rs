//! `sum`: integers exactly, floats, and decimals in strings (`language.md` D5 and section 6.2).
//!
//! Integers are added in 128 bits: a total that leaves 64 bits on its way is [`Node::Total`], and an error only if it
//! is still out of range at the end. With a float the sum is a float, with a string a decimal in a string.

use super::{Sides, Strategy, StrategyInfo};
use crate::reduce::decimal::{Decimal, DecimalError};
use crate::reduce::failure::{Failure, Fault, ReduceError};
use crate::reduce::node::Node;
use crate::reduce::walk::Walk;
use serde_json::{Number, Value};

pub(super) const STRATEGY: StrategyInfo =
    StrategyInfo { strategy: Strategy::Sum, name: "sum", arguments: &[], reduce };

/// A term of a sum.
enum Term {
    Integer(i128),
    Float(f64),
    Decimal(Decimal),
}

fn reduce(_: &Walk<'_>, Sides { left, right, .. }: Sides<'_>) -> Result<Node, Failure> {
    let added = term(&right).and_then(|right| match &left {
        None => Ok(None),
        Some(Node::Plain(left)) => add(term(left)?, right).map(Some),
        Some(Node::Total(left)) => add(Term::Integer(*left), right).map(Some),
        Some(Node::Array(_) | Node::Object(_) | Node::Tombstone(_)) => Err(Fault::SumWrongType),
    });
    match added {
        Ok(sum) => Ok(sum.unwrap_or(Node::Plain(right))),
        Err(fault) => Err(ReduceError::failure(fault, left, right)),
    }
}

fn term(value: &Value) -> Result<Term, Fault> {
    match value {
        Value::Number(number) => Ok(match integer(number) {
            Some(integer) => Term::Integer(integer),
            None => Term::Float(number.as_f64().unwrap_or_default()),
        }),
        Value::String(text) => match Decimal::parse(text) {
            Ok(decimal) => Ok(Term::Decimal(decimal)),
            Err(DecimalError::NotANumber) => Err(Fault::SumWrongType),
            Err(DecimalError::TooLong) => Err(Fault::SumOverflow),
        },
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => Err(Fault::SumWrongType),
    }
}

fn integer(number: &Number) -> Option<i128> {
    number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from))
}

fn add(left: Term, right: Term) -> Result<Node, Fault> {
    match (left, right) {
        (Term::Integer(left), Term::Integer(right)) => {
            let total = left.checked_add(right).ok_or(Fault::SumOverflow)?;
            Ok(match (i64::try_from(total), u64::try_from(total)) {
                (Ok(total), _) => Node::Plain(total.into()),
                (_, Ok(total)) => Node::Plain(total.into()),
                (Err(_), Err(_)) => Node::Total(total),
            })
        }
        (Term::Decimal(left), right) => decimal(&left, &right.into_decimal()?),
        (left, Term::Decimal(right)) => decimal(&left.into_decimal()?, &right),
        (left, right) => {
            let total = left.into_float() + right.into_float();
            Number::from_f64(total).map(|total| Node::Plain(total.into())).ok_or(Fault::SumOverflow)
        }
    }
}

fn decimal(left: &Decimal, right: &Decimal) -> Result<Node, Fault> {
    let total = left.add(right).ok_or(Fault::SumOverflow)?;
    Ok(Node::Plain(total.to_string().into()))
}

impl Term {
    fn into_float(self) -> f64 {
        match self {
            #[expect(clippy::cast_precision_loss, reason = "with a float the sum is a float")]
            Term::Integer(integer) => integer as f64,
            Term::Float(float) => float,
            Term::Decimal(_) => f64::NAN,
        }
    }

    fn into_decimal(self) -> Result<Decimal, Fault> {
        let text = match self {
            Term::Integer(integer) => integer.to_string(),
            // The shortest digits that are read as this float.
            Term::Float(float) => float.to_string(),
            Term::Decimal(decimal) => return Ok(decimal),
        };
        Decimal::parse(&text).map_err(|_| Fault::SumOverflow)
    }
}
