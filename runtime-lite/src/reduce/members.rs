//! The merge of objects, member by member (`language.md` section 6.2).
//!
//! Both sides and the properties of the schema are walked in the order of names, so that nothing is looked up.

use super::annotation::At;
use super::failure::Failure;
use super::node::Node;
use super::walk::Walk;
use serde_json::{Map, Value};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// A string stays in the memory that is there where that holds at most twice as many bytes as this and its own.
const SPARE: usize = 32;

impl Walk<'_> {
    /// Members of both sides, sorted by name; those of both are reduced.
    pub(super) fn objects(
        &self,
        left: Option<Node>,
        mut right: Map<String, Value>,
        at: At<'_>,
    ) -> Result<Node, Failure> {
        let (mut plain, mut members) = match left {
            None => return self.members(right, at),
            Some(Node::Plain(Value::Object(members))) => (members, BTreeMap::new()),
            Some(other) => (Map::new(), other.into_members()),
        };
        if !plain.keys().is_sorted() {
            plain.sort_keys();
        }
        let mut changes: Vec<(&String, &mut Value)> = right.iter_mut().collect();
        changes.sort_unstable_by_key(|(name, _)| *name);
        let (mut added, mut removed) = (Vec::new(), Vec::new());
        let mut properties = at.properties();
        let mut slots = plain.iter_mut().peekable();
        for (name, right) in changes {
            let (below, right) = (properties.next(name), std::mem::take(right));
            let within = |failure: Failure| failure.within(name);
            let slot = loop {
                match slots.peek().map(|(known, _)| (*known).cmp(name)) {
                    Some(Ordering::Less) => slots.next(),
                    Some(Ordering::Equal) => break slots.next(),
                    Some(Ordering::Greater) | None => break None,
                };
            };
            let Some((_, slot)) = slot else {
                match self.step(members.remove(name), right, below).map_err(within)? {
                    Some(Node::Plain(value)) => added.push((name.clone(), value)),
                    node => members.extend(node.map(|node| (name.clone(), node))),
                }
                continue;
            };
            if below.is_default() {
                replace(slot, right);
                continue;
            }
            match self.step(Some(Node::Plain(std::mem::take(slot))), right, below).map_err(within)? {
                Some(Node::Plain(value)) => *slot = value,
                node => removed.push((name.clone(), node)),
            }
        }
        for (name, node) in removed {
            plain.shift_remove(&name);
            members.extend(node.map(|node| (name, node)));
        }
        if !added.is_empty() {
            plain.extend(added);
            plain.sort_keys();
        }
        Ok(together(plain, members))
    }

    /// The members of a first side, sorted by name.
    fn members(&self, mut right: Map<String, Value>, at: At<'_>) -> Result<Node, Failure> {
        right.sort_keys();
        let (mut plain, mut members) = (Map::with_capacity(right.len()), BTreeMap::new());
        let mut properties = at.properties();
        for (name, right) in right {
            let below = properties.next(&name);
            match self.step(None, right, below).map_err(|failure| failure.within(&name))? {
                Some(Node::Plain(value)) => {
                    plain.insert(name, value);
                }
                node => members.extend(node.map(|node| (name, node))),
            }
        }
        Ok(together(plain, members))
    }
}

/// Puts a value in place of another one, strings into the memory that is there: what was read last is dropped while
/// it is at hand, and of many documents each stays together.
fn replace(left: &mut Value, right: Value) {
    match (left, right) {
        (Value::String(left), Value::String(right)) if left.capacity() / 2 <= right.len() + SPARE => {
            right.as_str().clone_into(left);
        }
        (Value::Array(left), Value::Array(right)) if left.len() == right.len() => {
            left.iter_mut().zip(right).for_each(|(left, right)| replace(left, right));
        }
        (left, right) => *left = right,
    }
}

/// Members without any state within and those with it.
fn together(plain: Map<String, Value>, mut members: BTreeMap<String, Node>) -> Node {
    if members.is_empty() {
        return Node::Plain(Value::Object(plain));
    }
    members.extend(plain.into_iter().map(|(name, value)| (name, Node::Plain(value))));
    Node::object(members)
}
