//! What a combine holds of a document while more may come: JSON values, and what JSON cannot say.
//!
//! Nearly all of a document is [`Node::Plain`]. Totals that leave 64 bits, and tombstones of partial reductions, are
//! nodes of their own, and so are the arrays and objects around them.

use super::failure::{Failure, Fault, ReduceError};
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A value of a document that is being reduced.
#[derive(Debug, Clone)]
pub(crate) enum Node {
    /// A value without any state within.
    Plain(Value),
    /// A sum of integers that no JSON number holds. More terms may bring it back.
    Total(i128),
    /// An array with state within.
    Array(Vec<Node>),
    /// An object with state within, by name.
    Object(BTreeMap<String, Node>),
    /// A value that a full reduction will remove.
    Tombstone(Box<Node>),
}

/// The kinds of values that strategies tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Null,
    Array,
    Object,
    Other,
}

impl Kind {
    pub(crate) fn of(value: &Value) -> Kind {
        match value {
            Value::Null => Kind::Null,
            Value::Array(_) => Kind::Array,
            Value::Object(_) => Kind::Object,
            Value::Bool(_) | Value::Number(_) | Value::String(_) => Kind::Other,
        }
    }
}

impl Node {
    pub(crate) fn kind(&self) -> Kind {
        match self {
            Node::Plain(value) => Kind::of(value),
            Node::Total(_) => Kind::Other,
            Node::Array(_) => Kind::Array,
            Node::Object(_) => Kind::Object,
            Node::Tombstone(node) => node.kind(),
        }
    }

    /// The items of an array; of anything else there are none.
    pub(crate) fn into_items(self) -> Vec<Node> {
        match self {
            Node::Plain(Value::Array(items)) => items.into_iter().map(Node::Plain).collect(),
            Node::Array(items) => items,
            Node::Tombstone(node) => node.into_items(),
            Node::Plain(_) | Node::Total(_) | Node::Object(_) => Vec::new(),
        }
    }

    /// The members of an object; of anything else there are none.
    pub(crate) fn into_members(self) -> BTreeMap<String, Node> {
        match self {
            Node::Plain(Value::Object(members)) => {
                members.into_iter().map(|(name, value)| (name, Node::Plain(value))).collect()
            }
            Node::Object(members) => members,
            Node::Tombstone(node) => node.into_members(),
            Node::Plain(_) | Node::Total(_) | Node::Array(_) => BTreeMap::new(),
        }
    }

    /// An array, without state if its items have none.
    pub(crate) fn array(items: Vec<Node>) -> Node {
        if !items.iter().all(|item| matches!(item, Node::Plain(_))) {
            return Node::Array(items);
        }
        Node::Plain(items.into_iter().map(Node::lossy).collect())
    }

    /// An object, without state if its members have none.
    pub(crate) fn object(members: BTreeMap<String, Node>) -> Node {
        if !members.values().all(|member| matches!(member, Node::Plain(_))) {
            return Node::Object(members);
        }
        Node::Plain(Value::Object(members.into_iter().map(|(name, node)| (name, node.lossy())).collect()))
    }

    /// Whether a partial reduction left a tombstone within.
    pub(crate) fn has_tombstone(&self) -> bool {
        match self {
            Node::Plain(_) | Node::Total(_) => false,
            Node::Array(items) => items.iter().any(Node::has_tombstone),
            Node::Object(members) => members.values().any(Node::has_tombstone),
            Node::Tombstone(_) => true,
        }
    }

    /// The value as JSON, for messages and comparisons: a total that no number holds is rounded.
    pub(crate) fn lossy(self) -> Value {
        match self {
            Node::Plain(value) => value,
            #[expect(clippy::cast_precision_loss, reason = "the name says so")]
            Node::Total(total) => Value::from(total as f64),
            Node::Array(items) => items.into_iter().map(Node::lossy).collect(),
            Node::Object(members) => {
                Value::Object(members.into_iter().map(|(name, node)| (name, node.lossy())).collect())
            }
            Node::Tombstone(node) => node.lossy(),
        }
    }

    /// The value at the end of a combine, at which sums have to fit in 64 bits (`language.md` D5).
    pub(crate) fn finish(self) -> Result<Value, Failure> {
        match self {
            Node::Plain(value) => Ok(value),
            Node::Total(total) => {
                Err(ReduceError::failure(Fault::SumOverflow, None, total.to_string().into()))
            }
            Node::Array(items) => {
                let items = items.into_iter().enumerate();
                items
                    .map(|(at, node)| node.finish().map_err(|failure| failure.within(&at.to_string())))
                    .collect()
            }
            Node::Object(members) => {
                let mut object = Map::with_capacity(members.len());
                for (name, node) in members {
                    let value = node.finish().map_err(|failure| failure.within(&name))?;
                    object.insert(name, value);
                }
                Ok(Value::Object(object))
            }
            Node::Tombstone(node) => node.finish(),
        }
    }

    /// The value at a location below, or nothing where there is none.
    pub(crate) fn peek(&self, tokens: &[Arc<str>]) -> Option<Cow<'_, Value>> {
        let Some((token, rest)) = tokens.split_first() else {
            return Some(match self {
                Node::Plain(value) => Cow::Borrowed(value),
                Node::Total(_) | Node::Array(_) | Node::Object(_) | Node::Tombstone(_) => {
                    Cow::Owned(self.clone().lossy())
                }
            });
        };
        match self {
            Node::Plain(value) => crate::pointer::lookup(value, tokens).map(Cow::Borrowed),
            Node::Total(_) => None,
            Node::Array(items) => match crate::Token::of(token) {
                crate::Token::Index(index, _) => items.get(index)?.peek(rest),
                crate::Token::NextIndex | crate::Token::NextProperty | crate::Token::Property(_) => None,
            },
            Node::Object(members) => members.get(&**token)?.peek(rest),
            Node::Tombstone(node) => node.peek(tokens),
        }
    }
}
